"""The import of a whole school: a plan over its groups, which then get their lists one by one.

Each class goes to one group, and each group gets its whole list or none. What became of a class
is noted beside the plan: whoever carries on, after a kill too, goes on with the others. The same
list a second time changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.classnames import group_of_each
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import (
    DONE,
    ClassList,
    Mark,
    Plan,
    State,
    Step,
    only_done,
    renewed,
)
from onboarding.services import groups, rosters, schoolsteps
from onboarding.services.callers import Caller, Operator, require
from onboarding.services.door import Door
from onboarding.services.rosters import LONGEST_REASON
from onboarding.services.schoolsteps import Chosen, RowsOf
from onboarding.storage import ids
from onboarding.storage.outcome import Event

CLASSES_MOST: Final = 3_000
SLICE: Final = 8.0
"""So many seconds a job carries on before the next one does; a group isn't cut in two."""

_STARTED: Final = "school.import_started"
_GOES_ON: Final = "school.import_goes_on"
CARRIES_ON: Final = frozenset({_STARTED, _GOES_ON})
"""The events upon which a worker carries on."""


def current(door: Door, caller: Caller) -> Plan | None:
    """The school's import of the last day, finished or not. Raises errors.NotAllowed."""
    require(caller, "school_plan", "")
    return door.school_imports.get(caller.school, door.clock())


def draw(door: Door, caller: Caller, lists: Iterable[ClassList], kind: str = "") -> Plan:
    """Draw up what the lists would come to, in place of another import that isn't running;
    nothing happens to any group yet. Classes without a group get one of this `kind`, or are left
    out where it is "". The lists are taken one by one, so that a district fits.

    Raises errors.NotAllowed, Invalid (`kind`; `file`, reason `too_many_classes`), Stale, and what
    reading the lists raises.
    """
    require(caller, "school_plan", "")
    plan_id, now = ids.new_id(10), door.clock()
    try:
        heads = _staged(door, caller.school, plan_id, lists)
        chosen = _found(door, caller, heads, kind)
        steps = schoolsteps.steps(
            door, caller, heads, chosen, kind, _rows_of(door, caller.school, plan_id)
        )
        return _drawn(door, caller, Plan(plan_id, 1, now, caller.ref, now + DAY, steps), 0)
    except errors.Refusal:
        door.school_imports.unstage(caller.school, plan_id)
        raise


def choose(door: Door, caller: Caller, chosen: Chosen, kind: str, seen: int) -> Plan:
    """Draw the plan anew as `chosen`, with everything that isn't done as it is now: what was
    refused may be tried again.

    Raises errors.NotAllowed, NotFound, Invalid (`kind`, `group`), Stale where the plan isn't the
    one that was seen, or runs.
    """
    plan = _the_plan(door, caller)
    heads = [Step(s.number, s.name, rows=s.rows, merge=s.merge) for s in plan.steps]
    made = {group.id for group in schoolsteps.open_groups(door, caller)}
    wanted = {step.number: _wanted(step, chosen, made) for step in plan.steps}
    rows = _rows_of(door, caller.school, plan.id)
    anew = renewed(schoolsteps.steps(door, caller, heads, wanted, kind, rows), plan)
    fresh = replace(only_done(plan), state="planned", version=plan.version + 1, steps=anew)
    return _drawn(door, caller, fresh, seen)


def start(door: Door, caller: Caller, seen: int, reason: str = "") -> Plan:
    """Let the plan be carried out, which a worker does from now on. `reason` says why lists lose
    more than 30 %, where they do.

    Raises errors.NotAllowed, NotFound, Stale, Invalid (`plan`, reason `empty`; `reason`, reason
    `shrink_reason` or `too_long`).
    """
    plan = _the_plan(door, caller)
    if plan.version != seen or plan.state != "planned":
        raise errors.Stale
    if not plan.rest:
        raise errors.Invalid(field="plan", reason="empty")
    if len(reason) > LONGEST_REASON:
        raise errors.Invalid(field="reason", reason="too_long")
    if plan.shrinks and not reason.strip():
        raise errors.Invalid(field="reason", reason="shrink_reason")
    meant = replace(plan, by=caller.ref, reason=reason.strip())
    return _turned(door, caller.school, meant, "running", _STARTED)


