"""`export`: a group's lists as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from onboarding import export_tables
from onboarding.commands.shared import one_group, open_door
from onboarding.export_tables import WHATS
from onboarding.exporting import FORMATS
from onboarding.secretfile import write_private
from onboarding.services.callers import Operator
from onboarding.words import DEFAULT, LANGUAGES


@click.command()
@click.argument("what", type=click.Choice(WHATS))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--group", required=True, help="The group's id.")
@click.option("--school", default="", help="The school's id, where several have such a group.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT)
def export(what: Any, file: Path, group: str, school: str, language: str) -> None:
    """Write the roster, the members, the seats or what audits found to FILE (.csv or .xlsx).

    The file is for the eyes of whoever runs this alone. A roster can be read back with
    `roster import`, which changes nothing but what was edited.
    """
    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise click.BadParameter("neither .csv nor .xlsx", param_hint="FILE")
    with open_door() as door:
        found = one_group(door, group, school)
        operator = Operator(found.school)
        _, made = export_tables.file_of(door, operator, found.id, what, form, language)
    write_private(file, made)
    click.echo(f"{file}: {len(made)} bytes")
