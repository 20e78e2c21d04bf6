"""`roster import-school`: the lists of a whole school become the rosters of its groups."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from onboarding.commands.shared import one_school, open_door, told_by_line
from onboarding.importing.onerosterfiles import BY_HAND, Opener
from onboarding.rules import errors
from onboarding.rules.schoolplan import DONE, Plan, Step
from onboarding.services import schoolimport, schoollists
from onboarding.services.callers import Operator
from onboarding.services.door import Door

FOREVER = float("inf")
COUNTS = ("added", "changed", "gone", "back", "unclear")


@click.command("import-school")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--school", default="", help="The school's id, where there are several.")
@click.option("--create", is_flag=True, help="Make a group for each class that has none.")
@click.option("--kind", default="", help="Of which kind those groups are.")
@click.option("--dry-run", is_flag=True, help="Only say what it would come to.")
@click.option("--reason", default="", help="Why more than 30 % of a section go, if they do.")
@click.option("--resume", is_flag=True, help="Go on with an import that was interrupted.")
def import_school(
    path: Path | None,
    school: str,
    create: bool,
    kind: str,
    dry_run: bool,
    reason: str,
    resume: bool,
) -> None:
    """Read a file, or a folder of files, as the rosters of all groups of a school.

    A class column says which group each row goes to, else the sheets of a workbook, else the
    files of a folder by their names; a OneRoster bundle is a ZIP or a folder. Prints what each
    class comes to, then how far it is. Each group gets its whole list or keeps the one that it
    has; exit status 1 where a list was refused.
    """
    if create != bool(kind):
        raise click.UsageError("--create and --kind go together")
    if resume == bool(path):
        raise click.UsageError("name a file or folder, or else --resume")
    with open_door() as door:
        caller = Operator(one_school(door, school))
        if path is not None:
            plan = _planned(door, caller, path, kind)
            if dry_run:
                click.echo("nothing was changed")
                return
            _started(door, caller, plan, reason)
        _carried_out(door, caller)


def _planned(door: Door, caller: Operator, path: Path, kind: str) -> Plan:
    with told_by_line():
        lists = schoollists.read(door, caller, _files(path), BY_HAND)
        try:
            plan = schoolimport.draw(door, caller, lists, kind)
        except errors.Stale:
            raise click.ClickException("an import is under way (--resume)") from None
    for step in plan.steps:
        click.echo(_line(step))
    return plan


def _files(path: Path) -> Sequence[schoollists.File]:
    found = sorted(path.iterdir()) if path.is_dir() else [path]
    return [
        schoollists.File(each.name, _opener(each))
        for each in found
        if each.is_file() and not each.name.startswith((".", "~$"))
    ]


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def _line(step: Step) -> str:
    name = step.name or "(no class)"
    if not step.group:
        return f"{name}: left out, {step.rows} rows"
    if step.problem:
        at = f"row {step.row}: " if step.row else ""
        return f"{name}: can't be taken, {at}{step.problem}"
    counts = ", ".join(f"{getattr(step, c)} {c}" for c in COUNTS if getattr(step, c))
    where = f"new group {step.title}" if step.create else step.title
    shrinks = f", {step.shrinks} shrink: give a --reason" if step.shrinks else ""
    return f"{name} -> {where}: {counts or 'as it was'}{shrinks}"


def _started(door: Door, caller: Operator, plan: Plan, reason: str) -> None:
    try:
        schoolimport.start(door, caller, plan.version, reason)
    except errors.Invalid as refused:
        if refused.facts["reason"] != "shrink_reason":
            raise
        raise click.ClickException("lists would shrink by more than 30 %: --reason") from None


def _carried_out(door: Door, caller: Operator) -> None:
    plan = schoolimport.carry_on(door, caller.school, seconds=FOREVER, told=_progress)
    if plan is None:
        raise click.ClickException("there is no import to go on with")
    click.echo(f"{len(plan.done)} of {plan.going} groups have their list")
    for step in plan.refused:
        click.echo(f"{step.name}: {plan.outcome(step)}", err=True)
    if plan.refused:
        sys.exit(1)


def _progress(plan: Plan) -> None:
    last = max(plan.marks, key=lambda number: (plan.marks[number].at, number))
    step = next(step for step in plan.steps if step.number == last)
    outcome = plan.outcome(step)
    so_far = f"{len(plan.marks)}/{plan.going}"
    click.echo(f"{so_far} {step.title}{'' if outcome == DONE else f': {outcome}'}")
