"""A mapping that was corrected once is remembered for the school."""

from __future__ import annotations

from onboarding.services import mappings, rosters
from onboarding.storage.mappings import KEPT_MOST
from onboarding.storage.outcome import Event
from tests.builders import SCHOOL, World

LIST = "甲,学号\n李明,007\n".encode()


def test_a_corrected_mapping_is_remembered_for_the_next_list_of_that_header(world: World) -> None:
    reading = rosters.read_file(
        world.door, world.operator, LIST, "a.csv", mapping={0: "name", 1: "seat_number"}
    )
    mappings.remember(world.door, world.operator, "g", reading)
    again = rosters.read_file(world.door, world.operator, "甲,学号\n王芳,12\n".encode(), "b.csv")
    assert [(row.name, row.number, row.seat_number) for row in again.rows] == [("王芳", "", "12")]


def test_nothing_of_a_list_is_kept(world: World) -> None:
    reading = rosters.read_file(world.door, world.operator, LIST, "a.csv", mapping={0: "name"})
    mappings.remember(world.door, world.operator, "g", reading)
    kept = repr(mappings.recall(world.door, world.operator))
    assert not any(word in kept for word in ("李明", "007", "甲", "学号"))


def test_the_oldest_mapping_makes_room(world: World) -> None:
    school = SCHOOL
    for at in range(KEPT_MOST + 1):
        event = Event("roster.columns_said", world.operator.ref, at, "g")
        world.door.mappings.keep(school, f"s{at}", {0: "name"}, at, event)
    kept = world.door.mappings.all(school)
    assert len(kept) == KEPT_MOST
    assert "s0" not in kept
    assert f"s{KEPT_MOST}" in kept
