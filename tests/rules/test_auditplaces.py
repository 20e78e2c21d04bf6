"""Who is inside and holds no place: who fits one that is free, and who waits for a person."""

from __future__ import annotations

import pytest

from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person
from tests.rules.builders import GUARDIANS, KINDS, STAFF, STUDENTS, a_roster
from tests.rules.looking import FATHER, MOTHER, about, line, looked_at, said

PRIMARY = KINDS["primary"]
ADOPTED = ("adopt", "fits_free_place")
SEVERAL = ("unknown", "several_fit")


@pytest.mark.parametrize(
    ("kind", "shown", "right", "person"),
    [
        (GUARDIANS, "张伟妈妈", "张伟妈妈", "s2"),
        (GUARDIANS, "张伟母亲", "张伟妈妈", "s2"),
        (GUARDIANS, "何平老师", "何平", "t2"),
        (GUARDIANS, "陈晨大妈妈", "陈晨大妈妈", "s4"),
        (PRIMARY, "张伟爷爷", "张伟监护人", "s2"),
        (PRIMARY, "何平", "何平", "t2"),
        (STUDENTS, "张伟2023002", "张伟2023002", "s2"),
        (STUDENTS, "张伟", "张伟2023002", "s2"),
        (STUDENTS, "何平", "数学何平", "t2"),
        (STUDENTS, "数学何平老师", "数学何平", "t2"),
        (STAFF, "赵建国", "赵建国", "f1"),
        (STAFF, "生产部赵建国", "赵建国", "f1"),
        (STAFF, "赵建国-生产部", "赵建国", "f1"),
    ],
)
def test_who_fits_one_free_place_is_adopted_in_every_kind(
    kind: Kind, shown: str, right: str, person: str
) -> None:
    item = about(looked_at(shown, kind=kind, holders=()), 1)

    assert ((item.what, item.code), item.right, item.people) == (ADOPTED, right, (person,))
    assert item.facts["rename"] is (shown != right)


def test_a_guardian_of_two_takes_both_seats() -> None:
    item = about(looked_at("李明李华妈妈", holders=()), 1)

    assert (item.what, item.people) == ("adopt", ("s1", "s3"))


def test_two_lines_for_one_place_get_neither() -> None:
    outcome = looked_at("张伟妈妈", "张伟母亲")

    assert said(outcome, 1) == said(outcome, 2) == ("unknown", "same_place")


def test_three_lines_for_the_two_seats_beside_a_pupil_get_none() -> None:
    outcome = looked_at("张伟妈妈", "张伟爸爸", "张伟奶奶")

    assert {said(outcome, at) for at in (1, 2, 3)} == {("unknown", "seats_contested")}


def test_two_lines_for_the_one_seat_left_get_none() -> None:
    outcome = looked_at("李明妈妈", "李明爸爸", "李明奶奶", holders=(MOTHER,))

    assert said(outcome, 1) is None
    assert said(outcome, 2) == said(outcome, 3) == ("unknown", "seats_contested")


def test_two_lines_for_the_two_seats_beside_a_pupil_get_both() -> None:
    outcome = looked_at("张伟妈妈", "张伟爸爸")

    assert said(outcome, 1) == said(outcome, 2) == ADOPTED


def test_a_word_for_several_relations_may_be_borne_by_two() -> None:
    outcome = looked_at("张伟奶奶", "张伟爷爷")

    assert said(outcome, 1) == said(outcome, 2) == ADOPTED


def test_a_word_for_several_relations_may_be_a_member_who_is_not_seen() -> None:
    outcome = looked_at("李明奶奶", holders=(MOTHER,))

    assert said(outcome, 1) == SEVERAL
    assert [each.record for each in about(outcome, 1).candidates] == ["r1", ""]


def test_once_that_member_is_seen_the_word_means_another_person() -> None:
    assert said(looked_at("李明妈妈", "李明奶奶", holders=(MOTHER,)), 2) == ADOPTED


def test_a_second_mother_beside_the_first_is_for_a_person_to_decide() -> None:
    outcome = looked_at("李明妈妈", "李明妈妈", holders=(MOTHER,))

    assert {said(outcome, 1), said(outcome, 2)} == {None, ("unknown", "same_place")}


def test_a_third_guardian_is_removed_even_with_the_mothers_own_nickname() -> None:
    outcome = looked_at("李明妈妈", "李明妈妈", "李明爸爸", holders=(MOTHER, FATHER))

    assert ("remove", "seats_full") in {said(outcome, 1), said(outcome, 2)}


@pytest.mark.parametrize("shown", ["陈晨妈妈", "陈晨小大妈妈"])
def test_of_two_pupils_of_one_name_nobody_is_chosen(shown: str) -> None:
    assert about(looked_at(shown), 1).what == "unknown"


def test_a_name_that_is_a_pupils_and_a_teachers_is_nobodys() -> None:
    two = a_roster(
        Person("s1", "students", "李明", number="2023001"),
        Person("t1", "teachers", "李明", subjects=("语文",)),
    )

    assert said(looked_at("李明", kind=STUDENTS, holders=(), roster=two), 1) == SEVERAL


def test_a_full_name_comes_before_a_name_and_a_relation() -> None:
    roster = a_roster(Person("s1", "students", "刘文"), Person("s2", "students", "刘文伯"))

    item = about(looked_at("刘文伯妈妈", roster=roster, holders=()), 1)

    assert (item.what, item.people) == ("adopt", ("s2",))


def test_a_number_that_is_anothers_stops_the_adoption() -> None:
    outcome = looked_at("张伟2023003", kind=STUDENTS, holders=())

    assert about(outcome, 1).what == "unknown"


@pytest.mark.parametrize(
    ("shown", "how"),
    [
        ("阿依古丽买买提妈妈", "lost_dot"),
        ("張偉妈妈", "traditional"),
        ("章伟妈妈", "pinyin"),
        ("张小伟妈妈", "edit"),
        ("我家张伟是最棒的妈妈", "inside"),
    ],
)
def test_a_candidate_says_in_which_way_it_is_near(shown: str, how: str) -> None:
    item = about(looked_at(shown, holders=()), 1)

    assert (item.what, item.code) == ("unknown", "near")
    assert [each.nearness for each in item.candidates][:1] == [how]


def test_a_near_name_of_a_place_that_is_held_names_the_member() -> None:
    assert about(looked_at("李朋妈妈"), 1).candidates[0].record == "r1"


def test_a_cut_nickname_shows_members_then_free_places_and_no_more_than_five() -> None:
    many = tuple(
        Person(f"p{n}", "students", f"李明{letter}") for n, letter in enumerate("甲乙丙丁")
    )
    roster = a_roster(Person("s1", "students", "李明"), *many)

    shown = line("李明…", cut=True)
    candidates = about(looked_at(shown, roster=roster, holders=(MOTHER,)), 1).candidates

    assert [(each.nickname, each.record) for each in candidates] == [
        ("李明妈妈", "r1"), ("李明爸爸", ""), ("李明监护人", ""),
        ("李明甲爸爸", ""), ("李明甲妈妈", ""),
    ]  # fmt: skip


def test_a_cut_nickname_is_no_member_who_is_seen_already() -> None:
    candidates = about(looked_at("李明妈妈", line("李明妈…", cut=True)), 2).candidates

    assert candidates == ()


def test_nothing_but_dots_shows_nobody() -> None:
    assert about(looked_at(line("…", cut=True)), 1).candidates == ()
