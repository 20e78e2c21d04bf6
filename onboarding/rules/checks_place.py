"""Checks 4 to 7: is there a place, is it this person's already, and is the form complete?

Somebody who was admitted keeps the place through a changed policy: what would refuse an
applicant here is a notice about a member.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from onboarding.rules.case import Case
from onboarding.rules.verdicts import Finding, Severity, Standing


def already_member(case: Case) -> Finding | None:
    """The same person is in the group: a re-entry, never a refusal."""
    records = tuple(e.record for e in _same_role(case) if e.state == "joined" and not e.unclaimed)
    return case.finding("already_member", "notice", records=records) if records else None


def request_open(case: Case) -> Finding | None:
    """The same person has asked already: a correction, never a refusal."""
    records = tuple(each.record for each in _same_role(case) if each.state != "joined")
    return case.finding("request_open", "notice", records=records) if records else None


def seat_claimed(case: Case) -> Finding | None:
    """The place is that of somebody in the group of whom nothing else is known: the request
    claims it, and takes no other."""
    records = tuple(each.record for each in case.claimed)
    return case.finding("seat_claimed", "notice", records=records) if records else None


def account_taken(case: Case) -> Finding | None:
    """The account is bound to another person of this group."""
    holders = case.others(case.facts.account_holders)
    records = tuple(each.record for each in holders)
    return case.finding("account_taken", "blocks", records=records) if records else None


def relation_not_allowed(case: Case) -> Finding | None:
    """A relation word that the kind doesn't know (P10)."""
    if not case.beside:
        return None
    unknown = tuple(
        str(index)
        for index, student in enumerate(case.application.students)
        if case.kind.relation(student.relation) is None
    )
    severity = _unless_member(case, "blocks")
    return case.finding("relation_not_allowed", severity, students=unknown) if unknown else None


def seats_full(case: Case) -> Finding | None:
    """No seat is left beside one of the students, and a guardian takes all or none (S3, H1)."""
    full = tuple(person for person in case.found if _free(case, person) < 1)
    if not full:
        return None
    return case.finding(
        "seats_full",
        _unless_member(case, "blocks"),
        people=full,
        records=tuple(dict.fromkeys(e.record for person in full for e in _seated(case, person))),
        limit=case.kind.seats.maximum if case.kind.seats else None,
    )


def seats_contested(case: Case) -> Finding | None:
    """More people ask for the seats beside a student than are left; shown together.

    So are those who ask for one place of their own, in a kind that has seats to speak of.
    """
    if case.subject.member or case.kind.seats is None:
        return None
    contested = tuple(person for person in case.found if _contested(case, person))
    records = dict.fromkeys(e.record for person in contested for e in _rivals(case, person))
    if not contested:
        return None
    return case.finding("seats_contested", "notice", people=contested, records=tuple(records))


def declaration_missing(case: Case) -> Finding | None:
    """Something that the kind asks every applicant to declare wasn't (C4)."""
    if case.subject.member:
        return None
    missing = tuple(
        code for code in case.kind.declarations if code not in case.application.declarations
    )
    return case.finding("declaration_missing", "blocks", missing=missing) if missing else None


def consent_missing(case: Case) -> Finding | None:
    """Without consent nothing is done with anybody's data; a member gave it."""
    if case.subject.member or case.application.consent:
        return None
    return case.finding("consent_missing", "blocks")


CHECKS: Final[tuple[Callable[[Case], Finding | None], ...]] = (
    already_member,
    request_open,
    seat_claimed,
    account_taken,
    relation_not_allowed,
    seats_full,
    seats_contested,
    declaration_missing,
    consent_missing,
)


def attachment(case: Case) -> Standing | None:
    """The record of the same person that this one would take over from, if there is one.

    A membership comes before a request, and both before a place that is claimed. A record
    beside other students isn't taken over: one account may hold a teacher's place and several
    guardian seats.
    """
    found = [e for e in case.facts.same_person if case.same_place(e) and not e.unclaimed]
    claimed = next(iter(case.claimed), None)
    return min(found, key=lambda each: (_rank(each), each.record), default=claimed)


def attached_as(standing: Standing | None) -> Literal["", "correction", "reentry", "claim"]:
    """What a submission is to the record that it attaches to."""
    if standing is None:
        return ""
    if standing.unclaimed:
        return "claim"
    return "reentry" if standing.state == "joined" else "correction"


def _same_role(case: Case) -> tuple[Standing, ...]:
    return tuple(e for e in case.facts.same_person if e.role == case.application.role)


def _rank(standing: Standing) -> int:
    """A membership first, then what holds a seat, then what only asks."""
    return {"joined": 0, "approved": 1}.get(standing.state, 2)


def _unless_member(case: Case, severity: Severity) -> Severity:
    return "notice" if case.subject.member else severity


def _seated(case: Case, person: str) -> tuple[Standing, ...]:
    return case.others(case.facts.seated.get(person, ()))


def _rivals(case: Case, person: str) -> tuple[Standing, ...]:
    """Who asks for the same as the subject there: its claimed place, or one that is free."""
    wanted = _claimed_at(case, person)
    asking = case.others(case.facts.contending.get(person, ()))
    return tuple(each for each in asking if case.claimed_by(person, each) == wanted)


def _claimed_at(case: Case, person: str) -> str:
    return next((each.record for each in case.claimed if person in each.people), "")


def _free(case: Case, person: str) -> int:
    """Seats left beside a student; always one where nobody sits beside anybody."""
    if case.kind.seats is None or not case.beside:
        return 1
    return case.kind.seats.maximum - len(_seated(case, person))


def _contested(case: Case, person: str) -> bool:
    left = 1 if _claimed_at(case, person) else _free(case, person)
    return 0 < left < 1 + len(_rivals(case, person))
