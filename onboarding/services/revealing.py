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
    event = Event("request.revealed", caller.ref, door.clock(), made.group, made.id)
    door.events.tell(caller.school, event, made.id)
    door.hint(caller.school)


def reveal_roster(door: Door, caller: Caller, group_id: str, person_id: str = "") -> None:
    """The same for the details of a roster person, or of all ("").

    Raises errors.NotAllowed, NotFound.
    """
    require(caller, "personal_reveal", group_id)
    door.groups.get(caller.school, group_id)
    record = person_id or group_id
    event = Event("roster.revealed", caller.ref, door.clock(), group_id, record)
    door.events.tell(caller.school, event)
    door.hint(caller.school)
