"""Whom other rules would affect, before they are made."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.rules import errors
from onboarding.rules.kinds import with_overrides
from onboarding.rules.rosterrows import Row
from onboarding.services import foresight, groups
from onboarding.services.foresight import Effects
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, guardian, mother


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


def effects(world: World, group: Group, **wanted: Any) -> Effects:
    new = with_overrides(world.door.kinds[group.kind], wanted)
    return foresight.effects(world.door, world.operator, group, new)


def test_the_same_rules_affect_nobody(world: World, group: Group) -> None:
    world.join(world.submit(group, mother()))
    assert not effects(world, group)


def test_seats_above_a_lower_limit_are_counted(world: World, group: Group) -> None:
    for made in (mother(), father()):
        world.join(world.submit(group, made))
    assert effects(world, group, guardians_maximum=1) == Effects(seats=1)
    assert not effects(world, group, guardians_maximum=3)


def test_who_has_a_relation_that_is_not_admitted_any_more_is_counted(
    world: World, group: Group
) -> None:
    for made in (mother(), father()):
        world.join(world.submit(group, made))
    found = effects(world, group, relations=["妈妈"])
    assert (found.relations, found.seats) == (1, 0)


def test_who_would_have_to_change_the_nickname_is_counted(world: World, group: Group) -> None:
    world.join(world.submit(group, mother()))
    world.submit(group, father())  # nobody knows yet whether that one gets in
    dashed = {"parts": ["students", "relation"], "separator": "-", "optional": []}
    plain = {"parts": ["students", "relation"]}
    assert effects(world, group, nicknames={"guardian": [dashed]}) == Effects(nicknames=1)
    assert not effects(world, group, nicknames={"guardian": [dashed, plain]})


def test_what_is_out_of_order_already_is_no_news(world: World, group: Group) -> None:
    for made in (mother(), father()):
        world.join(world.submit(group, made))
    dashed = {"parts": ["students", "relation"], "separator": "-", "optional": []}
    kept = {"guardians_maximum": 1, "nicknames": {"guardian": [dashed]}}
    groups.change(world.door, world.operator, group.id, overrides=kept)
    fresh = world.door.groups.get(SCHOOL, group.id)
    assert not effects(world, fresh, **kept)
    assert not effects(world, fresh, **{**kept, "days": {"pending": 3}})


def test_pupils_without_a_number_are_counted_where_one_is_asked_for(world: World) -> None:
    group = world.group(rows=(Row("students", "李明", number="1"), Row("students", "王芳")))
    assert effects(world, group, number_required=True) == Effects(numbers=1)


def test_who_may_not_read_members_foresees_nothing(world: World, group: Group) -> None:
    world.submit(group, guardian())
    with pytest.raises(errors.NotAllowed):
        foresight.effects(world.door, world.bot("roster:read"), group, world.door.policy(group))
