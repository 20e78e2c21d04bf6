"""Which places a nickname claims: only what it says exactly, of one person, and no more."""

from __future__ import annotations

import pytest

from onboarding.rules.auditing import CANDIDATES_MOST
from onboarding.rules.roster import Person
from tests.rules.builders import (
    CLASS,
    NOW,
    STAFF,
    STUDENTS,
    a_roster,
    a_teacher,
    an_account,
)
from tests.rules.looking import (
    DAY,
    MOTHER,
    about,
    beyond,
    holder,
    line,
    looked_at,
    said,
)

NAMESAKES = a_roster(
    Person("s1", "students", "李明", number="2023001"),
    Person("t1", "teachers", "李明", subjects=("语文",)),
)


def test_what_is_exact_keeps_out_what_is_near() -> None:
    roster = a_roster(*CLASS, Person("t3", "teachers", "陈辰", subjects=("英语",)))

    item = about(looked_at("陈晨", kind=STUDENTS, holders=(), roster=roster), 1)

    assert {person for each in item.candidates for person in each.people} == {"s4", "s5"}


def test_of_two_of_one_name_who_left_nobody_is_said_to_have_left() -> None:
    roster = a_roster(*CLASS, Person("s8", "students", "周杰", left=True))
    long_ago = {"s7": NOW - 99 * DAY, "s8": NOW - 99 * DAY}

    assert said(looked_at("周杰妈妈", roster=roster, departed=long_ago), 1) == (
        "unknown", "nobody_fits",
    )  # fmt: skip


def test_a_label_leads_to_one_of_two_pupils() -> None:
    item = about(looked_at("陈晨大", kind=STUDENTS, holders=()), 1)

    assert (item.what, item.people) == ("adopt", ("s4",))


def test_a_name_near_to_a_teachers_is_near() -> None:
    assert said(looked_at("何苹"), 1) == ("unknown", "near")


def test_several_near_names_are_each_told_as_near() -> None:
    candidates = about(looked_at("李朋妈妈"), 1).candidates

    assert [(each.people, each.nearness) for each in candidates] == [
        (("s1",), "edit"), (("s3",), "edit"),
    ]  # fmt: skip


def test_a_pupils_number_in_a_guardians_nickname_counts() -> None:
    assert said(looked_at("张伟2023003妈妈"), 1) == ("unknown", "details_do_not_match")


def test_no_more_candidates_are_shown_than_a_person_can_weigh() -> None:
    pupils = tuple(
        Person(f"s{n}", "students", f"李{name}") for n, name in enumerate("甲乙丙丁戊己庚")
    )

    item = about(looked_at("李某妈妈", holders=(), roster=a_roster(*pupils)), 1)

    assert len(item.candidates) == CANDIDATES_MOST


def test_a_subject_of_one_character_is_part_of_the_right_nickname() -> None:
    roster = a_roster(Person("t1", "teachers", "何平", subjects=("英",)))

    item = about(looked_at("英何平", kind=STUDENTS, holders=(), roster=roster), 1)

    assert (item.what, item.people) == ("adopt", ("t1",))


@pytest.mark.parametrize("shown", ["我家李明是最棒的妈妈", "李明班里的同学妈妈"])
def test_a_name_inside_of_something_else_is_no_match(shown: str) -> None:
    outcome = looked_at(shown, holders=(MOTHER,))

    assert (about(outcome, 1).what, outcome.seen) == ("unknown", ())


def test_a_nickname_that_may_be_two_places_is_not_the_member_of_one() -> None:
    teacher = holder("r1", a_teacher("李明"), "t1")

    outcome = looked_at("李明", kind=STUDENTS, holders=(teacher,), roster=NAMESAKES)

    assert (said(outcome, 1), outcome.seen) == (("unknown", "several_fit"), ())


# -- admins and marks


def test_an_admin_told_as_one_comes_before_others_of_that_name() -> None:
    outcome = looked_at("林岳", line("林岳老师", is_admin=True), admins=("林岳",))

    assert (said(outcome, 1), said(outcome, 2)) == (("unknown", "nobody_fits"), None)


def test_an_admin_called_after_the_department_is_inside() -> None:
    outcome = looked_at("生产部赵建国", kind=STAFF, holders=(), admins=("生产部赵建国",))

    assert beyond(outcome, "missing") == []


def test_two_of_one_nickname_have_two_marks() -> None:
    outcome = looked_at("阳光", "阳光")

    assert about(outcome, 1).mark != about(outcome, 2).mark


def test_nicknames_of_signs_alone_have_marks_of_their_own() -> None:
    outcome = looked_at("🌸🌸", "⭐️⭐️")

    assert len({about(outcome, 1).mark, about(outcome, 2).mark}) == 2
    assert all(part for item in outcome.items if item.line for part in item.mark)
    assert about(outcome, 1).mark[:2] == about(looked_at("🌸🌸"), 1).mark
    assert about(outcome, 2).mark[:2] == about(looked_at("⭐️⭐️"), 1).mark


def test_an_account_keeps_its_mark_under_another_nickname() -> None:
    one, other = (looked_at(line(shown, account=an_account())) for shown in ("阳光", "彩虹"))

    assert about(one, 1).mark == about(other, 1).mark == ("account", "wechat", "wxid-1")
