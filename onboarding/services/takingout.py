"""Whoever gave a place up is in the chat until an admin takes them out, which the admin notes."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Final

from onboarding.rules import errors, journey
from onboarding.rules.journey import State
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.membership import of_group
from onboarding.services.settling import until_settled
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.requestrecord import Request

_GAVE_UP: Final[tuple[State, ...]] = ("left", "declined")


def gave_up(door: Door, caller: Caller, group: Group) -> list[Request]:
    """Who gave a place up and may be in the chat still, or was taken out of it: whoever was in
    the group, or had been shown the way in; without those who hold a place again under the
    same nickname, and those whose personal fields are forgotten. Raises errors.NotAllowed."""
    require(caller, "member_read", group.id)
    ended = chain.from_iterable(
        door.requests.in_state(group.school, group.id, state) for state in _GAVE_UP
    )
    found = [each for each in ended if _may_be_inside(each)]
    if not found:
        return []
    seated = chain.from_iterable(
        door.requests.in_state(group.school, group.id, state) for state in journey.HOLDS_PLACE
    )
    nicknames = {each.nickname for each in seated}
    return [each for each in found if each.nickname not in nicknames]


def mark_taken_out(
    door: Door, caller: Caller, group_id: str, request_id: str, *, out: bool
) -> Request:
    """Note that whoever gave a place up was taken out of the chat, or wasn't after all.

    Raises errors.NotAllowed, NotFound for any other request.
    """
    require(caller, "member_write", group_id)

    def attempt() -> Request:
        old = of_group(door, caller.school, group_id, request_id)
        if not _may_be_inside(old):
            raise errors.NotFound(what="request")
        if (old.taken_out_at is not None) == out:
            return old
        now = door.clock()
        what = "member.taken_out" if out else "member.not_taken_out"
        event = Event(what, caller.ref, now, old.group, old.id)
        door.moves.make(old, replace(old, taken_out_at=now if out else None), event)
        return door.requests.get(caller.school, request_id)

    marked = until_settled(attempt)
    door.hint(caller.school)
    return marked


def _may_be_inside(request: Request) -> bool:
    gave = request.decided_move == "hand_over" and request.state in _GAVE_UP
    shown = request.state == "left" or bool(request.receipt)
    return gave and shown and not request.forgotten
