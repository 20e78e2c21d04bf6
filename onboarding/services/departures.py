"""Who has left the list and still holds a place: listed, reminded, then proposed for removal.

An import takes nobody's place away. Who is no longer on the list stays on it as having left,
is reminded in the group, and once the grace period is over an admin may remove the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.journey import KEPT_DAYS
from onboarding.rules.roster import Person, Roster
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.reminders import Reminder
from onboarding.storage.requestrecord import Request

Stage = Literal["listed", "reminded", "proposed"]
KEPT: Final = KEPT_DAYS * DAY


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody who left the list, and who still holds a place there. Times in ms.

    `due_at` is when the grace period ends. Removal is `proposed` after that, and only where
    somebody was reminded.
    """

    person: Person
    records: tuple[Request, ...]
    left_at: int
    due_at: int
    stage: Stage
    reminded_at: int | None = None


def departures(door: Door, caller: Caller, group_id: str) -> tuple[Departure, ...]:
    """Who left and still holds a place, whoever left first. Raises errors.NotAllowed, NotFound."""
    require(caller, "member_read", group_id)
    group = door.groups.get(caller.school, group_id)
    roster = door.rosters.read(group.school, group.id, group.roster)
    now = door.clock()
    gone = [person for person in roster.people if person.left]
    held = door.requests.asked_and_held(group.school, group.id, [p.id for p in gone], now)
    found = [_departure(door, group, person, now) for person in gone if held[person.id][1]]
    return tuple(sorted(found, key=lambda each: each.left_at))


def members(found: Iterable[Departure]) -> int:
    """How many hold a place at these people; who holds several counts once."""
    return len({record.id for each in found for record in each.records})


def remind(door: Door, caller: Caller, group_id: str, people: Sequence[str]) -> int:
    """Note that the group was told of these departures; how many people that is news about.

    Raises errors.NotAllowed, NotFound for somebody who isn't among `departures`, and Stale where
    somebody else noted it at this moment.
    """
    require(caller, "member_write", group_id)
    known = {each.person.id: each for each in departures(door, caller, group_id)}
    if not known.keys() >= set(people):
        raise errors.NotFound(what="person")
    now = door.clock()
    for person in dict.fromkeys(people):
        departure = known[person]
        last = door.reminders.last(caller.school, group_id, _topic(person))
        event = Event("departure.reminded", caller.ref, now, group_id, group_id)
        reminder = Reminder(now, caller.ref, len(departure.records), str(departure.left_at))
        door.reminders.note(
            caller.school, group_id, _topic(person), reminder, last.at if last else None, event
        )
    door.hint(caller.school)
    return len(set(people))


def forgettable(door: Door, group: Group, roster: Roster, now: int) -> frozenset[str]:
    """Who left 30 days ago or earlier and at whose place nobody sits any more."""
    long_gone = [p.id for p in roster.people if p.left_at is not None and p.left_at + KEPT <= now]
    held = door.requests.asked_and_held(group.school, group.id, long_gone, now)
    return frozenset(person for person in long_gone if not held[person][1])


def forget_at(people: Iterable[Person]) -> int | None:
    """When the first of those who left is to be forgotten (ms), None where nobody left."""
    times = (person.left_at + KEPT for person in people if person.left_at is not None)
    return min(times, default=None)


def _departure(door: Door, group: Group, person: Person, now: int) -> Departure:
    left_at = person.left_at or 0
    due_at = left_at + door.policy(group).days["grace"] * DAY
    last = door.reminders.last(group.school, group.id, _topic(person.id))
    # A reminder of an earlier departure says nothing about this one.
    reminded_at = last.at if last and last.about == str(left_at) else None
    stage: Stage = "listed" if reminded_at is None else "reminded"
    holding, _ = door.overview.around(group.school, group.id, person.id, now)
    return Departure(
        person,
        tuple(door.requests.many(group.school, holding)),
        left_at,
        due_at,
        "proposed" if reminded_at is not None and due_at <= now else stage,
        reminded_at,
    )


def _topic(person: str) -> str:
    return f"departure {person}"
