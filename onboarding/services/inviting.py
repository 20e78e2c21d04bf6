"""Inviting people where an admin lets them in: whom to invite, and whom has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onboarding.rules import errors
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.entries import approved_now
from onboarding.services.membership import has_receipt
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.requestrecord import Request


@dataclass(frozen=True, slots=True)
class Invites:
    """Who is approved, has confirmed and isn't in yet, oldest request first: those to invite,
    and those who have been."""

    to_invite: tuple[Request, ...]
    invited: tuple[Request, ...]


def invites(door: Door, caller: Caller, group: Group) -> Invites:
    """The list to invite. Raises errors.NotAllowed."""
    require(caller, "member_write", group.id)
    waiting = [
        each
        for each in approved_now(door, group, door.clock())
        if has_receipt(group, each) and not each.application.already_inside
    ]
    return Invites(
        to_invite=tuple(each for each in waiting if each.invited_at is None),
        invited=tuple(each for each in waiting if each.invited_at is not None),
    )


def mark_invited(
    door: Door, caller: Caller, group: Group, request_ids: Sequence[str], *, invited: bool
) -> int:
    """Note that these were invited, or that they weren't after all; how many of them that
    is new for. Who isn't approved any more is left alone.

    Raises errors.NotAllowed, NotFound for a request of another group.
    """
    require(caller, "member_write", group.id)
    found = door.requests.many(group.school, dict.fromkeys(request_ids))
    if len(found) < len(set(request_ids)) or any(each.group != group.id for each in found):
        raise errors.NotFound(what="request")
    now = door.clock()
    what = "request.invited" if invited else "request.not_invited"
    changed = door.moves.mark_invited(
        group.school,
        {each.id: Event(what, caller.ref, now, group.id, each.id) for each in found},
        (now, caller.ref) if invited else None,
    )
    door.hint(group.school)
    return changed
