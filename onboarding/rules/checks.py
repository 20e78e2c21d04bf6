"""The one check that decides who fits a place, at every door.

`check` is pure: the same subject and facts give the same verdict at the form, in the
queue, to a bot and in an audit. It runs every predicate of `CHECKS` in order and reports
all findings. An admin's override turns a finding that the kind lets him override into a
notice, and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from onboarding.rules import checks_nickname, checks_person, checks_place
from onboarding.rules.application import Subject
from onboarding.rules.case import Case
from onboarding.rules.kinds import Kind
from onboarding.rules.naming import right_nickname, typed_nickname
from onboarding.rules.verdicts import Facts, Finding, Verdict

__all__ = ["CHECKS", "check", "right_nickname", "typed_nickname"]

Predicate = Callable[[Case], Finding | None]

CHECKS: Final[tuple[Predicate, ...]] = (
    *checks_person.CHECKS,
    *checks_place.CHECKS,
    *checks_nickname.CHECKS,
)


def check(subject: Subject, facts: Facts, kind: Kind, now: int) -> Verdict:
    """All findings about `subject` under `facts`, at `now` (ms), in the order of the checks.

    `facts` must leave out the subject's own request, membership and seat.
    """
    case = Case(subject, facts, kind, now)
    found = (finding for predicate in CHECKS if (finding := predicate(case)))
    attaches = checks_place.attachment(case)
    return Verdict(
        findings=tuple(_weighed(finding, subject, kind) for finding in found),
        people=case.people,
        evidence=case.match.evidence,
        nickname=case.nickname,
        versions=facts.versions,
        attaches=attaches.record if attaches else "",
        attaches_as=checks_place.attached_as(attaches),
        claims=tuple(each.record for each in case.claimed),
    )


def _weighed(finding: Finding, subject: Subject, kind: Kind) -> Finding:
    taken_on = finding.code in subject.overridden and kind.overridable(finding.code)
    return replace(finding, severity="notice") if taken_on else finding
