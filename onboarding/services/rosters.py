"""The roster's errands: import a list, add, edit or mark as left one person, read it.

A change is worked out against one version, staged beside it and published by one pointer
flip; when the live version moved meanwhile, it is worked out again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from onboarding import importing
from onboarding.importing.rows import Reading
from onboarding.rules import errors, rosterchange
from onboarding.rules.roster import SECTIONS, Person, Roster
from onboarding.rules.rosterchange import Change
from onboarding.rules.rosterrows import Row
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.settling import settled
from onboarding.storage import codec, ids
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Done, Event, Idempotency

Replace = Literal["whole", "merge"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of the roster comes to. `version` is the live one after it (before
    it, for a preview). `reading` says how a file was understood."""

    version: int
    change: Change
    applied: bool
    reading: Reading | None = None


def read(door: Door, caller: Caller, group_id: str) -> tuple[Group, Roster]:
    """The live roster. Raises errors.NotAllowed, NotFound."""
    require(caller, "roster_read", group_id)
    group = door.groups.get(caller.school, group_id)
    return group, door.rosters.read(group.school, group.id, group.roster)


def read_file(door: Door, caller: Caller, data: bytes, filename: str) -> Reading:
    """Read a CSV or XLSX file into rows. Raises errors.Invalid, RosterFileRefused."""
    return importing.read(data, filename, national_key=_national(door, caller))


def read_pasted(door: Door, caller: Caller, text: str) -> Reading:
    """Read pasted names, one a line. Raises errors.Invalid, RosterFileRefused."""
    return importing.read_pasted(text, national_key=_national(door, caller))


def first_list(rows: Sequence[Row]) -> Change:
    """What rows come to as the first list of a group; nothing is kept."""
    return rosterchange.change(Roster(0), rows, "whole", ids.new_person_id)


def import_rows(
    door: Door,
    caller: Caller,
    group_id: str,
    rows: Sequence[Row],
    *,
    replace: Replace = "whole",
    dry_run: bool = False,
    reading: Reading | None = None,
    idem: Idempotency | None = None,
) -> Outcome:
    """Put rows in place of the roster (`whole`) or into it (`merge`).

    Raises errors.NotAllowed, NotFound, Invalid (naming the row), Busy. The old roster
    stays live on any error.
    """

    def work_out(current: Roster) -> Change:
        return rosterchange.change(current, rows, replace, ids.new_person_id)

    return _apply(door, caller, group_id, work_out, dry_run, "roster.imported", idem, reading)


def add(
    door: Door, caller: Caller, group_id: str, row: Row, idem: Idempotency | None = None
) -> Outcome:
    """Add one person. Raises as `import_rows`."""

    def work_out(current: Roster) -> Change:
        return rosterchange.add(current, row, ids.new_person_id)

    return _apply(door, caller, group_id, work_out, False, "roster.person_added", idem)


def edit(
    door: Door,
    caller: Caller,
    group_id: str,
    person: str,
    fields: Mapping[str, Any],
    idem: Idempotency | None = None,
) -> Outcome:
    """Change fields of one person. Raises as `import_rows`, and errors.NotFound."""

    def work_out(current: Roster) -> Change:
        return rosterchange.edit(current, person, fields)

    return _apply(door, caller, group_id, work_out, False, "roster.person_changed", idem)


def mark_left(
    door: Door, caller: Caller, group_id: str, person: str, idem: Idempotency | None = None
) -> Outcome:
    """Mark one person as having left: kept on the list, admitted no more."""

    def work_out(current: Roster) -> Change:
        return rosterchange.mark_left(current, person)

    return _apply(door, caller, group_id, work_out, False, "roster.person_left", idem)


def counts(roster: Roster) -> dict[str, int]:
    """How many are in each section, those who left aside."""
    present = Counter(person.section for person in roster.people if not person.left)
    return {section: present[section] for section in SECTIONS}


def roster_digest(people: Sequence[Person]) -> str:
    """SHA-256 over the packed list: what tells two versions apart."""
    whole = hashlib.sha256()
    for order, person in enumerate(people):
        whole.update(person.id.encode() + codec.pack_person(person, order))
    return whole.hexdigest()


def _national(door: Door, caller: Caller) -> Callable[[str], str]:
    return lambda number: door.blinds.national(caller.school, number)


def _apply(
    door: Door,
    caller: Caller,
    group_id: str,
    work_out: Callable[[Roster], Change],
    dry_run: bool,
    what: str,
    idem: Idempotency | None = None,
    reading: Reading | None = None,
) -> Outcome:
    require(caller, "roster_write", group_id)

    def attempt() -> Outcome:
        group = door.groups.get(caller.school, group_id)
        current = door.rosters.read(group.school, group.id, group.roster)
        change = work_out(current)
        if dry_run:
            return Outcome(group.roster, change, False, reading)
        if group.roster and change.people == current.people:
            return Outcome(group.roster, change, True, reading)
        if not change.people:
            raise errors.Invalid(field="roster", reason="empty")
        return Outcome(_publish(door, caller, group, change, what, idem), change, True, reading)

    def replay(_earlier: Done) -> Outcome:
        live = door.groups.get(caller.school, group_id).roster
        people = door.rosters.read(caller.school, group_id, live).people
        return Outcome(live, Change(people, same=len(people)), True, reading)

    return settled(door, caller.school, idem, replay, attempt)


def _publish(
    door: Door, caller: Caller, group: Group, change: Change, what: str, idem: Idempotency | None
) -> int:
    now = door.clock()
    staged = door.rosters.stage(group.school, group.id, change.people, now)
    tally = {
        "added": len(change.added),
        "changed": len(change.changed),
        "gone": len(change.gone),
        "unclear": len(change.unclear),
    }
    log = {
        "at": now,
        "by": caller.ref,
        "counts": counts(Roster(staged, change.people)),
        # Blind: from a bare digest a short list could be guessed.
        "digest": door.index.blind(group.school, "roster", roster_digest(change.people)),
    }
    event = Event(what, caller.ref, now, group.id, group.id, facts=tally)
    done = door.rosters.publish(group, staged, change.people, log, now, event, idem)
    return staged if not done.replayed else door.groups.get(group.school, group.id).roster
