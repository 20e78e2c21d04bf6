"""The admin's errands: approve, decline, reopen, remove; and what happens to members:
join, leave, expire.

Approving is decided again at that moment: facts are read with their versions, checked, and
the script compares the versions and counts the seats itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from onboarding.rules import errors, journey
from onboarding.rules.covenant import Version
from onboarding.rules.verdicts import Ban
from onboarding.services.approving import (
    Approval,
    approved,
    known_people,
    may_stand,
    seat_limit,
    taken_over,
)
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.judging import asked_for, judge_request
from onboarding.services.settling import ATTEMPTS, once, until_settled
from onboarding.storage.facts import encode_ban
from onboarding.storage.groups import Group
from onboarding.storage.outcome import CodeTaken, Done, Event, Idempotency, Moved
from onboarding.storage.requests import FOREVER, Effects, Request

__all__ = [
    "Approval",
    "Removal",
    "approve",
    "decline",
    "expire",
    "has_receipt",
    "join",
    "join_if_ready",
    "leave",
    "remove",
    "reopen",
    "require_receipt",
    "stale",
]


def approve(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    approval: Approval,
    idem: Idempotency | None = None,
) -> Request:
    """Approve, holding the seats until the approval lapses or the person joins.

    Raises errors.NotAllowed, VersionMissing, Stale, IllegalMove, SeatsFull, AccountTaken,
    NotOverridable, OverrideMissing, StudentUnsettled, Invalid, Busy.
    """
    require(caller, "request_decide", group_id)
    if approval.overrides:
        require(caller, "override", group_id)
        if not approval.reason.strip():
            raise errors.Invalid(field="reason", reason="required")

    def attempt() -> Request:
        group, old, now = _decidable(
            door, caller, group_id, request_id, approval.version, "approve"
        )
        picked = known_people(door, group, door.policy(group), old.role, approval.people)
        judged = judge_request(door, group, old, now, people=picked, overridden=approval.overrides)
        verdict, policy = judged.verdict, judged.policy
        may_stand(verdict, policy)
        new = _signed(approved(old, verdict, policy, approval, now), "approve", caller.ref, now)
        bars = door.facts.bars(group, policy, new.application, new.people, new.account)
        new = replace(new, bars=tuple(bar.blind for bar in bars))
        facts: dict[str, object] = {"codes": sorted(verdict.codes)}
        if approval.overrides:
            facts |= {"overridden": sorted(approval.overrides & verdict.codes)}
        door.approvals.approve(
            old,
            new,
            Event("request.approved", caller.ref, now, group.id, old.id, facts=facts),
            versions=group.versions,
            limit=seat_limit(policy, old.role, approval.overrides | old.overridden),
            account_seen=judged.read.account_seen,
            takeover=taken_over(door, old, verdict, now, caller.ref),
            idem=idem,
        )
        return door.requests.get(caller.school, request_id)

    settled = _until_decided(door, caller.school, request_id, attempt, idem)
    door.hint(caller.school)
    if settled.application.already_inside:
        settled = _join_if_ready(door, settled, caller.ref)
    return settled


def decline(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    *,
    version: int | None,
    reason: str,
    note: str = "",
    idem: Idempotency | None = None,
) -> Request:
    """Decline with a coded reason; the note is for the applicant.

    Raises errors.NotAllowed, VersionMissing, Stale, IllegalMove, Invalid(field="reason").
    """
    require(caller, "request_decide", group_id)
    journey.known_reason("decline", reason)

    def change(_group: Group, old: Request, _now: int) -> tuple[Request, Effects]:
        new = replace(old, state="declined", expires_at=None, reason=reason, note=note)
        return new, Effects()

    return _decide(door, caller, group_id, request_id, "decline", version, change, idem)


def reopen(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    *,
    version: int | None,
    idem: Idempotency | None = None,
) -> Request:
    """Put a refused, declined or expired request back into the queue; the checks run
    again and blocking findings stay on it. Raises as `decline`."""
    require(caller, "request_decide", group_id)

    def change(group: Group, old: Request, now: int) -> tuple[Request, Effects]:
        if old.forgotten:
            raise errors.IllegalMove(move="reopen", state="forgotten")
        opened = replace(old, state="pending", people=(), reason="", note="", shielded=False)
        judged = judge_request(door, group, opened, now)
        new = replace(
            opened,
            verdict=judged.verdict,
            asking=asked_for(judged.verdict),
            nickname=judged.verdict.nickname,
            attaches=judged.verdict.attaches,
            attaches_as=judged.verdict.attaches_as,
            expires_at=journey.deadline(judged.policy, "pending", now),
        )
        # An approval that lapsed still has its code and may still stand in the seats' sets;
        # what was over may have been taken out of the index meanwhile.
        return new, Effects(hold="free", drop_code=True, who=judged.read.who)

    return _decide(door, caller, group_id, request_id, "reopen", version, change, idem)


@dataclass(frozen=True, slots=True)
class Removal:
    """Why somebody is removed: the article (M3, H3 …), a coded reason, and whether coming
    back is barred, until a time (ms) or without end (None)."""

    version: int | None
    article: str
    reason: str = "other"
    note: str = ""
    ban: bool = False
    ban_until: int | None = None


def remove(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    removal: Removal,
    idem: Idempotency | None = None,
) -> Request:
    """Remove a member, citing an article of the group's covenant; may ban (H3).

    Raises as `decline`, and errors.Invalid(field="article" or "ban_until").
    """
    require(caller, "request_remove", group_id)
    if removal.ban:
        require(caller, "request_ban", group_id)
    journey.known_reason("remove", removal.reason)
    now = door.clock()
    group = door.groups.get(caller.school, group_id)
    if removal.article not in {a.id for a in door.groups.covenant(group).articles}:
        raise errors.Invalid(field="article", reason="unknown")
    if removal.ban_until is not None and removal.ban_until <= now:
        raise errors.Invalid(field="ban_until", reason="past")

    effects = Effects("free", drop_code=True, bans=_bans(door, group, request_id, removal))

    def change(_group: Group, old: Request, _now: int) -> tuple[Request, Effects]:
        new = replace(
            old,
            state="removed",
            expires_at=None,
            reason=removal.reason,
            note=removal.note,
            article=removal.article,
        )
        return new, effects

    return _decide(door, caller, group_id, request_id, "remove", removal.version, change, idem)


def join(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    idem: Idempotency | None = None,
) -> Request:
    """Record that an approved person is in the group.

    Raises errors.NotAllowed, IllegalMove, ReceiptMissing (the current major covenant).
    """
    require(caller, "member_write", group_id)
    request = _of_group(door, caller.school, group_id, request_id)
    joined = _join(door, request, caller.ref, "bot", idem)
    door.hint(caller.school)
    return joined


def leave(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    idem: Idempotency | None = None,
) -> Request:
    """Record that a member left; the seat is free. Raises errors.NotAllowed, IllegalMove."""
    require(caller, "member_write", group_id)

    def attempt() -> Request:
        old = _of_group(door, caller.school, group_id, request_id)
        now = door.clock()
        journey.legal("leave", old.state_at(now), "bot")
        new = replace(old, state="left", changed_at=now, expires_at=None)
        event = Event("member.left", caller.ref, now, old.group, old.id)
        effects = Effects(hold="free", unbind=True, drop_code=True)
        door.requests.move(old, new, event, effects, idem)
        return door.requests.get(caller.school, request_id)

    left = once(door.memory, idem, _as_now(door, caller.school), lambda: until_settled(attempt))
    door.hint(caller.school)
    return left


def expire(door: Door, school: str, request_id: str) -> bool:
    """Record a deadline that has passed; True if this call did. Nothing for a request that
    moved on meanwhile."""
    old = door.requests.get(school, request_id)
    now = door.clock()
    if old.state_at(now) != "expired" or old.state == "expired":
        return False
    new = replace(old, state="expired", changed_at=now, expires_at=None)
    facts = {"from": old.state}
    event = Event("request.expired", "time", now, old.group, old.id, facts=facts)
    try:
        door.requests.move(old, new, event, Effects(hold="free", drop_code=True))
    except errors.Stale:
        return False
    door.hint(school)
    return True


def join_if_ready(door: Door, request: Request) -> Request:
    """Join somebody who said to be in the group already, once approved and confirmed."""
    return _join_if_ready(door, request, "applicant")


# -- the parts


def _join_if_ready(door: Door, request: Request, who: str) -> Request:
    try:
        return _join(door, request, who, "audit", None)
    except (errors.ReceiptMissing, errors.IllegalMove):
        return request


def _join(
    door: Door, request: Request, who: str, actor: journey.Actor, idem: Idempotency | None
) -> Request:
    def attempt() -> Request:
        old = door.requests.get(request.school, request.id)
        now = door.clock()
        journey.legal("join", old.state_at(now), actor)
        require_receipt(door.groups.get(old.school, old.group), old)
        new = replace(old, state="joined", changed_at=now, expires_at=None)
        event = Event("member.joined", who, now, old.group, old.id)
        door.requests.move(old, new, event, Effects(hold=FOREVER), idem)
        return door.requests.get(old.school, old.id)

    return once(door.memory, idem, _as_now(door, request.school), lambda: until_settled(attempt))


def require_receipt(group: Group, request: Request) -> None:
    """Return if the current major covenant was confirmed; raises errors.ReceiptMissing."""
    if not has_receipt(group, request):
        raise errors.ReceiptMissing(covenant=group.covenant)


def has_receipt(group: Group, request: Request) -> bool:
    """Whether the current major covenant was confirmed."""
    if not request.receipt:
        return False
    return Version.parse(request.receipt).major == Version.parse(group.covenant).major


def _of_group(door: Door, school: str, group_id: str, request_id: str) -> Request:
    request = door.requests.get(school, request_id)
    if request.group != group_id:
        raise errors.NotFound(what="request")
    return request


def _decidable(
    door: Door, caller: Caller, group_id: str, request_id: str, version: int | None, move: str
) -> tuple[Group, Request, int]:
    """The group and request as they are now, if this caller's decision still applies."""
    group = door.groups.get(caller.school, group_id)
    request = _of_group(door, caller.school, group_id, request_id)
    now = door.clock()
    if version is None:
        raise errors.VersionMissing
    if version != request.version:
        raise stale(request, now)
    journey.legal(move, request.state_at(now), "admin")
    return group, request, now


