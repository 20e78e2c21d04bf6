"""A group's event trail: latest first, by what, by whom and when, a page at a time."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import activity, groups
from onboarding.services.activity import Wanted
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, mother


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


def whats(world: World, group: Group, wanted: Wanted | None = None) -> list[str]:
    found, _ = activity.page(world.door, world.operator, group.id, wanted or Wanted())
    return [event.what for event in found]


def test_the_latest_comes_first_and_other_groups_stay_out(world: World, group: Group) -> None:
    world.approve(world.submit(group, mother()))
    world.group()
    assert whats(world, group) == [
        "request.approved", "request.submitted", "roster.imported", "group.created",
    ]  # fmt: skip


def test_a_trail_is_looked_through_by_what_and_by_whom(world: World, group: Group) -> None:
    chen = world.admin("chen", **{group.id: "owner"})
    groups.change(world.door, chen, group.id, title="四年二班")
    world.submit(group, mother())
    only = frozenset({"group.changed", "group.created"})
    assert whats(world, group, Wanted(whats=only)) == ["group.changed", "group.created"]
    assert whats(world, group, Wanted(by=chen.ref)) == ["group.changed"]
    assert whats(world, group, Wanted(by="applicant")) == ["request.submitted"]
    assert whats(world, group, Wanted(whats=only, by="operator")) == ["group.created"]
    assert whats(world, group, Wanted(by="admin:nobody")) == []


def test_a_trail_is_looked_through_by_time(world: World, group: Group) -> None:
    start = world.watch.now
    world.watch.forward(2 * DAY)
    world.submit(group, mother())
    later = Wanted(since=start + DAY)
    assert whats(world, group, later) == ["request.submitted"]
    assert whats(world, group, Wanted(until=start + DAY)) == ["roster.imported", "group.created"]
    assert whats(world, group, Wanted(since=start + DAY, until=start + 2 * DAY)) == []


def test_a_long_trail_comes_in_pages_without_a_gap(
    world: World, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(7):
        groups.change(world.door, world.operator, group.id, title=f"第{at}班")
    whole, end = activity.page(world.door, world.operator, group.id, Wanted())
    assert end == ""
    monkeypatch.setattr(activity, "PAGE", 2)
    found, before = activity.page(world.door, world.operator, group.id, Wanted())
    while before:
        more, before = activity.page(world.door, world.operator, group.id, Wanted(), before)
        found += more
    assert found == whole


def test_a_page_looks_through_a_bounded_number_and_goes_on_from_there(
    world: World, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.group()
    for at in range(6):
        groups.change(world.door, world.operator, other.id, title=f"第{at}班")
    monkeypatch.setattr(activity, "_AT_ONCE", 2)
    monkeypatch.setattr(activity, "_MOST_READ", 4)
    found, before = activity.page(world.door, world.operator, group.id, Wanted())
    assert found == []
    assert before
    while before:
        found, before = activity.page(world.door, world.operator, group.id, Wanted(), before)
    assert [event.what for event in found][-1] == "group.created"


def test_a_cursor_that_is_none_is_refused_by_name(world: World, group: Group) -> None:
    with pytest.raises(errors.Invalid) as refused:
        activity.page(world.door, world.operator, group.id, Wanted(), "x")
    assert refused.value.facts == {"field": "before", "reason": "not_a_cursor"}


def test_who_may_not_read_events_sees_no_trail(world: World, group: Group) -> None:
    with pytest.raises(errors.NotAllowed):
        activity.page(world.door, world.bot("roster:read"), group.id, Wanted())
    with pytest.raises(errors.NotFound):
        activity.page(world.door, world.operator, "nowhere", Wanted())
    assert world.door.events.before(SCHOOL, "", 1)


def test_one_request_is_followed_through_all_that_was_done_with_it(
    world: World, group: Group
) -> None:
    first, other = world.submit(group, mother()), world.submit(group, father())
    world.join(first)
    assert whats(world, group, Wanted(request=first.id)) == [
        "member.joined", "covenant.confirmed", "request.approved", "request.submitted",
    ]  # fmt: skip
    assert whats(world, group, Wanted(request=first.id, by="applicant")) == [
        "covenant.confirmed", "request.submitted",
    ]  # fmt: skip
    assert whats(world, world.group(), Wanted(request=other.id)) == []
    assert whats(world, group, Wanted(request="nobody")) == []
