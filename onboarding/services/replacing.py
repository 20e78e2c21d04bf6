"""One guardian takes another's seat beside a student, in one step and with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from onboarding.rules import errors, journey
from onboarding.services.approving import Approval, Placing, give_places, judged_to_approve
from onboarding.services.callers import Caller, require
from onboarding.services.deciding import decidable, signed, until_decided
from onboarding.services.door import Door
from onboarding.services.judging import asked_for
from onboarding.services.membership import join_if_ready
from onboarding.storage.approvals import Ending
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event, Idempotency
from onboarding.storage.requestrecord import Request

TOLD = "seat_given_to_other"
"""The reason that whoever gave the seat up is told; the admin's own stays in the trail."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Whose place is given to a request, and why.

    `holder`: the record that gives its places up, decided on at `holder_version`; `reason` a
    code of journey.REPLACE_REASONS; `note` is for that person. `approval` is what an approval
    of the request says, with the version of the request.
    """

    approval: Approval
    holder: str
    holder_version: int | None
    reason: str
    note: str = ""


def replace_by(
    door: Door,
    caller: Caller,
    group_id: str,
    request_id: str,
    replacement: Replacement,
    idem: Idempotency | None = None,
) -> Request:
    """Give a request the place of whoever sits there: the one is approved, the other leaves
    (or loses the approval that was not used yet), together or not at all.

    A refused request takes a place only where a seat was what it lacked. The holder gives up
    all places that it has in the group. Raises as `decisions.approve`, errors.Stale with
    `record` where it is the holder that moved on, Invalid (`other`: `another_place` where the
    holder sits elsewhere, or the request claims a place of its own; `reason`).
    """
    _may_replace(caller, group_id, replacement)
    approval = replacement.approval

    def attempt() -> Request:
        old, now = decidable(door, caller.school, group_id, request_id, approval.version, "replace")
        if not may_take(old, now):
            raise errors.IllegalMove(move="replace", state="refused")
        holder = _holder(door, caller.school, group_id, replacement)
        group = door.groups.get(caller.school, group_id)
        judged = judged_to_approve(door, group, old, approval, now, leaving=holder.id)
        if judged.verdict.claims or not set(holder.people) & set(judged.verdict.people):
            raise errors.Invalid(field="other", reason="another_place")
        placing = Placing(
            "replace",
            giving=_giving(door, caller, group, holder, old, replacement, now),
            who=judged.read.who if old.state == "refused" else {},
            facts={"reason": replacement.reason, "instead_of": holder.id},
            idem=idem,
        )
        give_places(door, caller, group, old, judged, approval, now, placing)
        return door.requests.get(caller.school, request_id)

    placed = until_decided(door, caller.school, request_id, attempt, idem)
    return join_if_ready(door, placed, caller.ref)


def _may_replace(caller: Caller, group_id: str, replacement: Replacement) -> None:
    require(caller, "request_decide", group_id)
    require(caller, "request_remove", group_id)
    if replacement.approval.overrides:
        require(caller, "override", group_id)
        if not replacement.approval.reason.strip():
            raise errors.Invalid(field="override_reason", reason="required")
    journey.known_reason("replace", replacement.reason)


def holders(door: Door, group: Group, taker: Request) -> list[Request]:
    """Who sits in the places that a request asks for."""
    now = door.clock()
    people = taker.verdict.people or asked_for(taker.verdict)
    sitting = (door.overview.around(group.school, group.id, p, now)[0] for p in people)
    return door.requests.many(group.school, dict.fromkeys(chain.from_iterable(sitting)))


def takers(door: Door, group: Group, holder: Request) -> list[Request]:
    """Who asks for a place that somebody holds, and whom only the lack of one kept out."""
    now = door.clock()
    asking = (door.overview.around(group.school, group.id, p, now)[1] for p in holder.people)
    found = door.requests.many(group.school, dict.fromkeys(chain.from_iterable(asking)))
    refused = door.requests.in_state(group.school, group.id, "refused")
    return [
        each
        for each in (*found, *refused)
        if may_take(each, now) and set(holder.people) & {*each.verdict.people, *each.asking}
    ]


def may_take(request: Request, now: int) -> bool:
    """Whether a request can be given somebody's place: it is open, or was refused because no
    seat was left."""
    if request.state_at(now) == "refused":
        return not request.forgotten and "seats_full" in request.verdict.codes
    return request.state_at(now) in journey.MOVES["replace"].starts


def _holder(door: Door, school: str, group_id: str, replacement: Replacement) -> Request:
    try:
        holder, _ = decidable(
            door, school, group_id, replacement.holder, replacement.holder_version, "hand_over"
        )
    except errors.Stale as stale:
        raise errors.Stale(**stale.facts, record=replacement.holder) from None
    return holder


def _giving(
    door: Door,
    caller: Caller,
    group: Group,
    holder: Request,
    taker: Request,
    replacement: Replacement,
    now: int,
) -> Ending:
    """The holder's record as it ends: its account unbound, its code over."""
    ended = replace(
        holder,
        state=journey.handed_over(holder.state_at(now)),
        expires_at=None,
        account="",
        code="",
        reason=TOLD,
        note=replacement.note,
    )
    event = Event(
        "member.replaced",
        caller.ref,
        now,
        group.id,
        holder.id,
        article=door.policy(group).articles.get("seats_full", ""),
        facts={"reason": replacement.reason, "state": ended.state, "by": taker.id},
    )
    return Ending(holder, signed(ended, "hand_over", caller.ref, now), event)