def stale(request: Request, now: int) -> errors.Stale:
    """What the loser is told: how it stands, and who decided what and when."""
    return errors.Stale(
        state=request.state_at(now),
        version=request.version,
        move=request.decided_move,
        decided_by=request.decided_by,
        decided_at=request.decided_at,
    )


def _decide(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    move: str,
    version: int | None,
    change: Callable[[Group, Request, int], tuple[Request, Effects]],
    idem: Idempotency | None,
) -> Request:
    def attempt() -> Request:
        group, old, now = _decidable(door, caller, group_id, request_id, version, move)
        changed, effects = change(group, old, now)
        new = _signed(changed, move, caller.ref, now)
        facts = {"reason": new.reason, "state": new.state} if new.reason else {"state": new.state}
        event = Event(
            _EVENTS[move], caller.ref, now, old.group, old.id, article=new.article, facts=facts
        )
        door.requests.move(old, new, event, effects, idem)
        return door.requests.get(caller.school, request_id)

    decided = _until_decided(door, caller.school, request_id, attempt, idem)
    door.hint(caller.school)
    return decided


_EVENTS = {"decline": "request.declined", "reopen": "request.reopened", "remove": "member.removed"}


def _until_decided(
    door: Door,
    school: str,
    request_id: str,
    attempt: Callable[[], Request],
    idem: Idempotency | None,
) -> Request:
    """Try again while facts move; a version that moved on is final for a decision."""

    def change() -> Request:
        for _ in range(ATTEMPTS):
            try:
                return attempt()
            except (Moved, CodeTaken):
                continue
            except errors.Stale as refusal:
                if refusal.facts:
                    raise
                raise stale(door.requests.get(school, request_id), door.clock()) from None
        raise errors.Busy

    return once(door.memory, idem, _as_now(door, school), change)


def _as_now(door: Door, school: str) -> Callable[[Done], Request]:
    """A replay: the record as it is now."""
    return lambda earlier: door.requests.get(school, earlier.record)


def _signed(request: Request, move: str, who: str, now: int) -> Request:
    return replace(request, changed_at=now, decided_by=who, decided_at=now, decided_move=move)


def _bans(door: Door, group: Group, request_id: str, removal: Removal) -> dict[str, str]:
    """A ban under everything it could be found by (H3)."""
    if not removal.ban:
        return {}
    request = _of_group(door, group.school, group.id, request_id)
    found = door.facts.bars(
        group, door.policy(group), request.application, request.people, request.account
    )
    return {
        bar.blind: encode_ban(
            Ban(removal.article, bar.on, removal.ban_until, bar.person, bar.relation)
        )
        for bar in found
    }
