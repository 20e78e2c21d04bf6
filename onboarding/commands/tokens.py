"""`tokens issue`: a bearer token for a bot or another system."""

from __future__ import annotations

import click

from onboarding.commands.shared import one_group, one_school, open_door
from onboarding.rules.access import SCOPES
from onboarding.services import tokens as errands
from onboarding.services.callers import Operator

ALL = "all"


@click.group()
def tokens() -> None:
    """Tokens."""


@tokens.command()
@click.option("--scopes", required=True, help=f"Commas between them: {' '.join(SCOPES)}")
@click.option("--group", required=True, help=f"A group's id, or `{ALL}` of the school.")
@click.option("--school", default="", help="The school's id, where there are several.")
@click.option("--label", default="", help="What the token is for.")
def issue(scopes: str, group: str, school: str, label: str) -> None:
    """Make a token and print it, and nothing else. It is shown only now."""
    with open_door() as door:
        if group == ALL:
            school, groups = one_school(door, school), []
        else:
            found = one_group(door, group, school)
            school, groups = found.school, [found.id]
        issued = errands.issue(
            door,
            Operator(school),
            scopes=[scope.strip() for scope in scopes.split(",") if scope.strip()],
            groups=groups,
            label=label,
        )
        click.echo(issued.text)
