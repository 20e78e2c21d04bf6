"""The parts of an approval: whether a verdict lets it stand, whom it seats, what it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from onboarding.rules import errors, journey
from onboarding.rules.entry import Clock
from onboarding.rules.journey import State
from onboarding.rules.kinds import Kind
from onboarding.rules.verdicts import Verdict
from onboarding.services.callers import Caller
from onboarding.services.deciding import signed
from onboarding.services.door import Door
from onboarding.services.entries import approvals_clock
from onboarding.services.judging import Judged, asked_for, judge_request
from onboarding.storage import ids
from onboarding.storage.approvals import Basis, Ending
from onboarding.storage.groups import Group
from onboarding.storage.lines import Line
from onboarding.storage.outcome import Event, Idempotency, Moved
from onboarding.storage.requestrecord import Request

# What the script refuses with a conflict of its own, however it is looked at.
_CONFLICTS: Final[Mapping[str, type[errors.Refusal]]] = {
    "seats_full": errors.SeatsFull,
    "account_taken": errors.AccountTaken,
}


@dataclass(frozen=True, slots=True)
class Approval:
    """What an admin says when approving.

    `version`: the request version decided on (If-Match). `people`: the roster ids the
    request stands for, where identity is open. `overrides`: codes of blocking findings
    taken upon oneself, with the `reason` why.
    """

    version: int | None
    people: tuple[str, ...] = ()
    overrides: frozenset[str] = frozenset()
    reason: str = ""


def may_stand(verdict: Verdict, policy: Kind) -> None:
    """Return if nothing blocks that wasn't overridden, and it is clear who is meant.

    Raises errors.SeatsFull, AccountTaken, NotOverridable, OverrideMissing, StudentUnsettled.
    """
    codes = tuple(finding.code for finding in verdict.blocking)
    for finding in verdict.blocking:
        if finding.code in _CONFLICTS and not policy.overridable(finding.code):
            raise _CONFLICTS[finding.code](**finding.facts)
    hard = tuple(code for code in codes if not policy.overridable(code))
    if hard:
        raise errors.NotOverridable(codes=hard)
    if codes:
        raise errors.OverrideMissing(codes=codes)
    # Only who names nobody at all is admitted without a place, which took an override.
    candidates = asked_for(verdict)
    if not verdict.people and candidates:
        raise errors.StudentUnsettled(candidates=candidates)


def known_people(
    door: Door, group: Group, policy: Kind, role_id: str, people: tuple[str, ...]
) -> tuple[str, ...]:
    """The people an admin picked, in roster order. Raises errors.Invalid(field="people") for
    somebody whom the role isn't proven by, or who has left."""
    role = policy.roles.get(role_id)
    if not people or role is None:
        return ()
    roster = door.rosters.read(group.school, group.id, group.roster)
    fitting = {person.id for person in roster.section(role.section)}
    if not fitting.issuperset(people):
        raise errors.Invalid(field="people", reason="unknown")
    return tuple(person.id for person in roster.people if person.id in people)


@dataclass(frozen=True, slots=True)
class Placing:
    """The move by which places are given, the record that gives its own up for it, whom the
    request is found by from now on, where it was over, and what else the event tells."""

    move: str
    giving: Ending | None = None
    who: Mapping[str, Line] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    idem: Idempotency | None = None


def judged_to_approve(
    door: Door, group: Group, old: Request, approval: Approval, now: int, leaving: str = ""
) -> Judged:
    """The verdict on a request now, if it lets the approval stand. `leaving`: the record
    whose places are given up for it. Raises as `may_stand`, and errors.Invalid (`people`)."""
    picked = known_people(door, group, door.policy(group), old.role, approval.people)
    judged = judge_request(
        door, group, old, now, people=picked, overridden=approval.overrides, leaving=leaving
    )
    may_stand(judged.verdict, judged.policy)
    return judged


