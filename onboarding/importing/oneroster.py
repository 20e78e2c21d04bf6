"""From a OneRoster bundle, 1.1 or 1.2, to rows by class.

A class gets the students and teachers who are enrolled in it; guardians are the users whom a
student names as agents, or who name the student. Where some classes are homerooms, only those
are classes with a list of their own. A delta is merged: whom it deletes has left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import regex

from onboarding.importing import values
from onboarding.importing.onerosterfiles import Bundle, Record
from onboarding.importing.reading import NationalKey, Problem, RosterFileRefused
from onboarding.importing.values import CellError
from onboarding.rules import names
from onboarding.rules.errors import Invalid
from onboarding.rules.names import DamagedName
from onboarding.rules.roster import Guardian, Section
from onboarding.rules.rosterrows import GUARDIANS_MOST, Row, national_shaped
from onboarding.rules.schoolplan import ClassList

_GONE: Final = frozenset(("tobedeleted", "inactive", "deleted"))
_SECTIONS: Final[Mapping[str, Section]] = {
    "student": "students",
    "teacher": "teachers",
    "aide": "teachers",
}
_NO_GUARDIANS: Final = frozenset(("student", "teacher", "aide", "administrator", "proctor"))
_SPACED: Final = regex.compile(r"[^\p{Han}·]")
_SEPARATOR: Final = "\t"
_BETWEEN: Final = regex.compile(r"[,;\s]+")


class _User(NamedTuple):
    """One line of `users`; `gone` is one that is to be deleted, `agents` are ids."""

    line: int
    name: str
    number: str
    phone: str
    role: str
    agents: tuple[str, ...]
    gone: bool


class _Users:
    """The users of a bundle by id. A district has hundreds of thousands: each is one packed
    line until somebody asks."""

    def __init__(self, users: Iterable[tuple[str, _User]]) -> None:
        self._packed = {
            key: _SEPARATOR.join(
                (str(u.line), u.name, u.number, u.phone, u.role, " ".join(u.agents), "x" * u.gone)
            ).encode()
            for key, u in users
        }

    def get(self, key: str) -> _User | None:
        """One of them, or None."""
        packed = self._packed.get(key)
        if packed is None:
            return None
        line, name, number, phone, role, agents, gone = packed.decode().split(_SEPARATOR)
        return _User(int(line), name, number, phone, role, tuple(agents.split()), bool(gone))

    def __iter__(self) -> Iterator[tuple[str, _User]]:
        for key in self._packed:
            user = self.get(key)
            if user is not None:
                yield key, user


@dataclass(frozen=True, slots=True)
class _Class:
    """One line of `classes`."""

    title: str
    school: str
    homeroom: bool
    gone: bool


def read(bundle: Bundle, national_key: NationalKey) -> Iterator[ClassList]:
    """The rows of each class of a bundle, class by class in the order in which they stand there.

    Raises RosterFileRefused for names and phones that can't be read; Invalid (`field` file;
    `reason` `no_rows`, `delta_incomplete` where a delta speaks of people or classes that it
    doesn't hold, or as `Bundle.records`).
    """
    delta = _is_delta(bundle)
    roles = _roles(bundle)
    users = _Users((i, each) for i, each in _users(bundle, roles) if delta or not each.gone)
    classes = {i: each for i, each in _classes(bundle) if delta or not each.gone}
    yield from _Reader(users, classes, national_key, delta=delta).read(bundle)


class _Reader:
    """Enrolments become rows; `problems` are lines that can't be read."""

    def __init__(
        self,
        users: _Users,
        classes: Mapping[str, _Class],
        national_key: NationalKey,
        *,
        delta: bool,
    ) -> None:
        self._users = users
        self._classes = classes
        self._national_key = national_key
        self._delta = delta
        self._wards = _wards(users)
        self._problems: dict[int, Problem] = {}

    def read(self, bundle: Bundle) -> Iterator[ClassList]:
        """Each class that anybody is in."""
        titles = self._titles(bundle)
        enrolled = self._enrolled(bundle, titles)
        if not any(enrolled.values()):
            raise Invalid(field="file", reason="no_rows")
        for key, those in enrolled.items():
            rows = (self._row(user, *as_what) for user, as_what in those.items())
            found = tuple(row for row in rows if row is not None)
            if found:
                yield ClassList(titles[key], found, merge=self._delta)
        if self._problems:
            raise RosterFileRefused(self._problems.values())

    def _enrolled(
        self, bundle: Bundle, titles: Mapping[str, str]
    ) -> dict[str, dict[str, tuple[Section, bool, bool]]]:
        """By class, whom it has: the section, whether a homeroom teacher, whether gone."""
        found: dict[str, dict[str, tuple[Section, bool, bool]]] = {key: {} for key in titles}
        for _, record in bundle.records("enrollments"):
            section = _SECTIONS.get(_word(record.get("role", "")))
            key, who = record.get("classsourcedid", ""), record.get("usersourcedid", "")
            user = self._users.get(who)
            if self._delta and section and (user is None or key not in self._classes):
                raise Invalid(field="file", reason="delta_incomplete")
            gone = _gone(record) or (user is not None and user.gone)
            if section is None or user is None or key not in found or (gone and not self._delta):
                continue
            homeroom = section == "teachers" and _word(record.get("primary", "")) == "true"
            found[key][who] = (section, homeroom, gone)
        return found

    def _titles(self, bundle: Bundle) -> dict[str, str]:
        """What the classes are called, with the school in front where two are called the
        same."""
        homerooms = any(each.homeroom for each in self._classes.values())
        kept = {k: c for k, c in self._classes.items() if c.homeroom or not homerooms}
        twice = Counter(each.title for each in kept.values())
        schools = {r.get("sourcedid", ""): r.get("name", "") for _, r in bundle.records("orgs")}
        return {
            key: f"{schools.get(each.school, '')} {each.title}".strip()
            if twice[each.title] > 1
            else each.title
            for key, each in kept.items()
        }

    def _row(self, key: str, section: Section, homeroom: bool, gone: bool) -> Row | None:
        user, student = self._users.get(key), section == "students"
        if user is None:
            return None
        try:
            name, number = names.clean(user.name), values.number(user.number)
            phone = _phone(user.phone)
        except (DamagedName, CellError) as wrong:
            self._note(user, wrong)
            return None
        national = self._national_key(number) if number and national_shaped(number) else ""
        return Row(
            section,
            name,
            number=number if student and not national else "",
            national=national if student else "",
            guardians=self._guardians(key, user) if student else (),
            phone="" if student else phone,
            homeroom=homeroom,
            left=gone,
            row=user.line,
        )

    def _note(self, user: _User, wrong: DamagedName | CellError) -> None:
        reason = wrong.reason if isinstance(wrong, CellError) else str(wrong.facts["reason"])
        self._problems[user.line] = Problem(user.line, "users.csv", reason)

    def _guardians(self, student: str, named: _User) -> tuple[Guardian, ...]:
        """Whom the student names, and who names the student."""
        found = []
        for agent in dict.fromkeys((*named.agents, *self._wards.get(student, ()))):
            user = self._users.get(agent)
            if user is None or user.gone or user.role in _NO_GUARDIANS:
                continue
            try:
                found.append(Guardian(names.clean(user.name), "", _phone(user.phone)))
            except (DamagedName, CellError) as wrong:
                self._note(user, wrong)
        return tuple(found[:GUARDIANS_MOST])


