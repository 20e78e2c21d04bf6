"""Who may look at personal details, and that each look is on record."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import decisions, revealing
from onboarding.services.decisions import Approval
from tests.builders import SCHOOL, World


def looked(world: World) -> list[tuple[str, str, str]]:
    told = world.door.events.after(SCHOOL, "", 100)
    return [(e.what, e.who, e.record) for e in told if e.what.endswith(".revealed")]


def test_each_look_at_a_request_is_on_record_before_it_is_shown(world: World) -> None:
    group = world.group()
    made = world.submit(group)
    owner = world.admin("chen", **{group.id: "owner"})
    revealing.reveal_request(world.door, owner, made)
    revealing.reveal_request(world.door, owner, made)
    assert looked(world) == [("request.revealed", owner.ref, made.id)] * 2


def test_the_committee_looks_only_at_what_is_being_decided(world: World) -> None:
    group = world.group()
    made = world.submit(group)
    member = world.admin("jia", **{group.id: "committee"})
    assert revealing.may_reveal(world.door, member, made)
    revealing.reveal_request(world.door, member, made)
    decisions.approve(world.door, member, group.id, made.id, Approval(made.version))
    approved = world.door.requests.get(SCHOOL, made.id)
    assert not revealing.may_reveal(world.door, member, approved)
    with pytest.raises(errors.NotAllowed):
        revealing.reveal_request(world.door, member, approved)
    assert len(looked(world)) == 1


def test_a_look_at_the_list_is_the_owners_and_on_record(world: World) -> None:
    group = world.group()
    owner = world.admin("chen", **{group.id: "owner"})
    member = world.admin("jia", **{group.id: "committee"})
    revealing.reveal_roster(world.door, owner, group.id)
    with pytest.raises(errors.NotAllowed):
        revealing.reveal_roster(world.door, member, group.id)
    assert looked(world) == [("roster.revealed", owner.ref, group.id)]
