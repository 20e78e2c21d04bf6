"""Figures of one or many groups: requests a day, and how long a decision took."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Final

from onboarding.clock import DAY, HOUR
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage.groups import Group
from onboarding.storage.overview import Course

DAYS: Final = 30
WAITS: Final = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY)
"""Where the classes of waiting end (ms); the last one has no end."""
_CHINA: Final = 8 * HOUR
_DECISIONS: Final = frozenset({"approve", "claim", "decline"})


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last 30 days. `days`: when each began in China (ms) and how many were submitted;
    `waits`: how many were decided within each of `WAITS`, and later; `median`: how long the
    one in the middle took (ms), None where nothing was decided."""

    days: tuple[tuple[int, int], ...]
    waits: tuple[int, ...]
    median: int | None

    @property
    def submitted(self) -> int:
        """How many were submitted."""
        return sum(number for _, number in self.days)

    @property
    def decided(self) -> int:
        """How many of them were decided."""
        return sum(self.waits)


def figures(door: Door, caller: Caller, groups: Sequence[Group]) -> Figures:
    """The figures of these groups together. Raises errors.NotAllowed."""
    for group in groups:
        require(caller, "queue_read", group.id)
    today = (door.clock() + _CHINA) // DAY
    first = today - DAYS + 1
    since = first * DAY - _CHINA
    courses = door.overview.courses(caller.school, [group.id for group in groups], since)
    a_day = Counter((each.submitted_at + _CHINA) // DAY for each in courses)
    took = sorted(_took(courses))
    classes = Counter(bisect_right(WAITS, each) for each in took)
    return Figures(
        days=tuple((day * DAY - _CHINA, a_day[day]) for day in range(first, today + 1)),
        waits=tuple(classes[at] for at in range(len(WAITS) + 1)),
        median=median_low(took) if took else None,
    )


def _took(courses: Sequence[Course]) -> list[int]:
    """How long each decision took; a later removal hides when its member was approved."""
    return [
        each.decided_at - each.submitted_at
        for each in courses
        if each.decided_at is not None and each.move in _DECISIONS
    ]
