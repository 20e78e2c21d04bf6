"""Which lines of a new list are left out, since nobody can tell whom they speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from onboarding.rules.roster import Person, Roster, Section
from onboarding.rules.rosterrows import Entry, Listed, Place, fold, place, told_apart


def doubts(
    current: Roster,
    entries: Sequence[Entry],
    found: Mapping[int, Person],
    updated: Mapping[int, Person],
    replaced: Collection[Section],
) -> tuple[dict[int, str], set[str]]:
    """The unclear entries with the reason, and the ids of people who stay as they are.

    By entry, `found` is who of the roster it is, and `updated` what it makes of that person.
    Who stays, or whose row says no number, holds on to the number; so a row that would take
    it is unclear, whereupon the person whom that row was about stays as well, and so on.
    """
    silent = _silent(current, found)
    namesakes = _namesakes(silent)
    unclear = {
        at: "several_fit" if namesakes[place(entries[at].row)] else "same_name"
        for at in _confused(entries, updated, silent)
    }
    staying = [p for p in silent if p.section not in replaced and not p.left]
    staying.extend(p for at in unclear for p in namesakes[place(entries[at].row)])
    kept = {person.id for person in staying}
    takers = _takers(entries)
    holders = [*_unnumbered(entries, found, replaced), *staying]
    while holders:
        holder = holders.pop()
        taker = takers.get((holder.section, fold(holder.number)))
        if taker is not None and taker not in unclear:
            unclear[taker] = "number_taken"
            staying = list(namesakes[place(entries[taker].row)])
            if taker in found:
                staying.append(found[taker])
            kept.update(person.id for person in staying)
            holders.extend(staying)
    return unclear, kept


def _silent(current: Roster, found: Mapping[int, Person]) -> list[Person]:
    """The people of whom the new list says nothing."""
    matched = {person.id for person in found.values()}
    return [person for person in current.people if person.id not in matched]


def _namesakes(people: Sequence[Person]) -> defaultdict[Place, list[Person]]:
    """Those who haven't left, by what they are called; nobody where nobody is called that."""
    named: defaultdict[Place, list[Person]] = defaultdict(list)
    for person in people:
        if not person.left:
            named[place(person)].append(person)
    return named


def _takers(entries: Sequence[Entry]) -> dict[tuple[Section, str], int]:
    """By number, the entry that wants it."""
    return {
        (entry.row.section, fold(entry.row.number)): at
        for at, entry in enumerate(entries)
        if entry.row.number and not entry.row.left
    }


def _unnumbered(
    entries: Sequence[Entry], found: Mapping[int, Person], replaced: Collection[Section]
) -> list[Person]:
    """The people whose row says no number and leaves them the one that they have."""
    return [
        person
        for at, person in found.items()
        if person.section not in replaced and not person.left and not entries[at].row.number
    ]


def _confused(
    entries: Sequence[Entry], updated: Mapping[int, Person], silent: Sequence[Person]
) -> list[int]:
    """The entries that are nobody on the roster and that no fact tells from a namesake."""
    listed: list[Listed] = [updated.get(at, entry.row) for at, entry in enumerate(entries)]
    listed.extend(person for person in silent if not person.left)
    clear = told_apart(listed)
    return [at for at in range(len(entries)) if at not in updated and not clear[at]]
