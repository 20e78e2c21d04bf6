"""Figures of groups: requests a day, time to decision."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY, HOUR, MINUTE
from onboarding.rules import errors
from onboarding.services import decisions
from onboarding.services.decisions import Removal
from onboarding.services.figures import figures
from tests.builders import START, World, father, guardian, mother

MIDNIGHT = START - (START + 8 * HOUR) % DAY
"""When the day of START began in China."""


def test_a_day_begins_at_midnight_in_china(world: World) -> None:
    group = world.group()
    world.watch.now = MIDNIGHT - 1
    world.submit(group)
    world.watch.now = MIDNIGHT
    world.submit(group, father())
    found = figures(world.door, world.operator, [group])
    assert found.days[-2:] == ((MIDNIGHT - DAY, 1), (MIDNIGHT, 1))
    assert (len(found.days), found.submitted) == (30, 2)


def test_what_is_older_than_thirty_days_isnt_counted(world: World) -> None:
    group = world.group()
    world.submit(group)
    world.watch.forward(29 * DAY)
    assert figures(world.door, world.operator, [group]).submitted == 1
    world.watch.forward(DAY)
    assert figures(world.door, world.operator, [group]).submitted == 0


def test_a_decision_is_counted_by_how_long_it_took(world: World) -> None:
    group = world.group()
    quick, slow = world.submit(group), world.submit(group, father())
    world.watch.forward(HOUR - 1)
    world.approve(quick)
    world.watch.forward(1)
    decisions.decline(
        world.door,
        world.operator,
        group.id,
        slow.id,
        version=slow.version,
        reason="duplicate",
    )
    found = figures(world.door, world.operator, [group])
    assert found.waits == (1, 1, 0, 0, 0, 0)
    assert (found.median, found.decided) == (HOUR - 1, 2)


def test_the_longest_waits_have_a_class_of_their_own(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    world.watch.forward(7 * DAY)
    world.approve(request)
    assert figures(world.door, world.operator, [group]).waits[-1] == 1


def test_what_was_submitted_before_the_thirty_days_is_in_no_class(world: World) -> None:
    group = world.group()
    world.approve(world.submit(group))
    world.watch.forward(30 * DAY)
    assert figures(world.door, world.operator, [group]).decided == 0


def test_a_removal_is_no_time_to_decision(world: World) -> None:
    group = world.group()
    request = world.join(world.submit(group))
    world.watch.forward(5 * DAY)
    removal = Removal(world.fresh(request).version, "G3", "attack")
    decisions.remove(world.door, world.operator, group.id, request.id, removal)
    found = figures(world.door, world.operator, [group])
    assert (found.submitted, found.decided) == (1, 0)


def test_what_nobody_decided_has_taken_no_time(world: World) -> None:
    group = world.group()
    world.submit(group)
    found = figures(world.door, world.operator, [group])
    assert (found.median, found.decided) == (None, 0)


def test_groups_are_counted_together(world: World) -> None:
    one, two = world.group(group_id="one"), world.group(group_id="two")
    world.submit(one, mother())
    world.watch.forward(MINUTE)
    world.submit(two, guardian("王芳", "爸爸", phone="13800000003", name="王强"))
    assert figures(world.door, world.operator, [one, two]).submitted == 2
    assert figures(world.door, world.operator, [two]).submitted == 1


def test_an_admin_of_another_group_gets_no_figures(world: World) -> None:
    group = world.group(group_id="class3")
    world.group(group_id="class4")
    with pytest.raises(errors.NotAllowed):
        figures(world.door, world.admin("zhou", class4="owner"), [group])
