"""Checking again after the list changed: what the queue shows is what the list says now.

No request changes its state by it. A refused one that would pass now is told of, and only a
person opens it again.
"""

from __future__ import annotations

from dataclasses import replace

from onboarding.rules import errors
from onboarding.rules.journey import OPEN
from onboarding.rules.roster import Roster
from onboarding.rules.verdicts import Verdict
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.judging import asked_for, judge_request
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event, Moved
from onboarding.storage.requestrecord import Request


def recheck(door: Door, school: str, group_id: str) -> int:
    """Check the open requests of a group again; how many are found otherwise than before.

    Done twice it changes nothing more. A request that somebody changes meanwhile is left
    alone: it was checked under the new list already, or is no longer open.
    """
    group = door.groups.get(school, group_id)
    now = door.clock()
    changed = sum(
        _again(door, group, request, now)
        for state in sorted(OPEN)
        for request in door.requests.in_state(school, group_id, state)
        if request.state_at(now) in OPEN
    )
    if changed:
        door.hint(school)
    return changed


def would_pass(door: Door, caller: Caller, group_id: str) -> tuple[Request, ...]:
    """The refused requests of a group that would pass if they were handed in now, oldest
    first. Raises errors.NotAllowed, NotFound."""
    require(caller, "queue_read", group_id)
    group = door.groups.get(caller.school, group_id)
    return passing(door, group, door.rosters.read(group.school, group.id, group.roster))


def passing(door: Door, group: Group, roster: Roster) -> tuple[Request, ...]:
    """The refused requests that would pass under this list, oldest first."""
    now = door.clock()
    return tuple(
        request
        for request in door.requests.in_state(group.school, group.id, "refused")
        if not request.forgotten
        and not judge_request(door, group, request, now, roster=roster).verdict.blocking
    )


def _again(door: Door, group: Group, old: Request, now: int) -> bool:
    verdict = judge_request(door, group, old, now).verdict
    if _apart_from_versions(verdict) == _apart_from_versions(old.verdict):
        return False
    new = replace(
        old,
        verdict=verdict,
        asking=asked_for(verdict),
        nickname=verdict.nickname,
        attaches=verdict.attaches,
        attaches_as=verdict.attaches_as,
        changed_at=now,
    )
    facts = {"codes": sorted(verdict.codes)}
    event = Event("request.rechecked", "time", now, old.group, old.id, facts=facts)
    try:
        door.moves.make(old, new, event)
    except (errors.Stale, Moved):
        return False
    return True


def _apart_from_versions(verdict: Verdict) -> Verdict:
    return replace(verdict, versions=type(verdict.versions)())
