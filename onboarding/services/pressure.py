"""What stops first when too much comes in: submissions and corrections by the public.

Decisions, leaves and erasure go on; a form that anybody can fill in doesn't get to fill
the record or bury a class's queue.
"""

from __future__ import annotations

from typing import Final

from onboarding.clock import DAY, SECOND
from onboarding.rules import errors
from onboarding.rules.journey import OPEN
from onboarding.services.door import Door
from onboarding.storage.groups import Group

LEAST: Final = 100
OPEN_PER_PERSON: Final = 3
A_DAY_PER_PERSON: Final = 10
CORRECTIONS_A_DAY: Final = 20
FULLEST: Final = 0.8
_LATER_SECONDS: Final = 60 * 60


def admit_submission(door: Door, group: Group) -> None:
    """Return if one more public submission may be stored, and count it.

    At most 3 × roster size open and 10 × roster size a day on one join link (100 at
    least), none above 80 % of the record's `maxmemory`. Raises errors.TooMany (`limit`,
    `retry_after` seconds), RecordUnavailable.
    """
    if fullness(door) > FULLEST:
        raise errors.RecordUnavailable
    counts = door.requests.counts(group.school, group.id)
    if sum(counts[state] for state in OPEN) >= most_open(group):
        raise errors.TooMany(limit=most_open(group), retry_after=_LATER_SECONDS)
    a_day = max(LEAST, A_DAY_PER_PERSON * group.people)
    if door.limits.count("submitted-link", group.link) > a_day:
        raise errors.TooMany(limit=a_day, retry_after=DAY // SECOND)


def most_open(group: Group) -> int:
    """How many requests of a group may be open at once."""
    return max(LEAST, OPEN_PER_PERSON * group.people)


def admit_correction(door: Door, group: Group, request_id: str) -> None:
    """Return if one public request may be corrected once more, and count it.

    Each correction leaves an event in the record, so the public has twenty a day on one
    request, and none above 80 % of the record's `maxmemory`. Raises as `admit_submission`.
    """
    if fullness(door) > FULLEST:
        raise errors.RecordUnavailable
    if door.limits.count("corrected", f"{group.school} {request_id}") > CORRECTIONS_A_DAY:
        raise errors.TooMany(limit=CORRECTIONS_A_DAY, retry_after=DAY // SECOND)


def fullness(door: Door) -> float:
    """How much of `maxmemory` the record uses, 0 where it has no limit."""
    memory = door.memory.record.info("memory")
    limit = int(memory.get("maxmemory", 0))
    return int(memory["used_memory"]) / limit if limit else 0.0
