"""The next list, out of the one there is and what is said of whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Person, Roster, Section
from onboarding.rules.rosterdoubts import doubts
from onboarding.rules.rosterrows import GUARDIANS_MOST, Entry, Listed, Row, fold, joined, place

NewId = Callable[[], str]

EDITABLE: Final[Mapping[str, type]] = {
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

    `gone` have newly left, `back` had left and are there again; both stand in `people`, as
    does who left earlier. `forgotten` are off the list for good. `same` counts the people
    who are there as they were; it takes no row to stay in a merge.
    """

    people: tuple[Person, ...]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    same: int = 0


class Next:
    """The next list: `found` says by entry who of the roster it is; people of the `replaced`
    sections stay only if an entry, clear or not, may speak of them."""

    def __init__(
        self,
        current: Roster,
        entries: Sequence[Entry],
        found: Mapping[int, Person],
        replaced: Collection[Section],
        now: int,
    ) -> None:
        self._current = current
        self._entries = entries
        self._found = found
        self._replaced = replaced
        self._now = now
        self._updated = dict(self._updates())

    def made(self, new_id: NewId, forget: Collection[str] = ()) -> Change:
        """The change that makes it; those to `forget` are left off it."""
        unclear, kept = doubts(
            self._current, self._entries, self._found, self._updated, self._replaced
        )
        listed: dict[str, Person] = {}
        added = []
        for at, entry in enumerate(self._entries):
            if at in unclear:
                continue
            person = self._updated.get(at)
            if person is None:
                person = dated(_as_person(entry.row, new_id()), None, self._now)
                added.append(person.id)
            listed[person.id] = person
        rest = {
            person.id: self._unlisted(person, kept)
            for person in self._current.people
            if person.id not in listed and not (person.left and person.id in forget)
        }
        return Change(
            people=self._in_order(listed, rest),
            added=tuple(added),
            unclear=tuple(
                Unclear(self._entries[at].lines, why) for at, why in sorted(unclear.items())
            ),
            **compared(self._current, {**listed, **rest}),
        )

    def _updates(self) -> Iterator[tuple[int, Person]]:
        """By entry, the person it is about, as it has that person."""
        numbers = {_number(p) for p in self._current.people if not p.left}
        numbers |= {_number(entry.row) for entry in self._entries}
        for at, known in self._found.items():
            row = self._entries[at].row
            person = _updated(known, row, whole=row.section in self._replaced)
            if known.left and not row.number:
                # It may be somebody else's by now.
                person = person if _number(person) not in numbers else replace(person, number="")
                numbers.add(_number(person))
            yield at, dated(person, known, self._now)

    def _unlisted(self, person: Person, kept: Collection[str]) -> Person:
        if person.left or person.id in kept:
            return person
        return dated(replace(person, left=True), person, self._now)

    def _in_order(
        self, listed: Mapping[str, Person], rest: Mapping[str, Person]
    ) -> tuple[Person, ...]:
        """The new list and behind it the rest, or, where it replaces nobody or has everybody
        in the order as before, the old one with the new people behind it."""
        before = self._current.people
        stayed = all(rest[p.id].left == p.left for p in before if p.id in rest)
        as_before = stayed and [*listed] == [p.id for p in before if p.id in listed]
        if self._replaced and not as_before:
            return (*listed.values(), *rest.values())
        known = {**rest, **listed}
        old = (known[person.id] for person in self._current.people if person.id in known)
        return (*old, *(p for at, p in listed.items() if at not in self._current.by_id))


def compared(current: Roster, people: Mapping[str, Person]) -> dict[str, Any]:
    """What became of those who were on the list."""
    found: dict[str, Any] = {"changed": [], "gone": [], "back": [], "forgotten": []}
    for old in current.people:
        new = people.get(old.id)
        if new is None:
            found["forgotten"].append(old.id)
        elif new.left != old.left:
            found["gone" if new.left else "back"].append(old.id)
        elif new != old:
            found["changed"].append(old.id)
    same = sum(not p.left and p == current.by_id.get(p.id) for p in people.values())
    return {name: tuple(ids) for name, ids in found.items()} | {"same": same}


def dated(person: Person, known: Person | None, now: int) -> Person:
    """The person with the time since when he or she, once `known`, has left."""
    since = known.left_at if known is not None and known.left else now
    return replace(person, left_at=since if person.left else None)


def _number(listed: Listed) -> tuple[Section, str]:
    return listed.section, fold(listed.number)


def _as_person(row: Row, person_id: str) -> Person:
    fields = {name: getattr(row, name) for name in EDITABLE}
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
    said = {name: getattr(row, name) or getattr(known, name) for name in EDITABLE}
    return replace(known, **{**said, "guardians": guardians, "label": label, "left": row.left})
