"""The picture for a group's way in: put it, what it does to approvals, what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from onboarding.clock import DAY
from onboarding.rules import entry, errors, journey
from onboarding.rules.entry import Clock, Condition
from onboarding.rules.kinds import Kind
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.membership import confirms
from onboarding.services.settling import settled
from onboarding.storage.clocks import Clocks, Reset
from onboarding.storage.entries import Entry
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event, Idempotency
from onboarding.storage.requestrecord import Request

LONGEST_QR_DAYS = 7
LARGEST_IMAGE = 300_000
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def put(
    door: Door,
    caller: Caller,
    group_id: str,
    image: bytes,
    valid_until: int | None,
    idem: Idempotency | None = None,
) -> None:
    """Set the picture that lets people in: the group's QR (valid 7 days at most) or the
    admin's own card. Approvals whose time stood still go on with what they had left.

    Raises errors.NotAllowed, NotFound, Busy, and errors.Invalid for a picture that isn't PNG
    or JPEG, is over 300 kB, or is said to be valid for longer than a group's QR ever is.
    """
    require(caller, "entry_write", group_id)
    media_type = _media_type(image)

    def attempt() -> None:
        group = door.groups.get(caller.school, group_id)
        now = door.clock()
        until = inf if valid_until is None else valid_until
        lapses = group.entry_mode == "qr"
        if lapses and not now < until <= now + LONGEST_QR_DAYS * DAY:
            raise errors.Invalid(field="valid_until", reason="seven_days_at_most")
        before, after = works_until(door, group), until if lapses else inf
        door.entries.put(
            group,
            Entry(image, media_type, valid_until),
            _renewed(door, caller, group, now),
            Clocks(entry.next_telling(until, now), _resets(door, group, before, after, now)),
            idem,
        )

    settled(door, caller.school, idem, lambda _earlier: None, attempt)


def _media_type(image: bytes) -> str:
    found = next((kind for start, kind in _SIGNATURES.items() if image.startswith(start)), "")
    if not found:
        raise errors.Invalid(field="image", reason="not_png_or_jpeg")
    if len(image) > LARGEST_IMAGE:
        raise errors.Invalid(field="image", reason="too_large")
    return found


def _renewed(door: Door, caller: Caller, group: Group, now: int) -> Event:
    facts = {
        "mode": group.entry_mode,
        "was": entry.condition(door.entries.until(group), now),
        "waiting": waiting(door, group, now),
    }
    return Event("entry.renewed", caller.ref, now, group.id, group.id, facts=facts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the picture for a group's way in stands, until when it works (ms; None without
    end or picture), and how many are approved, have confirmed and aren't in yet."""

    state: Condition
    until: int | None
    waiting: int


def standing(door: Door, group: Group) -> Standing:
    """How the way in stands, for whoever keeps the group."""
    now = door.clock()
    until = door.entries.until(group)
    return Standing(
        state=entry.condition(until, now),
        until=None if until is None or until == inf else int(until),
        waiting=waiting(door, group, now),
    )


def works_until(door: Door, group: Group) -> float:
    """Until when (ms) the way in works that the group has: only a group's own code lapses;
    a card and a bot let in at any time."""
    if group.entry_mode != "qr":
        return inf
    return door.entries.until(group) or 0


def approvals_clock(door: Door, group: Group, policy: Kind, now: int) -> Clock:
    """The clock of an approval that is given now."""
    return entry.clock(journey.lasts(policy, "approved"), now, works_until(door, group))


def _resets(door: Door, group: Group, before: float, after: float, now: int) -> tuple[Reset, ...]:
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


def another_way_in(door: Door, old: Group, new: Group, now: int) -> Clocks | None:
    """The clocks that a change of a group's way in sets; None where it has the same."""
    if new.entry_mode == old.entry_mode:
        return None
    before, after = works_until(door, old), works_until(door, new)
    tell_at = entry.next_telling(door.entries.until(new), now)
    return Clocks(tell_at, _resets(door, old, before, after, now))


def waiting(door: Door, group: Group, now: int) -> int:
    """How many are approved, have confirmed and aren't in yet."""
    receipts = door.requests.receipts_of_approved(group.school, group.id, now)
    return sum(confirms(receipt, group) for receipt in receipts)


def tell(door: Door, school: str, group_id: str, due: int) -> bool:
    """Tell that a group's picture lapses soon or has lapsed, which was due then (ms); True
    if this call did."""
    group = door.groups.get(school, group_id)
    now = door.clock()
    until = door.entries.until(group)
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
