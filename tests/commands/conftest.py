"""Every command is run as somebody would: in a process's environment, on real servers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner, Result

from onboarding.cli import main
from onboarding.embedded import EmbeddedServer
from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.wiring import door_on

Run = Callable[..., Result]


@pytest.fixture
def settings(
    tmp_path: Path, record_server: EmbeddedServer, jobs_server: EmbeddedServer
) -> Settings:
    """An installation on the test's servers."""
    mine = Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})
    return mine.on(record_server.url, jobs_server.url)


@pytest.fixture
def door(settings: Settings, record: redis.Redis, jobs: redis.Redis) -> Door:
    """The door of that installation, on an empty record."""
    return door_on(record, jobs, settings)


@pytest.fixture
def run(settings: Settings, door: Door) -> Run:
    """Runs a command; `text` is what is typed."""

    def run(*words: str, text: str = "", well: bool = True) -> Result:
        environ: dict[str, str | None] = {
            name: None for name in os.environ if name.startswith("ONBOARDING_")
        }
        result = CliRunner().invoke(
            main, words, input=text, env={**environ, **settings.environment()}
        )
        assert (result.exit_code == 0) is well, result.output
        return result

    return run
