"""What a list means for people is told before it goes live, and is what then happens."""

from __future__ import annotations

import pytest

from onboarding.rules.rosterrows import Row
from onboarding.services import rosters
from onboarding.services.impact import Impact, impact
from onboarding.storage.groups import Group
from tests.builders import PUPILS, SCHOOL, World, father, guardian


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="g")


def of(world: World, rows: list[Row], replace: str = "whole") -> Impact:
    made = rosters.import_rows(
        world.door, world.operator, "g", rows, replace=replace, dry_run=True  # type: ignore[arg-type]
    )  # fmt: skip
    return impact(world.door, world.door.groups.get(SCHOOL, "g"), made.change)


def test_who_would_lose_the_place_and_how_many_places_that_frees(
    world: World, group: Group
) -> None:
    mother, dad = world.join(world.submit(group)), world.approve(world.submit(group, father()))
    found = of(world, [row for row in PUPILS if row.name != "李明"])
    assert {each.request.id for each in found.losing} == {mother.id, dad.id}
    assert {each.people for each in found.losing} == {mother.people}
    assert found.freed == 2
    assert world.fresh(mother).state == "joined"


def test_refused_requests_that_would_pass_are_told_and_stay_refused(
    world: World, group: Group
) -> None:
    refused = world.submit(group, guardian("孙丽"))
    still = world.submit(group, guardian("钱多"))
    assert (refused.state, still.state) == ("refused", "refused")
    found = of(world, [Row("students", "孙丽")], "merge")
    assert [each.id for each in found.passing] == [refused.id]
    assert world.fresh(refused).state == "refused"


def test_whose_right_nickname_changes_is_told_with_both(world: World, group: Group) -> None:
    member = world.join(world.submit(group))
    found = of(world, [Row("students", "李朋", number="2026001")], "merge")
    assert [(each.request.id, each.before, each.after) for each in found.renamed] == [
        (member.id, "李明妈妈", "李朋妈妈")
    ]


def test_pupils_of_one_name_are_told_and_stop_nothing(world: World, group: Group) -> None:
    found = of(world, [Row("students", "王芳", number="2026099")], "merge")
    assert [[person.number for person in people] for people in found.namesakes] == [
        ["2026002", "2026099"]
    ]


def test_the_same_list_again_means_nothing(world: World, group: Group) -> None:
    world.join(world.submit(group))
    world.submit(group, guardian("孙丽"))
    assert of(world, list(PUPILS)) == Impact()
