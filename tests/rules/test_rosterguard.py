"""A list that takes out very many is rather the wrong list."""

from __future__ import annotations

import pytest

from onboarding.rules.roster import Person, Roster, Section
from onboarding.rules.rosterchange import Change
from onboarding.rules.rosterguard import Shrinkage, shrinkage


def people(section: Section, there: int, left: int = 0) -> tuple[Person, ...]:
    return tuple(
        Person(f"{section}{n}", section, f"{section}{n}", left=n >= there, left_at=None)
        for n in range(there + left)
    )


@pytest.mark.parametrize(
    ("before", "after", "shrinks"),
    [(10, 7, False), (10, 6, True), (3, 2, True), (1, 0, True), (0, 0, False), (2, 9, False)],
)
def test_more_than_thirty_percent_of_a_section_needs_a_reason(
    before: int, after: int, shrinks: bool
) -> None:
    made = Change(people=people("students", after, left=before))
    found = shrinkage(Roster(1, people("students", before, left=5)), made)
    assert found == (Shrinkage("students", before, after) if shrinks else None)


def test_the_section_that_shrinks_most_is_named() -> None:
    current = Roster(1, people("students", 10) + people("teachers", 4))
    made = Change(people=people("students", 5) + people("teachers", 1))
    assert shrinkage(current, made) == Shrinkage("teachers", 4, 1)
