"""What a group may set for itself, and what is left of it beside the kind's own values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onboarding.rules import errors, overrides
from onboarding.rules.kindfiles import load_all
from onboarding.rules.kindparts import Pattern
from onboarding.rules.kinds import Kind, overridable_fields, with_overrides

KINDS = load_all()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def seated() -> Kind:
    return next(kind for kind in KINDS.values() if kind.seats)


def limited(kind: Kind, maximum: int) -> Kind:
    return with_overrides(kind, {"guardians_maximum": maximum})


def soft() -> Kind:
    kind = seated()
    assert kind.seats
    return replace(kind, seats=replace(kind.seats, hard=False))


def test_a_kinds_own_values_are_read_back_and_leave_nothing_to_override(kind: Kind) -> None:
    values = overrides.values(kind)
    assert values.keys() == overridable_fields(kind)
    assert with_overrides(kind, values) == kind
    assert overrides.own(kind, values) == {}
    assert overrides.wrong(kind, kind, values) == {}


def test_only_what_differs_is_kept(kind: Kind) -> None:
    values = overrides.values(kind)
    values["days"] = {**values["days"], "pending": 3}
    values["reminders"] = kind.reminders + 1
    assert overrides.own(kind, values) == {
        "days": {"pending": 3},
        "reminders": kind.reminders + 1,
    }


def test_everything_that_is_wrong_is_named_by_its_field() -> None:
    wanted = {"guardians_maximum": 9, "days": {"pending": 0}, "reminders": 2}
    assert overrides.wrong(seated(), seated(), wanted) == {
        "guardians_maximum": "not_within_1_6",
        "days.pending": "not_within_1_90",
    }


def test_a_hard_limit_is_never_raised_above_the_kinds_not_even_as_an_exception() -> None:
    kind = seated()
    for taken_on in ((), ("seats_full",)):
        with pytest.raises(errors.Invalid) as refused:
            overrides.exceptions(kind, kind, limited(kind, 3), taken_on)
        assert refused.value.facts == {"field": "guardians_maximum", "reason": "not_within_1_2"}
    assert overrides.exceptions(kind, kind, limited(kind, 1)) == ()
    assert overrides.most_guardians(kind) == 2


def test_a_soft_limit_is_raised_by_an_exception_that_is_taken_on_by_name() -> None:
    kind = soft()
    with pytest.raises(errors.Invalid) as refused:
        overrides.exceptions(kind, kind, limited(kind, 3))
    assert refused.value.facts["reason"] == "exception_needed"
    assert overrides.exceptions(kind, kind, limited(kind, 3), ["seats_full"]) == ("seats_full",)
    assert overrides.most_guardians(kind) == 6


def test_a_limit_that_stands_above_the_kinds_is_kept_and_lowered_without_asking() -> None:
    for kind in (seated(), soft()):
        old = limited(kind, 4)
        assert overrides.exceptions(kind, old, limited(kind, 4)) == ()
        assert overrides.exceptions(kind, old, limited(kind, 3)) == ()
        with pytest.raises(errors.Invalid):
            overrides.exceptions(kind, old, limited(kind, 5))


def test_every_field_but_the_days_has_an_article_that_stands_in_the_covenant(kind: Kind) -> None:
    articles = {article.id for article in kind.covenant}
    for field in overridable_fields(kind):
        behind = overrides.article_behind(kind, field)
        assert behind in articles if field != "days" else behind == ""


def test_a_word_of_the_groups_own_means_itself_and_no_other_any_more() -> None:
    kind = seated()
    chosen = overrides.with_own_words(kind.relations, ["爷爷"])
    policy = with_overrides(kind, {"relations": overrides.relations(kind, chosen)})
    before, after = kind.relation("爷爷"), policy.relation("爷爷")
    assert before
    assert after
    assert (before.word, after.word) == ("监护人", "爷爷")
    grandmother = policy.relation("奶奶")
    assert grandmother
    assert grandmother.word == "监护人"
    assert overrides.with_own_words(chosen, ["爷爷"]) == chosen


def test_the_forms_offered_are_forms_that_the_role_can_have(kind: Kind) -> None:
    for role in kind.roles.values():
        offered = overrides.nickname_choices(role)
        assert offered[: len(role.nicknames)] == role.nicknames
        wanted = {"nicknames": {role.id: overrides.patterns(offered)}}
        assert overrides.wrong(kind, kind, wanted) == {}
        examples = [overrides.example(each) for each in offered]
        assert all(examples)
        assert len(set(examples)) == len(examples)


def test_a_form_that_a_group_has_is_offered_first() -> None:
    role = next(role for role in seated().roles.values() if role.beside)
    own = Pattern(("relation", "students"), "·")
    assert own in overrides.nickname_choices(role, own)
