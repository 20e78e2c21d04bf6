"""One verdict about one subject: read the facts, ask the rules.

Form, queue, bot query and approval all come through here, so that they agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from onboarding.rules.application import Application, Subject
from onboarding.rules.checks import check
from onboarding.rules.journey import HOLDS_PLACE
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Roster
from onboarding.rules.rosterrows import national_shaped
from onboarding.rules.verdicts import Verdict
from onboarding.services.door import Door
from onboarding.storage.facts import UNTIED, Gathered, Ties
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the policy it was made under, and what was read for it."""

    verdict: Verdict
    policy: Kind
    read: Gathered


def judge(
    door: Door,
    group: Group,
    subject: Subject,
    now: int,
    ties: Ties = UNTIED,
    roster: Roster | None = None,
) -> Judged:
    """Check a subject in a group now, under its live roster or another."""
    policy = door.policy(group)
    read = door.facts.gather(group, policy, subject, now, ties, roster)
    return Judged(check(subject, read.facts, policy, now), policy, read)


def judge_request(
    door: Door,
    group: Group,
    request: Request,
    now: int,
    *,
    people: tuple[str, ...] = (),
    overridden: frozenset[str] = frozenset(),
    leaving: str = "",
    roster: Roster | None = None,
) -> Judged:
    """Check a stored request or member again, with what an admin settled in addition."""
    subject = replace(
        subject_of(request, now),
        overridden=request.overridden | overridden,
        people=people or request.people,
    )
    # Which place is claimed is found anew: it may be another's by now.
    attached = "" if request.attaches_as == "claim" else request.attaches
    ties = Ties(request.account, own=request.id, attached=attached, leaving=leaving)
    return judge(door, group, subject, now, ties, roster)


def subject_of(request: Request, now: int) -> Subject:
    """What a check looks at in a stored request."""
    return Subject(
        request.application,
        people=request.people,
        overridden=request.overridden,
        bound=request.bound,
        member=request.state_at(now) in HOLDS_PLACE,
    )


def with_blind_numbers(door: Door, school: str, application: Application) -> Application:
    """National and ID-shaped numbers turned into matching keys: never kept as typed."""
    students = tuple(
        replace(s, number="", national=door.blinds.national(school, s.number))
        if national_shaped(s.number)
        else s
        for s in application.students
    )
    if national_shaped(application.number):
        national = door.blinds.national(school, application.number)
        application = replace(application, number="", national=national)
    return replace(application, students=students)


def asked_for(verdict: Verdict) -> tuple[str, ...]:
    """The roster people whom the applicant may stand for, settled or not."""
    ambiguous = (f.facts.get("people") for f in verdict.findings if f.code == "ambiguous_student")
    candidates = [person for people in ambiguous if isinstance(people, tuple) for person in people]
    return tuple(dict.fromkeys((*(e.person for e in verdict.evidence), *candidates)))
