"""The roster's errands: import a list, add, edit or mark as left one person, read it.

A change is worked out against one version, staged beside it and published by one pointer
flip; when the live version moved meanwhile, it is worked out again, unless it was meant for
the version that was previewed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import replace as with_
from typing import Any, Final, Literal

from onboarding import importing
from onboarding.clock import DAY
from onboarding.importing.reading import Reading
from onboarding.rules import errors, rosterchange
from onboarding.rules.roster import Roster
from onboarding.rules.rosterchange import Change
from onboarding.rules.rosterguard import Shrinkage, shrinkage
from onboarding.rules.rosterrows import Row
from onboarding.services import departures, publishing
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.settling import settled
from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Done, Event, Idempotency, Moved

Replace = Literal["whole", "merge"]
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of the roster comes to. `version` is the live one after it (before
    it, for a preview). `reading` says how a file was understood; `shrinks`, in a preview,
    that it needs a reason."""

    version: int
    change: Change
    applied: bool
    reading: Reading | None = None
    shrinks: Shrinkage | None = None


def read(door: Door, caller: Caller, group_id: str) -> tuple[Group, Roster]:
    """The live roster. Raises errors.NotAllowed, NotFound."""
    require(caller, "roster_read", group_id)
    group = door.groups.get(caller.school, group_id)
    return group, door.rosters.read(group.school, group.id, group.roster)


def read_file(
    door: Door,
    caller: Caller,
    data: bytes,
    filename: str,
    *,
    mapping: importing.Corrections | None = None,
    sheet: str = "",
) -> Reading:
    """Read a file into rows, its columns as `mapping` says, else as the school remembers.

    Raises errors.Invalid, RosterFileRefused.
    """
    return importing.read(
        data,
        filename,
        national_key=_national(door, caller),
        mapping=mapping,
        remembered=door.mappings.all(caller.school),
        sheet=sheet,
    )


def look_at_file(
    door: Door, caller: Caller, data: bytes, filename: str, *, sheet: str = ""
) -> Reading:
    """How a file's columns seem to be meant, for people to correct; no row is read.

    Raises errors.Invalid.
    """
    remembered = door.mappings.all(caller.school)
    return importing.look(data, filename, remembered=remembered, sheet=sheet)


def read_pasted(door: Door, caller: Caller, text: str) -> Reading:
    """Read pasted names, one a line. Raises errors.Invalid, RosterFileRefused."""
    return importing.read_pasted(text, national_key=_national(door, caller))


def first_list(rows: Sequence[Row]) -> Change:
    """What rows come to as the first list of a group; nothing is kept."""
    return rosterchange.change(Roster(0), rows, "whole", ids.new_person_id, now=0)


def import_rows(
    door: Door,
    caller: Caller,
    group_id: str,
    rows: Sequence[Row],
    *,
    replace: Replace = "whole",
    dry_run: bool = False,
    against: int | None = None,
    reason: str = "",
    reading: Reading | None = None,
    idem: Idempotency | None = None,
) -> Outcome:
    """Put rows in place of the roster (`whole`) or into it (`merge`).

    `against` is the version that was previewed; None for whichever is live. `reason` says why
    a section loses more than 30 % of its people, where it does; it is kept sealed in the log.

    Raises errors.NotAllowed, NotFound, Invalid (naming the row), RosterMoved, RosterShrinks,
    Busy. The old roster stays live on any error.
    """
    if len(reason) > LONGEST_REASON:
        raise errors.Invalid(field="reason", reason="too_long")

    def work_out(group: Group, current: Roster, now: int) -> Change:
        if against is not None and group.roster != against:
            raise errors.RosterMoved(version=group.roster)
        return rosterchange.change(
            current,
            rows,
            replace,
            ids.new_person_id,
            now=now,
            grace=door.policy(group).days["grace"] * DAY,
            forget=departures.forgettable(door, group, current, now),
        )

    how = _How("roster.imported", reason.strip(), guarded=True, dry_run=dry_run, reading=reading)
    return _apply(door, caller, group_id, work_out, how, idem)


