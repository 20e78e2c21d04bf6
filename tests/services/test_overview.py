"""Many groups at a glance: what waits, what lapses, what is amiss."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import redis

from onboarding.clock import DAY, HOUR
from onboarding.rules import errors
from onboarding.services import decisions, entries, groups, membership, overview, rosters
from onboarding.services.decisions import Removal
from onboarding.services.overview import Share, Standing
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import START, World, father, guardian

PNG = b"\x89PNG\r\n\x1a\n picture"


def standing(world: World, group: Group) -> Standing:
    found = overview.inbox(world.door, world.operator).standings
    return next(each for each in found if each.group.id == group.id)


def remove(world: World, request: Request, *, ban: bool) -> None:
    article = world.door.groups.covenant(world.door.groups.get("hill", request.group)).articles[0]
    decisions.remove(
        world.door,
        world.operator,
        request.group,
        request.id,
        Removal(world.fresh(request).version, article.id, "broke_covenant", ban=ban),
    )


@contextmanager
def round_trips(record: redis.Redis) -> Iterator[list[None]]:
    """One entry for each time that something is sent to the record; a pipeline is one."""
    kind = record.connection_pool.connection_class
    send = kind.send_packed_command
    sent: list[None] = []

    def counted(self: Any, *args: Any, **more: Any) -> None:
        sent.append(None)
        send(self, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "send_packed_command", counted)
        yield sent


def test_what_waits_is_counted_and_how_long_the_oldest_has(world: World) -> None:
    group = world.group()
    world.submit(group)
    world.watch.forward(3 * HOUR)
    world.submit(group, father())
    world.watch.forward(2 * HOUR)
    found = standing(world, group)
    assert (found.waiting, found.waited) == (2, 5 * HOUR)
    assert not found.calm


def test_what_is_decided_waits_no_more(world: World) -> None:
    group = world.group()
    world.approve(world.submit(group))
    world.watch.forward(HOUR)
    found = standing(world, group)
    assert (found.waiting, found.waited, found.coming) == (0, 0, 1)


def test_a_request_that_lapses_within_two_days_is_told(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    assert request.expires_at is not None
    world.watch.now = request.expires_at - 48 * HOUR - 1
    assert standing(world, group).open_lapsing == 0
    world.watch.forward(1)
    found = standing(world, group)
    assert (found.open_lapsing, found.held_lapsing, found.lapsing) == (1, 0, 1)


def test_an_approval_that_lapses_is_told_by_itself(world: World) -> None:
    group = world.group()
    request = world.approve(world.submit(group))
    assert request.expires_at is not None
    world.watch.now = request.expires_at - HOUR
    found = standing(world, group)
    assert (found.open_lapsing, found.held_lapsing) == (0, 1)


def test_what_has_lapsed_is_gone_before_the_clock_has_said_so(world: World) -> None:
    group = world.group()
    old = world.submit(group)
    world.watch.forward(DAY)
    world.submit(group, father())
    assert old.expires_at is not None
    world.watch.now = old.expires_at
    found = standing(world, group)
    assert found.waiting == 1
    assert found.waited == old.expires_at - START - DAY
    assert found.open_lapsing == 1


def test_what_lapses_soonest_stands_first_then_the_longest_wait_and_a_closed_group_last(
    world: World,
) -> None:
    patient = {"days": {"pending": 30}}
    calm, newer, older, urgent, closed = (
        world.group(group_id=f"g{at}", overrides=patient if at in (1, 2) else {}) for at in range(5)
    )
    world.submit(closed)
    groups.change(world.door, world.operator, closed.id, closed=True)
    world.submit(older)
    world.watch.forward(HOUR)
    world.submit(newer)
    request = world.submit(urgent)
    assert request.expires_at is not None
    world.watch.now = request.expires_at - HOUR
    found = [each.group.id for each in overview.inbox(world.door, world.operator).standings]
    assert found == [each.id for each in (urgent, older, newer, calm, closed)]


def test_a_group_says_what_it_lacks(world: World) -> None:
    bare = world.group(rows=())
    assert standing(world, bare).problems == ("no_owner", "no_picture", "no_roster")
    full = world.group(group_id="full", entry_mode="bot")
    world.admin("chen", full="owner")
    assert standing(world, full).problems == ("nobody_seated",)
    world.submit(full)
    assert standing(world, full).problems == ()


def test_a_picture_that_lapses_is_told_two_days_before_and_after(world: World) -> None:
    group = world.group(group_id="qr", entry_mode="qr")
    world.admin("chen", qr="owner")
    world.submit(group)
    entries.put(world.door, world.operator, group.id, PNG, START + 7 * DAY)
    assert standing(world, group).problems == ()
    world.watch.now = START + 5 * DAY
    assert standing(world, group).problems == ("picture_lapsing",)
    world.watch.now = START + 7 * DAY
    assert standing(world, group).problems == ("picture_lapsed",)


def test_a_queue_that_takes_nobody_more_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group()
    monkeypatch.setattr("onboarding.services.pressure.LEAST", 1)
    monkeypatch.setattr("onboarding.services.pressure.OPEN_PER_PERSON", 0)
    assert "queue_full" not in standing(world, group).problems
    world.submit(group)
    assert "queue_full" in standing(world, group).problems


def test_a_closed_group_lacks_nothing(world: World) -> None:
    group = world.group(rows=())
    groups.change(world.door, world.operator, group.id, closed=True)
    assert standing(world, group).problems == ()


def test_a_closed_group_asks_nothing_of_anybody(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    groups.change(world.door, world.operator, group.id, closed=True)
    assert request.expires_at is not None
    world.watch.now = request.expires_at - HOUR
    found = overview.inbox(world.door, world.operator)
    assert (found.waiting, found.longest, found.lapsing, found.amiss) == (0, None, 0, 0)
    (closed,) = found.standings
    assert closed.calm
    assert (closed.waiting, closed.open_lapsing, closed.long_wait) == (1, 0, False)


def test_each_number_has_the_groups_that_it_counts(world: World) -> None:
    first, second, calm = (world.group(group_id=f"g{at}", entry_mode="bot") for at in range(3))
    for at in range(3):
        world.admin(f"chen{at}", **{f"g{at}": "owner"})
    world.submit(first)
    world.watch.forward(HOUR)
    world.submit(second)
    world.submit(second, father())
    world.join(world.submit(calm))
    found = overview.inbox(world.door, world.operator)
    assert [each.group.id for each in found.counted("waiting")] == [first.id, second.id]
    assert found.waiting == 3
    assert found.longest
    assert found.longest.group.id == first.id
    assert found.counted("lapsing") == found.counted("amiss") == ()


def test_a_supervisor_sees_what_lapses_first_then_what_is_amiss_then_who_waits_longest(
    world: World,
) -> None:
    patient = {"days": {"pending": 30}}
    short, ownerless, slow, quick, calm = (
        world.group(group_id=name, entry_mode="bot", overrides={} if name == "short" else patient)
        for name in ("short", "ownerless", "slow", "quick", "calm")
    )
    for name in ("short", "slow", "quick", "calm"):
        world.admin(f"chen-{name}", **{name: "owner"})
    world.join(world.submit(calm))
    request = world.submit(short)
    world.submit(slow)
    assert request.expires_at is not None
    world.watch.now = request.expires_at - HOUR
    world.submit(quick)
    overseen = overview.inbox(world.door, world.operator).overseen.standings
    assert [each.group.id for each in overseen] == [
        each.id for each in (short, ownerless, slow, quick, calm)
    ]
    assert [each.group.id for each in overseen if each.long_wait] == ["short", "slow"]


def test_an_admin_sees_the_own_groups_alone(world: World) -> None:
    world.group(group_id="class3")
    world.group(group_id="class4")
    chen = world.admin("chen", class3="owner")
    head = world.admin("head", supervisor=True)
    assert [s.group.id for s in overview.inbox(world.door, chen).standings] == ["class3"]
    assert len(overview.inbox(world.door, head).standings) == 2


def test_groups_are_found_by_words_of_their_title(world: World) -> None:
    group = world.group(group_id="class4")
    world.group(group_id="class3")
    groups.change(world.door, world.operator, group.id, title="四年一班 ABC")
    found = overview.inbox(world.door, world.operator, " abc ")
    assert [each.group.id for each in found.standings] == ["class4"]


def test_sixty_groups_take_as_many_round_trips_as_one(world: World, record: redis.Redis) -> None:
    world.submit(world.group(group_id="g0"))
    head = world.admin("head", supervisor=True)
    with round_trips(record) as one:
        overview.inbox(world.door, head)
    for at in range(1, 60):
        world.group(group_id=f"g{at}", rows=())
    with round_trips(record) as sixty:
        assert len(overview.inbox(world.door, head).standings) == 60
    assert 3 <= len(one) == len(sixty) <= 5


def test_the_share_counts_students_with_somebody_once(world: World) -> None:
    group = world.group()
    world.join(world.submit(group))
    world.approve(world.submit(group, father()))
    world.submit(group, guardian("王芳", "爸爸", phone="13800000003", name="王强"))
    fresh = world.door.groups.get("hill", group.id)
    assert overview.shares(world.door, world.operator, [fresh]) == {group.id: Share(1, 4)}


def test_a_student_who_left_is_no_part_of_the_share(world: World) -> None:
    group = world.group()
    rosters.mark_left(world.door, world.operator, group.id, world.person(group, "王芳"))
    fresh = world.door.groups.get("hill", group.id)
    assert overview.shares(world.door, world.operator, [fresh])[group.id].whole == 3


def test_a_seat_that_was_given_up_leaves_the_share(world: World) -> None:
    group = world.group()
    request = world.join(world.submit(group))
    membership.leave(world.door, world.operator, group.id, request.id)
    fresh = world.door.groups.get("hill", group.id)
    assert overview.shares(world.door, world.operator, [fresh])[group.id].seated == 0


def test_removals_are_watched_for_thirty_days_with_their_ban(world: World) -> None:
    group = world.group()
    barred, free = world.join(world.submit(group)), world.join(world.submit(group, father()))
    remove(world, barred, ban=True)
    world.watch.forward(DAY)
    remove(world, free, ban=False)
    head = world.admin("head", supervisor=True)
    found = overview.supervision(world.door, head).removed
    assert [(each.id, each.barred) for each in found] == [(free.id, False), (barred.id, True)]
    assert found[0].reason == "broke_covenant"
    assert found[0].by == "operator"
    world.watch.forward(30 * DAY)
    assert [e.id for e in overview.supervision(world.door, head).removed] == [free.id]


def test_what_lapsed_undecided_is_watched_and_an_unused_approval_is_not(world: World) -> None:
    group = world.group()
    request, approved = world.submit(group), world.approve(world.submit(group, father()))
    assert request.expires_at is not None
    assert approved.expires_at is not None
    world.watch.now = max(request.expires_at, approved.expires_at)
    for each in (request, approved):
        assert membership.expire(world.door, "hill", each.id)
    head = world.admin("head", supervisor=True)
    assert [e.id for e in overview.supervision(world.door, head).undecided] == [request.id]


def test_a_teacher_doesnt_supervise(world: World) -> None:
    world.group(group_id="class3")
    with pytest.raises(errors.NotAllowed):
        overview.supervision(world.door, world.admin("chen", class3="owner"))
