"""From a roster and a new list (or one edit) to the next roster, and what changed.

People keep their ids through every import, since seats and members point at them: a row
is matched to the person it speaks of by what is sure first, and a row that may speak of
two people is left out as `unclear` while the rest goes live. Who isn't on a new list stays
on the roster as having left, so that who comes back is the same person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from onboarding.rules import names
from onboarding.rules.errors import Invalid, NotFound
from onboarding.rules.roster import Person, Roster, Section
from onboarding.rules.rostermatch import matches
from onboarding.rules.rosternext import (
    EDITABLE,
    Change,
    NewId,
    Next,
    Unclear,
    compared,
    dated,
)
from onboarding.rules.rosterrows import Entry, Row, fold, merged, place, told_apart

__all__ = ["Change", "NewId", "Unclear", "add", "change", "edit", "forget", "mark_left"]


def change(
    current: Roster,
    rows: Sequence[Row],
    replace: Literal["whole", "merge"],
    new_id: NewId,
    *,
    now: int,
    grace: int = 0,
    sections: Collection[Section] | None = None,
    forget: Collection[str] = (),
) -> Change:
    """What an import of `rows` makes of the current roster at `now` (ms).

    `whole`: the rows are the list, and who isn't on it has left; of what the rows don't
    say, only a national index and a teacher's label stay. It speaks of `sections`, by
    default those that have a row: a list of pupils dismisses no teacher. `merge`: people
    not mentioned stay, and so does whatever a row leaves empty. Whoever left within `grace`
    (ms) may come back by the name alone. Those to `forget` come off the list, unless a row
    speaks of them.

    Raises Invalid as `rosterrows.merged` does: one number for two people of the list
    (`field` number, `row`, reason `number_twice`), or over ten guardians.
    """
    whole = replace == "whole"
    entries = merged(rows)
    spoken = frozenset(sections if sections is not None else (row.section for row in rows))
    said = [entry.row for entry in entries]
    found = matches(current, said, strict=not whole, since=now - grace)
    replaced = spoken if whole else frozenset[Section]()
    return Next(current, entries, found, replaced, now).made(new_id, forget)


def add(current: Roster, row: Row, new_id: NewId, now: int) -> Change:
    """One person more. A name alone never makes the row somebody who is on the list
    already; a shared number or national index does, and then the person is filled in.

    Raises Invalid (`field` number, reason `number_twice`) where another name has the number.
    """
    holder = _holder(current, row.section, row.number)
    if holder is not None and place(holder) != place(row):
        raise Invalid(field="number", row=row.row, reason="number_twice")
    found = matches(current, [row], strict=True, by_name=False)
    return Next(current, [Entry(row, (row.row,))], found, frozenset(), now).made(new_id)


def edit(current: Roster, person_id: str, fields: Mapping[str, Any], now: int) -> Change:
    """One person with some fields set anew; an empty value clears a field.

    Comes back with the list as it was and one `unclear` where the edit would leave two of
    one name that no fact tells apart. Raises NotFound; DamagedName; Invalid (`field`,
    reason `unknown_field`, `wrong_type` or `number_twice`).
    """
    person = _person(current, person_id)
    for field, value in fields.items():
        if field not in EDITABLE:
            raise Invalid(field="fields", reason="unknown_field")
        if not isinstance(value, EDITABLE[field]):
            raise Invalid(field=field, reason="wrong_type")
    edited = dated(replace(person, **fields), person, now)
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
        return Change(
            people=current.people,
            unclear=unclear,
            same=sum(not other.left for other in current.people),
        )
    return Change(people=after, **compared(current, {p.id: p for p in after}))


def mark_left(current: Roster, person_id: str, now: int) -> Change:
    """One person marked as having left: kept on the list, admitted no more.

    Raises NotFound (`what` person).
    """
    return edit(current, person_id, {"left": True}, now)


def forget(current: Roster, people: Collection[str]) -> Change:
    """The list without those of these who have left."""
    rest = tuple(p for p in current.people if not (p.left and p.id in people))
    return Change(people=rest, **compared(current, {p.id: p for p in rest}))


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
