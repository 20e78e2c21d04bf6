"""The command line, `python -m onboarding`: each topic's module brings its commands."""

from __future__ import annotations

import logging
import sys

import click

from onboarding.commands.admins import admins
from onboarding.commands.audit import audit
from onboarding.commands.demo import demo
from onboarding.commands.doctor import doctor
from onboarding.commands.export import export
from onboarding.commands.groups import groups
from onboarding.commands.kinds import kinds
from onboarding.commands.rollover import rollover
from onboarding.commands.roster import roster
from onboarding.commands.running import clock, serve, web, worker
from onboarding.commands.schoolimport import import_school
from onboarding.commands.tokens import tokens


@click.group()
def main() -> None:
    """The door of a class group."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s"
    )


roster.add_command(import_school)
for _command in (
    serve, web, worker, clock, groups, admins, tokens, roster, rollover, audit, export, kinds,
    demo, doctor,
):  # fmt: skip
    main.add_command(_command)
