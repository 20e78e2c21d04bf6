"""A mapping that was corrected once is remembered for the school."""

from __future__ import annotations

import pytest

from onboarding.services import mappings, rosters, schoollists
from onboarding.storage.mappings import KEPT_MOST
from onboarding.storage.outcome import Event
from tests.builders import SCHOOL, World

LIST = "甲,乙,学号\n李明,007,2026001\n".encode()


def test_a_corrected_mapping_is_remembered_for_the_next_list_of_that_header(world: World) -> None:
    reading = rosters.read_file(
        world.door, world.operator, LIST, "a.csv", mapping={0: "name", 1: "seat_number"}
    )
    mappings.remember(world.door, world.operator, "g", reading)
    again = rosters.read_file(
        world.door, world.operator, "甲,乙,学号\n王芳,12,9\n".encode(), "b.csv"
    )
    assert [(row.name, row.number, row.seat_number) for row in again.rows] == [("王芳", "9", "12")]
    assert (reading.remembered, again.remembered) == ((), ("甲", "乙"))


@pytest.mark.parametrize(
    "said", [{1: "label"}, {1: ""}, {2: "number"}, {0: "label", 2: "name"}, {3: ""}]
)
def test_what_another_class_said_changes_no_column_that_says_itself_what_it_is(
    world: World, said: dict[int | str, str]
) -> None:
    data = "姓名,学号,备注,监护人1电话\n李明,2026001,13711119999,13800000002\n".encode()
    plain = rosters.read_file(world.door, world.operator, data, "a.csv")
    theirs = rosters.read_file(
        world.door, world.operator, data, "a.csv", mapping={0: "name", **said}
    )
    mappings.remember(world.door, world.operator, "g", theirs)
    assert rosters.read_file(world.door, world.operator, data, "a.csv") == plain


def test_a_second_phone_is_not_put_beside_one_that_says_whose_it_is(world: World) -> None:
    data = "姓名,备注,监护人1电话\n李明,13711119999,13800000002\n".encode()
    said: dict[int | str, str] = {1: "guardian1_phone", 2: ""}
    theirs = rosters.read_file(world.door, world.operator, data, "a.csv", mapping=said)
    mappings.remember(world.door, world.operator, "g", theirs)
    [row] = rosters.read_file(world.door, world.operator, data, "a.csv").rows
    assert [each.phone for each in row.guardians] == ["13800000002"]


def test_the_lists_of_a_whole_school_are_read_by_their_words_alone(world: World) -> None:
    data = "姓名,班级,备注\n李明,三1班,13711119999\n".encode()
    said = rosters.read_file(world.door, world.operator, data, "a.csv", mapping={2: "own_phone"})
    mappings.remember(world.door, world.operator, "g", said)
    files = (schoollists.File.of("a.csv", data),)
    [found] = schoollists.read(world.door, world.operator, files)
    assert [(row.name, row.phone) for row in found.rows] == [("李明", "")]


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
