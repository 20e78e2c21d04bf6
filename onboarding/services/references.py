"""A new address for somebody's status page."""

from __future__ import annotations

from onboarding.rules import errors
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.links import new_link
from onboarding.services.revealing import reveal_request
from onboarding.services.settling import until_settled
from onboarding.storage.outcome import Event
from onboarding.storage.seal import digest


def renew(door: Door, caller: Caller, group_id: str, request_id: str) -> str:
    """The text of a new status reference, shown once; the old one ends.

    For an admin who sends somebody the way to the own request (a lost phone, a decision to
    tell). The page shows what was typed, so only who may see that makes its address, and that
    it was made is put on record as a look. A member whose place is unclaimed has no page before
    claiming it. Raises errors.NotAllowed, NotFound, Busy.
    """
    require(caller, "request_decide", group_id)

    def attempt() -> str:
        request = door.requests.get(caller.school, request_id)
        if request.group != group_id:
            raise errors.NotFound(what="request")
        if request.unclaimed:
            raise errors.NotFound(what="reference")
        reveal_request(door, caller, request)
        reference = new_link(caller.school)
        event = Event("request.reference_renewed", caller.ref, door.clock(), group_id, request_id)
        door.moves.renew_reference(request, digest(reference), event)
        return reference

    reference = until_settled(attempt)
    door.hint(caller.school)
    return reference
