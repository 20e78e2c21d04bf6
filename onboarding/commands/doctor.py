"""`doctor`: what is wrong with this installation, in one line a check."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import redis

from onboarding.embedded import EmbeddedError
from onboarding.rules import kindfiles
from onboarding.rules.errors import KindBroken
from onboarding.servers import reach
from onboarding.settings import SettingError, Settings
from onboarding.storage.connect import connect
from onboarding.storage.safety import UnsafeServer, check_jobs_server, check_server

Line = tuple[bool, str, str]
"""Whether it is well, what was looked at, what was found."""


@click.command()
def doctor() -> None:
    """Check settings, servers, files and kinds. Exit status 1 if anything is wrong."""
    well = True
    for fine, what, found in _examine():
        well = well and fine
        click.echo(f"{'ok  ' if fine else 'FAIL'}  {what}: {found}")
    sys.exit(0 if well else 1)


def _examine() -> Iterator[Line]:
    try:
        settings = Settings.from_environment(os.environ)
    except SettingError as error:
        yield False, "settings", str(error)
    else:
        yield True, "settings", f"for {settings.public_url}"
        yield from _servers(settings)
        if settings.embedded:
            yield _files(settings.data)
    yield _kinds()


def _servers(settings: Settings) -> Iterator[Line]:
    try:
        with reach(settings) as reached:
            yield _server("record server", reached.redis_url or "", check_server)
            yield _server("jobs server", reached.jobs_url or "", check_jobs_server)
    except EmbeddedError as error:
        yield False, "embedded servers", str(error)


def _server(what: str, url: str, check: Callable[[redis.Redis], None]) -> Line:
    try:
        with connect(url) as client:
            check(client)
            about = client.info("server")
    except UnsafeServer as error:
        facts = error.facts
        return False, what, f"{facts['setting']} is {facts['found']}, must be {facts['needed']}"
    except redis.RedisError as error:
        return False, what, f"can't be used ({type(error).__name__})"
    name = about.get("server_name", "redis")
    return True, what, f"{name} {about.get(f'{name}_version', '')} is reachable and safe"


def _files(data: Path) -> Line:
    """Modes of all that the data folder holds; the keys' own were checked with the settings."""
    entries = [data, *data.rglob("*")]
    loose = [entry for entry in entries if _open_to_others(entry)]
    if loose:
        return False, "files", f"others may open {loose[0]} and {len(loose) - 1} more"
    return True, "files", f"nobody else may open the {len(entries)} of {data}"


def _open_to_others(entry: Path) -> bool:
    try:
        mode = entry.lstat().st_mode
    except FileNotFoundError:  # a running server's temporary file
        return False
    return not stat.S_ISLNK(mode) and bool(stat.S_IMODE(mode) & 0o077)


def _kinds() -> Line:
    try:
        kinds = kindfiles.load_all()
    except KindBroken as error:
        return False, "kinds", str(error)
    return bool(kinds), "kinds", ", ".join(kinds) or "none"
