"""Check 8: the nickname, where one was handed in (P10, S10, T2, C3), and damaged names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from onboarding.rules import names, nicknames
from onboarding.rules.case import Case
from onboarding.rules.roster import Person
from onboarding.rules.verdicts import Finding


def nickname_wrong(case: Case) -> Finding | None:
    """The nickname isn't one of the kind's forms for this person; the right one is suggested."""
    if not case.application.nickname or not case.nickname or case.nickname_is_right:
        return None
    return case.finding("nickname_wrong", "fixable", suggestion=case.nickname)


def nickname_impersonates_staff(case: Case) -> Finding | None:
    """The nickname, without subject and titles, is a staff member's name and isn't theirs.

    One that reads as a pupil of the roster and a relation never is, nor one that is right
    for the person whom the roster has settled.
    """
    if not case.application.nickname or (case.people and case.nickname_is_right):
        return None
    borne = tuple(person.id for person in _staff_called(case))
    theirs = {*case.people, *case.match.ambiguous}
    if not borne or not theirs.isdisjoint(borne) or _reads_as_guardian(case):
        return None
    return case.finding("nickname_impersonates_staff", "blocks", people=borne)


def name_lost_character(case: Case) -> Finding | None:
    """口 or □ may stand for a character that some system couldn't show."""
    typed = (case.application.name, *(student.name for student in case.application.students))
    if not any(names.damage_notices(name) for name in typed):
        return None
    return case.finding("name_lost_character", "notice")


CHECKS: Final[tuple[Callable[[Case], Finding | None], ...]] = (
    nickname_wrong,
    nickname_impersonates_staff,
    name_lost_character,
)


def _staff_called(case: Case) -> tuple[Person, ...]:
    subjects = tuple(dict.fromkeys(s for p in case.roster.section("teachers") for s in p.subjects))
    core = nicknames.staff_core(case.application.nickname, subjects)
    if not core:
        return ()
    return (*case.roster.named("teachers", core), *case.roster.named("staff", core))


def _reads_as_guardian(case: Case) -> bool:
    pupils = tuple(person.name for person in case.roster.section("students"))
    readings = nicknames.parse(case.application.nickname, case.kind.relations, pupils)
    return any(reading.exact and reading.relation for reading in readings)
