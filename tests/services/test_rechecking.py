"""After the list changed the queue says what the list says now."""

from __future__ import annotations

import pytest

from onboarding.jobs.handling import make_handling
from onboarding.jobs.notify import LogNotifier
from onboarding.rules import errors
from onboarding.rules.rosterrows import Row
from onboarding.services import decisions, rechecking, rosters
from tests.builders import SCHOOL, World, guardian


def work(world: World) -> None:
    """What a worker does with all the news."""
    handle = make_handling(world.door, LogNotifier())
    for event_id in world.door.events.take(SCHOOL, world.watch()):
        handle(SCHOOL, event_id)


def test_an_open_request_is_checked_again_and_stays_open(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    rosters.mark_left(world.door, world.operator, group.id, request.verdict.people[0])
    assert not world.fresh(request).verdict.blocking
    work(world)
    fresh = world.fresh(request)
    assert fresh.verdict.blocking
    assert (fresh.state, fresh.expires_at) == ("pending", request.expires_at)
    assert fresh.version == request.version + 1


def test_what_is_found_as_before_is_left_as_it_was(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    rosters.add(world.door, world.operator, group.id, Row("students", "孙丽"))
    assert rechecking.recheck(world.door, SCHOOL, group.id) == 0
    assert world.fresh(request).version == request.version


def test_a_news_that_came_twice_checks_nothing_twice(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    rosters.mark_left(world.door, world.operator, group.id, request.verdict.people[0])
    assert rechecking.recheck(world.door, SCHOOL, group.id) == 1
    assert rechecking.recheck(world.door, SCHOOL, group.id) == 0


def test_a_refused_request_that_would_pass_is_listed_and_opened_by_a_person_alone(
    world: World,
) -> None:
    group = world.group()
    refused = world.submit(group, guardian("孙丽"))
    rosters.add(world.door, world.operator, group.id, Row("students", "孙丽"))
    work(world)
    assert world.fresh(refused).state == "refused"
    [found] = rechecking.would_pass(world.door, world.operator, group.id)
    assert found.id == refused.id
    decisions.reopen(world.door, world.operator, group.id, refused.id, version=found.version)
    assert rechecking.would_pass(world.door, world.operator, group.id) == ()


def test_only_who_reads_the_queue_is_told(world: World) -> None:
    group = world.group()
    with pytest.raises(errors.NotAllowed):
        rechecking.would_pass(world.door, world.bot("events:read"), group.id)
