"""From a roster and a new list (or one edit) to the next roster, and what changed.

People keep their ids through every import, since seats and members point at them: a row
is matched to the person it speaks of by what is sure first, and a row that may speak of
two people is left out as `unclear` while the rest goes live.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from onboarding.rules import names
from onboarding.rules.errors import Invalid, NotFound
from onboarding.rules.roster import Person, Roster, Section
from onboarding.rules.rosterdoubts import doubts
from onboarding.rules.rostermatch import matches
from onboarding.rules.rosterrows import (
    GUARDIANS_MOST,
    Entry,
    Row,
    fold,
    joined,
    merged,
    place,
    told_apart,
)

NewId = Callable[[], str]

_EDITABLE: Final[Mapping[str, type]] = {
    "name": str,
    "number": str,
    "national": str,
    "seat_number": str,
    "label": str,
    "guardians": tuple,
    "phone": str,
    "subjects": tuple,
    "homeroom": bool,
    "department": str,
    "left": bool,
}


@dataclass(frozen=True, slots=True)
class Unclear:
    """Lines that were left out, since nobody can tell whom they speak of.

    `reason`: `same_name` (others bear the name, and no fact is this person's alone),
    `several_fit` (more than one person on the roster fits) or `number_taken` (the number
    belongs to somebody else who stays on the roster).
    """

    rows: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """The next list as a whole, and the ids of those who came, changed or went.

    `same` counts the people who stay as they were; it takes no row to stay in a merge.
    """

    people: tuple[Person, ...]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    same: int = 0


def change(
    current: Roster,
    rows: Sequence[Row],
    replace: Literal["whole", "merge"],
    new_id: NewId,
    *,
    sections: Collection[Section] | None = None,
) -> Change:
    """What an import of `rows` makes of the current roster.

    `whole`: the rows are the list, and who isn't on it is gone; of what the rows don't
    say, only a national index and a teacher's label stay. It speaks of `sections`, by
    default those that have a row: a list of pupils dismisses no teacher. `merge`: people
    not mentioned stay, and so does whatever a row leaves empty.

    Raises Invalid as `rosterrows.merged` does: one number for two people of the list
    (`field` number, `row`, reason `number_twice`), or over ten guardians.
    """
    whole = replace == "whole"
    entries = merged(rows)
    spoken = frozenset(sections if sections is not None else (row.section for row in rows))
    found = matches(current, [entry.row for entry in entries], strict=not whole)
    return _next(current, entries, found, spoken if whole else frozenset(), new_id)


def add(current: Roster, row: Row, new_id: NewId) -> Change:
    """One person more. A name alone never makes the row somebody who is on the list
    already; a shared number or national index does, and then the person is filled in.

    Raises Invalid (`field` number, reason `number_twice`) where another name has the number.
    """
    holder = _holder(current, row.section, row.number)
    if holder is not None and place(holder) != place(row):
        raise Invalid(field="number", row=row.row, reason="number_twice")
    found = matches(current, [row], strict=True, by_name=False)
    return _next(current, [Entry(row, (row.row,))], found, frozenset(), new_id)


def edit(current: Roster, person_id: str, fields: Mapping[str, Any]) -> Change:
    """One person with some fields set anew; an empty value clears a field.

    Comes back with the list as it was and one `unclear` where the edit would leave two of
    one name that no fact tells apart. Raises NotFound; DamagedName; Invalid (`field`,
    reason `unknown_field`, `wrong_type` or `number_twice`).
    """
    person = _person(current, person_id)
    for field, value in fields.items():
        if field not in _EDITABLE:
            raise Invalid(field="fields", reason="unknown_field")
        if not isinstance(value, _EDITABLE[field]):
            raise Invalid(field=field, reason="wrong_type")
    edited = replace(person, **fields)
    if "name" in fields:
        edited = replace(edited, name=names.clean(edited.name))
    if not edited.left:
        holder = _holder(current, edited.section, edited.number)
        if holder is not None and holder.id != person_id:
            raise Invalid(field="number", reason="number_twice")
    after = tuple(edited if other is person else other for other in current.people)
    confused = _told_apart(current.people, person) and not _told_apart(after, edited)
    if confused or edited == person:
        unclear = (Unclear((0,), "same_name"),) if confused else ()
        return Change(people=current.people, unclear=unclear, same=len(current.people))
    return Change(people=after, changed=(person_id,), same=len(after) - 1)


def mark_left(current: Roster, person_id: str) -> Change:
    """One person marked as having left: kept on the list, admitted no more.

    Raises NotFound (`what` person).
    """
    return edit(current, person_id, {"left": True})


def _next(
    current: Roster,
    entries: Sequence[Entry],
    found: Mapping[int, Person],
    replaced: Collection[Section],
    new_id: NewId,
) -> Change:
    """The next list: `found` says by entry who of the roster it is; people of the
    `replaced` sections stay only if an entry, clear or not, may speak of them."""
    updated = {
        at: _updated(found[at], entry.row, whole=entry.row.section in replaced)
        for at, entry in enumerate(entries)
        if at in found
    }
    unclear, kept = doubts(current, entries, found, updated, replaced)
    listed: dict[str, Person] = {}
    added, changed = [], []
    for at, entry in enumerate(entries):
        if at in unclear:
            continue
        if at in found:
            person = updated[at]
            if person != found[at]:
                changed.append(person.id)
        else:
            person = _as_person(entry.row, new_id())
            added.append(person.id)
        listed[person.id] = person
    gone = tuple(p.id for p in current.people if p.id not in listed and p.id not in kept)
    people = _in_order(current, listed, kept if replaced else None)
    return Change(
        people=people,
        added=tuple(added),
        changed=tuple(changed),
        gone=gone,
        unclear=tuple(Unclear(entries[at].lines, why) for at, why in sorted(unclear.items())),
        same=len(people) - len(added) - len(changed),
    )


def _in_order(
    current: Roster, listed: Mapping[str, Person], kept: Collection[str] | None
) -> tuple[Person, ...]:
    """The new list and behind it those whom it kept, or, where it replaces nobody (`kept`
    None), the old one with the new people behind it."""
    if kept is not None:
        return (*listed.values(), *(p for p in current.people if p.id in kept))
    old = (listed.get(person.id, person) for person in current.people)
    return (*old, *(person for at, person in listed.items() if at not in current.by_id))


def _as_person(row: Row, person_id: str) -> Person:
    fields = {name: getattr(row, name) for name in _EDITABLE}
    fields["guardians"] = joined((), row.guardians)
    return Person(id=person_id, section=row.section, **fields)


def _updated(known: Person, row: Row, *, whole: bool) -> Person:
    """The person as the row has it. A label tells namesakes apart and goes with the name."""
    label = row.label or (known.label if place(known) == place(row) else "")
    national = row.national or known.national
    if whole:
        return replace(_as_person(row, known.id), national=national, label=label)
    guardians = joined(known.guardians, row.guardians)
    if len(guardians) > GUARDIANS_MOST:
        raise Invalid(field="guardians", row=row.row, reason="too_many")
    said = {name: getattr(row, name) or getattr(known, name) for name in _EDITABLE}
    return replace(known, **{**said, "guardians": guardians, "label": label, "left": row.left})


def _person(current: Roster, person_id: str) -> Person:
    person = current.by_id.get(person_id)
    if person is None:
        raise NotFound(what="person")
    return person


def _holder(current: Roster, section: Section, number: str) -> Person | None:
    """Who in the section has the number and hasn't left."""
    wanted = fold(number)
    return next((p for p in current.section(section) if wanted and fold(p.number) == wanted), None)


def _told_apart(people: Sequence[Person], person: Person) -> bool:
    namesakes = [p for p in people if not p.left and place(p) == place(person)]
    clear = told_apart(namesakes)
    return all(clear[at] for at, other in enumerate(namesakes) if other.id == person.id)
