from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from onboarding.jobs import duties
from onboarding.services import groups
from onboarding.services.callers import Operator
from onboarding.storage.keys import Keys
from onboarding.wiring import door_on
from tests.builders import SCHOOL, Watch, World, father, mother, settings


def expiries(world: World) -> list[str]:
    told = world.door.events.after(SCHOOL, "", 1000)
    return [event.record for event in told if event.what == "request.expired"]


def test_a_passed_deadline_is_recorded_and_told_once(world: World) -> None:
    request = world.submit(world.group())
    assert request.expires_at is not None
    world.watch.now = request.expires_at
    assert duties.expire(world.door, world.watch()) == 1
    assert world.fresh(request).state == "expired"
    assert duties.expire(world.door, world.watch()) == 0
    assert expiries(world) == [request.id]


def test_a_deadline_to_come_is_left_alone(world: World) -> None:
    request = world.submit(world.group())
    assert request.expires_at is not None
    world.watch.now = request.expires_at - 1
    assert duties.expire(world.door, world.watch()) == 0
    assert world.fresh(request).state == "pending"


def test_while_no_clock_runs_a_passed_deadline_counts_all_the_same(world: World) -> None:
    group = world.group(overrides={"guardians_maximum": 1})
    request = world.approve(world.submit(group))
    assert request.expires_at is not None
    world.watch.now = request.expires_at
    assert world.fresh(request).state == "approved"
    assert world.fresh(request).state_at(world.watch()) == "expired"
    assert world.approve(world.submit(group, father())).state == "approved"  # the seat is free


def test_several_clocks_at_once_record_an_expiry_once(
    world: World, record: redis.Redis, jobs: redis.Redis
) -> None:
    group = world.group()
    requests = [world.submit(group), world.submit(group, father())]
    world.watch.forward(max(r.expires_at or 0 for r in requests) - world.watch())
    doors = [door_on(record, jobs, settings(), Watch(world.watch())) for _ in range(6)]
    with ThreadPoolExecutor(len(doors)) as pool:
        recorded = list(pool.map(lambda door: duties.expire(door, world.watch()), doors))
    assert sum(recorded) == 2
    assert sorted(expiries(world)) == sorted(r.id for r in requests)


def test_every_school_has_its_turn(world: World) -> None:
    request = world.submit(world.group())
    other = Operator("valley")
    groups.create(world.door, other, kind=next(iter(world.door.kinds)), title="另一所学校")
    world.watch.now = request.expires_at or 0
    assert duties.expire(world.door, world.watch()) == 1


def test_a_turn_records_no_more_than_one_batch_and_the_next_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "DUE_BATCH", 1)
    group = world.group()
    world.submit(group), world.submit(group, father())
    world.watch.forward(365 * 86_400_000)
    assert [duties.expire(world.door, world.watch()) for _ in range(3)] == [1, 1, 0]


def test_a_request_erased_in_between_stops_nothing(world: World, record: redis.Redis) -> None:
    group = world.group()
    first, second = world.submit(group), world.submit(group, father())
    record.unlink(Keys(SCHOOL).request(first.id))
    world.watch.forward(365 * 86_400_000)
    assert duties.expire(world.door, world.watch()) == 1
    assert expiries(world) == [second.id]


def test_a_retired_roster_goes_and_the_live_one_stays(world: World) -> None:
    group = world.group()
    for at in range(3):
        staged = world.door.rosters.stage(SCHOOL, group.id, (), world.watch() + at)
    assert duties.sweep_rosters(world.door, world.watch()) == 0
    world.watch.forward()
    world.watch.forward()
    assert duties.sweep_rosters(world.door, world.watch()) == 3
    live = world.door.groups.get(SCHOOL, group.id)
    assert live.roster < staged
    assert world.door.rosters.read(SCHOOL, group.id, live.roster).people
    assert world.approve(world.submit(group, mother())).state == "approved"
