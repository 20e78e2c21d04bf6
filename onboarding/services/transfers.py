"""Pupils go from one group's list to another's of the same school: both change, or neither.

One pupil who changes class, a class that is split and two that become one are the same errand.
Nobody loses a place by it: who holds one beside the pupil in the old group is listed there as
with every departure, and asks for one in the new group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onboarding.rules import errors, transfer
from onboarding.rules.rosterchange import Change
from onboarding.services import publishing
from onboarding.services.callers import Caller
from onboarding.services.door import Door
from onboarding.services.settling import settled
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Done, Event, Idempotency

Versions = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Transfer:
    """What becomes of two groups' lists."""

    source: Group
    target: Group
    leaving: Change
    coming: Change

    @property
    def versions(self) -> Versions:
        """The versions of the two lists that it was worked out against."""
        return self.source.roster, self.target.roster


def may_move(caller: Caller, *groups: str) -> bool:
    """Whether the caller may move pupils among these groups: who plans for the school may, and
    who may write every one of the lists."""
    return caller.may("school_plan", "") or all(caller.may("roster_write", g) for g in groups)


def targets(door: Door, caller: Caller, group_id: str) -> list[Group]:
    """The open groups to which the caller may move pupils of this one, of its own kind first."""
    kind = door.groups.get(caller.school, group_id).kind
    others = [g for g in door.groups.ids(caller.school) if g != group_id]
    wanted = [g for g in others if may_move(caller, group_id, g)]
    found = door.groups.many(caller.school, wanted) if wanted else []
    taking = [group for group in found if not group.closed and _has_pupils(door, group)]
    return sorted(taking, key=lambda group: group.kind != kind)


def preview(
    door: Door, caller: Caller, group_id: str, target_id: str, people: Sequence[str]
) -> Transfer:
    """What moving these pupils would come to; nothing is changed. Raises as `move`."""
    _require(caller, group_id, target_id)
    return _worked_out(door, caller, group_id, target_id, people)


def move(
    door: Door,
    caller: Caller,
    group_id: str,
    target_id: str,
    people: Sequence[str],
    *,
    against: Versions | None = None,
    idem: Idempotency | None = None,
) -> None:
    """Move pupils from one group's list to another's. `against` are the versions of the two
    that were previewed; None for whichever are live.

    Raises errors.NotAllowed, NotFound, GroupClosed, RosterMoved, Busy, and Invalid as
    `transfer.transferred`, or (`field` target) for the same group or one without pupils.
    """
    _require(caller, group_id, target_id)

    def attempt() -> None:
        planned = _worked_out(door, caller, group_id, target_id, people)
        if against is not None and planned.versions != against:
            raise errors.RosterMoved(version=planned.source.roster)
        now, came = door.clock(), len(planned.leaving.gone)
        told = (
            Event("roster.pupils_sent", caller.ref, now, group_id, group_id, "", {"to": target_id}),
            Event(
                "roster.pupils_received",
                caller.ref,
                now,
                target_id,
                target_id,
                facts={"from": group_id, "came": came},
            ),
        )
        door.rosters.publish(
            publishing.staged(door, planned.source, planned.leaving, told[0]),
            publishing.staged(door, planned.target, planned.coming, told[1]),
            idem=idem,
        )

    def replay(_earlier: Done) -> None:
        """It was done."""

    settled(door, caller.school, idem, replay, attempt)


def _worked_out(
    door: Door, caller: Caller, group_id: str, target_id: str, people: Sequence[str]
) -> Transfer:
    source, target = (door.groups.get(caller.school, each) for each in (group_id, target_id))
    if source.id == target.id:
        raise errors.Invalid(field="target", reason="unchanged")
    if not _has_pupils(door, target):
        raise errors.Invalid(field="target", reason="unknown_section")
    if target.closed:
        raise errors.GroupClosed
    here, there = (door.rosters.read(g.school, g.id, g.roster) for g in (source, target))
    leaving, coming = transfer.transferred(here, there, people, door.clock())
    return Transfer(source, target, leaving, coming)


def _has_pupils(door: Door, group: Group) -> bool:
    return any(role.section == transfer.MOVING for role in door.policy(group).roles.values())


def _require(caller: Caller, *groups: str) -> None:
    if not may_move(caller, *groups):
        raise errors.NotAllowed(act="roster_write")
