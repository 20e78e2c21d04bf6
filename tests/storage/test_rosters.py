"""Rosters at rest: versions, the index of names, what is swept, what is kept in memory."""

from __future__ import annotations

import pytest
import redis

from onboarding.clock import DAY
from onboarding.rules.roster import Person
from onboarding.rules.rosterrows import Row
from onboarding.services import rosters
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Event
from onboarding.storage.rosters import Publishing, Rosters
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Index, Sealer
from tests.builders import PUPILS, SCHOOL, START, World

KEYS = Keys(SCHOOL)


def people(*names: str) -> tuple[Person, ...]:
    return tuple(Person(f"p{n}", "students", name) for n, name in enumerate(names))


def test_a_staged_roster_is_read_by_nobody_until_it_goes_live(world: World) -> None:
    group = world.group()
    staged = world.door.rosters.stage(SCHOOL, group.id, people("孙丽"), START)
    assert world.door.groups.get(SCHOOL, group.id).roster == 1
    assert world.door.rosters.elsewhere(SCHOOL, "other", ["孙丽"]) == ()
    event = Event("x", "time", START)
    live = Publishing(group, staged, people("孙丽"), {"at": START}, event)
    world.door.rosters.publish(live)
    assert world.door.rosters.elsewhere(SCHOOL, "other", ["孙丽"]) == (group.id,)


def test_the_order_of_the_list_is_kept(world: World) -> None:
    group = world.group()
    found = world.door.rosters.read(SCHOOL, group.id, 1).people
    assert [person.name for person in found] == [row.name for row in PUPILS]
    last, first = found[-1].id, found[0].id
    some = world.door.rosters.some(SCHOOL, group.id, 1, [last, first, "nobody"]).people
    assert [person.id for person in some] == [first, last]


def test_the_index_of_names_knows_who_is_on_another_roster_now(world: World) -> None:
    one, other = world.group(), world.group(rows=[Row("students", "孙丽")])
    elsewhere = world.door.rosters.elsewhere
    assert elsewhere(SCHOOL, one.id, ["孙丽"]) == (other.id,)
    assert elsewhere(SCHOOL, other.id, ["孙丽"]) == ()
    assert set(elsewhere(SCHOOL, "third", ["孙丽", "李明"])) == {one.id, other.id}
    rosters.mark_left(world.door, world.operator, other.id, world.person(other, "孙丽"))
    assert elsewhere(SCHOOL, one.id, ["孙丽"]) == ()


def test_the_live_and_the_former_roster_stay_and_older_ones_are_swept(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    for name in ("甲乙", "丙丁"):
        rosters.add(world.door, world.operator, group.id, Row("students", name))
    assert world.door.rosters.sweep(SCHOOL, world.watch.now) == 1
    assert [store.exists(KEYS.roster(group.id, v)) for v in (1, 2, 3)] == [0, 1, 1]
    listed = {member.split(b" ")[2] for member in store.zrange(KEYS.names, 0, -1)}
    assert listed == {b"2", b"3"}
    assert [entry["version"] for entry in world.door.rosters.versions(SCHOOL, group.id)] == [
        3,
        2,
        1,
    ]
    assert world.door.rosters.sweep(SCHOOL, world.watch.now) == 0


def test_a_staging_that_never_went_live_is_swept_a_day_later(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    staged = world.door.rosters.stage(SCHOOL, group.id, people("孙丽"), START)
    assert world.door.rosters.sweep(SCHOOL, START + DAY - 1) == 0
    assert world.door.rosters.sweep(SCHOOL, START + DAY) == 1
    assert store.exists(KEYS.roster(group.id, staged)) == 0
    assert store.zcard(KEYS.names) == len(PUPILS)


@pytest.mark.parametrize(("room", "kept"), [(6, 2), (9, 3)])
def test_decoded_rosters_take_a_bounded_room_and_the_longest_unused_goes(
    store: redis.Redis, room: int, kept: int
) -> None:
    record = Rosters(store, Scripts(store), Sealer({"k": b"1" * 32}), Index(b"i" * 32), room)
    for group in "abcd":
        record.stage(SCHOOL, group, people("甲", "乙"), START)
        record.read(SCHOOL, group, 1)
    assert [group for _, group, _ in record._kept] == list("abcd")[-kept:]
    record.read(SCHOOL, "d", 1)
    assert len(record._kept) == kept


def test_rosters_that_are_empty_take_room_too(store: redis.Redis) -> None:
    record = Rosters(store, Scripts(store), Sealer({"k": b"1" * 32}), Index(b"i" * 32), 10)
    for number in range(50):
        record.read(SCHOOL, f"g{number}", 0)
    assert len(record._kept) == 10


def test_a_live_roster_is_read_from_the_record_once(store: redis.Redis, world: World) -> None:
    group = world.group()
    read = world.door.rosters.read(SCHOOL, group.id, 1)
    store.unlink(KEYS.roster(group.id, 1))
    assert world.door.rosters.read(SCHOOL, group.id, 1) is read
