"""The stream is handed out by lease, on the clock that a test sets by hand."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.storage.events import LEASE
from onboarding.storage.keys import Keys
from tests.builders import SCHOOL, World, mother


def test_an_event_is_handed_out_once_and_in_order(world: World) -> None:
    world.submit(world.group())
    events = world.door.events
    taken = events.take(SCHOOL, world.watch.now)
    assert taken == [event.id for event in events.after(SCHOOL, "", 100)]
    assert len(taken) == 3
    assert events.take(SCHOOL, world.watch.now) == []
    world.submit(world.group(), mother())
    assert len(events.take(SCHOOL, world.watch.now, count=1)) == 1
    assert len(events.take(SCHOOL, world.watch.now)) == 2


def test_what_is_not_finished_when_its_lease_ends_is_handed_out_again(world: World) -> None:
    world.group()
    events, watch = world.door.events, world.watch
    first, second = events.take(SCHOOL, watch.now)
    events.finish(SCHOOL, first)
    watch.forward(LEASE - 1)
    assert events.sweep(SCHOOL, watch.now) == []
    watch.forward(1)
    assert events.sweep(SCHOOL, watch.now) == [second]
    assert events.sweep(SCHOOL, watch.now) == []  # under a new lease
    assert events.unfinished(SCHOOL) == 1
    watch.forward(LEASE)
    assert events.sweep(SCHOOL, watch.now) == [second]
    events.finish(SCHOOL, second)
    watch.forward(LEASE)
    assert events.sweep(SCHOOL, watch.now) == []
    assert events.unfinished(SCHOOL) == 0


def test_the_sweeper_takes_a_bounded_number(world: World) -> None:
    world.group()
    world.door.events.take(SCHOOL, world.watch.now)
    world.watch.forward(LEASE)
    assert len(world.door.events.sweep(SCHOOL, world.watch.now, count=1)) == 1


def test_a_groups_feed_holds_its_own_events_and_goes_on_where_it_ended(world: World) -> None:
    one, other = world.group(), world.group()
    for group in (one, other, one):
        world.submit(group)
    events = world.door.events
    told, cursor = events.of_group(SCHOOL, one.id, "", 3)
    assert [event.group for event in told] == [one.id] * 3
    rest, _ = events.of_group(SCHOOL, one.id, cursor, 3)
    assert [event.what for event in rest] == ["request.submitted"]
    assert events.get(SCHOOL, rest[0].id) == rest[0]
    assert events.get(SCHOOL, "0-1") is None


def test_the_events_of_a_request_are_found_without_those_of_others(world: World) -> None:
    group = world.group()
    earlier = world.submit(group)
    later = world.submit(group)  # the same person: a correction
    world.approve(later)
    events = world.door.events
    assert [told.what for told in events.of_request(SCHOOL, later.id, 9)] == [
        "request.approved",
        "request.submitted",
    ]
    ended = events.of_request(SCHOOL, earlier.id, 9)
    assert [told.what for told in ended] == ["request.superseded", "request.submitted"]
    assert [told.what for told in events.of_request(SCHOOL, earlier.id, 1)] == [ended[0].what]
    assert events.of_request(SCHOOL, "nobody", 9) == []


def test_a_requests_history_ends_where_the_stream_was_trimmed(world: World) -> None:
    request = world.approve(world.submit(world.group()))
    events = world.door.events
    last, first = events.of_request(SCHOOL, request.id, 9)
    events._record.xdel(Keys(SCHOOL).events, first.id)
    assert events.of_request(SCHOOL, request.id, 9) == [last]


@pytest.mark.parametrize("cursor", ["x", "-", "+", "(1-0", "1-0-0", "1-x", " "])
def test_a_cursor_that_is_none_is_refused_by_name(world: World, cursor: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        world.door.events.after(SCHOOL, cursor, 1)
    assert refused.value.facts == {"field": "after", "reason": "not_a_cursor"}
