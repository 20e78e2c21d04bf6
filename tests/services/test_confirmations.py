"""Who has confirmed the covenant in force, and that they were reminded once."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import confirmations
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, mother


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


def fresh(world: World, group: Group) -> Group:
    return world.door.groups.get(SCHOOL, group.id)


def test_everybody_with_a_place_has_confirmed_or_has_not(world: World, group: Group) -> None:
    joined = world.join(world.submit(group, mother()))
    admitted = world.approve(world.submit(group, father()))
    found = confirmations.of_group(world.door, world.operator, group.id)
    assert [each.id for each in found.done] == [joined.id]
    assert [each.id for each in found.missing] == [admitted.id]
    assert found.everybody == 2


def test_a_major_version_asks_everybody_and_a_minor_one_nobody(world: World, group: Group) -> None:
    world.join(world.submit(group, mother()))
    world.publish(group, major=False, text="小改。")
    assert not confirmations.of_group(world.door, world.operator, group.id).missing
    world.publish(group, major=True, text="大改。")
    assert len(confirmations.of_group(world.door, world.operator, group.id).missing) == 1


def test_whose_approval_has_lapsed_is_asked_no_more(world: World, group: Group) -> None:
    world.approve(world.submit(group, mother()))
    world.watch.forward(90 * 24 * 60 * 60 * 1000)
    assert confirmations.of_group(world.door, world.operator, group.id).everybody == 0


def test_a_reminder_is_noted_with_who_when_and_how_many(world: World, group: Group) -> None:
    assert confirmations.last_reminder(world.door, group) is None
    confirmations.remind(world.door, world.operator, group.id, count=3, seen=None)
    noted = confirmations.last_reminder(world.door, group)
    assert noted
    assert (noted.at, noted.who, noted.count, noted.about) == (
        world.watch.now, "operator", 3, "1.0"
    )  # fmt: skip
    (told,) = [e for e in world.door.events.after(SCHOOL, "", 100) if e.what.endswith("reminded")]
    assert told.facts == {"version": "1.0", "count": 3}


def test_two_admins_do_not_remind_twice(world: World, group: Group) -> None:
    confirmations.remind(world.door, world.operator, group.id, count=3, seen=None)
    with pytest.raises(errors.Stale):
        confirmations.remind(world.door, world.operator, group.id, count=3, seen=None)
    confirmations.remind(world.door, world.operator, group.id, count=2, seen=world.watch.now)


def test_a_reminder_of_an_older_version_is_none_of_the_new_one(world: World, group: Group) -> None:
    confirmations.remind(world.door, world.operator, group.id, count=3, seen=None)
    world.publish(group, major=True)
    assert confirmations.last_reminder(world.door, fresh(world, group)) is None
    confirmations.remind(world.door, world.operator, group.id, count=5, seen=None)
    noted = confirmations.last_reminder(world.door, fresh(world, group))
    assert noted
    assert (noted.count, noted.about) == (5, "2.0")


def test_who_may_not_read_members_may_not_see_who_has_confirmed(world: World, group: Group) -> None:
    bot = world.bot("roster:read")
    with pytest.raises(errors.NotAllowed):
        confirmations.of_group(world.door, bot, group.id)
    with pytest.raises(errors.NotAllowed):
        confirmations.remind(world.door, world.bot("members:read"), group.id, count=1, seen=None)
