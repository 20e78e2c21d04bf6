"""`serve` and the programs that it keeps running, each of which may be run by itself."""

from __future__ import annotations

import pkgutil
import sys

import click
import redis

from onboarding import serving, supervise
from onboarding.commands.shared import read_settings
from onboarding.embedded import EmbeddedError
from onboarding.settings import Settings
from onboarding.storage.safety import UnsafeServer


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo school first, if nothing is there yet.")
def serve(demo: bool) -> None:
    """Run everything: servers, web, worker and clock. Ctrl-C stops it, losing nothing."""
    first = [supervise.Child("demo", supervise.program("demo", "--if-empty"))] if demo else []
    try:
        status = supervise.serve(read_settings(), first=first)
    except (EmbeddedError, UnsafeServer, serving.PortTakenError) as error:
        raise click.ClickException(str(error)) from None
    except redis.RedisError as error:
        raise click.ClickException(f"a server can't be reached ({type(error).__name__})") from None
    sys.exit(status)


@click.command()
def web() -> None:
    """Run the web server."""
    try:
        serving.run(_on_servers())
    except serving.PortTakenError as error:
        raise click.ClickException(str(error)) from None


@click.command()
def worker() -> None:
    """Run a worker, which does what needn't happen in the request."""
    _run("onboarding.jobs.worker:run")


@click.command()
def clock() -> None:
    """Run the clock, which does what time brings. One is enough; more do no harm."""
    _run("onboarding.jobs.clock:run")


def _run(name: str) -> None:
    settings = _on_servers()
    pkgutil.resolve_name(name)(settings)  # loaded here alone: web has no use for it


def _on_servers() -> Settings:
    settings = read_settings()
    if settings.embedded:
        raise click.ClickException(
            "ONBOARDING_REDIS_URL and ONBOARDING_JOBS_URL are missing: `serve` starts the"
            " embedded servers and everything on them"
        )
    return settings
