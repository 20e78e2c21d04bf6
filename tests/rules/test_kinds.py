"""What a kind answers, and what a group may set for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from onboarding.rules import kindfiles
from onboarding.rules.errors import Invalid
from onboarding.rules.kinds import (
    FINDING_CODES,
    OVERRIDABLE,
    Kind,
    Pattern,
    codes_that_arise,
    overridable_fields,
    with_overrides,
)

KINDS = kindfiles.load_all()
PRIMARY = KINDS["primary"]
STUDENT = KINDS["student"]
COMPANY = KINDS["company"]

AUNT = {"word": "姨妈", "button": {"zh": "姨妈", "en": "Aunt"}, "synonyms": ["Auntie"]}


def words(kind: Kind) -> list[str]:
    return [relation.word for relation in kind.relations]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("妈妈", "妈妈"),
        ("妈", "妈妈"),
        ("媽媽", "妈妈"),
        ("母亲", "妈妈"),
        (" Mum ", "妈妈"),
        ("父亲", "爸爸"),
        ("爹", "爸爸"),
        ("DAD", "爸爸"),
        ("奶奶", "监护人"),
        ("外公", "监护人"),
        ("姥姥", "监护人"),
        ("继父", "监护人"),
        ("家长", "监护人"),
        ("guardian", "监护人"),
    ],
)
def test_a_typed_relation_is_read_as_the_word_it_means(typed: str, meant: str) -> None:
    relation = PRIMARY.relation(typed)

    assert relation is not None
    assert relation.word == meant


@pytest.mark.parametrize("typed", ["", "老师", "邻居", "妈妈妈"])
def test_a_word_that_is_no_relation_is_not_admitted(typed: str) -> None:
    assert PRIMARY.relation(typed) is None


@pytest.mark.parametrize(
    ("typed", "shared"),
    [(["妈", "mum"], "妈妈"), (["爷爷"], "监护人"), (["妈妈", "姨妈"], "监护人")],
)
def test_one_relation_is_shared_or_the_mixed_word_stands_for_all(
    typed: list[str], shared: str
) -> None:
    relation = PRIMARY.shared_relation(typed)

    assert relation is not None
    assert relation.word == shared


@pytest.mark.parametrize("typed", [[], ["妈妈", "邻居"]])
def test_nothing_is_shared_where_a_word_is_missing_or_not_admitted(typed: list[str]) -> None:
    assert PRIMARY.shared_relation(typed) is None


def test_nothing_is_shared_between_differing_relations_without_a_mixed_word() -> None:
    parents = with_overrides(PRIMARY, {"relations": ["爸爸", "妈妈"]})

    assert parents.shared_relation(["爸爸", "妈妈"]) is None


@pytest.mark.parametrize("code", sorted(OVERRIDABLE))
def test_an_admin_may_approve_against_what_needs_a_persons_judgement(code: str) -> None:
    assert PRIMARY.overridable(code)


@pytest.mark.parametrize(
    "code",
    ["banned", "role_not_admitted", "account_taken", "details_do_not_match", "nickname_wrong"],
)
def test_no_admin_may_approve_against_a_firm_finding(code: str) -> None:
    assert not PRIMARY.overridable(code)


def test_full_seats_give_way_to_an_admin_only_where_the_limit_is_soft() -> None:
    assert PRIMARY.seats is not None
    soft = replace(PRIMARY, seats=replace(PRIMARY.seats, hard=False))

    assert soft.overridable("seats_full")
    assert not PRIMARY.overridable("seats_full")
    assert not COMPANY.overridable("seats_full")


def test_what_is_overridable_is_a_finding() -> None:
    assert OVERRIDABLE.issubset(FINDING_CODES)
    assert len(set(FINDING_CODES)) == len(FINDING_CODES)


@pytest.mark.parametrize("kind_id", ["primary", "secondary"])
def test_two_guardians_at_most_sit_beside_a_student_and_one_at_least(kind_id: str) -> None:
    seats = KINDS[kind_id].seats

    assert seats is not None
    assert (seats.minimum, seats.maximum, seats.hard) == (1, 2, True)


def test_findings_arise_only_where_the_kind_has_what_they_are_about() -> None:
    everywhere = frozenset(FINDING_CODES)

    assert everywhere - codes_that_arise(PRIMARY) == {"declaration_missing"}
    assert everywhere - codes_that_arise(COMPANY) == {
        "relation_not_allowed",
        "seats_full",
        "seats_contested",
    }
    assert everywhere - codes_that_arise(STUDENT) == {
        "student_not_admitted",
        "declaration_missing",
        "relation_not_allowed",
        "seats_full",
        "seats_contested",
    }


def test_a_managers_group_asks_everyone_to_join_and_for_an_own_picture() -> None:
    assert COMPANY.must_join
    assert COMPANY.declarations == ("own_picture",)


def test_a_group_sets_its_own_limit_and_the_limit_stays_hard() -> None:
    kind = with_overrides(PRIMARY, {"guardians_maximum": 4})

    assert kind.seats is not None
    assert (kind.seats.maximum, kind.seats.hard) == (4, True)


def test_a_groups_limit_never_falls_below_the_kinds_minimum() -> None:
    assert PRIMARY.seats is not None
    both = replace(PRIMARY, seats=replace(PRIMARY.seats, minimum=2))

    with pytest.raises(Invalid) as refused:
        with_overrides(both, {"guardians_maximum": 1})

    assert refused.value.facts == {"field": "guardians_maximum", "reason": "not_within_2_6"}


def test_a_group_admits_some_of_the_relations() -> None:
    kind = with_overrides(PRIMARY, {"relations": ["妈妈", "爸爸"]})

    assert words(kind) == ["妈妈", "爸爸"]
    assert kind.relation("奶奶") is None


def test_a_group_adds_a_relation_that_no_other_word_means() -> None:
    kind = with_overrides(PRIMARY, {"relations": ["妈妈", AUNT]})

    meant = kind.relation("AUNTIE")
    assert meant is not None
    assert meant.word == "姨妈"


def test_a_group_sets_the_nicknames_of_one_role_and_the_others_stay() -> None:
    own = [{"parts": ["subject", "name"], "separator": "-", "optional": ["subject"]}]

    kind = with_overrides(PRIMARY, {"nicknames": {"teacher": own}})

    pattern = Pattern(("subject", "name"), "-", frozenset({"subject"}))
    assert kind.roles["teacher"].nicknames == (pattern,)
    assert kind.roles["guardian"] == PRIMARY.roles["guardian"]


def test_a_group_sets_one_term_and_the_others_stay() -> None:
    kind = with_overrides(PRIMARY, {"days": {"pending": 30}})

    assert kind.days == {**PRIMARY.days, "pending": 30}


def test_a_group_sets_plain_values() -> None:
    kind = with_overrides(PRIMARY, {"nickname_limit": 32, "number_required": True, "reminders": 0})

    assert (kind.nickname_limit, kind.number_required, kind.reminders) == (32, True, 0)


def test_without_overrides_the_kind_is_as_its_file_has_it() -> None:
    assert with_overrides(PRIMARY, {}) == PRIMARY


def test_the_kind_itself_is_never_changed_by_a_groups_values() -> None:
    with_overrides(PRIMARY, {"guardians_maximum": 6, "relations": ["妈妈"]})

    assert KINDS["primary"] == kindfiles.load_all()["primary"]


def test_seats_and_relations_are_settable_only_where_somebody_sits_beside_a_student() -> None:
    assert overridable_fields(PRIMARY) - overridable_fields(STUDENT) == {
        "guardians_maximum",
        "relations",
    }


@pytest.mark.parametrize(
    ("kind", "overrides", "field", "reason"),
    [
        (PRIMARY, {"articles": {}}, "articles", "not_overridable"),
        (PRIMARY, {"must_join": True}, "must_join", "not_overridable"),
        (COMPANY, {"guardians_maximum": 2}, "guardians_maximum", "not_overridable"),
        (COMPANY, {"relations": ["妈妈"]}, "relations", "not_overridable"),
        (PRIMARY, {"guardians_maximum": 0}, "guardians_maximum", "not_within_1_6"),
        (PRIMARY, {"guardians_maximum": 7}, "guardians_maximum", "not_within_1_6"),
        (PRIMARY, {"guardians_maximum": True}, "guardians_maximum", "not_a_number"),
        (PRIMARY, {"guardians_maximum": "2"}, "guardians_maximum", "not_a_number"),
        (PRIMARY, {"relations": []}, "relations", "empty"),
        (PRIMARY, {"relations": ["妈妈"] * 21}, "relations", "too_many"),
        (PRIMARY, {"relations": "妈妈"}, "relations", "not_a_list"),
        (PRIMARY, {"relations": ["奶奶"]}, "relations.0", "unknown_relation"),
        (PRIMARY, {"relations": ["妈妈", "妈妈"]}, "relations", "twice"),
        (PRIMARY, {"relations": ["监护人", AUNT]}, "relations", "twice"),
        (PRIMARY, {"relations": [{"word": "姨妈"}]}, "relations.0.button", "missing"),
        (
            PRIMARY,
            {"relations": ["监护人", {**AUNT, "word": "干妈", "synonyms": [], "mixed": True}]},
            "relations",
            "mixed_twice",
        ),
        (PRIMARY, {"nicknames": {"pupil": []}}, "nicknames.pupil", "unknown_key"),
        (PRIMARY, {"nicknames": {"teacher": []}}, "nicknames.teacher", "empty"),
        (PRIMARY, {"nicknames": []}, "nicknames", "not_a_table"),
        (
            PRIMARY,
            {"nicknames": {"teacher": [{"parts": ["students"]}]}},
            "nicknames.teacher.0.parts",
            "unknown_part",
        ),
        (
            STUDENT,
            {"nicknames": {"student": [{"parts": ["name"], "colour": "red"}]}},
            "nicknames.student.0.colour",
            "unknown_key",
        ),
        (PRIMARY, {"days": {"pending": 91}}, "days.pending", "not_within_1_90"),
        (PRIMARY, {"days": {"approved": 31}}, "days.approved", "not_within_1_30"),
        (PRIMARY, {"days": {"grace": 91}}, "days.grace", "not_within_1_90"),
        (PRIMARY, {"days": {"rest": 3}}, "days.rest", "unknown_key"),
        (PRIMARY, {"nickname_limit": 3}, "nickname_limit", "not_within_4_64"),
        (PRIMARY, {"number_required": 1}, "number_required", "not_true_or_false"),
        (PRIMARY, {"reminders": -1}, "reminders", "not_within_0_10"),
    ],
)
def test_a_groups_value_is_held_to_what_a_kind_file_may_say(
    kind: Kind, overrides: Mapping[str, object], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        with_overrides(kind, overrides)

    assert refused.value.facts == {"field": field, "reason": reason}
