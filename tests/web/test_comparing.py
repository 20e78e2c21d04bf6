"""What was asked beside the list: who is held against whom."""

from __future__ import annotations

from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.rosterrows import Row
from onboarding.web.console.comparing import comparisons
from tests.builders import SCHOOL, World

TWINS = (Row("students", "李明", number="1"), Row("students", "李华", number="2"))


def test_twins_whose_names_are_near_are_each_held_against_their_own_line(world: World) -> None:
    group = world.group(rows=TWINS)
    asked = Application("guardian", tuple(NamedStudent(row.name, "爸爸") for row in TWINS))
    made = world.submit(group, asked)
    people = world.door.rosters.read(SCHOOL, group.id, group.roster).people
    compared = comparisons(made, world.door.policy(group), people)
    names = [(each.person and each.person.name, each.facts[0].typed) for each in compared]
    assert names == [("李明", "李明"), ("李华", "李华")]