def give_places(
    door: Door,
    caller: Caller,
    group: Group,
    old: Request,
    judged: Judged,
    approval: Approval,
    now: int,
    placing: Placing,
) -> None:
    """Approve the request under this verdict, ending what it takes over or replaces.

    Raises errors.SeatsFull, Stale, Moved, CodeTaken, IdempotencyConflict.
    """
    verdict, policy = judged.verdict, judged.policy
    move = "claim" if verdict.claims else placing.move
    clock = approvals_clock(door, group, policy, now)
    new = signed(approved(old, verdict, approval, clock), move, caller.ref, now)
    bars = door.blinds.bars(group, policy, new.application, new.people, new.account)
    new = replace(new, bars=tuple(bar.blind for bar in bars))
    facts: dict[str, object] = {"codes": sorted(verdict.codes), **placing.facts}
    if verdict.claims:
        facts |= {"state": new.state, "as": "claim"}
    if approval.overrides:
        facts |= {"overridden": sorted(approval.overrides & verdict.codes)}
    giving = (placing.giving,) if placing.giving else ()
    door.approvals.approve(
        old,
        new,
        Event("request.approved", caller.ref, now, group.id, old.id, facts=facts),
        Basis(
            versions=group.versions,
            limit=seat_limit(policy, old.role, approval.overrides | old.overridden),
            account_seen=judged.read.account_seen,
            who=placing.who,
        ),
        endings=(*giving, *taken_over(door, old, verdict, now, caller.ref)),
        idem=placing.idem,
    )


def approved(old: Request, verdict: Verdict, approval: Approval, clock: Clock) -> Request:
    """The request as it stands once approved: who claims a place in the group is in it."""
    state: State = "joined" if verdict.claims else "approved"
    return replace(
        old,
        state=state,
        people=verdict.people,
        verdict=verdict,
        asking=(),
        nickname=verdict.nickname,
        code=ids.new_code(),
        expires_at=None if verdict.claims else clock.expires_at,
        unspent=None if verdict.claims else clock.unspent,
        invited_at=None,
        invited_by="",
        overridden=old.overridden | (approval.overrides & verdict.codes),
        override_reason=approval.reason,
        reason="",
        shielded=False,
    )


def seat_limit(policy: Kind, role_id: str, overridden: frozenset[str]) -> int | None:
    """How many may hold one place: the guardians' maximum, or one for a place of one's own.

    None where an admin took it upon himself to go over a soft maximum.
    """
    if not policy.roles[role_id].beside:
        return 1
    over = "seats_full" in overridden and policy.overridable("seats_full")
    return None if policy.seats is None or over else policy.seats.maximum


def taken_over(
    door: Door, request: Request, verdict: Verdict, now: int, who: str
) -> Iterator[Ending]:
    """The records that an approval ends, whose places pass on: the one that it corrects or
    re-enters, and those whose places it claims (design §4, §5).

    A later correction that nobody has decided yet stays open, and takes over from this one
    in its turn. Raises Moved when a record is over meanwhile.
    """
    over = {verdict.attaches: verdict.attaches_as} | dict.fromkeys(verdict.claims, "claim")
    for record, taken_as in over.items():
        if not record:
            continue
        old = door.requests.get(request.school, record)
        if old.state_at(now) not in journey.LIVE:
            raise Moved
        later = old.attaches == request.id or old.submitted_at > request.submitted_at
        if not (later and old.state_at(now) in journey.OPEN):
            yield _superseded(old, taken_as, now, who)


def _superseded(old: Request, taken_as: str, now: int, who: str) -> Ending:
    ended = replace(
        old,
        state=journey.superseded(old.state_at(now)),
        changed_at=now,
        expires_at=None,
        account="",
        asking=(),
        code="",
        reason=taken_as,
        unclaimed=False,
    )
    facts = {"state": ended.state, "as": taken_as}
    return Ending(old, ended, Event("request.superseded", who, now, old.group, old.id, facts=facts))
