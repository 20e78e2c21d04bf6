"""What each class of a school's list would come to in its group, as the groups are now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from onboarding.rules import errors
from onboarding.rules.rollover import LONGEST_TITLE
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import Step
from onboarding.services import rosters
from onboarding.services.callers import Caller, Operator, require
from onboarding.services.door import Door
from onboarding.services.rosters import Outcome, Replace
from onboarding.storage import ids
from onboarding.storage.groups import Group

CREATE: Final = "create"

RowsOf = Callable[[int], Sequence[Row]]
"""The rows of a class by its number."""

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
    door: Door, caller: Caller, heads: Sequence[Step], chosen: Chosen, kind: str, rows: RowsOf
) -> tuple[Step, ...]:
    """What each class comes to, of which the `heads` say how it is called; missing groups are to
    be of this `kind`. Rows are taken up class by class: all of them would be too many.

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
    where = {n: kind if wanted == CREATE else known.get(wanted, "") for n, wanted in chosen.items()}
    return tuple(_step(door, caller, head, rows(head.number), where[head.number]) for head in heads)


def _step(door: Door, caller: Caller, head: Step, rows: Sequence[Row], where: Group | str) -> Step:
    """The step of a class that goes to a group, or to a new one of a kind, or is left out."""
    if where == "" or not rows:
        return head
    if isinstance(where, str):
        title = head.name[:LONGEST_TITLE]
        step = replace(head, group=ids.new_id(10), title=title, create=True, kind=where)
        return _counted(step, lambda: Outcome(0, rosters.first_list(rows), applied=False))
    step = replace(head, group=where.id, title=where.title, kind=where.kind, roster=where.roster)
    # Who may plan for the school may do so in each of its groups, whoever owns it.
    by = Operator(caller.school, ref=caller.ref)
    return _counted(
        step,
        lambda: rosters.import_rows(
            door,
            by,
            where.id,
            rows,
            replace=how(head.merge),
            dry_run=True,
            against=where.roster,
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
