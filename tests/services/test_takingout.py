"""Who gave a place up and may be in the chat still."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.application import Application
from onboarding.services import retention
from onboarding.services.approving import Approval
from onboarding.services.replacing import Replacement, replace_by
from onboarding.services.takingout import gave_up, mark_taken_out
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, father, guardian, mother


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="g")


@pytest.fixture
def parents(world: World, group: Group) -> tuple[Request, Request]:
    """Mother and father, in the group: no seat is left."""
    return world.join(world.submit(group, mother())), world.join(world.submit(group, father()))


def grandmother() -> Application:
    return guardian(relation="奶奶", phone="13811110001", number="2026001")


def hand(world: World, group: Group, asks: Application, holder: Request) -> Request:
    """Give the holder's place to whoever asks."""
    taker = world.submit(group, asks)
    version = world.fresh(holder).version
    handed = Replacement(Approval(taker.version), holder.id, version, reason="family_asked")
    return replace_by(world.door, world.operator, group.id, taker.id, handed)


def to_take_out(world: World, group: Group) -> list[tuple[str, bool]]:
    found = gave_up(world.door, world.operator, group)
    return [(each.id, each.taken_out_at is not None) for each in found]


def take_out(world: World, made: Request, *, out: bool = True) -> Request:
    return mark_taken_out(world.door, world.operator, made.group, made.id, out=out)


def test_who_gave_a_place_up_is_to_be_taken_out_of_the_chat_until_that_is_noted(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    hand(world, group, grandmother(), parents[0])
    assert to_take_out(world, group) == [(parents[0].id, False)]
    take_out(world, parents[0])
    take_out(world, parents[0])
    assert to_take_out(world, group) == [(parents[0].id, True)]
    take_out(world, parents[0], out=False)
    assert to_take_out(world, group) == [(parents[0].id, False)]
    told = world.door.events.of_request(SCHOOL, parents[0].id, 3)
    assert [each.what for each in told] == [
        "member.not_taken_out",
        "member.taken_out",
        "member.replaced",
    ]


def test_who_never_saw_the_way_in_is_not_looked_for_in_the_chat(world: World, group: Group) -> None:
    world.join(world.submit(group))
    unread = world.approve(world.submit(group, father()))
    hand(world, group, grandmother(), unread)
    assert to_take_out(world, group) == []
    with pytest.raises(errors.NotFound):
        take_out(world, unread)


def test_who_saw_the_way_in_and_was_not_noted_as_in_is_looked_for(
    world: World, group: Group
) -> None:
    world.join(world.submit(group))
    read = world.confirm(world.approve(world.submit(group, father())))
    hand(world, group, grandmother(), read)
    assert world.fresh(read).state == "declined"
    assert to_take_out(world, group) == [(read.id, False)]


def test_who_holds_a_place_again_is_not_to_be_taken_out(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    placed = hand(world, group, grandmother(), parents[1])
    hand(world, group, father(), placed)
    assert to_take_out(world, group) == []


def test_the_note_is_for_those_who_keep_members_and_of_members_of_the_group(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    hand(world, group, grandmother(), parents[0])
    with pytest.raises(errors.NotAllowed):
        mark_taken_out(
            world.door, world.admin("head", supervisor=True), group.id, parents[0].id, out=True
        )
    with pytest.raises(errors.NotFound):
        take_out(world, parents[1])


def test_who_is_forgotten_is_looked_for_no_more(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    hand(world, group, grandmother(), parents[0])
    world.watch.forward(31 * DAY)
    assert retention.forget(world.door, SCHOOL, parents[0].id)
    assert to_take_out(world, group) == []
    with pytest.raises(errors.NotFound):
        take_out(world, parents[0])


def test_who_gave_a_place_up_is_shown_to_those_who_see_the_members(
    world: World, group: Group
) -> None:
    world.group(group_id="other")
    with pytest.raises(errors.NotAllowed):
        gave_up(world.door, world.admin("zhou", other="owner"), group)