def add(
    door: Door, caller: Caller, group_id: str, row: Row, idem: Idempotency | None = None
) -> Outcome:
    """Add one person. Raises as `import_rows`."""

    def work_out(_group: Group, current: Roster, now: int) -> Change:
        return rosterchange.add(current, row, ids.new_person_id, now)

    return _apply(door, caller, group_id, work_out, _How("roster.person_added"), idem)


def edit(
    door: Door,
    caller: Caller,
    group_id: str,
    person: str,
    fields: Mapping[str, Any],
    idem: Idempotency | None = None,
) -> Outcome:
    """Change fields of one person. Raises as `import_rows`, and errors.NotFound."""

    def work_out(_group: Group, current: Roster, now: int) -> Change:
        return rosterchange.edit(current, person, fields, now)

    return _apply(door, caller, group_id, work_out, _How("roster.person_changed"), idem)


def mark_left(
    door: Door, caller: Caller, group_id: str, person: str, idem: Idempotency | None = None
) -> Outcome:
    """Mark one person as having left: kept on the list, admitted no more."""

    def work_out(_group: Group, current: Roster, now: int) -> Change:
        return rosterchange.mark_left(current, person, now)

    return _apply(door, caller, group_id, work_out, _How("roster.person_left"), idem)


def forget_departed(door: Door, school: str, group_id: str) -> bool:
    """Take off the list who left it 30 days ago and at whose place nobody sits, in every
    version that is kept; True if this call did."""
    group = door.groups.get(school, group_id)
    now = door.clock()
    current = door.rosters.read(school, group_id, group.roster)
    people = departures.forgettable(door, group, current, now)
    if not people:
        return False
    change = rosterchange.forget(current, people)
    how = _How("roster.people_forgotten", last=True)
    try:
        _publish(door, "time", group, change, how, None)
    except Moved:  # it is due still, and looked at again
        return False
    door.hint(school)
    return True


def _national(door: Door, caller: Caller) -> Callable[[str], str]:
    return lambda number: door.blinds.national(caller.school, number)


@dataclass(frozen=True, slots=True)
class _How:
    """In which way a change is made: `what` its event is, why it takes so many out, and
    whether it has to say so (`guarded`); whether it is the `last` to know who is forgotten."""

    what: str
    reason: str = ""
    guarded: bool = False
    dry_run: bool = False
    last: bool = False
    reading: Reading | None = None


def _apply(
    door: Door,
    caller: Caller,
    group_id: str,
    work_out: Callable[[Group, Roster, int], Change],
    how: _How,
    idem: Idempotency | None,
) -> Outcome:
    require(caller, "roster_write", group_id)

    def attempt() -> Outcome:
        group = door.groups.get(caller.school, group_id)
        current = door.rosters.read(group.school, group.id, group.roster)
        change = work_out(group, current, door.clock())
        shrinks = shrinkage(current, change) if how.guarded else None
        if how.dry_run:
            return Outcome(group.roster, change, False, how.reading, shrinks)
        if group.roster and change.people == current.people:
            return Outcome(group.roster, change, True, how.reading)
        if not change.people:
            raise errors.Invalid(field="roster", reason="empty")
        if shrinks is not None and not how.reason:
            raise errors.RosterShrinks(**asdict(shrinks))
        used = how if shrinks is not None else with_(how, reason="")
        version = _publish(door, caller.ref, group, change, used, idem)
        return Outcome(version, change, True, how.reading)

    def replay(_earlier: Done) -> Outcome:
        live = door.groups.get(caller.school, group_id).roster
        people = door.rosters.read(caller.school, group_id, live).people
        same = sum(not person.left for person in people)
        return Outcome(live, Change(people, same=same), True, how.reading)

    return settled(door, caller.school, idem, replay, attempt)


def _publish(
    door: Door, who: str, group: Group, change: Change, how: _How, idem: Idempotency | None
) -> int:
    event = Event(how.what, who, door.clock(), group.id, group.id)
    part = publishing.staged(door, group, change, event, reason=how.reason, last=how.last)
    done = door.rosters.publish(part, idem=idem)
    return part.staged if not done.replayed else door.groups.get(group.school, group.id).roster
