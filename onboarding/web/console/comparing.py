"""What was asked beside what the list has, fact by fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from onboarding.rules import names
from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.identity import named_as, same_phone
from onboarding.rules.kinds import Kind
from onboarding.rules.nearness import near
from onboarding.rules.roster import Guardian, Person
from onboarding.storage.requestrecord import Request

How = Literal["same", "near", "differs", "not_listed", "not_given"]
What = Literal["pupil", "own_name", "number", "phone", "relation", "other_guardian", "subject"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: as it was typed, as the list has it (several, where several are on file), and
    how the two agree."""

    what: What
    typed: str
    listed: tuple[str, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Comparison:
    """One person who is or may be meant, None where the list has nobody, and the facts."""

    person: Person | None
    facts: tuple[Fact, ...]


def comparisons(made: Request, policy: Kind, near_ones: Iterable[Person]) -> list[Comparison]:
    """The application beside each person of the list whom it may stand for; what nobody on the
    list fits stands alone."""
    application = made.application
    role = policy.roles.get(made.role)
    if role is None or not role.beside:
        return [Comparison(person, tuple(_own(application, person))) for person in near_ones] or [
            Comparison(None, tuple(_own(application, None)))
        ]
    found = []
    left = list(application.students)
    for person in near_ones:
        student = _meant(application.students, person)
        if student in left:
            left.remove(student)
        if student is not None or not left:
            student = student or application.students[0]
            found.append(Comparison(person, tuple(_beside(application, student, person, policy))))
    found += [Comparison(None, tuple(_beside(application, each, None, policy))) for each in left]
    return found


def _meant(students: Iterable[NamedStudent], person: Person) -> NamedStudent | None:
    """The named student who is meant: by the very name, else by one that is near it."""
    nearly = None
    for each in students:
        if named_as(person, each.name):
            return each
        if nearly is None and near(each.name, person.name):
            nearly = each
    return nearly


def _beside(
    application: Application, student: NamedStudent, person: Person | None, policy: Kind
) -> Iterator[Fact]:
    guardians = person.guardians if person else ()
    yield _named("pupil", student.name, (person.name,) if person else ())
    yield from _given(_coded("number", student.number, (person.number,) if person else ()))
    yield from _given(_phones(application.phone, (each.phone for each in guardians)))
    relations = [each.relation for each in guardians if each.relation]
    yield _fact("relation", student.relation, relations, _related(student, guardians, policy))
    own_names = [each.name for each in guardians]
    yield from _given(_named("own_name", application.name, own_names))
    if application.other_guardian:
        yield _named("other_guardian", application.other_guardian, own_names)


def _own(application: Application, person: Person | None) -> Iterator[Fact]:
    yield _named("own_name", application.name, (person.name,) if person else ())
    yield from _given(_coded("number", application.number, (person.number,) if person else ()))
    yield from _given(_phones(application.phone, (person.phone,) if person else ()))
    if application.subject or (person and person.subjects):
        subjects = person.subjects if person else ()
        yield _named("subject", application.subject, subjects)


def _given(fact: Fact) -> Iterator[Fact]:
    """The fact, unless neither side has it."""
    if fact.typed or fact.listed:
        yield fact


def _named(what: What, typed: str, listed: Iterable[str]) -> Fact:
    listed = [each for each in listed if each]
    same = any(names.key(typed) == names.key(each) for each in listed)
    nearly = any(near(typed, each) for each in listed) if typed else False
    return _fact(what, typed, listed, "same" if same else "near" if nearly else "differs")


def _coded(what: What, typed: str, listed: Iterable[str]) -> Fact:
    listed = [each for each in listed if each]
    same = any(names.key(typed) == names.key(each) for each in listed)
    return _fact(what, typed, listed, "same" if same else "differs")


def _phones(typed: str, listed: Iterable[str]) -> Fact:
    listed = [each for each in listed if each]
    same = any(same_phone(typed, each) for each in listed)
    return _fact("phone", typed, listed, "same" if same else "differs")


def _related(student: NamedStudent, guardians: Iterable[Guardian], policy: Kind) -> How:
    """Relations by what they stand for: 奶奶 and 监护人 are one."""
    wanted = policy.relation(student.relation)
    same = any(wanted and policy.relation(each.relation) == wanted for each in guardians)
    return "same" if same else "differs"


def _fact(what: What, typed: str, listed: Iterable[str], how: How) -> Fact:
    listed = tuple(dict.fromkeys(each for each in listed if each))
    if not listed:
        how = "not_listed"
    elif not typed:
        how = "not_given"
    return Fact(what, typed, listed, how)
