"""`roster import`: a school's list becomes a group's roster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from onboarding.commands.shared import one_group, open_door, told, told_by_line
from onboarding.rules import errors
from onboarding.rules.roster import Roster
from onboarding.rules.rosterguard import Shrinkage
from onboarding.services import publishing, rosters
from onboarding.services.callers import Operator
from onboarding.services.impact import Impact, impact
from onboarding.services.rosters import Outcome


@click.group()
def roster() -> None:
    """Rosters."""


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", required=True, help="The group's id.")
@click.option("--school", default="", help="The school's id, where several have such a group.")
@click.option("--dry-run", is_flag=True, help="Only say what it would come to.")
@click.option("--merge", is_flag=True, help="Leave on the roster who isn't in the file.")
@click.option("--reason", default="", help="Why more than 30 % of a section go, if they do.")
def import_(file: Path, group: str, school: str, dry_run: bool, merge: bool, reason: str) -> None:
    """Read a CSV or XLSX file as the group's roster.

    Prints how many came, changed, went, came back and stayed, and the rows that were left out
    since nobody can tell whom they speak of; with --dry-run also what it would mean for
    people. Exit status 1 with rows and columns for a file that
    can't be read; the old roster then stays.
    """
    with open_door() as door:
        found = one_group(door, group, school)
        operator = Operator(found.school)
        with told_by_line(), _with_a_reason():
            reading = rosters.read_file(door, operator, file.read_bytes(), file.name)
            outcome = rosters.import_rows(
                door,
                operator,
                found.id,
                reading.rows,
                replace="merge" if merge else "whole",
                dry_run=dry_run,
                reason=reason,
                reading=reading,
            )
        for header in reading.remembered:
            click.echo(f"as remembered for the school: {header}")
        _tell(outcome)
        if not outcome.applied:
            _tell_impact(impact(door, found, outcome.change), outcome.shrinks)


@contextlib.contextmanager
def _with_a_reason() -> Iterator[None]:
    try:
        yield
    except errors.RosterShrinks as refused:
        raise click.ClickException(f"{told(refused)} (--reason)") from None


def _tell(outcome: Outcome) -> None:
    change = outcome.change
    for name in ("added", "changed", "gone", "back"):
        click.echo(f"{name:9} {len(getattr(change, name))}")
    click.echo(f"{'same':9} {change.same}")
    for section, count in publishing.counts(Roster(outcome.version, change.people)).items():
        click.echo(f"{section:9} {count}")
    for unclear in change.unclear:
        rows = ", ".join(map(str, unclear.rows))
        click.echo(f"left out  row {rows}: {unclear.reason}")


def _tell_impact(found: Impact, shrinks: Shrinkage | None) -> None:
    click.echo(f"would lose their place   {len(found.losing)}")
    click.echo(f"places that they hold    {found.freed}")
    click.echo(f"refused, would pass      {len(found.passing)}")
    click.echo(f"other right nickname     {len(found.renamed)}")
    click.echo(f"people of one name       {sum(map(len, found.namesakes))}")
    if shrinks is not None:
        click.echo(
            f"{shrinks.section} shrink from {shrinks.before} to {shrinks.after}: give a --reason"
        )
    click.echo("nothing was changed")
