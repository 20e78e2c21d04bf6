"""`groups add`: a new group, and the school that it belongs to where that is new."""

from __future__ import annotations

import click

from onboarding.commands.shared import open_door
from onboarding.rules import errors
from onboarding.services import groups as errands
from onboarding.services.callers import Operator
from onboarding.storage import ids
from onboarding.storage.keys import SLUG


@click.group()
def groups() -> None:
    """Groups."""


@groups.command()
@click.option("--kind", required=True, help="The id of a kind: its file's name.")
@click.option("--title", required=True, help="What the group is called.")
@click.option("--school", default="", help="The school's id. Without one, a school of its own.")
@click.option("--school-title", default="", help="What a new school is called.")
@click.option("--id", "group_id", default="", help="The group's id. Without one, a random one.")
def add(kind: str, title: str, school: str, school_title: str, group_id: str) -> None:
    """Make a group. Prints its id, its school's, and the join link, which is shown only now."""
    with open_door() as door:
        if school and not SLUG.fullmatch(school):
            raise errors.Invalid(field="school", reason="not_a_slug")
        group_id = group_id or ids.new_id(10)
        if not school and group_id in door.groups.schools():
            raise errors.Taken(field="school")
        new = errands.create(
            door,
            Operator(school or _own_school(group_id)),
            kind=kind,
            title=title,
            school_title=school_title,
            group_id=group_id,
        )
        click.echo(f"group   {new.group.id}")
        click.echo(f"school  {new.group.school}")
        click.echo(f"link    {door.link_url(new.link)}")


def _own_school(group_id: str) -> str:
    """A school is named like its first group, if that is an id at all."""
    if not SLUG.fullmatch(group_id):
        raise errors.Invalid(field="id", reason="not_a_slug")
    return group_id
