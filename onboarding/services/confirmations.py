"""Who has confirmed the covenant, who hasn't, and that they were reminded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onboarding.rules.journey import HOLDS_PLACE
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.membership import has_receipt
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.reminders import Reminder
from onboarding.storage.requestrecord import Request

AT_ONCE: Final = 500
TOPIC: Final = "covenant"


@dataclass(frozen=True, slots=True)
class Confirmations:
    """Everybody who holds a place, in the order in which they asked for it: who has confirmed the
    major covenant in force, and who hasn't."""

    done: tuple[Request, ...]
    missing: tuple[Request, ...]

    @property
    def unclaimed(self) -> tuple[Request, ...]:
        """Those of the latter who have no page to confirm on before they claim their place."""
        return tuple(each for each in self.missing if each.unclaimed)

    @property
    def reminded(self) -> tuple[Request, ...]:
        """Those whom a reminder of the rules reaches on their page."""
        return tuple(each for each in self.missing if not each.unclaimed)

    @property
    def everybody(self) -> int:
        """How many a new major version would ask."""
        return len(self.done) + len(self.missing)


def of_group(door: Door, caller: Caller, group_id: str) -> Confirmations:
    """Who has confirmed and who hasn't. Raises errors.NotAllowed, NotFound."""
    require(caller, "member_read", group_id)
    group = door.groups.get(caller.school, group_id)
    everybody = tuple(_placed(door, group))
    return Confirmations(
        tuple(each for each in everybody if has_receipt(group, each)),
        tuple(each for each in everybody if not has_receipt(group, each)),
    )


def last_reminder(door: Door, group: Group) -> Reminder | None:
    """The last reminder of the version in force; None where nobody was reminded of it yet."""
    found = door.reminders.last(group.school, group.id, TOPIC)
    return found if found and found.about == group.covenant else None


def remind(door: Door, caller: Caller, group_id: str, *, count: int, seen: int | None) -> None:
    """Note that so many were reminded of the version in force, by a text that the caller sent.

    `seen`: when the last reminder was that the caller knows of (ms). Raises
    errors.NotAllowed, NotFound, Stale where another reminded them since.
    """
    require(caller, "member_write", group_id)
    group = door.groups.get(caller.school, group_id)
    now = door.clock()
    if seen is None and (earlier := door.reminders.last(group.school, group.id, TOPIC)):
        # One of an older version is no news to anybody.
        seen = None if earlier.about == group.covenant else earlier.at
    facts = {"version": group.covenant, "count": count}
    event = Event("covenant.reminded", caller.ref, now, group.id, group.id, facts=facts)
    new = Reminder(now, caller.ref, count, group.covenant)
    door.reminders.note(group.school, group.id, TOPIC, new, seen, event)
    door.hint(caller.school)


def _placed(door: Door, group: Group) -> Iterator[Request]:
    now = door.clock()
    for state in ("joined", "approved"):
        cursor = ""
        while True:
            found, cursor = door.requests.page(group.school, group.id, state, cursor, AT_ONCE)
            yield from (each for each in found if each.state_at(now) in HOLDS_PLACE)
            if not cursor:
                break
