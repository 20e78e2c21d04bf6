"""What the commands have in common: settings, a door, and errors told in a line instead of
a trace."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

import click
import redis

from onboarding.embedded import EmbeddedError
from onboarding.importing import RosterFileRefused
from onboarding.rules import errors
from onboarding.rules.errors import Refusal
from onboarding.servers import reach
from onboarding.services.door import Door
from onboarding.settings import SettingError, Settings
from onboarding.storage.groups import Group
from onboarding.storage.trouble import is_trouble
from onboarding.wiring import make_door


def read_settings() -> Settings:
    """The settings of the environment; a wrong one ends the command with its name."""
    try:
        return Settings.from_environment(os.environ)
    except SettingError as error:
        raise click.ClickException(str(error)) from None


@contextlib.contextmanager
def open_door(settings: Settings | None = None) -> Iterator[Door]:
    """A door on the servers, which run for as long where nobody runs them.

    A refusal, or a server that is away, ends the command with one line.
    """
    try:
        with reach(settings or read_settings()) as reached:
            yield make_door(reached)
    except Refusal as refusal:
        raise click.ClickException(told(refusal)) from None
    except EmbeddedError as error:
        raise click.ClickException(str(error)) from None
    except redis.RedisError as error:
        if not is_trouble(error):
            raise
        raise click.ClickException(f"a server can't be reached ({type(error).__name__})") from None


@contextlib.contextmanager
def told_by_line() -> Iterator[None]:
    """A file that can't be read ends the command with its rows and columns."""
    try:
        yield
    except RosterFileRefused as refused:
        for problem in refused.problems:
            click.echo(f"row {problem.row}, column {problem.column}: {problem.reason}", err=True)
        sys.exit(1)
    except errors.Invalid as refused:
        raise click.ClickException(_where(refused)) from None


def _where(refused: errors.Invalid) -> str:
    facts = refused.facts
    if not facts.get("row"):
        return told(refused)
    return f"row {facts['row']}, column {facts.get('column') or facts['field']}: {facts['reason']}"


def told(refusal: Refusal) -> str:
    """A refusal in one line: its code and its facts, which are never personal."""
    facts = ", ".join(f"{name}: {value}" for name, value in refusal.facts.items() if value != "")
    return f"{refusal.code} ({facts})" if facts else refusal.code


def one_school(door: Door, school: str) -> str:
    """The school named, or the only one there is."""
    known = door.groups.schools()
    if school:
        if school not in known:
            raise errors.NotFound(what="school")
        return school
    if len(known) != 1:
        raise click.UsageError("--school is missing: there isn't exactly one school")
    return known[0]


def one_group(door: Door, group: str, school: str) -> Group:
    """The group of that id, in the school named or in the only one that has it."""
    schools = [school] if school else door.groups.schools()
    found = [one for each in schools for one in door.groups.many(each, [group])]
    if not found:
        raise errors.NotFound(what="group")
    if len(found) > 1:
        raise click.UsageError("--school is missing: several schools have a group of this id")
    return found[0]
