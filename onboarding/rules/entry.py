"""The picture that lets people in: how it stands, and what that does to an approval's clock.

A group's own code works for a few days. Nobody can come in while it has lapsed, so nobody's
approval runs out meanwhile: an approval lapses within the life of a picture or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final, Literal

from onboarding.rules.journey import DAY

Condition = Literal["none", "valid", "lapsing", "lapsed"]

WARNING: Final = 2 * DAY
"""So long before a picture lapses its admins are warned."""


def condition(until: float | None, now: int) -> Condition:
    """How a picture stands that lasts until then (ms; infinity: without end, None: there is
    none)."""
    if until is None:
        return "none"
    if until <= now:
        return "lapsed"
    return "lapsing" if until - WARNING <= now else "valid"


@dataclass(frozen=True, slots=True)
class Clock:
    """When an approval lapses (ms). None where the picture lapses first: then `unspent` is
    what will be left of the approval's time at that moment (ms), for the next picture."""

    expires_at: int | None
    unspent: int | None = None


def clock(left: int, now: int, works_until: float) -> Clock:
    """The clock of an approval that has `left` ms, while the way in works until then
    (infinity: always)."""
    if now + left <= works_until:
        return Clock(now + left)
    return Clock(None, left - max(0, int(works_until) - now))


def left(running: Clock, now: int, works_until: float) -> int:
    """What is left of an approval's time (ms), on a clock set for a way in that worked, or
    works, until then."""
    if running.unspent is None:
        return (running.expires_at or now) - now
    return running.unspent + (0 if works_until == inf else max(0, int(works_until) - now))


def next_telling(until: float | None, now: int) -> int | None:
    """When something is to be told of a picture next (ms): that it will lapse, that it has.

    Who puts a picture that lapses sooner than the warning would come knows it.
    """
    moments = [] if until is None or until == inf else [int(until) - WARNING, int(until)]
    return next((moment for moment in moments if moment > now), None)
