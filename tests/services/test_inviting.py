"""The list to invite: who waits, with a tick for whoever was invited."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import decisions, inviting, membership
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, father, guardian


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="g")


@pytest.fixture
def waiting(world: World, group: Group) -> Request:
    return world.confirm(world.approve(world.submit(group)))


def listed(world: World, group: Group) -> tuple[list[str], list[str]]:
    found = inviting.invites(world.door, world.operator, group)
    return [each.id for each in found.to_invite], [each.id for each in found.invited]


def mark(world: World, group: Group, *requests: Request, invited: bool = True) -> int:
    ids = [each.id for each in requests]
    return inviting.mark_invited(world.door, world.operator, group, ids, invited=invited)


def events(world: World) -> list[tuple[str, str]]:
    told = world.door.events.after(SCHOOL, "", 1000)
    return [(event.what, event.record) for event in told if "invited" in event.what]


def test_who_is_approved_and_has_confirmed_is_to_be_invited(
    world: World, group: Group, waiting: Request
) -> None:
    world.approve(world.submit(group, father()))  # hasn't confirmed
    world.join(world.submit(group, guardian("王芳", number="2026002")))
    inside = world.approve(world.submit(group, guardian("欧阳娜娜", already_inside=True)))
    assert inside.state == "approved"
    assert listed(world, group) == ([waiting.id], [])
    world.watch.forward(7 * DAY)
    assert listed(world, group) == ([], [])


def test_a_tick_says_by_whom_and_when_and_can_be_taken_away(
    world: World, group: Group, waiting: Request
) -> None:
    assert mark(world, group, waiting) == 1
    ticked = world.fresh(waiting)
    assert (ticked.invited_at, ticked.invited_by) == (world.watch(), "operator")
    assert ticked.version == waiting.version
    assert listed(world, group) == ([], [waiting.id])
    assert mark(world, group, waiting, invited=False) == 1
    assert listed(world, group) == ([waiting.id], [])
    assert events(world) == [
        ("request.invited", waiting.id),
        ("request.not_invited", waiting.id),
    ]


def test_a_tick_that_is_there_stays_as_it_was(world: World, group: Group, waiting: Request) -> None:
    mark(world, group, waiting)
    world.watch.forward(DAY)
    assert mark(world, group, waiting) == 0
    assert world.fresh(waiting).invited_at == world.watch() - DAY
    assert len(events(world)) == 1


def test_many_are_ticked_at_once_and_who_has_gone_on_is_left_alone(
    world: World, group: Group, waiting: Request
) -> None:
    other = world.confirm(world.approve(world.submit(group, father())))
    inside = world.join(world.submit(group, guardian("王芳", number="2026002")))
    assert mark(world, group, waiting, other, inside, waiting) == 2
    assert world.fresh(inside).invited_at is None
    assert len(events(world)) == 2


def test_the_tick_survives_joining_and_not_another_approval(
    world: World, group: Group, waiting: Request
) -> None:
    mark(world, group, waiting)
    assert world.join(waiting).invited_at is not None
    other = world.approve(world.submit(group, father()))
    mark(world, group, other)
    world.watch.forward(8 * DAY)
    again = decisions.reopen(
        world.door, world.operator, "g", expired(world, other).id, version=other.version + 1
    )
    assert world.approve(again).invited_at is None


def expired(world: World, request: Request) -> Request:
    assert membership.expire(world.door, SCHOOL, request.id)
    return world.fresh(request)


def test_a_request_of_another_group_is_not_found(
    world: World, group: Group, waiting: Request
) -> None:
    other = world.group(group_id="other")
    with pytest.raises(errors.NotFound):
        mark(world, other, waiting)
    with pytest.raises(errors.NotFound):
        inviting.mark_invited(world.door, world.operator, group, ["nobody"], invited=True)


def test_inviting_is_for_those_who_keep_members(world: World, group: Group) -> None:
    supervisor = world.admin("head", supervisor=True)
    with pytest.raises(errors.NotAllowed):
        inviting.invites(world.door, supervisor, group)
    with pytest.raises(errors.NotAllowed):
        inviting.mark_invited(world.door, supervisor, group, [], invited=True)
    assert inviting.invites(world.door, world.admin("li", g="committee"), group).invited == ()
