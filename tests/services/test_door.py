"""The door's own memory of what a group's policy comes to."""

from __future__ import annotations

import redis

from onboarding.services import groups
from onboarding.storage.keys import Keys
from tests.builders import SCHOOL, World


def _with_days(world: World, days: int) -> int:
    """Set how long a request waits; the days that the group's policy says then."""
    overrides = {"days": {"pending": days}}
    changed = groups.change(world.door, world.operator, "g", overrides=overrides)
    return world.door.policy(changed).days["pending"]


def test_a_changed_override_holds_at_once(world: World) -> None:
    world.group(group_id="g", overrides={"days": {"pending": 3}})
    assert [_with_days(world, days) for days in (5, 8, 5)] == [5, 8, 5]


def test_a_policy_is_worked_out_once(world: World) -> None:
    group = world.group(group_id="g", overrides={"days": {"pending": 3}})
    assert world.door.policy(group) is world.door.policy(group)


def test_a_record_put_back_to_an_earlier_state_brings_no_policy_back(
    world: World, record: redis.Redis
) -> None:
    world.group(group_id="g", overrides={"days": {"pending": 3}})
    key = Keys(SCHOOL).group("g")
    before = record.dump(key)
    assert _with_days(world, 5) == 5
    record.restore(key, 0, before, replace=True)
    assert _with_days(world, 8) == 8
