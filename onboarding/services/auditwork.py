"""What is done about an audit's items: settled, opened again, reminded of, adopted.

An audit removes nobody. Here a person does, or says that it was done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from onboarding.rules import errors
from onboarding.rules import worklist as worklists
from onboarding.rules.auditing import Candidate, Item
from onboarding.rules.journey import HOLDS_PLACE
from onboarding.rules.worklist import WorkItem
from onboarding.services import adopting, auditboards, audits, decisions, membership
from onboarding.services.adopting import Placement
from onboarding.services.callers import Caller, require
from onboarding.services.decisions import Removal
from onboarding.services.door import Door
from onboarding.services.settling import once
from onboarding.storage.outcome import Done, Idempotency
from onboarding.storage.requestrecord import Request

MOST_AT_ONCE: Final = 500

_REMOVED_FOR: Final[Mapping[str, str]] = {
    "outside_invitee": "outside_invitee",
    "not_on_roster": "not_in_class",
    "other_class": "not_in_class",
    "left_roster": "not_in_class",
    "student_not_admitted": "not_in_class",
    "seats_full": "over_limit",
    "nickname_wrong": "nickname_not_corrected",
    "nickname_impersonates_staff": "nickname_not_corrected",
}
"""The coded reason of a removal for what an audit found; any other is `other`."""


class Adopted(NamedTuple):
    """What became of one item: the new member's record, or why there is none."""

    item: str
    request: Request | None
    refusal: errors.Refusal | None


def settle(
    door: Door,
    caller: Caller,
    group_id: str,
    item_id: str,
    how: Literal["handled", "ignored"],
    reason: str = "",
    idem: Idempotency | None = None,
) -> WorkItem:
    """Close an item: done, or to be ignored for a reason.

    Done means more where it is about a member: who is to be removed is removed, citing the
    article; who is absent has left. Raises errors.NotAllowed, NotFound, IllegalMove for one
    that is closed, Invalid (`reason`), FindingGone where who is to be removed is fine again,
    and what decisions.remove and membership.leave raise.
    """
    require(caller, "audit_run", group_id)
    if how == "ignored" and not reason.strip():
        raise errors.Invalid(field="reason", reason="required")

    if how == "handled":

        def standing(_earlier: Done) -> WorkItem:
            return audits.one(door, caller, group_id, item_id)

        def handled() -> WorkItem:
            return _handled(door, caller, group_id, item_id, reason.strip(), idem)

        return once(door.memory, idem, standing, handled)

    def ignored(old: WorkItem, now: int) -> WorkItem:
        return auditboards.settled(old, how, caller, now, reason.strip())

    return _change_one(door, caller, group_id, item_id, "audit.ignored", ignored, idem)


def reopen(
    door: Door, caller: Caller, group_id: str, item_id: str, idem: Idempotency | None = None
) -> WorkItem:
    """Put a closed item back among what is to be done. Raises errors.NotAllowed, NotFound,
    IllegalMove for one that is open."""
    require(caller, "audit_run", group_id)

    def opened(old: WorkItem, _now: int) -> WorkItem:
        if old.status == "open":
            raise errors.IllegalMove(move="reopen", state=old.status)
        return auditboards.as_open(old)

    return _change_one(door, caller, group_id, item_id, "audit.reopened", opened, idem)


def remind(
    door: Door,
    caller: Caller,
    group_id: str,
    item_ids: Sequence[str],
    idem: Idempotency | None = None,
) -> tuple[WorkItem, ...]:
    """Note that the group was reminded of these items; those of which it is too early to
    remind again, or of which nobody can be reminded, stay as they are. All as they are now.

    Raises errors.NotAllowed, NotFound, Invalid (`items`).
    """
    require(caller, "audit_run", group_id)
    if not 0 < len(item_ids) <= MOST_AT_ONCE:
        raise errors.Invalid(field="items", reason="count")

    def change(found: Mapping[str, WorkItem], now: int) -> list[WorkItem]:
        return [worklists.reminded(work, now) for work in found.values() if work.may_remind(now)]

    return auditboards.change(door, caller, group_id, item_ids, "audit.reminded", change, idem)


def adopt(
    door: Door,
    caller: Caller,
    group_id: str,
    item_ids: Sequence[str],
    idems: Mapping[str, Idempotency] | None = None,
) -> list[Adopted]:
    """Take in whoever these `adopt` items are about, and close those items, each by itself.

    One that is closed is refused as errors.IllegalMove. Raises errors.NotAllowed, NotFound for
    an item that isn't there, Invalid (`items`), and what adopting.adopt raises.
    """
    require(caller, "audit_run", group_id)
    if not 0 < len(item_ids) <= MOST_AT_ONCE:
        raise errors.Invalid(field="items", reason="count")
    wanted = dict.fromkeys(item_ids)
    found = {w.id: w for w in door.audits.many(caller.school, group_id, wanted)}
    if found.keys() != wanted.keys():
        raise errors.NotFound(what="item")
    if any(work.item.what != "adopt" for work in found.values()):
        raise errors.Invalid(field="items", reason="unacceptable")
    placements = {
        work.id: _placement(work.item, (idems or {}).get(work.id)) for work in found.values()
    }
    return _take_in(door, caller, group_id, placements)


