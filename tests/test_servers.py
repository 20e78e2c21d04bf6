from __future__ import annotations

import stat
from pathlib import Path

import pytest

from onboarding.embedded import FolderHeldError
from onboarding.servers import EmbeddedPair, reach
from onboarding.settings import Settings
from onboarding.storage.connect import connect


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})


def test_servers_of_ones_own_are_taken_as_they_are(settings: Settings) -> None:
    own = settings.on("redis://record", "redis://jobs")
    with reach(own) as reached:
        assert reached is own


def test_a_command_alone_runs_the_servers_as_long_as_it_needs_them(settings: Settings) -> None:
    for visits in (1, 2):
        with reach(settings) as reached, connect(reached.redis_url or "") as client:
            assert client.incr("visits") == visits
    assert not (settings.data / "servers.json").exists()


def test_a_command_beside_serve_uses_its_servers_and_leaves_them_running(
    settings: Settings,
) -> None:
    pair = EmbeddedPair(settings.data)
    pair.start()
    try:
        for _ in range(2):
            with reach(settings) as reached:
                assert (reached.redis_url, reached.jobs_url) == (pair.record.url, pair.jobs.url)
        assert stat.S_IMODE((settings.data / "servers.json").stat().st_mode) == 0o600
        assert pair.mend() == []
    finally:
        pair.stop()


def test_a_file_left_by_a_killed_serve_misleads_nobody(settings: Settings) -> None:
    left = settings.data / "servers.json"
    left.write_text('{"record": "unix:///gone", "jobs": "unix:///gone"}')
    left.chmod(0o600)
    with reach(settings) as reached, connect(reached.redis_url or "") as client:
        assert client.ping()


def test_servers_that_are_just_starting_are_told_of(settings: Settings) -> None:
    pair = EmbeddedPair(settings.data)
    pair.record.start()
    try:
        with pytest.raises(FolderHeldError, match="just starting"), reach(settings):
            pass
    finally:
        pair.stop()


def test_when_the_second_server_cannot_start_the_first_is_stopped(settings: Settings) -> None:
    other = EmbeddedPair(settings.data)
    other.jobs.start()
    pair = EmbeddedPair(settings.data, patience=0.0)
    try:
        with pytest.raises(FolderHeldError):
            pair.start()
        assert not pair.record.alive()
        assert other.jobs.alive()
    finally:
        other.stop()
