"""Rows of a new list: what each says about one person, and which say it of the same one.

A row is a person who has no id yet. Several rows may speak of one person (a guardian a
row, a teacher once a subject); `merged` brings them together, and never two people.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from onboarding.rules import names
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Guardian, Person, Section

GUARDIANS_MOST: Final = 10

# 学籍号: a letter and 18 places. ID card: 18 places whose last may be X; old ones had 15.
_NATIONAL = regex.compile(r"[GJL]?\d{17}[\dX]|\d{15}", regex.ASCII | regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of a new list says about one person.

    As `roster.Person`, without an id. `national` is a blind index already; the number
    itself never gets this far. `row` is the line in the file, from 1; 0 where there is none.
    """

    section: Section
    name: str
    number: str = ""
    national: str = ""
    seat_number: str = ""
    label: str = ""
    guardians: tuple[Guardian, ...] = ()
    phone: str = ""
    subjects: tuple[str, ...] = ()
    homeroom: bool = False
    department: str = ""
    left: bool = False
    row: int = 0


Listed = Row | Person
Place = tuple[Section, str]
Fact = tuple[str, str]

# The facts that tell people of one name apart, the surest first.
FACTS: Final = (
    "national",
    "number",
    "guardian_phone",
    "phone",
    "label",
    "guardian_name",
    "seat_number",
    "department",
    "subject",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a new list, and the lines that speak of that person."""

    row: Row
    lines: tuple[int, ...]


def national_shaped(number: str) -> bool:
    """Tell whether a number looks like a national 学籍号 or an ID-card number.

    Such a number is kept as a blind index only, whatever column it stood in.
    """
    return _NATIONAL.fullmatch(fold(number)) is not None


def fold(number: str) -> str:
    """What two numbers are compared on: full width and case folded, spaces dropped."""
    plain = number if number.isascii() else unicodedata.normalize("NFKC", number)
    return "".join(plain.split()).upper()


def place(listed: Listed) -> Place:
    """Where somebody stands: the section and the key of the name."""
    return listed.section, names.key(listed.name)


def facts(listed: Listed) -> Iterator[Fact]:
    """Everything that may tell somebody from others of the same name."""
    single = {
        "national": listed.national,
        "number": fold(listed.number),
        "phone": listed.phone,
        "label": names.key(listed.label),
        "seat_number": fold(listed.seat_number),
        "department": names.key(listed.department),
    }
    yield from ((kind, value) for kind, value in single.items() if value)
    for guardian in listed.guardians:
        if guardian.phone:
            yield "guardian_phone", guardian.phone
        if guardian.name:
            yield "guardian_name", names.key(guardian.name)
    for subject in listed.subjects:
        yield "subject", names.key(subject)


def contradict(one: Listed, other: Listed) -> bool:
    """Tell whether two of one name can't be the same: both have a fact, and it differs.

    A national number, being for life, settles it alone where both have one.
    """
    if one.national and other.national:
        return one.national != other.national
    pairs = (
        (fold(one.number), fold(other.number)),
        (names.key(one.label), names.key(other.label)),
        (fold(one.seat_number), fold(other.seat_number)),
    )
    if any(mine and theirs and mine != theirs for mine, theirs in pairs):
        return True
    if one.section == "students":
        return False
    # A pupil's own phone may be one parent's in one row and the other's in the next.
    own = ((one.phone, other.phone), (one.department, other.department))
    return any(mine and theirs and mine != theirs for mine, theirs in own)


def told_apart(people: Sequence[Listed]) -> list[bool]:
    """For each of several people, whether someone else has the same name and no fact is
    this person's alone (False), or there is nothing to confuse (True)."""
    bearers = Counter(place(person) for person in people)
    own = [frozenset(facts(person)) if bearers[place(person)] > 1 else () for person in people]
    borne = Counter(
        (place(person), fact) for person, mine in zip(people, own, strict=True) for fact in mine
    )
    return [
        bearers[place(person)] == 1 or any(borne[place(person), fact] == 1 for fact in mine)
        for person, mine in zip(people, own, strict=True)
    ]


def merged(rows: Sequence[Row]) -> list[Entry]:
    """The people of a new list in its order, rows about the same person made one.

    The same person: one name and a shared number, national number, phone or guardian's
    phone, with nothing that contradicts; or two rows alike in everything that have any
    fact at all; or teachers of one name without a contradiction (one row a subject). Two
    bare names stay two.

    Raises Invalid (`field` number, `row`, reason `number_twice`) where a number belongs to
    two people, and (`field` guardians, `row`, reason `too_many`) beyond ten for one pupil.
    """
    entries: list[Entry] = []
    found: dict[tuple[Place, Fact], int] = {}
    owners: dict[tuple[Section, str], int] = {}
    for row in rows:
        spot = place(row)
        traits = [(spot, trait) for trait in _traits(row)]
        known = (found[trait] for trait in traits if trait in found)
        at = next((at for at in known if not contradict(entries[at].row, row)), None)
        number = (row.section, fold(row.number))
        if number[1] and owners.get(number, at) != at:
            raise Invalid(field="number", row=row.row, reason="number_twice")
        if at is None:
            at = len(entries)
            entries.append(Entry(row, (row.row,)))
        else:
            entry = entries[at]
            entries[at] = Entry(_both(entry.row, row), (*entry.lines, row.row))
        if number[1]:
            owners[number] = at
        for trait in traits:
            found.setdefault(trait, at)
    return entries


def number_twice(rows: Iterable[Row]) -> tuple[int, ...]:
    """The lines whose number stands beside another name in an earlier line."""
    first: dict[tuple[Section, str], str] = {}
    clashing = []
    for row in rows:
        number = fold(row.number)
        name = names.key(row.name)
        if number and first.setdefault((row.section, number), name) != name:
            clashing.append(row.row)
    return tuple(clashing)


def joined(old: Sequence[Guardian], new: Iterable[Guardian]) -> tuple[Guardian, ...]:
    """The guardians of both lists, each once; what one leaves empty the other fills in.

    Joining the same ones again changes nothing.
    """
    together = list(old)
    for guardian in new:
        if any(_says(known, guardian) for known in together):
            continue
        for at, known in enumerate(together):
            if _same_guardian(known, guardian):
                together[at] = Guardian(
                    name=known.name or guardian.name,
                    relation=known.relation or guardian.relation,
                    phone=known.phone or guardian.phone,
                )
                break
        else:
            together.append(guardian)
    return tuple(guardian for guardian in together if guardian != Guardian())


def _traits(row: Row) -> Iterator[Fact]:
    """What, shared by two rows of one name, makes them rows about the same person."""
    alike = tuple(facts(row))
    shared = ("national", "number", "guardian_phone", "phone")
    yield from (fact for fact in alike if fact[0] in shared)
    if row.section == "teachers":
        yield "teacher", ""
    if alike:
        yield "alike", repr(replace(row, row=0))


def _both(one: Row, other: Row) -> Row:
    guardians = joined(one.guardians, other.guardians)
    if len(guardians) > GUARDIANS_MOST:
        raise Invalid(field="guardians", row=other.row, reason="too_many")
    return replace(
        one,
        number=one.number or other.number,
        national=one.national or other.national,
        seat_number=one.seat_number or other.seat_number,
        label=one.label or other.label,
        guardians=guardians,
        phone=one.phone or other.phone,
        subjects=tuple(dict.fromkeys((*one.subjects, *other.subjects))),
        homeroom=one.homeroom or other.homeroom,
        department=one.department or other.department,
        left=one.left and other.left,
    )


def _pairs(one: Guardian, other: Guardian) -> tuple[tuple[str, str], ...]:
    return (
        (names.key(one.name), names.key(other.name)),
        (one.relation, other.relation),
        (one.phone, other.phone),
    )


def _says(known: Guardian, guardian: Guardian) -> bool:
    return all(mine == theirs for mine, theirs in _pairs(known, guardian) if theirs)


def _same_guardian(one: Guardian, other: Guardian) -> bool:
    pairs = _pairs(one, other)
    agree = any(mine and mine == theirs for mine, theirs in pairs)
    differ = any(mine and theirs and mine != theirs for mine, theirs in pairs)
    return agree and not differ