def place(
    door: Door,
    caller: Caller,
    group_id: str,
    item_id: str,
    meant: Candidate,
    idem: Idempotency | None = None,
) -> Adopted:
    """Take in somebody whom nothing but a person can place, as the one `meant`, and close the
    item.

    Raises errors.NotAllowed, NotFound, IllegalMove for an item that is closed, Invalid
    (`candidate`) for somebody whom the item doesn't name, and what adopting.adopt raises.
    """
    require(caller, "audit_run", group_id)
    work = door.audits.get(caller.school, group_id, item_id)
    if meant not in work.item.candidates:
        raise errors.Invalid(field="candidate", reason="unknown")
    as_meant = replace(work.item, role=meant.role, people=meant.people, relation=meant.relation)
    there = _placement(as_meant, idem)
    [adopted] = _take_in(door, caller, group_id, {item_id: there})
    if isinstance(adopted.refusal, errors.IllegalMove):
        raise adopted.refusal
    return adopted


def removal_reason(code: str) -> str:
    """The coded reason with which a member is removed for what an audit found."""
    return _REMOVED_FOR.get(code, "other")


# -- the parts


def _handled(
    door: Door, caller: Caller, group_id: str, item_id: str, reason: str, idem: Idempotency | None
) -> WorkItem:
    """Close the item, then do what that means; the key goes with the last of it."""
    work = door.audits.get(caller.school, group_id, item_id)
    errand = _errand(door, caller, group_id, work.item) if work.status == "open" else None

    def handled(old: WorkItem, now: int) -> WorkItem:
        return auditboards.settled(old, "handled", caller, now, reason)

    key = None if errand else idem
    closed = _change_one(door, caller, group_id, item_id, "audit.handled", handled, key)
    if errand:
        try:
            errand(idem)
        except errors.Refusal:
            auditboards.open_again(door, caller, group_id, {item_id: closed})
            raise
    return closed


def _errand(
    door: Door, caller: Caller, group_id: str, item: Item
) -> Callable[[Idempotency | None], Request] | None:
    """What closing an item as done means for the member that it is about; None for nothing.
    Raises errors.NotAllowed, FindingGone."""
    if not item.record or item.what not in ("remove", "absent"):
        return None
    request = membership.of_group(door, caller.school, group_id, item.record)
    state = request.state_at(door.clock())
    if item.what == "remove" and state in HOLDS_PLACE:
        require(caller, "request_remove", group_id)
        if not audits.found_again(door, door.groups.get(caller.school, group_id), item):
            raise errors.FindingGone(finding=item.code)
        removal = Removal(request.version, item.article, removal_reason(item.code))
        return lambda idem: decisions.remove(door, caller, group_id, request.id, removal, idem)
    if item.what == "absent" and state == "joined":
        require(caller, "member_write", group_id)
        return lambda idem: membership.leave(door, caller, group_id, request.id, idem)
    return None


def _placement(item: Item, idem: Idempotency | None) -> Placement:
    return Placement(
        item.role, item.people, item.relation, item.nickname, item.account, item.proven, idem
    )


def _take_in(
    door: Door, caller: Caller, group_id: str, placements: Mapping[str, Placement]
) -> list[Adopted]:
    """Close the items that are open and take in who they are about, so that nobody is taken in
    by one item twice; what is refused is open again. A call made before answers as before."""
    adopting.may_adopt(door, caller, group_id)
    earlier = {i for i, each in placements.items() if _remembered(door, each.idem)}
    mine = auditboards.close(door, caller, group_id, placements.keys() - earlier)
    acting = [item for item in placements if item in mine or item in earlier]
    try:
        wanted = [placements[item] for item in acting]
        results = adopting.adopt(door, caller, group_id, wanted) if wanted else []
    except errors.Refusal:
        auditboards.open_again(door, caller, group_id, mine)
        raise
    by_item = dict(zip(acting, results, strict=True))
    refused = {i: work for i, work in mine.items() if by_item[i].refusal}
    auditboards.open_again(door, caller, group_id, refused)
    states = door.audits.many(caller.school, group_id, placements.keys() - by_item.keys())
    closed = {w.id: errors.IllegalMove(move="adopt", state=w.status) for w in states}
    return [
        Adopted(i, by_item[i].request, by_item[i].refusal)
        if i in by_item
        else Adopted(i, None, closed[i])
        for i in placements
    ]


def _remembered(door: Door, idem: Idempotency | None) -> bool:
    try:
        return door.memory.recall(idem) is not None
    except errors.IdempotencyConflict:
        return True  # refused by whoever makes the change


def _change_one(
    door: Door,
    caller: Caller,
    group_id: str,
    item_id: str,
    what: str,
    changed: Callable[[WorkItem, int], WorkItem],
    idem: Idempotency | None,
) -> WorkItem:
    def change(found: Mapping[str, WorkItem], now: int) -> list[WorkItem]:
        return [changed(found[item_id], now)]

    return auditboards.change(door, caller, group_id, [item_id], what, change, idem)[0]
