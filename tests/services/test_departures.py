"""Nobody is thrown out by a list: listed, reminded, proposed; and forgotten in the end."""

from __future__ import annotations

import pytest
import redis

from onboarding.clock import DAY, MINUTE
from onboarding.jobs import duties
from onboarding.rules import errors
from onboarding.rules.roster import Roster
from onboarding.rules.rosterrows import Row
from onboarding.services import departures, membership, rosters
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import Request
from tests.builders import PUPILS, SCHOOL, World


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="g")


def gone(world: World, name: str = "李明") -> None:
    rest = [row for row in PUPILS if row.name != name]
    rosters.import_rows(world.door, world.operator, "g", rest)


def stages(world: World) -> list[str]:
    return [each.stage for each in departures.departures(world.door, world.operator, "g")]


def live(world: World) -> Roster:
    return rosters.read(world.door, world.operator, "g")[1]


def test_who_holds_no_place_is_no_departure(world: World, group: Group) -> None:
    gone(world)
    assert stages(world) == []


def test_a_member_is_listed_then_reminded_and_only_then_proposed(
    world: World, group: Group
) -> None:
    member = world.join(world.submit(group))
    gone(world)
    [found] = departures.departures(world.door, world.operator, "g")
    assert (found.person.name, [each.id for each in found.records]) == ("李明", [member.id])
    assert found.due_at - found.left_at == 14 * DAY
    world.watch.forward(15 * DAY)
    assert stages(world) == ["listed"]  # nobody was told yet
    assert departures.remind(world.door, world.operator, "g", [found.person.id]) == 1
    assert stages(world) == ["proposed"]
    assert world.fresh(member).state == "joined"


def test_within_the_grace_period_nobody_is_proposed(world: World, group: Group) -> None:
    world.join(world.submit(group))
    gone(world)
    [found] = departures.departures(world.door, world.operator, "g")
    departures.remind(world.door, world.operator, "g", [found.person.id])
    world.watch.now = found.due_at - 1
    assert stages(world) == ["reminded"]
    world.watch.now += 1
    assert stages(world) == ["proposed"]


def test_a_reminder_of_an_earlier_departure_does_not_count(world: World, group: Group) -> None:
    member = world.join(world.submit(group))
    gone(world)
    departures.remind(world.door, world.operator, "g", member.people)
    rosters.import_rows(world.door, world.operator, "g", PUPILS)
    assert stages(world) == []
    world.watch.forward(DAY)
    gone(world)
    assert stages(world) == ["listed"]


def test_nobody_is_reminded_who_has_not_left(world: World, group: Group) -> None:
    member = world.join(world.submit(group))
    with pytest.raises(errors.NotFound):
        departures.remind(world.door, world.operator, "g", member.people)
    with pytest.raises(errors.NotAllowed):
        departures.departures(world.door, world.bot("events:read"), "g")


def forgotten(world: World) -> int:
    return duties.forget_departed(world.door, world.watch())


def test_who_left_is_forgotten_after_thirty_days_in_every_version(
    world: World, group: Group, record: redis.Redis
) -> None:
    gone(world)
    world.watch.forward(30 * DAY - 1)
    assert forgotten(world) == 0
    world.watch.forward(1)
    assert forgotten(world) == 1
    assert "李明" not in {person.name for person in live(world).people}
    world.watch.forward(MINUTE)
    duties.sweep_rosters(world.door, world.watch())
    kept = list(record.scan_iter(f"{Keys(SCHOOL).roster_prefix('g')}*"))
    assert len(kept) == 1
    assert world.door.groups.get(SCHOOL, "g").roster_previous == 0
    assert forgotten(world) == 0


def leave(world: World, member: Request) -> None:
    membership.leave(world.door, world.operator, "g", member.id)


def test_who_has_somebody_sitting_there_is_not_forgotten_before_that_one_leaves(
    world: World, group: Group
) -> None:
    member = world.join(world.submit(group))
    gone(world)
    world.watch.forward(31 * DAY)
    assert forgotten(world) == 0
    leave(world, member)
    assert forgotten(world) == 0  # it is looked at once a day
    world.watch.forward(DAY)
    assert forgotten(world) == 1
    assert member.people[0] not in live(world).by_id


def test_an_import_forgets_as_well(world: World, group: Group) -> None:
    gone(world)
    world.watch.forward(30 * DAY)
    row = Row("students", "孙丽")
    made = rosters.import_rows(world.door, world.operator, "g", [row], replace="merge")
    assert len(made.change.forgotten) == 1
    assert "李明" not in {person.name for person in live(world).people}
