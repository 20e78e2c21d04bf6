"""Public submissions stop first."""

from __future__ import annotations

import pytest
import redis

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import pressure
from onboarding.services.pressure import admit_correction, admit_submission
from tests.builders import World, guardian, make_world


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


def test_a_hundred_open_requests_are_always_possible_and_one_more_is_not(world: World) -> None:
    group = world.group(rows=())
    for n in range(pressure.LEAST):
        admit_submission(world.door, group)
        world.submit(group, guardian(phone=f"138{n:08}"), shielded=True)
    with pytest.raises(errors.TooMany) as refusal:
        admit_submission(world.door, group)
    assert refusal.value.facts["limit"] == pressure.LEAST


def test_what_was_decided_makes_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressure, "LEAST", 1)
    monkeypatch.setattr(pressure, "OPEN_PER_PERSON", 0)
    group = world.group()
    request = world.submit(group)
    with pytest.raises(errors.TooMany):
        admit_submission(world.door, group)
    world.approve(request)
    admit_submission(world.door, group)


def test_a_larger_roster_lets_more_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressure, "LEAST", 1)
    group = world.group()
    assert group.people == 6
    for n in range(18):
        admit_submission(world.door, group)
        world.submit(group, guardian(phone=f"138{n:08}"), shielded=True)
    with pytest.raises(errors.TooMany):
        admit_submission(world.door, group)


def test_a_day_holds_ten_times_the_roster(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressure, "LEAST", 1)
    group = world.group()
    for _ in range(60):
        admit_submission(world.door, group)
    with pytest.raises(errors.TooMany) as refusal:
        admit_submission(world.door, group)
    assert refusal.value.facts == {"limit": 60, "retry_after": DAY // 1000}


def test_above_four_fifths_of_its_memory_the_record_takes_no_public_form(
    world: World, record: redis.Redis
) -> None:
    group = world.group()
    limit = record.config_get("maxmemory")["maxmemory"]
    used = record.info("memory")["used_memory"]
    try:
        record.config_set("maxmemory", int(used / 0.81))
        with pytest.raises(errors.RecordUnavailable):
            admit_submission(world.door, group)
        with pytest.raises(errors.RecordUnavailable):
            admit_correction(world.door, group, "one")
        record.config_set("maxmemory", int(used / 0.6))
        admit_submission(world.door, group)
    finally:
        record.config_set("maxmemory", limit)


def test_one_request_is_corrected_twenty_times_a_day_and_no_more(world: World) -> None:
    group = world.group()
    for _ in range(20):
        admit_correction(world.door, group, "one")
    with pytest.raises(errors.TooMany) as refusal:
        admit_correction(world.door, group, "one")
    assert refusal.value.facts == {"limit": 20, "retry_after": DAY // 1000}
    admit_correction(world.door, group, "another")
