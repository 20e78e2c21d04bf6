"""What bots ask: may this account be in this group, and under what nickname?

Yes, no or unknown, with advice. A group that existed before the service is never emptied
by it: not knowing an account is `unknown`, and `remove` is advised only after an admin's
removal or ban.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from onboarding.rules import errors
from onboarding.rules.application import Account, Application, Subject
from onboarding.rules.checks import check
from onboarding.rules.fitting import fits
from onboarding.rules.journey import HOLDS_PLACE, OPEN
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Roster
from onboarding.rules.verdicts import Facts, Finding
from onboarding.services.callers import TokenCaller, require
from onboarding.services.door import Door
from onboarding.services.judging import judge, judge_request, subject_of, with_blind_numbers
from onboarding.services.membership import has_receipt
from onboarding.storage.asking import Asked, Known, Read
from onboarding.storage.groups import Group

Answer = Literal["yes", "no", "unknown"]
Advice = Literal["admit", "ask_to_apply", "remind", "refer_to_admin", "remove"]
MOST = 500


@dataclass(frozen=True, slots=True)
class Question:
    """One question; exactly one field is set. `code` is a binding code."""

    account: Account | None = None
    code: str = ""
    nickname: str = ""
    application: Application | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """One answer. `fits_a_place` and `ambiguous` speak of a nickname or application."""

    answer: Answer
    advice: Advice
    state: str = ""
    role: str = ""
    nickname: str = ""
    findings: tuple[Finding, ...] = ()
    covenant_confirmed: bool = False
    fits_a_place: bool = False
    ambiguous: bool = False

    @property
    def eligible(self) -> bool:
        """Whether the answer is yes."""
        return self.answer == "yes"


UNKNOWN = Eligibility("unknown", "ask_to_apply")


def ask(door: Door, token: str, group_id: str, questions: Sequence[Question]) -> list[Eligibility]:
    """Answer up to 500 questions about one group, in their order.

    The token, the group and everything about accounts and codes come in one read-only
    round trip. Raises errors.NotSignedIn, NotAllowed, NotFound, Invalid(field="questions").
    """
    if not 1 <= len(questions) <= MOST:
        raise errors.Invalid(field="questions", reason="count")
    asked = [_asked(question) for question in questions]
    read = door.asking.read(token, group_id, [a for a in asked if a is not None])
    caller = TokenCaller(read.token)
    require(caller, "eligibility_read", group_id)
    if read.group is None:
        raise errors.NotFound(what="group")
    answers = iter(read.answers)
    now = door.clock()
    return [
        _by_records(door, read, read.group, next(answers), now)
        if place is not None
        else _by_fit(door, read.group, question, now)
        for question, place in zip(questions, asked, strict=True)
    ]


def _asked(question: Question) -> Asked | None:
    if question.account is not None:
        return Asked(account=question.account)
    return Asked(code=question.code) if question.code else None


def _by_records(door: Door, read: Read, group: Group, packed: bytes, now: int) -> Eligibility:
    """By what is recorded about a bound account or a binding code."""
    place = (group.school, group.id, read.policy_bytes, packed)
    if (kept := door.answers.get(place, now)) is not None:
        return kept
    known = door.asking.open(group.school, group.id, packed)
    found = [_of_record(door, group, known, index, now) for index in range(len(known.requests))]
    answer = min(found, key=lambda each: _RANK[each.answer, each.advice], default=UNKNOWN)
    # While a request is open the answer hangs on more than these bytes: others' seats.
    if not any(request.state_at(now) in OPEN for request in known.requests):
        door.answers.put(place, answer, _holds_until(known, now))
    return answer


def _holds_until(known: Known, now: int) -> float:
    """The next moment (ms) at which time alone may change an answer."""
    deadlines = [request.expires_at for request in known.requests if request.expires_at]
    ends = [ban.until for bans in known.bans for ban in bans if ban.until]
    return min((each for each in (*deadlines, *ends) if each > now), default=inf)


_RANK: Mapping[tuple[str, str], int] = {
    ("yes", "admit"): 0,
    ("no", "remind"): 1,
    ("no", "refer_to_admin"): 2,
    ("no", "remove"): 3,
    ("no", "ask_to_apply"): 4,
    ("unknown", "ask_to_apply"): 5,
}


def _of_record(door: Door, group: Group, known: Known, index: int, now: int) -> Eligibility:
    request = known.requests[index]
    state = request.state_at(now)
    policy = door.policy(group)
    findings = _findings(door, group, known, index, now)
    confirmed = has_receipt(group, request)
    answer, advice = _verdict_of(
        state, confirmed, {f.code for f in findings if f.severity == "blocks"}
    )
    outdated = state == "joined" and not confirmed
    return Eligibility(
        answer=answer,
        advice=advice,
        state=state,
        role=request.role,
        nickname=request.nickname if state in HOLDS_PLACE else "",
        findings=(*findings, *(_outdated(policy) if outdated else ())),
        covenant_confirmed=confirmed,
    )


def _findings(door: Door, group: Group, known: Known, index: int, now: int) -> tuple[Finding, ...]:
    request = known.requests[index]
    state = request.state_at(now)
    if state in OPEN:
        # Identity may still be open, and that needs the whole roster.
        return judge_request(door, group, request, now).verdict.findings
    facts = Facts(
        roster=Roster(group.roster, known.people[index]),
        bans=known.bans[index],
        account_is_student=known.account_is_student,
        versions=group.versions,
    )
    found = check(subject_of(request, now), facts, door.policy(group), now).findings
    if state in HOLDS_PLACE:
        return found
    # It is over: what was found then, and whether coming back is barred now.
    barred = tuple(finding for finding in found if finding.code == "banned")
    return (*barred, *(f for f in request.verdict.findings if f.code != "banned"))


def _outdated(policy: Kind) -> tuple[Finding]:
    code = "receipt_outdated"
    return (Finding(code, policy.article(code), "notice"),)


def _verdict_of(state: str, confirmed: bool, blocking: set[str]) -> tuple[Answer, Advice]:
    """The table of answers; a joined member stays yes through a new covenant version."""
    if "banned" in blocking or state == "removed":
        return "no", "remove"
    if state == "joined":
        return ("no", "refer_to_admin") if blocking else ("yes", "admit")
    if state == "approved":
        if blocking:
            return "no", "refer_to_admin"
        return ("yes", "admit") if confirmed else ("no", "remind")
    if state in ("pending", "needs_rename"):
        return "no", "refer_to_admin"
    return "no", "ask_to_apply"


def _by_fit(door: Door, group: Group, question: Question, now: int) -> Eligibility:
    """By a nickname or an application alone: never more than `fits_a_place`."""
    if question.application is not None:
        application = with_blind_numbers(door, group.school, question.application)
        verdict = judge(door, group, Subject(application), now).verdict
        return Eligibility(
            "unknown",
            "remove" if "banned" in verdict.codes else "ask_to_apply",
            role=application.role,
            nickname=verdict.nickname,
            findings=verdict.findings,
            fits_a_place=bool(verdict.people) and not verdict.blocking,
            ambiguous="ambiguous_student" in verdict.codes,
        )
    return _by_nickname(door, group, question.nickname)


def _by_nickname(door: Door, group: Group, nickname: str) -> Eligibility:
    policy = door.policy(group)
    roster = door.rosters.read(group.school, group.id, group.roster)
    found = fits(nickname, policy, roster)
    return Eligibility(
        "unknown",
        "ask_to_apply",
        role=found[0].role if len(found) == 1 else "",
        nickname=found[0].nickname if len(found) == 1 else "",
        fits_a_place=bool(found),
        ambiguous=len(found) > 1,
    )
