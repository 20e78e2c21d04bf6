"""What there is to do about a line: bars, accounts, admins, and members of another name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from onboarding.rules.roster import Person, Roster
from onboarding.rules.verdicts import Ban
from tests.rules.builders import (
    CLASS,
    NOW,
    STUDENTS,
    a_guardian,
    a_pupil,
    a_student,
    an_account,
    without,
)
from tests.rules.looking import (
    DAY,
    MOTHER,
    about,
    holder,
    line,
    looked_at,
    said,
)

BAN = Ban("H3", "account")
STRANGER = an_account("stranger")


@pytest.mark.parametrize("shown", ["阳光", "张伟妈妈", "张伟"])
def test_a_barred_account_is_to_be_removed_whatever_it_is_called(shown: str) -> None:
    outcome = looked_at(line(shown, account=STRANGER, bars=(BAN,)))

    assert (said(outcome, 1), about(outcome, 1).article) == (("remove", "banned"), "H3")


def test_a_barred_member_is_to_be_removed() -> None:
    outcome = looked_at(line("李明妈妈", account=STRANGER, record="r1", bars=(BAN,)))

    assert (said(outcome, 1), about(outcome, 1).record) == (("remove", "banned"), "r1")


def test_a_bar_that_is_over_bars_nobody() -> None:
    over = Ban("H3", "account", until=NOW - DAY)

    assert said(looked_at(line("张伟妈妈", account=STRANGER, bars=(over,))), 1) == (
        "adopt", "fits_free_place",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "found"), [("妈妈", ("remove", "banned")), ("爸爸", ("adopt", "fits_free_place"))]
)
def test_a_bar_on_a_pupils_mother_finds_her_by_the_name(
    relation: str, found: tuple[str, str]
) -> None:
    barred = (Ban("H3", "person", person="s2", relation="妈妈"),)

    assert said(looked_at(f"张伟{relation}", barred=barred), 1) == found


def test_a_students_account_has_no_place_among_guardians() -> None:
    for shown in ("阳光", "张伟妈妈"):
        outcome = looked_at(line(shown, account=STRANGER, student_elsewhere=True))

        assert said(outcome, 1) == ("remove", "student_not_admitted")
        assert about(outcome, 1).facts["signs"] == ("account",)


def test_a_students_account_is_welcome_where_students_are_admitted() -> None:
    shown = line("张伟2023002", account=STRANGER, student_elsewhere=True)

    assert said(looked_at(shown, kind=STUDENTS, holders=()), 1) == ("adopt", "fits_free_place")


def test_whose_request_is_open_is_decided_by_the_request() -> None:
    outcome = looked_at(line("张伟妈妈", account=STRANGER, record="waiting"))

    assert said(outcome, 1) == ("unknown", "request_open")
    assert about(outcome, 1).record == "waiting"


# -- members who show another name


@pytest.mark.parametrize("shown", ["李明的妈妈", "李明 母亲", "🌸李明妈", "李明娘"])
def test_a_member_under_another_spelling_is_to_be_renamed(shown: str) -> None:
    outcome = looked_at("李明爸爸", shown)

    assert (said(outcome, 2), about(outcome, 2).record) == (("rename", "nickname_wrong"), "r1")


def test_of_two_pupils_whom_one_nickname_names_a_person_decides() -> None:
    pupils = (Person("s8", "students", "冯伯"), Person("s9", "students", "冯伯的"))
    outcome = looked_at("冯伯的妈妈", roster=Roster(1, pupils), holders=())

    assert said(outcome, 1) == ("unknown", "several_fit")
    assert {each.people for each in about(outcome, 1).candidates} == {("s8",), ("s9",)}


def test_the_right_nickname_is_its_members_though_it_may_be_read_as_anothers() -> None:
    pupils = (Person("s8", "students", "冯伯"), Person("s9", "students", "冯伯的"))
    member = holder("r9", a_guardian(a_student("冯伯的")), "s9")
    outcome = looked_at("冯伯的妈妈", roster=Roster(1, pupils), holders=(member,))

    assert (said(outcome, 1), outcome.seen) == (None, ("r9",))


def test_a_bare_pupils_name_is_the_one_member_who_is_not_seen() -> None:
    assert about(looked_at("李明爸爸", "李明"), 2).record == "r1"


def test_a_bare_pupils_name_beside_two_members_is_neither() -> None:
    outcome = looked_at("李明")

    assert (said(outcome, 1), outcome.seen) == (("unknown", "several_fit"), ())
    assert [each.record for each in about(outcome, 1).candidates] == ["r1", "r2"]


def test_two_lines_that_may_be_one_member_are_neither() -> None:
    outcome = looked_at("李明爸爸", "李明母亲", "李明老妈")

    assert said(outcome, 2) == said(outcome, 3) == ("unknown", "same_place")
    assert "r1" not in outcome.seen


def test_a_number_of_another_pupil_leads_to_nobody() -> None:
    pupil = holder("r1", a_pupil(), "s1")

    outcome = looked_at("李明2023003", kind=STUDENTS, holders=(pupil,))

    assert outcome.seen == ()


# -- admins


def test_an_admin_of_the_staff_is_fine_without_a_record() -> None:
    outcome = looked_at("孙丽老师", admins=("孙丽",), holders=())

    assert (about(outcome, 1).what, about(outcome, 1).right) == ("rename", "孙丽")
    assert said(looked_at("孙丽", admins=("孙丽",), holders=()), 1) is None


def test_an_admin_whom_the_roster_does_not_know_is_fine() -> None:
    assert said(looked_at("周校长", admins=("周校长",)), 1) is None
    assert said(looked_at("周校长"), 1) == ("unknown", "nobody_fits")


def test_an_admin_accounts_for_one_line_the_admins_own_if_told() -> None:
    outcome = looked_at("周校长", line("周校长", is_admin=True), admins=("周校长",))

    assert (said(outcome, 1), said(outcome, 2)) == (("unknown", "nobody_fits"), None)


def test_an_admin_who_is_a_member_accounts_for_no_further_line() -> None:
    outcome = looked_at("孙丽", "孙丽老师", admins=("孙丽",))

    assert said(outcome, 2) == ("impersonates_staff", "nickname_impersonates_staff")


def test_an_admin_with_a_guardians_place_only_is_adopted_there() -> None:
    assert said(looked_at("张伟妈妈", admins=("张伟妈妈",)), 1) == ("adopt", "fits_free_place")


@pytest.mark.parametrize(
    ("inviter", "found"),
    [
        ("李明爸爸", ("remove", "outside_invitee")),
        ("孙丽", ("unknown", "nobody_fits")),
        ("孙丽老师", ("unknown", "nobody_fits")),
        ("boss", ("unknown", "nobody_fits")),
        ("", ("unknown", "nobody_fits")),
    ],
)
def test_whom_an_admin_brought_in_came_with_consent(inviter: str, found: tuple[str, str]) -> None:
    boss = line("周校长", account=an_account("boss"), is_admin=True)

    outcome = looked_at(boss, line("阳光", inviter=inviter), admins=("孙丽", "周校长"))

    assert said(outcome, 2) == found


# -- who left the roster


def left(days: int) -> dict[str, Any]:
    """李明 left the class so many days ago, and a fortnight's grace."""
    people = (replace(each, left=each.left or each.id == "s1") for each in CLASS)
    departed = {"s1": NOW - days * DAY}
    return {"roster": Roster(2, tuple(people)), "departed": departed, "grace": 14 * DAY}


