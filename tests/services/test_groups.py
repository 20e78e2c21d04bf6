"""Groups: their settings, their join link, their way in, and their closing."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import entries, groups, intake
from tests.builders import SCHOOL, World, father, mother

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def change(world: World, **more: Any) -> Any:
    return groups.change(world.door, world.operator, "g", **more)


@pytest.fixture
def group(world: World) -> Any:
    return world.group(group_id="g")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "choir"}, "kind"),
        ({"group_id": "Not A Slug"}, "id"),
        ({"entry_mode": "door"}, "entry_mode"),
        ({"overrides": {"colour": "red"}}, "colour"),
        ({"overrides": {"guardians_maximum": 0}}, "guardians_maximum"),
    ],
)
def test_a_group_that_cannot_be_is_refused_by_its_field(
    world: World, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        groups.create(world.door, world.operator, **{"kind": "primary", "title": "t", **more})
    assert refused.value.facts["field"] == field
    assert world.door.groups.ids(SCHOOL) == []


def test_an_override_is_checked_when_it_is_changed(world: World, group: Any) -> None:
    with pytest.raises(errors.Invalid):
        change(world, overrides={"days": {"pending": -1}})
    assert world.door.groups.get(SCHOOL, "g") == group


def test_what_is_not_named_stays(world: World, group: Any) -> None:
    change(world, overrides={"guardians_maximum": 1})
    changed = change(world, title="四年二班")
    assert (changed.title, changed.overrides) == ("四年二班", {"guardians_maximum": 1})
    assert changed.policy == group.policy + 2
    told = world.door.events.after(SCHOOL, "", 100)[-1]
    assert told.facts == {"fields": ["title"]}


def test_a_groups_own_limit_counts(world: World, group: Any) -> None:
    change(world, overrides={"guardians_maximum": 1})
    world.join(world.submit(group))
    assert [f.code for f in world.submit(group, father()).verdict.blocking] == ["seats_full"]
    change(world, overrides={})
    assert world.approve(world.submit(group, father())).state == "approved"


def test_a_hard_limit_is_not_raised_by_a_group(world: World, group: Any) -> None:
    with pytest.raises(errors.Invalid) as refused:
        change(world, overrides={"guardians_maximum": 3}, exceptions=["seats_full"])
    assert refused.value.facts == {"field": "guardians_maximum", "reason": "not_within_1_2"}
    with pytest.raises(errors.Invalid):
        world.group(group_id="g2", overrides={"guardians_maximum": 3})
    assert world.door.groups.ids(SCHOOL) == ["g"]


def test_a_soft_limit_is_raised_as_an_exception_that_is_noted_with_its_article(
    world_of_soft_seats: World,
) -> None:
    world = world_of_soft_seats
    group = world.group("soft", group_id="g")
    with pytest.raises(errors.Invalid):
        change(world, overrides={"guardians_maximum": 2})
    change(world, overrides={"guardians_maximum": 2}, exceptions=["seats_full"])
    told = world.door.events.after(SCHOOL, "", 100)[-1]
    assert (told.what, told.article) == ("group.changed", "H1")
    assert told.facts == {"fields": ["overrides"], "overridden": ["seats_full"]}
    world.join(world.submit(group))
    assert world.approve(world.submit(group, father())).state == "approved"
    change(world, title="四年二班")
    assert world.door.events.after(SCHOOL, "", 100)[-1].article == ""


def test_a_groups_own_nicknames_count(world: World, group: Any) -> None:
    pattern = {"parts": ["students", "relation"], "separator": "-"}
    change(world, overrides={"nicknames": {"guardian": [pattern]}})
    assert world.submit(group, mother(nickname="李明妈妈")).nickname == "李明-妈妈"


def test_a_new_link_ends_the_old_one(world: World, group: Any) -> None:
    old = world.link
    assert groups.by_link(world.door, old).id == "g"
    new = groups.rotate_link(world.door, world.operator, "g")
    assert groups.by_link(world.door, new).id == "g"
    with pytest.raises(errors.NotFound):
        groups.by_link(world.door, old)


@pytest.mark.parametrize("link", ["", "x", ".x", "hill.", "HILL.x", "hill.wrong", "dale.wrong"])
def test_a_link_that_is_none_is_not_found(world: World, group: Any, link: str) -> None:
    with pytest.raises(errors.NotFound):
        groups.by_link(world.door, link)


def test_a_closed_group_takes_no_submission_and_opens_again(world: World, group: Any) -> None:
    closed = change(world, closed=True)
    with pytest.raises(errors.GroupClosed):
        intake.submit(world.door, closed, mother())
    with pytest.raises(errors.GroupClosed):
        groups.by_link(world.door, world.link)
    assert intake.submit(world.door, change(world, closed=False), mother())


def test_the_entry_is_a_picture_that_lapses(world: World, group: Any) -> None:
    change(world, entry_mode="qr")
    now = world.watch.now
    for image, until, field in (
        (b"GIF89a", now + DAY, "image"),
        (PNG + b"x" * 300_000, now + DAY, "image"),
        (PNG, None, "valid_until"),
        (PNG, now, "valid_until"),
        (PNG, now + 7 * DAY + 1, "valid_until"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            entries.put(world.door, world.operator, "g", image, until)
        assert refused.value.facts["field"] == field
    assert world.door.entries.get(world.door.groups.get(SCHOOL, "g")) is None
    entries.put(world.door, world.operator, "g", PNG, now + 7 * DAY)
    entry = world.door.entries.get(world.door.groups.get(SCHOOL, "g"))
    assert entry is not None
    assert (entry.media_type, entry.valid_until) == ("image/png", now + 7 * DAY)


def test_a_caller_sees_the_groups_it_covers(world: World, group: Any) -> None:
    world.group(group_id="h")
    seen = {
        name: {each.id for each in groups.visible(world.door, caller)}
        for name, caller in {
            "owner": world.admin("chen", g="owner"),
            "supervisor": world.admin("lead", supervisor=True),
            "bot": world.bot("members:read", groups=["h"]),
            "nobody": world.admin("new"),
        }.items()
    }
    assert seen == {"owner": {"g"}, "supervisor": {"g", "h"}, "bot": {"h"}, "nobody": set()}


def test_only_who_may_changes_a_group(world: World, group: Any) -> None:
    supervisor = world.admin("lead", supervisor=True)
    committee = world.admin("li", g="committee")
    for caller in (supervisor, committee, world.bot("members:write")):
        with pytest.raises(errors.NotAllowed):
            groups.change(world.door, caller, "g", title="x")
        with pytest.raises(errors.NotAllowed):
            groups.rotate_link(world.door, caller, "g")


def test_a_supervisor_closes_a_group_and_changes_nothing_else_in_it(
    world: World, group: Any
) -> None:
    lead = world.admin("lead", supervisor=True)
    assert groups.change(world.door, lead, group.id, closed=True).closed
    assert not groups.change(world.door, lead, group.id, closed=False).closed
    with pytest.raises(errors.NotAllowed):
        groups.change(world.door, lead, group.id, closed=True, title="x")


def test_the_committee_closes_no_group(world: World, group: Any) -> None:
    li = world.admin("li", **{group.id: "committee"})
    with pytest.raises(errors.NotAllowed):
        groups.change(world.door, li, group.id, closed=True)
