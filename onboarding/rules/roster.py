"""The roster as plain data: who belongs to a group, and what is on file about them.

A roster is a list of people in three sections (`students`, `teachers`, `staff`). It is
versioned and never changed in place: every edit makes the next version. A person's `id`
stays the same through versions, so that seats and members can point at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from onboarding.rules import names
from onboarding.rules.nearness import traces

Section = Literal["students", "teachers", "staff"]
SECTIONS: tuple[Section, ...] = ("students", "teachers", "staff")


@dataclass(frozen=True, slots=True)
class Guardian:
    """One guardian on file beside a student; every field may be empty."""

    name: str = ""
    relation: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the roster.

    `number` is the school's own 学号 (students) or staff number. `national` is the blind
    index of a 学籍号 or of anything shaped like an ID-card number: a matching key that is
    never shown. `seat_number` (座号) is weak evidence and never part of a nickname.
    `label` is the teacher's word that tells pupils of one name apart (大/小, 男/女, A/B).
    `left` marks somebody who has left the class, `left_at` when (ms): kept on the list for a
    while, so that who comes back is the same person, and admitted no more.
    """

    id: str
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
    left_at: int | None = None


@dataclass(frozen=True)
class Roster:
    """One version of a roster, or that part of it which a caller has read."""

    version: int
    people: tuple[Person, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Person]:
        """Everybody on the list by id, those who left included."""
        return MappingProxyType({person.id: person for person in self.people})

    @cached_property
    def _by_name(self) -> Mapping[tuple[Section, str], tuple[Person, ...]]:
        found: dict[tuple[Section, str], tuple[Person, ...]] = {}
        for person in self.people:
            if not person.left:
                place = (person.section, names.key(person.name))
                found[place] = (*found.get(place, ()), person)
        return found

    def named(self, section: Section, name: str) -> tuple[Person, ...]:
        """Everybody in `section` who hasn't left and whose name has the same key."""
        return self._by_name.get((section, names.key(name)), ())

    @cached_property
    def _sections(self) -> Mapping[Section, tuple[Person, ...]]:
        found: dict[Section, list[Person]] = {section: [] for section in SECTIONS}
        for person in self.people:
            if not person.left:
                found[person.section].append(person)
        return {section: tuple(people) for section, people in found.items()}

    def section(self, section: Section) -> tuple[Person, ...]:
        """Everybody in `section` who hasn't left, in roster order."""
        return self._sections[section]

    @cached_property
    def _labelled(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.label and not person.left)

    def labelled(self, section: Section) -> tuple[Person, ...]:
        """Those of `section` who have a label, in roster order."""
        return tuple(person for person in self._labelled if person.section == section)

    @cached_property
    def _by_trace(self) -> Mapping[Section, Mapping[str, list[int]]]:
        found: dict[Section, dict[str, list[int]]] = {section: {} for section in SECTIONS}
        for section, people in self._sections.items():
            for place, person in enumerate(people):
                for trace in traces(person.name):
                    found[section].setdefault(trace, []).append(place)
        return found

    def perhaps_near(self, section: Section, name: str) -> tuple[Person, ...]:
        """All in `section` whose name may be near to `name`, and some whose isn't, in order."""
        by_trace = self._by_trace[section]
        places = {place for trace in traces(name) for place in by_trace.get(trace, ())}
        people = self._sections[section]
        return tuple(people[place] for place in sorted(places))

    def shared_name(self, person: Person) -> bool:
        """Tell whether somebody else in the same section bears this person's name."""
        return len(self.named(person.section, person.name)) > 1
