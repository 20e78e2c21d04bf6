"""The admin's errands: approve, decline, reopen, remove.

Approving is decided again at that moment: facts are read with their versions, checked, and
the script compares the versions and counts the seats itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from onboarding.rules import errors, journey
from onboarding.rules.verdicts import Ban
from onboarding.services.approving import Approval, Placing, give_places, judged_to_approve
from onboarding.services.callers import Caller, require
from onboarding.services.deciding import decidable, signed, until_decided
from onboarding.services.door import Door
from onboarding.services.judging import asked_for, judge_request
from onboarding.services.membership import join_if_ready, of_group
from onboarding.storage.codec import pack_ban
from onboarding.storage.groups import Group
from onboarding.storage.moves import Effects
from onboarding.storage.outcome import Event, Idempotency
from onboarding.storage.requestrecord import Request

__all__ = [
    "Approval",
    "Removal",
    "approve",
    "decline",
    "remove",
    "reopen",
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
        old, now = decidable(door, caller.school, group_id, request_id, approval.version, "approve")
        group = door.groups.get(caller.school, group_id)
        judged = judged_to_approve(door, group, old, approval, now)
        give_places(door, caller, group, old, judged, approval, now, Placing("approve", idem=idem))
        return door.requests.get(caller.school, request_id)

    placed = until_decided(door, caller.school, request_id, attempt, idem)
    return join_if_ready(door, placed, caller.ref)


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


# -- the parts


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
        old, now = decidable(door, caller.school, group_id, request_id, version, move)
        group = door.groups.get(caller.school, group_id)
        changed, effects = change(group, old, now)
        new = signed(changed, move, caller.ref, now)
        facts = {"reason": new.reason, "state": new.state} if new.reason else {"state": new.state}
        event = Event(
            _EVENTS[move], caller.ref, now, old.group, old.id, article=new.article, facts=facts
        )
        door.moves.make(old, new, event, effects, idem)
        return door.requests.get(caller.school, request_id)

    return until_decided(door, caller.school, request_id, attempt, idem)


_EVENTS = {"decline": "request.declined", "reopen": "request.reopened", "remove": "member.removed"}


def _bans(door: Door, group: Group, request_id: str, removal: Removal) -> dict[str, str]:
    """A ban under everything it could be found by (H3)."""
    if not removal.ban:
        return {}
    request = of_group(door, group.school, group.id, request_id)
    found = door.blinds.bars(
        group, door.policy(group), request.application, request.people, request.account
    )
    return {
        bar.blind: pack_ban(
            Ban(removal.article, bar.on, removal.ban_until, bar.person, bar.relation)
        )
        for bar in found
    }
