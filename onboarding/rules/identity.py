"""Who an applicant is, held against the roster; pure, and never a guess between two people.

A guardian names the student and one more fact on file; everybody else the own name and one
more fact. A name that is merely near gives evidence for a person to decide on, never a
match. Somebody who has left the class is nobody here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, get_args

from onboarding.rules import names
from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.nearness import Nearness, near
from onboarding.rules.roster import Person, Roster
from onboarding.rules.verdicts import Evidence, Strength

SHORTEST_NUMBER: Final = 5
"""A number under this many characters is a seat number in disguise: anybody can guess it."""

_CLOSEST_FIRST: Final[tuple[str, ...]] = get_args(Nearness)


@dataclass(frozen=True, slots=True)
class Match:
    """What the roster says about everybody whom an application names.

    `people`: settled roster ids in roster order, or none while anything is open.
    `evidence`: one for each named person who was found, in the order of naming.
    `ambiguous`: ids of all who fit where two or more do. `near`: ids found by a near name
    alone. `missing`: indexes of those named whom nobody on the roster comes near.
    `mismatch`: ids found by name, of whom none of the other facts given is on file.
    """

    people: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ambiguous: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    mismatch: tuple[str, ...] = ()

    @property
    def names_nobody(self) -> bool:
        """Tell whether nobody named is on the roster, not even nearly."""
        return not (self.evidence or self.ambiguous or self.near)


@dataclass(frozen=True, slots=True)
class _Named:
    """One person as an application names one, with every fact given about that person."""

    name: str
    number: str
    national: str
    phone: str
    own_name: str
    other_guardian: str
    beside: bool


@dataclass(frozen=True, slots=True)
class _Found:
    person: Person
    how: str
    nearness: str = ""


def identify(application: Application, kind: Kind, roster: Roster) -> Match:
    """Find everybody whom the application names; nothing for a role the kind doesn't have."""
    role = kind.roles.get(application.role)
    if role is None:
        return Match()
    evidence: list[Evidence] = []
    ambiguous: list[str] = []
    near_ones: list[str] = []
    missing: list[int] = []
    mismatch: list[str] = []
    for index, named in enumerate(_everybody_named(application, role)):
        found = _fitting(named, role, roster)
        near_ones.extend(each.person.id for each in found if each.nearness)
        if not found:
            missing.append(index)
        elif len(found) > 1:
            ambiguous.extend(each.person.id for each in found)
        else:
            evidence.append(_evidence(named, found[0]))
            if _contradicted(named, found[0].person):
                mismatch.append(found[0].person.id)
    is_open = ambiguous or near_ones or missing
    return Match(
        people=() if is_open else in_roster_order((each.person for each in evidence), roster),
        evidence=tuple(evidence),
        ambiguous=in_roster_order(ambiguous, roster),
        near=in_roster_order(near_ones, roster),
        missing=tuple(missing),
        mismatch=in_roster_order(mismatch, roster),
    )


def in_roster_order(people: Iterable[str], roster: Roster) -> tuple[str, ...]:
    """The ids, each once, as the roster orders them; ids that it doesn't have come last."""
    wanted = dict.fromkeys(people)
    if len(wanted) < 2:
        return tuple(wanted)
    listed = tuple(person.id for person in roster.people if person.id in wanted)
    return (*listed, *(each for each in wanted if each not in roster.by_id))


def present(people: Iterable[str], roster: Roster) -> tuple[str, ...]:
    """Those of the ids that are on the roster and haven't left, in roster order."""
    here = (each for each in people if (person := roster.by_id.get(each)) and not person.left)
    return in_roster_order(here, roster)


def named_as(person: Person, typed: str) -> str:
    """How a typed name names this person: by `name`, by name and `label` (李明大), or not ("")."""
    key = names.key(typed)
    if key == names.key(person.name):
        return "name"
    labelled = person.label and (person.name + person.label, f"{person.name}({person.label})")
    if labelled and key in map(names.key, labelled):
        return "label"
    return ""


def same_phone(given: str, on_file: str) -> bool:
    """Compare two phone numbers on their digits; an empty one equals none."""
    digits = phone_digits(given)
    return bool(digits) and digits == phone_digits(on_file)


