"""What a new group still needs before everybody can come."""

from __future__ import annotations

from onboarding.services import entries, firststeps, groups
from onboarding.storage.groups import Group
from tests.builders import PUPILS, SCHOOL, World
from tests.services.test_entries import PNG


def still_open(world: World, group: Group) -> tuple[str, ...]:
    return firststeps.still_open(world.door, world.door.groups.get(SCHOOL, group.id))


def test_a_bare_group_needs_everything_and_each_step_ends_when_it_is_done(world: World) -> None:
    group = world.group(rows=(), group_id="g")
    assert still_open(world, group) == ("list", "link", "picture", "helper")
    entries.put(world.door, world.operator, "g", PNG, None)
    assert still_open(world, group) == ("list", "link", "helper")
    world.admin("zhou", g="committee")
    assert still_open(world, group) == ("list", "link")
    world.submit(group)
    assert still_open(world, group) == ("list",)


def test_a_group_with_all_of_it_needs_nothing(world: World) -> None:
    group = world.group(rows=PUPILS, group_id="g", entry_mode="bot")
    world.admin("zhou", g="committee")
    world.submit(group)
    assert still_open(world, group) == ()


def test_an_owner_is_no_helper(world: World) -> None:
    group = world.group(group_id="g", entry_mode="bot")
    world.admin("chen", g="owner")
    world.submit(group)
    assert still_open(world, group) == ("helper",)


def test_a_closed_group_needs_nothing(world: World) -> None:
    group = world.group(rows=())
    groups.change(world.door, world.operator, group.id, closed=True)
    assert still_open(world, group) == ()
