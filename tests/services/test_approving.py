"""Approving is decided again at that moment, by what the record says then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from onboarding.rules import errors
from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import decisions, groups, rosters
from onboarding.services.decisions import Approval, Removal
from onboarding.storage.approvals import Approvals
from onboarding.storage.requestrecord import Request
from tests.builders import PUPILS, World, account, father, guardian, mother

SOFT = {"guardians_maximum": 1}


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen once, between the check of the next approval and its script."""
    write = Approvals.approve
    waiting = [happens]

    def late(self: Approvals, *args: Any, **more: Any) -> Any:
        while waiting:
            waiting.pop()()
        return write(self, *args, **more)

    monkeypatch.setattr(Approvals, "approve", late)


def test_a_pupil_who_leaves_meanwhile_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group()
    request = world.submit(group)
    pupil = world.person(group, "李明")
    meanwhile(monkeypatch, lambda: rosters.mark_left(world.door, world.operator, group.id, pupil))
    with pytest.raises(errors.OverrideMissing) as refused:
        world.approve(request)
    assert refused.value.facts == {"codes": ("not_on_roster",)}
    assert world.fresh(request) == request


def test_a_roster_that_changed_otherwise_is_checked_again_and_approved(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group()
    request = world.submit(group)
    pupil = world.person(group, "李明")
    change = {"number": "2026099"}
    meanwhile(
        monkeypatch, lambda: rosters.edit(world.door, world.operator, group.id, pupil, change)
    )
    assert world.approve(request).verdict.versions.roster == 2


def test_a_limit_lowered_meanwhile_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    group = world.group()
    world.join(world.submit(group))
    request = world.submit(group, father())
    meanwhile(
        monkeypatch,
        lambda: groups.change(world.door, world.operator, group.id, overrides=SOFT),
    )
    with pytest.raises(errors.SeatsFull):
        world.approve(request)


def test_a_ban_made_meanwhile_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    group = world.group()
    member = world.join(world.submit(group, mother(account=account()), bound=True))
    again = world.submit(group, guardian("王芳", phone="13800000002"))
    removal = Removal(member.version, "M3", ban=True)
    meanwhile(
        monkeypatch,
        lambda: decisions.remove(world.door, world.operator, group.id, member.id, removal),
    )
    with pytest.raises(errors.NotOverridable) as refused:
        world.approve(again)
    assert refused.value.facts == {"codes": ("banned",)}


def test_facts_that_never_hold_still_end_in_busy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group()
    request = world.submit(group)
    write = Approvals.approve
    tries = []

    def restless(self: Approvals, *args: Any, **more: Any) -> Any:
        tries.append(1)
        groups.change(world.door, world.operator, group.id, title=f"{len(tries)}")
        return write(self, *args, **more)

    monkeypatch.setattr(Approvals, "approve", restless)
    with pytest.raises(errors.Busy):
        world.approve(request)
    assert len(tries) == 5
    assert world.fresh(request) == request


def test_an_approval_needs_the_version_that_was_looked_at(world: World) -> None:
    request = world.submit(world.group())
    with pytest.raises(errors.VersionMissing):
        decisions.approve(world.door, world.operator, request.group, request.id, Approval(None))


def test_the_loser_is_told_who_decided_what_and_when(world: World) -> None:
    group = world.group(group_id="g")
    request = world.submit(group)
    first, second = world.admin("chen", g="owner"), world.admin("zhou", g="committee")
    decisions.approve(world.door, first, group.id, request.id, Approval(1))
    with pytest.raises(errors.Stale) as refused:
        decisions.decline(world.door, second, group.id, request.id, version=1, reason="duplicate")
    assert refused.value.facts == {
        "state": "approved",
        "version": 2,
        "move": "approve",
        "decided_by": first.ref,
        "decided_at": world.watch.now,
    }


# -- overriding


def test_a_stranger_is_admitted_only_by_an_override_with_a_reason(world: World) -> None:
    request = world.submit(world.group(), guardian("无此人"), shielded=True)
    with pytest.raises(errors.OverrideMissing):
        world.approve(request)
    codes = frozenset({"not_on_roster"})
    with pytest.raises(errors.Invalid) as refused:
        world.approve(request, overrides=codes, reason="  ")
    assert refused.value.facts == {"field": "reason", "reason": "required"}
    approved = world.approve(request, overrides=codes, reason="新转来")
    assert (approved.state, approved.overridden, approved.people) == ("approved", codes, ())
    assert approved.override_reason == "新转来"
    [event] = [e for e in world.door.events.after("hill", "", 100) if e.what == "request.approved"]
    assert event.facts["overridden"] == ["not_on_roster"]
    assert [f.severity for f in approved.verdict.findings if f.code == "not_on_roster"] == [
        "notice"
    ]


def test_what_no_admin_may_override_stays_refused(world: World) -> None:
    request = world.submit(world.group(), replace(mother(), consent=False), shielded=True)
    with pytest.raises(errors.NotOverridable) as refused:
        world.approve(request, overrides=frozenset({"consent_missing"}), reason="because")
    assert refused.value.facts == {"codes": ("consent_missing",)}


def test_an_override_of_what_was_not_found_is_not_kept_for_later(world: World) -> None:
    request = world.submit(world.group())
    codes = frozenset({"not_on_roster", "other_class"})
    assert world.approve(request, overrides=codes, reason="in case").overridden == frozenset()


def test_a_hard_limit_is_counted_whatever_is_overridden(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group("secondary")
    world.approve(world.submit(group))
    last, late = (world.submit(group, guardian(phone=f"1381111000{n}")) for n in (1, 2))
    override: dict[str, Any] = {"overrides": frozenset({"seats_full"}), "reason": "please"}
    meanwhile(monkeypatch, lambda: world.approve(last, **override))
    with pytest.raises(errors.SeatsFull):
        world.approve(late, **override)


def test_only_who_may_override_does(world: World) -> None:
    group = world.group(group_id="g")
    request = world.submit(group, guardian("无此人"), shielded=True)
    supervisor = world.admin("lead", supervisor=True)
    approval = Approval(1, overrides=frozenset({"not_on_roster"}), reason="because")
    with pytest.raises(errors.NotAllowed):
        decisions.approve(world.door, supervisor, group.id, request.id, approval)


# -- who is meant


TWO_OF_ONE_NAME = (
    Row("students", "刘洋", number="2026011"),
    Row("students", "刘洋", number="2026012"),
)


def two(world: World) -> tuple[Request, tuple[str, ...]]:
    group = world.group(rows=TWO_OF_ONE_NAME)
    people = world.door.rosters.read("hill", group.id, 1).people
    return world.submit(group, guardian("刘洋")), tuple(person.id for person in people)


def test_between_two_pupils_the_admin_names_the_one(world: World) -> None:
    request, people = two(world)
    assert request.state == "pending"
    with pytest.raises(errors.StudentUnsettled) as refused:
        world.approve(request)
    assert refused.value.facts == {"candidates": people}
    assert world.approve(request, people=people[1:]).people == people[1:]


def test_who_is_picked_is_on_the_roster_in_the_roles_own_part(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    gone = world.person(group, "王芳")
    rosters.mark_left(world.door, world.operator, group.id, gone)
    for person in ("nobody", world.person(group, "陈静"), gone):
        with pytest.raises(errors.Invalid) as refused:
            world.approve(request, people=(person,))
        assert refused.value.facts == {"field": "people", "reason": "unknown"}


def test_a_near_name_is_settled_by_a_person(world: World) -> None:
    group = world.group()
    request = world.submit(group, guardian("欧阳娜那"))
    pupil = world.person(group, "欧阳娜娜")
    with pytest.raises(errors.StudentUnsettled) as refused:
        world.approve(request)
    assert refused.value.facts == {"candidates": (pupil,)}
    assert world.approve(request, people=(pupil,)).nickname == "欧阳娜娜妈妈"


def test_twins_of_whom_one_is_not_on_the_roster_are_not_waved_through(world: World) -> None:
    group = world.group()
    both = (NamedStudent("李明", "妈妈"), NamedStudent("无此人", "妈妈"))
    request = world.submit(group, Application("guardian", students=both, consent=True))
    pupil = world.person(group, "李明")
    for overrides in (frozenset[str](), frozenset({"not_on_roster"})):
        with pytest.raises(errors.StudentUnsettled) as refused:
            world.approve(request, overrides=overrides, reason="because")
        assert refused.value.facts == {"candidates": (pupil,)}
    assert world.approve(request, people=(pupil,)).people == (pupil,)


def test_a_wrong_number_on_file_is_for_a_person_to_look_at_not_to_refuse(world: World) -> None:
    request = world.submit(world.group(), guardian(number="1999", phone="13899999999"))
    assert request.state == "pending"
    assert "details_do_not_match" in request.verdict.codes
    assert [e.strength for e in request.verdict.evidence] == ["weak"]


# -- seats


def test_a_guardian_takes_a_seat_beside_each_child_all_or_none(world: World) -> None:
    group = world.group()
    for phone in ("13811110001", "13811110002"):
        world.approve(world.submit(group, guardian("王芳", "监护人", phone=phone)))
    both = (NamedStudent("李明", "妈妈"), NamedStudent("王芳", "妈妈"))
    request = world.submit(
        group, Application("guardian", students=both, consent=True), shielded=True
    )
    with pytest.raises(errors.SeatsFull) as refused:
        world.approve(request)
    assert refused.value.facts["people"] == (world.person(group, "王芳"),)
    for phone in ("13811110003", "13811110004"):
        world.approve(world.submit(group, guardian("李明", "监护人", phone=phone)))


def test_twins_give_one_nickname_and_two_seats(world: World) -> None:
    group = world.group()
    both = (NamedStudent("王芳", "妈妈"), NamedStudent("李明", "妈妈"))
    approved = world.approve(
        world.submit(group, Application("guardian", students=both, consent=True))
    )
    assert approved.people == (world.person(group, "李明"), world.person(group, "王芳"))
    assert approved.nickname == "李明王芳妈妈"


def test_a_full_soft_limit_takes_an_exception_with_a_reason(
    world_of_soft_seats: World,
) -> None:
    world = world_of_soft_seats
    group = world.group("soft")
    world.approve(world.submit(group))
    second = world.submit(group, father(), shielded=True)
    with pytest.raises(errors.OverrideMissing) as refused:
        world.approve(second)
    assert refused.value.facts == {"codes": ("seats_full",)}
    seats = frozenset({"seats_full"})
    approved = world.approve(second, overrides=seats, reason="父母分居")
    assert (approved.state, approved.overridden) == ("approved", seats)


@pytest.mark.parametrize(
    ("kind", "application"),
    [
        ("primary", Application("teacher", name="陈静", phone="13900000001", consent=True)),
        ("student", Application("teacher", name="陈静", phone="13900000001", consent=True)),
        ("student", Application("student", name="李明", number="2026001", consent=True)),
    ],
)
def test_a_place_of_ones_own_is_held_once(
    world: World, kind: str, application: Application
) -> None:
    group = world.group(kind)
    first, second = world.submit(group, application), world.submit(group, application)
    approved = world.approve(first)
    assert len(approved.people) == 1
    if second.attaches:  # the same phone: the same person again
        world.approve(second)
        assert world.fresh(first).state == "withdrawn"
        return
    with pytest.raises(errors.SeatsFull) as refused:
        world.approve(second)
    assert refused.value.facts == {"people": approved.people, "limit": 1}


def test_two_guardians_may_share_the_registered_phone(world: World) -> None:
    rows = (
        Row("students", "李明", number="2026001", guardians=(Guardian("", "", "13800000001"),)),
        *PUPILS[4:],
    )
    group = world.group(rows=rows)
    hers = world.approve(world.submit(group, guardian(relation="妈妈", phone="13800000001")))
    his = world.submit(group, guardian(relation="爸爸", phone="13800000001"))
    assert his.attaches == ""
    assert world.approve(his).state == "approved"
    assert world.fresh(hers).state == "approved"


def test_who_competes_for_the_last_seat_is_shown_together(world: World) -> None:
    group = world.group()
    world.approve(world.submit(group))
    rivals = [
        world.submit(group, guardian(relation="监护人", phone=f"1381111000{n}")) for n in (1, 2)
    ]
    [contested] = [f for f in rivals[1].verdict.findings if f.code == "seats_contested"]
    assert contested.facts["records"] == (rivals[0].id,)
