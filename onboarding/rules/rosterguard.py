"""When a new list rather is the wrong list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from onboarding.rules.roster import SECTIONS, Roster, Section
from onboarding.rules.rosterchange import Change

MOST_GONE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """A section that loses so many that somebody has to say why."""

    section: Section
    before: int
    after: int


def shrinkage(current: Roster, change: Change) -> Shrinkage | None:
    """The section that a change empties, or else shrinks most, by more than 30 %."""
    before = Counter(person.section for person in current.people if not person.left)
    after = Counter(person.section for person in change.people if not person.left)
    shrunk = [
        Shrinkage(section, before[section], after[section])
        for section in SECTIONS
        if before[section] - after[section] > MOST_GONE * before[section]
    ]
    return min(shrunk, key=lambda each: each.after / each.before, default=None)
