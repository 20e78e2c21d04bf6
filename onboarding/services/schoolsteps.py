"""What each class of a school's list would come to in its group, as the groups are now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from onboarding.rules import errors
from onboarding.rules.rollover import LONGEST_TITLE
from onboarding.rules.schoolplan import ClassList, Step
from onboarding.services import rosters
from onboarding.services.callers import Caller, Operator, require
from onboarding.services.door import Door
from onboarding.services.rosters import Outcome, Replace
from onboarding.storage import ids
from onboarding.storage.groups import Group

CREATE: Final = "create"

Chosen = Mapping[int, str]
"""By the number of a class: a group's id, CREATE, or "" to leave the class out."""


def open_groups(door: Door, caller: Caller) -> list[Group]:
    """The groups that a class may go to, by title. Raises errors.NotAllowed."""
    require(caller, "school_plan", "")
    every = door.groups.many(caller.school, door.groups.ids(caller.school))
    return sorted((g for g in every if not g.closed), key=lambda group: group.title)


def how(merge: bool) -> Replace:
    """How rows go into a list."""
    return "merge" if merge else "whole"


def goal(step: Step) -> str:
    """Where a step goes, as it is chosen."""
    return CREATE if step.create else step.group


def steps(
    door: Door, caller: Caller, lists: Sequence[ClassList], chosen: Chosen, kind: str
) -> tuple[Step, ...]:
    """What each class comes to; missing groups are to be of this `kind`.

    Raises errors.Invalid (`kind`, reason `unknown`; `group`, reason `unknown` or `twice`).
    """
    if CREATE in chosen.values() and kind not in door.kinds:
        raise errors.Invalid(field="kind", reason="unknown")
    known = {group.id: group for group in open_groups(door, caller)}
    goals = [each for each in chosen.values() if each not in ("", CREATE)]
    if not known.keys() >= set(goals):
        raise errors.Invalid(field="group", reason="unknown")
    if len(set(goals)) != len(goals):
        raise errors.Invalid(field="group", reason="twice")
    return tuple(
        _step(
            door,
            caller,
            Step(number, each.name, rows=len(each.rows), merge=each.merge),
            each,
            where,
        )
        for number, each in enumerate(lists)
        for where in (_goal(each, chosen[number], known, kind),)
    )


def _goal(each: ClassList, wanted: str, known: Mapping[str, Group], kind: str) -> Group | str:
    """The group of a class, the kind of the one that it is to get, or "" for neither."""
    if not each.rows:
        return ""
    return kind if wanted == CREATE else known.get(wanted, "")


def _step(door: Door, caller: Caller, plain: Step, each: ClassList, goal: Group | str) -> Step:
    if goal == "":
        return plain
    if isinstance(goal, str):
        title = each.name[:LONGEST_TITLE]
        step = replace(plain, group=ids.new_id(10), title=title, create=True, kind=goal)
        return _counted(step, lambda: Outcome(0, rosters.first_list(each.rows), applied=False))
    step = replace(plain, group=goal.id, title=goal.title, kind=goal.kind, roster=goal.roster)
    # Who may plan for the school may do so in each of its groups, whoever owns it.
    by = Operator(caller.school, ref=caller.ref)
    return _counted(
        step,
        lambda: rosters.import_rows(
            door,
            by,
            goal.id,
            each.rows,
            replace=how(each.merge),
            dry_run=True,
            against=goal.roster,
        ),
    )


def _counted(step: Step, look: Callable[[], Outcome]) -> Step:
    """The step with what its rows come to, or what stands against them."""
    try:
        outcome = look()
    except errors.Invalid as refusal:
        row = refusal.facts.get("row")
        reason = str(refusal.facts["reason"])
        return replace(step, problem=reason, row=row if isinstance(row, int) else 0)
    except errors.Refusal as refusal:
        return replace(step, problem=refusal.code)
    change = outcome.change
    if not change.people:
        return replace(step, problem="same_name")
    return replace(
        step,
        added=len(change.added),
        changed=len(change.changed),
        gone=len(change.gone),
        back=len(change.back),
        unclear=len(change.unclear),
        shrinks=outcome.shrinks.section if outcome.shrinks else "",
    )
