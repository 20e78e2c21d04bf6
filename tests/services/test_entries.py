"""The picture for a group's way in: how it stands, whom it tells, and whose time it stops."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.services import groups
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, guardian, mother

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def standing(world: World, group: Group) -> tuple[str, int | None, int]:
    found = groups.entry_standing(world.door, world.door.groups.get(SCHOOL, group.id))
    return found.state, found.until, found.waiting


def put(world: World, group: Group, days: int = 7) -> int:
    """A picture that works so many days; until when."""
    until = world.watch.now + days * DAY
    groups.put_entry(world.door, world.operator, group.id, PNG, until)
    return until


def test_a_picture_is_valid_then_lapsing_then_lapsed(world: World) -> None:
    group = world.group(entry_mode="qr")
    assert standing(world, group) == ("none", None, 0)
    until = put(world, group)
    for now, state in ((until - 2 * DAY - 1, "valid"), (until - 2 * DAY, "lapsing"),
                       (until - 1, "lapsing"), (until, "lapsed")):  # fmt: skip
        world.watch.now = now
        assert standing(world, group) == (state, until, 0)


def test_a_card_without_an_end_stays_valid(world: World) -> None:
    group = world.group()
    groups.put_entry(world.door, world.operator, group.id, PNG, None)
    world.watch.forward(400 * DAY)
    assert standing(world, group) == ("valid", None, 0)


def test_who_is_approved_and_has_confirmed_waits(world: World) -> None:
    group = world.group(entry_mode="qr")
    asked, approved, confirmed, inside = (
        world.submit(group, each)
        for each in (guardian("欧阳娜娜"), father(), mother(), guardian("王芳"))
    )
    for each in (approved, confirmed, inside):
        world.approve(each)
    world.confirm(confirmed)
    world.join(inside)
    assert world.fresh(asked).state == "pending"
    assert standing(world, group)[2] == 1
    world.publish(group, major=True)
    assert standing(world, group)[2] == 0


@pytest.mark.parametrize("mode", ["invite", "bot"])
def test_each_way_in_has_its_own_picture(world: World, mode: str) -> None:
    group = world.group(entry_mode="qr")
    put(world, group)
    groups.change(world.door, world.operator, group.id, entry_mode=mode)
    assert standing(world, group)[0] == "none"
