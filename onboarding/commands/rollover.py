"""`rollover`: the classes of a school go into the new school year."""

from __future__ import annotations

import click

from onboarding.commands.shared import one_school, open_door
from onboarding.rules.rollover import Choice, Plan
from onboarding.services import rollover as errands
from onboarding.services.callers import Operator
from onboarding.services.door import Door


@click.command()
@click.option("--school", default="", help="The school's id, where there are several.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each class.")
def rollover(school: str, dry_run: bool) -> None:
    """Give every class its next title and close the last grades.

    What becomes of a class is read off its title; one whose title names no grade stays as it is.
    A plan that is under way, or that was drawn up in the console, is applied as it is. Killed, it
    goes on when it is run again.
    """
    with open_door() as door:
        operator = Operator(one_school(door, school))
        planned = errands.plan(door, operator)
        under_way = planned is not None and not planned.finished
        if planned is None or planned.finished:
            choices = _tell_suggested(door, operator)
            if not choices or dry_run:
                click.echo("nothing was changed")
                return
            planned = errands.draw(door, operator, choices, planned.version if planned else 0)
        if under_way:
            _tell_plan(planned)
            if dry_run:
                click.echo("nothing was changed")
                return
        while not planned.finished:
            planned = errands.apply(door, operator, planned.id)
            click.echo(f"gone over  {len(planned.done)} of {len(planned.steps)}")


def _tell_suggested(door: Door, operator: Operator) -> list[Choice]:
    """Say what is suggested for each class; what would be done."""
    choices = []
    for each in errands.candidates(door, operator):
        choice = each.choice
        if choice is None:
            click.echo(f"stays      {each.group.title}")
            continue
        choices.append(choice)
        _tell(choice.fate, each.group.title, choice.title)
    return choices


def _tell_plan(planned: Plan) -> None:
    for step in planned.rest:
        _tell(step.fate, step.before, step.title)


def _tell(fate: str, before: str, title: str) -> None:
    click.echo(f"closes     {before}" if fate == "close" else f"moves up   {before} → {title}")
