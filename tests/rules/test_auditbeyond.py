"""What a list doesn't have: absent members, pupils without anybody, who must join."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onboarding.rules.auditing import Item, Listed
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person
from tests.rules.builders import (
    GUARDIANS,
    KINDS,
    NOW,
    STAFF,
    STUDENTS,
    a_roster,
    an_account,
    an_employee,
)
from tests.rules.looking import FATHER, MOTHER, about, beyond, holder, line, looked_at

PRIMARY = KINDS["primary"]
MANAGER = holder("m", an_employee(), "f1")
SECOND = Person("f2", "staff", "钱多多", number="10087")


def people(found: list[Item]) -> list[str]:
    return [person for item in found for person in item.people]


# -- absent


def test_who_is_not_on_a_complete_list_is_absent() -> None:
    (item,) = beyond(looked_at("孙丽", "李明妈妈", complete=True), "absent")

    assert (item.record, item.right, item.relation, item.article) == ("r2", "李明爸爸", "爸爸", "")


def test_nobody_is_absent_from_a_list_that_may_lack_people() -> None:
    assert beyond(looked_at("孙丽"), "absent") == []


def test_who_is_approved_is_on_the_way_and_not_absent() -> None:
    coming = replace(FATHER, state="approved")

    assert beyond(looked_at("李明妈妈", holders=(MOTHER, coming), complete=True), "absent") == []


def test_since_when_an_absent_member_was_in_is_told() -> None:
    mother = replace(MOTHER, since=NOW)

    (item,) = beyond(looked_at("孙丽", holders=(mother,), complete=True), "absent")

    assert item.since == NOW


@pytest.mark.parametrize("shown", ["李朋妈妈", line("李明妈…", cut=True)])
def test_who_may_be_an_unclear_line_is_not_said_to_be_gone(shown: str | Listed) -> None:
    assert beyond(looked_at(shown, holders=(MOTHER,), complete=True), "absent") == []


def test_who_is_in_by_the_account_is_not_absent() -> None:
    shown = line("阳光", account=an_account(), record="r1")

    assert beyond(looked_at(shown, holders=(MOTHER,), complete=True), "absent") == []


# -- unseated


@pytest.mark.parametrize("kind", [GUARDIANS, PRIMARY])
def test_pupils_without_a_guardian_are_listed_with_the_article(kind: Kind) -> None:
    found = beyond(looked_at("李明妈妈", kind=kind), "unseated")

    assert people(found) == ["s2", "s3", "s4", "s5", "s6"]
    assert {item.article for item in found} == {kind.articles["no_guardian"]}
    assert found[0].facts == {"seated": 0, "minimum": 1}


def test_who_is_about_to_be_adopted_seats_the_pupil() -> None:
    assert "s2" not in people(beyond(looked_at("张伟妈妈"), "unseated"))


def test_who_waits_for_a_person_to_decide_seats_nobody() -> None:
    assert "s2" in people(beyond(looked_at("张纬妈妈"), "unseated"))


@pytest.mark.parametrize("kind", [STUDENTS, STAFF])
def test_nobody_is_unseated_where_nobody_sits_beside_anybody(kind: Kind) -> None:
    assert beyond(looked_at("孙丽", kind=kind, holders=()), "unseated") == []


# -- missing


def test_who_must_join_and_did_not_is_missing() -> None:
    roster = a_roster(*a_roster().people, SECOND)

    (item,) = beyond(looked_at("赵建国", kind=STAFF, roster=roster, holders=(MANAGER,)), "missing")

    assert (item.people, item.right, item.article, item.record) == (("f2",), "钱多多", "C2", "")


def test_who_joined_is_not_missing_even_if_the_list_lacks_them() -> None:
    assert beyond(looked_at("别人", kind=STAFF, holders=(MANAGER,)), "missing") == []


def test_who_is_approved_is_missing_until_seen() -> None:
    coming = replace(MANAGER, state="approved")

    (item,) = beyond(looked_at("别人", kind=STAFF, holders=(coming,)), "missing")

    assert (item.people, item.record) == (("f1",), "m")
    assert beyond(looked_at("赵建国", kind=STAFF, holders=(coming,)), "missing") == []


def test_who_is_to_be_adopted_is_not_missing() -> None:
    outcome = looked_at("赵建国", kind=STAFF, holders=())

    assert about(outcome, 1).what == "adopt"
    assert beyond(outcome, "missing") == []


def test_an_admin_sits_by_being_admin_and_is_not_missing() -> None:
    assert beyond(looked_at("别人", kind=STAFF, holders=(), admins=("赵建国",)), "missing") == []


def test_an_admin_seen_under_a_staff_name_is_inside() -> None:
    shown = line("赵建国经理", is_admin=True)

    assert beyond(looked_at(shown, kind=STAFF, holders=(), admins=("赵建国",)), "missing") == []


@pytest.mark.parametrize("kind", [GUARDIANS, PRIMARY, STUDENTS])
def test_nobody_is_missing_where_nobody_must_join(kind: Kind) -> None:
    assert beyond(looked_at("孙丽", kind=kind, holders=()), "missing") == []
