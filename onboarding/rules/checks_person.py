"""Checks 1 to 3: may this person come at all, and is this somebody on the roster?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from onboarding.rules import names, naming, nicknames
from onboarding.rules.case import Case
from onboarding.rules.kinds import Kind
from onboarding.rules.verdicts import Ban, Finding, Severity


def banned(case: Case) -> Finding | None:
    """A bar on coming back that still runs (H3); the one that runs longest is told."""
    bars = [ban for ban in case.facts.bans if _bars(ban, case)]
    if not bars:
        return None
    ban = max(bars, key=lambda each: (each.until is None, each.until or 0, each.article, each.on))
    return case.finding("banned", "blocks", article=ban.article, on=ban.on, until=ban.until)


def role_not_admitted(case: Case) -> Finding | None:
    """A role that the kind doesn't have."""
    return None if case.role else case.finding("role_not_admitted", "blocks")


def student_not_admitted(case: Case) -> Finding | None:
    """A student at the door of a group without students (S3, P10)."""
    if _admits_students(case.kind):
        return None
    signs = {
        "account": case.facts.account_is_student,
        "own_name": _bears_a_pupils_name(case),
        "nickname": _is_called_as_a_pupil(case),
    }
    if not any(signs.values()):
        return None
    seen = tuple(sign for sign, shows in signs.items() if shows)
    return case.finding("student_not_admitted", "blocks", signs=seen)


def details_do_not_match(case: Case) -> Finding | None:
    """A name on the roster, and nothing else on file agrees.

    Never refuses: a number or phone on file is often last year's, or grandmother's.
    """
    people = case.match.mismatch
    return case.finding("details_do_not_match", "notice", people=people) if people else None


def not_on_roster(case: Case) -> Finding | None:
    """Nobody on the roster is named, and nothing explains it; a notice where some are."""
    severity = None if case.application.invited_by or case.facts.elsewhere else _absence(case)
    return case.finding("not_on_roster", severity, missing=_missing(case)) if severity else None


def outside_invitee(case: Case) -> Finding | None:
    """Somebody who isn't on the roster was brought in by a member (T17, H2)."""
    severity = _absence(case) if case.application.invited_by else None
    return case.finding("outside_invitee", severity, missing=_missing(case)) if severity else None


def other_class(case: Case) -> Finding | None:
    """Not on this roster, but on another of the school."""
    groups = case.facts.elsewhere
    severity = _absence(case) if groups else None
    if severity is None:
        return None
    return case.finding("other_class", severity, missing=_missing(case), groups=groups)


def ambiguous_student(case: Case) -> Finding | None:
    """Two people fit: a person decides which."""
    people = case.match.ambiguous
    return case.finding("ambiguous_student", "notice", people=people) if people else None


def near_match(case: Case) -> Finding | None:
    """A name close to one on the roster: a person decides whether it is meant."""
    people = case.match.near
    if not people:
        return None
    ways = tuple(dict.fromkeys(e.nearness for e in case.match.evidence if e.nearness))
    return case.finding("near_match", "notice", people=people, nearness=ways)


def weak_evidence(case: Case) -> Finding | None:
    """The place is proven by nothing that a stranger couldn't know."""
    if case.subject.people:
        return None
    weak = tuple(each.person for each in case.match.evidence if each.strength == "weak")
    return case.finding("weak_evidence", "notice", people=weak) if weak else None


def left_roster(case: Case) -> Finding | None:
    """A member's place has gone from the roster; an admin looks, and nobody is thrown out."""
    if not case.subject.member or not case.gone:
        return None
    return case.finding("left_roster", "notice", people=case.gone)


CHECKS: Final[tuple[Callable[[Case], Finding | None], ...]] = (
    banned,
    role_not_admitted,
    student_not_admitted,
    details_do_not_match,
    not_on_roster,
    outside_invitee,
    other_class,
    ambiguous_student,
    near_match,
    weak_evidence,
    left_roster,
)


def _bars(ban: Ban, case: Case) -> bool:
    if ban.until is not None and ban.until <= case.now:
        return False
    if ban.on != "person":
        return True
    if ban.person not in case.found:
        return False
    return naming.relation_word(case.kind, ban.relation) in case.relations_to(ban.person)


def _admits_students(kind: Kind) -> bool:
    return any(role.section == "students" and not role.beside for role in kind.roles.values())


def _bears_a_pupils_name(case: Case) -> bool:
    """The applicant's own name is the named student's; without a role to go by, any pupil's."""
    own = case.application.name
    if not own:
        return False
    if case.beside:
        return names.key(own) in {names.key(each.name) for each in case.application.students}
    return case.role is None and bool(case.roster.named("students", own))


def _is_called_as_a_pupil(case: Case) -> bool:
    """The nickname handed in is a bare pupil's name, or name and number.

    A teacher may bear a pupil's name, and an admitted guardian who drops the relation word
    has a nickname to correct, not a place to lose.
    """
    nickname = case.application.nickname
    if not nickname or case.subject.member or not (case.beside or case.role is None):
        return False
    pupils = tuple(person.name for person in case.roster.section("students"))
    readings = nicknames.parse(nickname, case.kind.relations, pupils)
    return any(
        reading.exact and len(reading.students) == 1 and not reading.relation
        for reading in readings
    )


def _absence(case: Case) -> Severity | None:
    """How heavy it weighs that somebody named isn't on the roster; None if all are found.

    Only who names nobody on the roster is refused. A settled person who has left counts as
    absent too, except for a member, about whom `left_roster` speaks.
    """
    if case.role is None:
        return None
    if case.subject.people:
        missing = bool(case.gone) and not case.subject.member
        return ("notice" if case.people else "blocks") if missing else None
    if case.match.names_nobody:
        return "blocks"
    return "notice" if case.match.missing else None


def _missing(case: Case) -> tuple[str, ...]:
    """Who is missing: roster ids that were settled, else places in the order of naming."""
    return case.gone or tuple(str(index) for index in case.match.missing)
