"""What happens to those who were let in: join, leave, and what time ends.

Joining needs the receipt of the current major covenant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from onboarding.rules import errors, journey
from onboarding.rules.covenant import Version
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.settling import once, settled, until_settled
from onboarding.storage.groups import Group
from onboarding.storage.moves import FOREVER, Effects
from onboarding.storage.outcome import Done, Event, Idempotency
from onboarding.storage.requestrecord import Request


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
    request = of_group(door, caller.school, group_id, request_id)
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
        old = of_group(door, caller.school, group_id, request_id)
        now = door.clock()
        journey.legal("leave", old.state_at(now), "bot")
        new = replace(old, state="left", changed_at=now, expires_at=None)
        event = Event("member.left", caller.ref, now, old.group, old.id)
        effects = Effects(hold="free", unbind=True, drop_code=True)
        door.moves.make(old, new, event, effects, idem)
        return door.requests.get(caller.school, request_id)

    return settled(door, caller.school, idem, as_now(door, caller.school), attempt)


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
        door.moves.make(old, new, event, Effects(hold="free", drop_code=True))
    except errors.Stale:
        return False
    door.hint(school)
    return True


def join_if_ready(door: Door, request: Request, who: str) -> Request:
    """The request, joined where somebody who said to be in the group already is approved and
    has confirmed."""
    return join_seen(door, request, who) if request.application.already_inside else request


def join_seen(door: Door, request: Request, who: str) -> Request:
    """The request, joined where somebody who was seen inside is approved and has confirmed."""
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
        door.moves.make(old, new, event, Effects(hold=FOREVER), idem)
        return door.requests.get(old.school, old.id)

    return once(door.memory, idem, as_now(door, request.school), lambda: until_settled(attempt))


def require_receipt(group: Group, request: Request) -> None:
    """Return if the current major covenant was confirmed; raises errors.ReceiptMissing."""
    if not has_receipt(group, request):
        raise errors.ReceiptMissing(covenant=group.covenant)


def has_receipt(group: Group, request: Request) -> bool:
    """Whether the current major covenant was confirmed."""
    return confirms(request.receipt, group)


def confirms(receipt: str, group: Group) -> bool:
    """Whether a receipt ("" for none) is one of the group's current major covenant."""
    if not receipt:
        return False
    return Version.parse(receipt).major == Version.parse(group.covenant).major


def of_group(door: Door, school: str, group_id: str, request_id: str) -> Request:
    """One request of one group; raises errors.NotFound for one of another group."""
    request = door.requests.get(school, request_id)
    if request.group != group_id:
        raise errors.NotFound(what="request")
    return request


def as_now(door: Door, school: str) -> Callable[[Done], Request]:
    """What a replay answers: the record that was changed then, as it is now."""
    return lambda earlier: door.requests.get(school, earlier.record)