def _everybody_named(application: Application, role: Role) -> Iterator[_Named]:
    if role.beside:
        yield from (_beside(student, application) for student in application.students)
    elif application.name:
        yield _Named(
            name=application.name,
            number=application.number,
            national=application.national,
            phone=application.phone,
            own_name="",
            other_guardian=application.other_guardian,
            beside=False,
        )


def _beside(student: NamedStudent, application: Application) -> _Named:
    return _Named(
        name=student.name,
        number=student.number,
        national=student.national,
        phone=application.phone,
        own_name=application.name,
        other_guardian=application.other_guardian,
        beside=True,
    )


def _fitting(named: _Named, role: Role, roster: Roster) -> tuple[_Found, ...]:
    """All who fit; exactly one if the name or any other fact given tells them apart."""
    found = tuple(_exactly(named, role, roster)) or tuple(_nearly(named, role, roster))
    if len(found) < 2:
        return found
    backed = tuple(each for each in found if _agreeing(named, each.person))
    if len(backed) == 1:
        return backed
    closest = min((each.nearness for each in found), key=_CLOSEST_FIRST.index)
    return tuple(each for each in found if each.nearness == closest)


def _exactly(named: _Named, role: Role, roster: Roster) -> Iterator[_Found]:
    for person in roster.named(role.section, named.name):
        yield _Found(person, "name")
    for person in roster.labelled(role.section):
        if named_as(person, named.name) == "label":
            yield _Found(person, "label")


def _nearly(named: _Named, role: Role, roster: Roster) -> Iterator[_Found]:
    for person in roster.perhaps_near(role.section, named.name):
        if nearness := near(named.name, person.name):
            yield _Found(person, "near_name", nearness)


def _evidence(named: _Named, found: _Found) -> Evidence:
    agreeing = _agreeing(named, found.person)
    how = ("name", "label") if found.how == "label" else (found.how,)
    return Evidence(
        person=found.person.id,
        matched=(*how, *agreeing),
        strength=_strength(agreeing, named),
        nearness=found.nearness,
    )


def _strength(agreeing: tuple[str, ...], named: _Named) -> Strength:
    if "phone" in agreeing:
        return "strong"
    telling = {"national", "guardian", "own_name"}
    if len(_code(named.number)) >= SHORTEST_NUMBER:
        telling.add("number")
    return "medium" if telling.intersection(agreeing) else "weak"


def _agreeing(named: _Named, person: Person) -> tuple[str, ...]:
    """The facts given, the name apart, that stand on file about this person."""
    number = _code(named.number)
    guardians = {key for guardian in person.guardians if (key := names.key(guardian.name))}
    agrees = {
        "number": number and number == _code(person.number),
        "national": named.national and named.national == person.national,
        "seat_number": number and number == _code(person.seat_number),
        "phone": any(same_phone(named.phone, phone) for phone in _phones(named, person)),
        "guardian": names.key(named.other_guardian) in guardians,
        "own_name": names.key(named.own_name) in guardians,
    }
    return tuple(fact for fact, agreed in agrees.items() if agreed)


def _contradicted(named: _Named, person: Person) -> bool:
    """Tell whether facts were given that could be compared, and not one of them agrees."""
    guardians = any(guardian.name for guardian in person.guardians)
    comparable = (
        (named.number and (person.number or person.seat_number))
        or (named.national and person.national)
        or (phone_digits(named.phone) and any(_phones(named, person)))
        or ((named.other_guardian or named.own_name) and guardians)
    )
    return bool(comparable) and not _agreeing(named, person)


def _phones(named: _Named, person: Person) -> Iterator[str]:
    """The phones that prove something: a pupil's own phone says nothing about a guardian."""
    yield from (guardian.phone for guardian in person.guardians)
    if not named.beside:
        yield person.phone


def phone_digits(phone: str) -> str:
    """The digits that two spellings of one phone number share; "" for none."""
    # int() of a decimal digit is what folds full-width and other digits.
    digits = "".join(str(int(char)) for char in phone if char.isdecimal())
    digits = digits.removeprefix("00")
    return digits[2:] if len(digits) == 13 and digits.startswith("861") else digits


def _code(number: str) -> str:
    return names.key(number).replace(" ", "").replace("-", "")
