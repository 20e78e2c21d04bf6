"""Whom a group knows without a seat: a bot, a school leader, a life teacher, a second phone
(T17, H2). No audit finds anything about them until what was agreed is over."""

from __future__ import annotations

from dataclasses import dataclass, field

from onboarding.rules import errors
from onboarding.rules.application import Account
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.settling import once
from onboarding.storage import ids
from onboarding.storage.others import KnownOther
from onboarding.storage.outcome import Done, Event, Idempotency

__all__ = ["KnownOther", "NewOther", "drop", "keep", "of_group"]


@dataclass(frozen=True, slots=True)
class NewOther:
    """Somebody to be known by nickname or account, or both; why, who consented, until when (ms;
    None without end)."""

    reason: str = field(repr=False)
    consented_by: str = field(repr=False)
    nickname: str = field(default="", repr=False)
    account: Account | None = field(default=None, repr=False)
    until: int | None = None


def of_group(door: Door, caller: Caller, group_id: str) -> list[KnownOther]:
    """All whom the group knows, those whose time is over among them, the one kept first in
    front. Raises errors.NotAllowed, NotFound."""
    require(caller, "member_read", group_id)
    door.groups.get(caller.school, group_id)
    return door.others.of_group(caller.school, group_id)


def keep(
    door: Door, caller: Caller, group_id: str, new: NewOther, idem: Idempotency | None = None
) -> KnownOther:
    """Know somebody. Raises errors.NotAllowed, NotFound, GroupClosed, Invalid (`nickname`,
    `reason`, `consented_by`, `until`), TooMany, IdempotencyConflict."""
    require(caller, "member_write", group_id)
    group, now = door.groups.get(caller.school, group_id), door.clock()
    if not new.nickname.strip() and new.account is None:
        raise errors.Invalid(field="nickname", reason="required")
    for name in ("reason", "consented_by"):
        if not getattr(new, name).strip():
            raise errors.Invalid(field=name, reason="required")
    if new.until is not None and new.until <= now:
        raise errors.Invalid(field="until", reason="past")
    other = KnownOther(
        id=ids.new_request_id(),
        reason=new.reason.strip(),
        consented_by=new.consented_by.strip(),
        kept_at=now,
        kept_by=caller.ref,
        nickname=new.nickname.strip(),
        account=new.account,
        until=new.until,
    )
    event = Event("other.kept", caller.ref, now, group.id, other.id)

    def kept(earlier: Done) -> KnownOther:
        return door.others.get(group.school, group.id, earlier.record)

    def change() -> KnownOther:
        if group.closed:
            raise errors.GroupClosed
        return kept(door.others.keep(group.school, group.id, other, event, idem))

    made = once(door.memory, idem, kept, change)
    door.hint(group.school)
    return made


def drop(
    door: Door, caller: Caller, group_id: str, other_id: str, idem: Idempotency | None = None
) -> None:
    """Know somebody no longer. Raises errors.NotAllowed, NotFound, IdempotencyConflict."""
    require(caller, "member_write", group_id)
    group = door.groups.get(caller.school, group_id)
    event = Event("other.dropped", caller.ref, door.clock(), group.id, other_id)
    if door.memory.recall(idem) is None:
        door.others.drop(group.school, group.id, other_id, event, idem)
        door.hint(group.school)