def carry_on(
    door: Door,
    school: str,
    *,
    seconds: float = SLICE,
    told: Callable[[Plan], object] = lambda _: None,
) -> Plan | None:
    """Bring lists to their groups for so many seconds, then see to it that somebody goes on;
    `told` hears of each. None where no import runs.

    Several may do so at once: each list goes live once.
    """
    plan = door.school_imports.get(school, door.clock())
    if plan is None or plan.state != "running":
        return None
    end = time.monotonic() + seconds
    try:
        for step in plan.rest:
            mark = Mark(_taken(door, school, plan, step), door.clock())
            door.school_imports.mark(school, plan, step, mark)
            plan = replace(plan, marks={**plan.marks, step.number: mark})
            told(plan)
            if time.monotonic() >= end:
                break
        if plan.rest:
            return _turned(door, school, plan, "running", _GOES_ON)
        return _turned(door, school, plan, "finished", "school.imported")
    except errors.Stale:  # it was left off, or somebody else has just ended it
        return door.school_imports.get(school, door.clock())


def drop(door: Door, caller: Caller) -> None:
    """Leave off what isn't done; what is done stays. Raises errors.NotAllowed, NotFound, Stale."""
    plan = _the_plan(door, caller)
    event = _event("school.import_dropped", door, caller.ref, plan)
    door.school_imports.drop(caller.school, plan, event)
    door.hint(caller.school)


def _staged(door: Door, school: str, plan_id: str, lists: Iterable[ClassList]) -> list[Step]:
    """The lists put by, and what each is called."""
    heads: list[Step] = []
    for number, each in enumerate(lists):
        if number == CLASSES_MOST:
            raise errors.Invalid(field="file", reason="too_many_classes")
        door.school_imports.stage(school, plan_id, number, each.rows)
        heads.append(Step(number, each.name, rows=len(each.rows), merge=each.merge))
    return heads


def _rows_of(door: Door, school: str, plan_id: str) -> RowsOf:
    return lambda number: door.school_imports.rows(school, plan_id, number)


def _found(door: Door, caller: Caller, heads: Sequence[Step], kind: str) -> dict[int, str]:
    """Where each class goes, if nobody says otherwise."""
    titles = {group.id: group.title for group in schoolsteps.open_groups(door, caller)}
    sure = group_of_each((head.name for head in heads), titles)
    created = schoolsteps.CREATE if kind else ""
    return {head.number: sure[head.name] or (created if head.name else "") for head in heads}


def _wanted(step: Step, chosen: Chosen, made: Collection[str]) -> str:
    """Where a step goes from now on; a group that was made for it isn't made again."""
    wanted = chosen.get(step.number, schoolsteps.goal(step))
    if wanted == schoolsteps.CREATE and step.create and step.group in made:
        return step.group
    return wanted


def _the_plan(door: Door, caller: Caller) -> Plan:
    plan = current(door, caller)
    if plan is None:
        raise errors.NotFound(what="school_import")
    return plan


def _taken(door: Door, school: str, plan: Plan, step: Step) -> str:
    """Bring one class to its group: `done`, or the code of what refused it."""
    by = Operator(school, ref=plan.by)
    rows = door.school_imports.rows(school, plan.id, step.number)
    if not rows:  # somebody else has just done it
        return DONE
    try:
        if step.create:
            _make(door, by, step)
        _import(door, by, plan, step, rows)
    except errors.Refusal as refusal:
        return refusal.code
    return DONE


def _make(door: Door, by: Operator, step: Step) -> None:
    """The group, unless it was made before the list could follow."""
    school_title = door.groups.school_title(by.school)
    with suppress(errors.Taken):
        groups.create(
            door,
            by,
            kind=step.kind,
            title=step.title,
            school_title=school_title,
            group_id=step.group,
        )


def _import(door: Door, by: Operator, plan: Plan, step: Step, rows: Sequence[Row]) -> None:
    """The list, once however often it is tried: the key is kept by the script that makes it
    live."""
    key = f"{plan.id}-{step.number}-{step.roster}"
    idem = door.memory.key(by.school, by.ref, "school-import", key, b"", 200)
    rosters.import_rows(
        door,
        by,
        step.group,
        rows,
        replace=schoolsteps.how(step.merge),
        against=step.roster,
        reason=plan.reason,
        idem=idem,
    )


def _drawn(door: Door, caller: Caller, plan: Plan, seen: int) -> Plan:
    event = _event("school.import_planned", door, caller.ref, plan)
    door.school_imports.draw(caller.school, plan, seen, event)
    door.hint(caller.school)
    return plan


def _turned(door: Door, school: str, plan: Plan, after: State, what: str) -> Plan:
    event = _event(what, door, plan.by, plan)
    done = door.school_imports.turn(school, plan, after, event)
    door.hint(school)
    return replace(plan, state=after, version=done.version)


def _event(what: str, door: Door, who: str, plan: Plan) -> Event:
    facts = {"classes": plan.going, "done": len(plan.done), "refused": len(plan.refused)}
    return Event(what, who, door.clock(), record=plan.id, facts=facts)