def _is_delta(bundle: Bundle) -> bool:
    """Whether the manifest calls the enrolments a delta; without one they are all of them."""
    said = {
        _word(record.get("propertyname", "")): _word(record.get("value", ""))
        for _, record in bundle.records("manifest")
    }
    return said.get("fileenrollments") == "delta"


def _roles(bundle: Bundle) -> dict[str, str]:
    """What each user is, where a file of its own says so (1.2); the primary role counts."""
    found: dict[str, str] = {}
    for _, record in bundle.records("roles"):
        user = record.get("usersourcedid", "")
        if not _gone(record) and (
            user not in found or _word(record.get("roletype", "")) == "primary"
        ):
            found[user] = _word(record.get("role", ""))
    return found


def _users(bundle: Bundle, roles: Mapping[str, str]) -> Iterator[tuple[str, _User]]:
    for line, record in bundle.records("users"):
        key = record.get("sourcedid", "")
        agents = record.get("agentsourcedids", "")
        yield (
            key,
            _User(
                line,
                _full_name(record),
                values.text(record.get("identifier", "")),
                values.text(record.get("sms", "")) or values.text(record.get("phone", "")),
                roles.get(key) or _word(record.get("role", "")),
                tuple(each for each in _BETWEEN.split(agents) if each),
                _gone(record),
            ),
        )


def _classes(bundle: Bundle) -> Iterator[tuple[str, _Class]]:
    for _, record in bundle.records("classes"):
        title = values.text(record.get("title", "")) or values.text(record.get("classcode", ""))
        homeroom = _word(record.get("classtype", "")) == "homeroom"
        school = record.get("schoolsourcedid", "")
        yield record.get("sourcedid", ""), _Class(title, school, homeroom, _gone(record))


def _wards(users: _Users) -> dict[str, list[str]]:
    """By student, the guardians who name the student themselves."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, user in users:
        if user.agents and user.role != "student":
            for ward in user.agents:
                found[ward].append(key)
    return found


def _full_name(record: Record) -> str:
    """Family and given name, in the order of the script that they are written in."""
    family, given = (values.text(record.get(each, "")) for each in ("familyname", "givenname"))
    if _SPACED.search(family + given):
        middle = values.text(record.get("middlename", ""))
        return " ".join(part for part in (given, middle, family) if part)
    return family + given


def _phone(text: str) -> str:
    return next(iter(values.phones(text)), "")


def _gone(record: Record) -> bool:
    """A blank status is an active one."""
    return _word(record.get("status", "")) in _GONE


def _word(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
