"""What time brings. Each duty is one turn over all schools, done right however many
processes do it at once: the scripts let one of them win."""

from __future__ import annotations

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import audits, entries, membership, retention, rosters
from onboarding.services.door import Door

DUE_BATCH = 100
"""So many records a school in one turn: none of the other duties waits long."""


def expire(door: Door, now: int) -> int:
    """Record the deadlines that have passed, which frees their seats, and forget the personal
    fields of what ended long ago; how many records."""
    return sum(
        _due(door, school, request_id)
        for school in door.groups.schools()
        for request_id in door.requests.due(school, now, DUE_BATCH)
    )


def _due(door: Door, school: str, request_id: str) -> bool:
    try:
        return membership.expire(door, school, request_id) or retention.forget(
            door, school, request_id
        )
    except errors.NotFound:  # erased since the index was read
        return False


def tell_of_entries(door: Door, now: int) -> int:
    """Warn of pictures that lapse soon, and tell of those that have; how many."""
    return sum(
        entries.tell(door, school, group, due)
        for school in door.groups.schools()
        for group, due in door.entries.due(school, now)
    )


def forget_escalations(door: Door, now: int) -> int:
    """Forget what was written in matters that were closed long ago; how many."""
    return sum(
        _forgotten(door, school, escalation_id, due)
        for school in door.groups.schools()
        for escalation_id, due in door.escalations.due(school, now, DUE_BATCH)
    )


def _forgotten(door: Door, school: str, escalation_id: str, due: int) -> bool:
    try:
        return retention.forget_escalation(door, school, escalation_id, due)
    except errors.NotFound:  # another clock did since the index was read
        return False


def forget_departed(door: Door, now: int) -> int:
    """Take off the lists who left them long ago; how many lists that changes. Who still holds
    a place is looked at again a day later."""
    changed = 0
    for school in door.groups.schools():
        for group in door.rosters.forgetting(school, now):
            if rosters.forget_departed(door, school, group):
                changed += 1
            else:
                door.rosters.look_again(school, group, now + DAY)
    return changed


def forget_findings(door: Door, now: int) -> int:
    """Forget what audits found once its time is over; how many."""
    return sum(
        audits.forget(door, school, group)
        for school in door.groups.schools()
        for group in door.audits.due(school, now, DUE_BATCH)
    )


def sweep_rosters(door: Door, now: int) -> int:
    """Delete roster versions that were retired or never went live; how many."""
    return sum(door.rosters.sweep(school, now) for school in door.groups.schools())
