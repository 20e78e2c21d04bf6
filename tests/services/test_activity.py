"""A group's event trail: latest first, by what, by whom and when, a page at a time."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import activity, admins, groups, invitations, sessions
from onboarding.services.activity import Wanted
from onboarding.storage.groups import Group
from tests.builders import PASSWORD, SCHOOL, World, father, mother


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


# -- what belongs to accounts


def test_what_is_done_to_an_account_stands_in_the_groups_of_that_admin(
    world: World, group: Group
) -> None:
    other = world.group()
    lead = world.admin("lead", supervisor=True)
    chen = world.admin("chen", **{group.id: "owner"})
    link = invitations.reset(world.door, lead, chen.admin.id)
    sessions.begin(world.door, invitations.set_password(world.door, link, PASSWORD), "edge windows")
    shown = ["admin.password_reset", "admin.reset_offered", "admin.role", "admin.created"]
    assert whats(world, group)[:4] == shown
    assert whats(world, other) == ["roster.imported", "group.created"]
    admins.give_role(world.door, world.operator, other.id, chen.admin.id, "committee")
    assert whats(world, other)[1:3] == shown[:2]


def test_the_schools_trail_holds_what_belongs_to_no_group_for_its_supervisor(
    world: World, group: Group
) -> None:
    lead = world.admin("lead", supervisor=True)
    zhou = world.admin("zhou")
    sessions.begin(world.door, zhou.admin, "edge windows")
    admins.delete(world.door, lead, zhou.admin.id)
    found, _ = activity.of_school(world.door, lead, Wanted())
    assert [event.what for event in found] == [
        "admin.deleted", "admin.signed_in", "admin.created", "admin.created",
    ]  # fmt: skip
    with pytest.raises(errors.NotAllowed):
        activity.of_school(world.door, world.admin("chen", **{group.id: "owner"}), Wanted())
