"""The new school year: a plan over the groups of a school, and the groups going over one by one.

A group goes over whole or not at all, and is marked in the plan by the same script: whoever
applies the plan again goes on where it stopped. Before the first group goes, and before each,
it is compared with what the plan was made on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onboarding.rules import errors
from onboarding.rules.rollover import (
    FATES,
    Choice,
    Fate,
    Plan,
    Step,
    Suggestion,
    problems,
    suggestion,
)
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event

PORTION: Final = 100

_WHAT: Final[Mapping[Fate, str]] = {"promote": "group.promoted", "close": "group.year_ended"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group that may go over, and what the rules suggest for it."""

    group: Group
    suggested: Suggestion

    @property
    def choice(self) -> Choice | None:
        """What is suggested; None to leave the group as it is."""
        if self.suggested.last:
            return Choice(self.group.id, "close")
        if self.suggested.title == self.group.title:
            return None
        return Choice(self.group.id, "promote", self.suggested.title)


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the plan as it stands: the group now, when it went over (ms, None while it
    hasn't), how many members stay, how many requests wait, and whether the group was `changed`
    since the plan looked at it."""

    step: Step
    group: Group | None
    done_at: int | None
    members: int
    waiting: int

    @property
    def changed(self) -> bool:
        """Whether the plan has to be looked at again for this group's sake."""
        return self.done_at is None and not _as_planned(self.step, self.group)


def candidates(door: Door, caller: Caller) -> list[Candidate]:
    """Every open group of the school with what is suggested. Raises errors.NotAllowed."""
    require(caller, "school_plan", "")
    return [Candidate(group, suggestion(group.title)) for group in _open(door, caller.school)]


def plan(door: Door, caller: Caller) -> Plan | None:
    """The school's last plan, finished or not. Raises errors.NotAllowed."""
    require(caller, "school_plan", "")
    return door.rollovers.get(caller.school)


def lines(door: Door, caller: Caller, planned: Plan) -> list[Line]:
    """The steps of a plan beside the groups as they are. Raises errors.NotAllowed."""
    require(caller, "school_plan", "")
    now = _now(door, caller.school, planned.steps)
    return [
        _line(door, caller.school, planned, step, now.get(step.group)) for step in planned.steps
    ]


def draw(door: Door, caller: Caller, choices: Sequence[Choice], seen: int = 0) -> Plan:
    """Draw up the plan, in place of the one whose version was `seen` (0 for none). Groups that
    aren't named stay as they are; nothing happens to any group yet.

    Raises errors.NotAllowed, Invalid (`field` plan, reason `empty`, `unknown` or `twice`; `field`
    title, with `problems` by group as `rollover.problems` finds them), and RolloverMoved where
    another plan was drawn up or is under way.
    """
    require(caller, "school_plan", "")
    earlier = door.rollovers.get(caller.school)
    if earlier is not None and earlier.begun:
        raise errors.RolloverMoved
    groups = {group.id: group for group in _open(door, caller.school)}
    steps = _steps(groups, choices)
    planned = {step.group for step in steps}
    staying = [_step(g, "promote", g.title) for g in groups.values() if g.id not in planned]
    if wrong := problems(steps, staying):
        why = next(iter(wrong.values()))
        raise errors.Invalid(field="title", reason=why, problems=wrong)
    fresh = Plan(ids.new_id(10), seen, door.clock(), caller.ref, steps)
    return _drawn(door, caller, fresh, "rollover.drawn")


def look_again(door: Door, caller: Caller, seen: int) -> Plan:
    """Bring the plan up to date with groups that were changed since: what was chosen stays, and
    who is closed or gone by now is left out. Raises as `draw`, and NotFound without a plan."""
    old = _seen(door, caller, seen)
    groups = {group.id: group for group in _open(door, caller.school)}
    steps = tuple(
        step if step.group in old.done else _step(groups[step.group], step.fate, step.title)
        for step in old.steps
        if step.group in old.done or step.group in groups
    )
    fresh = replace(old, id=ids.new_id(10), steps=steps)
    return _drawn(door, caller, fresh, "rollover.looked_at_again")


def give_up(door: Door, caller: Caller, seen: int) -> Plan:
    """Leave the groups that haven't gone over as they are. Raises as `look_again`."""
    old = _seen(door, caller, seen)
    steps = tuple(step for step in old.steps if step.group in old.done)
    fresh = replace(old, id=ids.new_id(10), steps=steps)
    return _drawn(door, caller, fresh, "rollover.given_up")


def apply(door: Door, caller: Caller, plan_id: str, portion: int = PORTION) -> Plan:
    """Take up to `portion` groups into the new school year, those that move up first; the plan
    as it is then, of which more may be left. Taken again, it goes on.

    Raises errors.NotAllowed, NotFound, and RolloverMoved (`groups`) before any group goes over
    where one isn't as the plan was made on; where that happens meanwhile, the groups before it
    have gone over.
    """
    require(caller, "school_plan", "")
    planned = _of(door, caller)
    if planned.id != plan_id:
        raise errors.RolloverMoved
    now = _now(door, caller.school, planned.rest)
    moved = [s.group for s in planned.rest if not _as_planned(s, now.get(s.group))]
    if moved:
        raise errors.RolloverMoved(groups=moved)
    for step in planned.rest[:portion]:
        _take(door, caller, planned, step)
    door.hint(caller.school)
    return _of(door, caller)


def _take(door: Door, caller: Caller, planned: Plan, step: Step) -> None:
    fields = {"title": step.title} if step.fate == "promote" else {"closed": "1"}
    event = Event(_WHAT[step.fate], caller.ref, door.clock(), step.group, step.group)
    try:
        door.rollovers.roll_over(caller.school, planned, step, fields, event)
    except errors.Stale:
        raise errors.RolloverMoved(groups=[step.group]) from None


def _steps(groups: Mapping[str, Group], choices: Sequence[Choice]) -> tuple[Step, ...]:
    if not choices:
        raise errors.Invalid(field="plan", reason="empty")
    if len({choice.group for choice in choices}) < len(choices):
        raise errors.Invalid(field="plan", reason="twice")
    for choice in choices:
        if choice.group not in groups or choice.fate not in FATES:
            raise errors.Invalid(field="plan", reason="unknown")
    return tuple(_step(groups[c.group], c.fate, c.title.strip()) for c in choices)


def _step(group: Group, fate: Fate, title: str) -> Step:
    title = title if fate == "promote" else group.title
    return Step(group.id, group.kind, fate, group.title, title, group.policy, group.roster)


def _line(door: Door, school: str, planned: Plan, step: Step, group: Group | None) -> Line:
    counts = door.requests.counts(school, step.group)
    done_at = planned.done.get(step.group)
    return Line(step, group, done_at, counts["joined"], counts["pending"])


def _as_planned(step: Step, group: Group | None) -> bool:
    """Whether the group is as it was looked at; closing it is a change of its settings."""
    looked_at = step.policy, step.roster
    return group is not None and (group.policy, group.roster) == looked_at


def _now(door: Door, school: str, steps: Sequence[Step]) -> dict[str, Group]:
    found = door.groups.many(school, [step.group for step in steps]) if steps else []
    return {group.id: group for group in found}


def _open(door: Door, school: str) -> list[Group]:
    known = door.groups.ids(school)
    return [g for g in (door.groups.many(school, known) if known else []) if not g.closed]


def _of(door: Door, caller: Caller) -> Plan:
    found = door.rollovers.get(caller.school)
    if found is None:
        raise errors.NotFound(what="rollover")
    return found


def _seen(door: Door, caller: Caller, seen: int) -> Plan:
    require(caller, "school_plan", "")
    found = _of(door, caller)
    if found.version != seen or found.finished:
        raise errors.RolloverMoved
    return found


def _drawn(door: Door, caller: Caller, fresh: Plan, what: str) -> Plan:
    counts: dict[str, object] = {"groups": len(fresh.steps), "done": len(fresh.done)}
    event = Event(what, caller.ref, door.clock(), record=fresh.id, facts=counts)
    try:
        done = door.rollovers.draw(caller.school, fresh, event)
    except errors.Stale:
        raise errors.RolloverMoved from None
    door.hint(caller.school)
    return replace(fresh, version=done.version)