@pytest.mark.parametrize(("days", "found"), [(13, None), (14, ("remove", "left_roster"))])
def test_a_member_who_left_the_roster_is_proposed_when_the_grace_is_over(
    days: int, found: tuple[str, str] | None
) -> None:
    gone = left(days)

    outcome = looked_at("李明妈妈", **gone, holders=(MOTHER,))

    assert said(outcome, 1) == found
    assert [item.since for item in outcome.items if item.line] == (
        [NOW - 14 * DAY] if found else []
    )


def test_a_wrong_nickname_is_let_be_in_the_grace_period() -> None:
    gone = left(days=0)

    shown = line("阳光", account=STRANGER, record="r1")

    assert said(looked_at(shown, **gone, holders=(MOTHER,)), 1) is None


def test_since_when_nobody_knows_is_never_over() -> None:
    assert said(looked_at("李明妈妈", roster=without("s1"), holders=(MOTHER,)), 1) is None


def test_of_two_children_one_left_and_only_the_name_changes() -> None:
    both = holder("a", a_guardian(a_student("李明"), a_student("李华")), "s1", "s3")
    gone = left(days=99)

    outcome = looked_at("李明李华妈妈", **gone, holders=(both,))

    assert (said(outcome, 1), about(outcome, 1).right) == (
        ("rename", "nickname_wrong"), "李华妈妈",
    )  # fmt: skip


@pytest.mark.parametrize(("days", "found"), [(13, None), (14, ("remove", "left_roster"))])
def test_who_never_had_a_record_has_the_same_grace(
    days: int, found: tuple[str, str] | None
) -> None:
    gone: dict[str, Any] = {"departed": {"s7": NOW - days * DAY}, "grace": 14 * DAY}

    assert said(looked_at("周杰妈妈", **gone), 1) == found


def test_where_one_of_two_children_left_nobody_is_said_to_have_left() -> None:
    gone: dict[str, Any] = {"departed": {"s7": NOW - 99 * DAY}}

    assert said(looked_at("李华周杰妈妈", **gone), 1) != ("remove", "left_roster")


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ({"s3": NOW - 13 * DAY}, None),
        ({}, None),
        ({"s3": NOW - 15 * DAY}, ("remove", "left_roster")),
    ],
)
def test_of_two_children_who_left_the_later_one_counts(
    second: dict[str, int], found: tuple[str, str] | None
) -> None:
    both = holder("a", a_guardian(a_student("李明"), a_student("李华")), "s1", "s3")
    gone: dict[str, Any] = {"departed": {"s1": NOW - 99 * DAY, **second}, "grace": 14 * DAY}
    shown = line("李明李华妈妈", account=STRANGER, record="a")

    assert said(looked_at(shown, **gone, roster=without("s1", "s3"), holders=(both,)), 1) == found


def test_a_member_known_by_the_account_is_not_renamed_for_a_cut_nickname() -> None:
    shown = line("李明妈…", cut=True, account=STRANGER, record="r1")

    assert said(looked_at(shown), 1) is None


def test_a_member_of_a_role_that_is_no_more_keeps_the_nickname_approved() -> None:
    former = holder("r1", a_guardian(role="former"), "s1", nickname="李明妈妈")

    assert looked_at("李明妈妈", holders=(former,)).seen == ("r1",)
