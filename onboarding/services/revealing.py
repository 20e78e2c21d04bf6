"""Personal details are shown when somebody asks for them, and that they asked is on record."""

from __future__ import annotations

from onboarding.rules.journey import OPEN
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage.outcome import Event
from onboarding.storage.requestrecord import Request


def may_reveal(door: Door, caller: Caller, made: Request) -> bool:
    """Whether the caller may see the personal details of a request or member.

    The committee sees those of requests that are being decided alone.
    """
    undecided = made.state_at(door.clock()) in OPEN | {"refused"}
    return caller.may("personal_reveal", made.group) or (
        undecided and caller.may("request_reveal", made.group)
    )


def reveal_request(door: Door, caller: Caller, made: Request) -> None:
    """Put on record that the caller looks at a request's details, before they are shown.

    Raises errors.NotAllowed.
    """
    if not may_reveal(door, caller, made):
        require(caller, "personal_reveal", made.group)
    _tell(door, caller, "request.revealed", made.group, made.id)


def reveal_roster(door: Door, caller: Caller, group_id: str, person_id: str = "") -> None:
    """The same for the details of a roster person, or of all ("").

    Raises errors.NotAllowed, NotFound.
    """
    require(caller, "personal_reveal", group_id)
    door.groups.get(caller.school, group_id)
    _tell(door, caller, "roster.revealed", group_id, person_id or group_id)


def _tell(door: Door, caller: Caller, what: str, group_id: str, record: str) -> None:
    door.events.tell(caller.school, Event(what, caller.ref, door.clock(), group_id, record))
    door.hint(caller.school)
