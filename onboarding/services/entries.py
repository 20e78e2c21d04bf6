"""What the picture for a group's way in does to approvals, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from onboarding.rules import entry, errors, journey
from onboarding.rules.entry import Clock
from onboarding.rules.kinds import Kind
from onboarding.services.door import Door
from onboarding.services.membership import confirms
from onboarding.storage.clocks import Reset
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.requestrecord import Request


def works_until(door: Door, group: Group) -> float:
    """Until when (ms) the way in works that the group has: only a group's own code lapses;
    a card and a bot let in at any time."""
    if group.entry_mode != "qr":
        return inf
    return door.groups.entry_until(group) or 0


def approvals_clock(door: Door, group: Group, policy: Kind, now: int) -> Clock:
    """The clock of an approval that is given now."""
    return entry.clock(journey.lasts(policy, "approved"), now, works_until(door, group))


def resets(door: Door, group: Group, before: float, after: float, now: int) -> tuple[Reset, ...]:
    """The approvals whose clocks change when a way in that worked until `before` works until
    `after`."""
    if before == after:
        return ()
    found = []
    for old in approved_now(door, group, now):
        left = entry.left(Clock(old.expires_at, old.unspent), now, before)
        clock = entry.clock(left, now, after)
        new = replace(old, expires_at=clock.expires_at, unspent=clock.unspent)
        if new != old:
            found.append(Reset(old, new))
    return tuple(found)


def waiting(door: Door, group: Group, now: int) -> int:
    """How many are approved, have confirmed and aren't in yet."""
    receipts = door.requests.receipts_of_approved(group.school, group.id, now)
    return sum(confirms(receipt, group) for receipt in receipts)


def tell(door: Door, school: str, group_id: str, due: int) -> bool:
    """Tell that a group's picture lapses soon or has lapsed, which was due then (ms); True
    if this call did."""
    group = door.groups.get(school, group_id)
    now = door.clock()
    until = door.groups.entry_until(group)
    facts = {"mode": group.entry_mode, "waiting": waiting(door, group, now)}
    what = f"entry.{entry.condition(until, now)}"
    event = Event(what, "time", now, group.id, group.id, facts=facts)
    try:
        door.entries.tell(group, due, entry.next_telling(until, now), event)
    except errors.Stale:
        return False
    door.hint(school)
    return True


def approved_now(door: Door, group: Group, now: int) -> Iterator[Request]:
    """Everybody whose approval holds at `now` (ms), oldest request first."""
    found = door.requests.in_state(group.school, group.id, "approved")
    return (each for each in found if each.state_at(now) == "approved")
