"""`kinds check`: whether kind files can be used, and whether their own examples hold."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from onboarding.commands.shared import told
from onboarding.rules import kindfiles, nicknames
from onboarding.rules.errors import KindBroken
from onboarding.rules.kinds import Example, Kind


@click.group()
def kinds() -> None:
    """Kinds of group."""


@kinds.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Load each file (by default all that are installed) and try its nickname examples.

    Exit status 1 if any is wrong, with the file and the key.
    """
    well = True
    for path in files or sorted(kindfiles.KINDS_FOLDER.glob("*.toml")):
        problems = _problems(path)
        well = well and not problems
        for problem in problems or ["ok"]:
            click.echo(f"{path.name}: {problem}")
    sys.exit(0 if well else 1)


def _problems(path: Path) -> list[str]:
    try:
        kind = kindfiles.load(path)
    except KindBroken as broken:
        return [told(broken)]
    return [
        f"examples.{at}: {wrong}"
        for at, example in enumerate(kind.examples)
        if (wrong := _wrong(kind, example))
    ]


def _wrong(kind: Kind, example: Example) -> str:
    """What an example says otherwise than the kind's own patterns do; "" if they agree."""
    patterns = kind.roles[example.role].nicknames
    parts = nicknames.Parts(
        students=example.students,
        relation=example.relation,
        name=example.name,
        number=example.number,
        subject=example.subject,
        department=example.department,
        label=example.label,
    )
    right = nicknames.right(patterns, parts, kind.nickname_limit)
    if right != example.right:
        return f"the right nickname is {right}, not {example.right}"
    fits = nicknames.matches(example.nickname, patterns, parts, kind.nickname_limit)
    if fits != example.good:
        return f"{example.nickname} is {'good' if fits else 'not good'}"
    return ""
