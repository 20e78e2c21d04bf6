"""Lists that somebody takes out of the door: who may, and that they did.

What is taken out is out of reach, so it takes more than to look at it: `roster_export` beside the
act of looking. That it was done is on record before the answer is given.
"""

from __future__ import annotations

from onboarding.rules.journey import HOLDS_PLACE
from onboarding.rules.roster import Roster
from onboarding.services import audits, rosters
from onboarding.services import members as sitting
from onboarding.services.audits import Worklist
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.members import SeatMap
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.requestrecord import Request


def roster(door: Door, caller: Caller, group_id: str) -> tuple[Group, Roster]:
    """The live list. Raises errors.NotAllowed, NotFound."""
    require(caller, "roster_export", group_id)
    group, listed = rosters.read(door, caller, group_id)
    _tell(door, caller, group, "roster.exported")
    return group, listed


def members(door: Door, caller: Caller, group_id: str) -> tuple[SeatMap, tuple[Request, ...]]:
    """Who holds a place or came in without one, and the places. Raises as `roster`."""
    found = _seats(door, caller, group_id, "members.exported")
    group, now = found.group, door.clock()
    return found, tuple(
        each
        for state in ("joined", "approved")
        for each in door.requests.in_state(group.school, group.id, state)
        if each.state_at(now) in HOLDS_PLACE
    )


def seats(door: Door, caller: Caller, group_id: str) -> SeatMap:
    """The places and who sits there. Raises as `roster`."""
    return _seats(door, caller, group_id, "seats.exported")


def findings(door: Door, caller: Caller, group_id: str) -> Worklist:
    """The work list that the audits have left. Raises as `roster`."""
    require(caller, "roster_export", group_id)
    work = audits.worklist(door, caller, group_id)
    _tell(door, caller, work.group, "findings.exported")
    return work


def _seats(door: Door, caller: Caller, group_id: str, what: str) -> SeatMap:
    require(caller, "roster_export", group_id)
    found = sitting.seats(door, caller, group_id)
    _tell(door, caller, found.group, what)
    return found


def _tell(door: Door, caller: Caller, group: Group, what: str) -> None:
    event = Event(what, caller.ref, door.clock(), group.id, group.id)
    door.events.tell(group.school, event)
    door.hint(group.school)
