"""`admins add`: somebody who runs groups."""

from __future__ import annotations

import sys

import click

from onboarding.commands.shared import one_group, one_school, open_door
from onboarding.rules import errors
from onboarding.rules.access import AdminRole
from onboarding.services import admins as errands
from onboarding.services.callers import Operator

ROLES: tuple[AdminRole, ...] = ("owner", "committee")


@click.group()
def admins() -> None:
    """Admins."""


@admins.command()
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option("--school", default="", help="The school's id, where there are several.")
@click.option("--group", default="", help="A group to run.")
@click.option("--role", type=click.Choice(ROLES), help="The role in that group.")
@click.option("--supervisor", is_flag=True, help="Oversees every group of the school (M1).")
def add(
    login: str, name: str, school: str, group: str, role: AdminRole | None, supervisor: bool
) -> None:
    """Make an admin, or give one another role. Asks for the password, or reads it from
    standard input; an admin who exists keeps the old one."""
    if bool(group) != bool(role):
        raise click.UsageError("--group and --role go together")
    with open_door() as door:
        found = one_group(door, group, school) if group else None
        operator = Operator(found.school if found else one_school(door, school))
        try:
            admin = door.admins.by_login(login)
        except errors.NotFound:
            new = errands.NewAdmin(login, name, _password(), supervisor)
            admin = errands.create(door, operator, new)
        else:
            if admin.school != operator.school or found is None:
                raise errors.Taken(field="login")
        if found and role:
            errands.give_role(door, operator, found.id, admin.id, role)
        click.echo(f"admin   {admin.id}")


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")
