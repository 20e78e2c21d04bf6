from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import redis

from onboarding.embedded import EmbeddedServer
from onboarding.storage.safety import UnsafeServer, check_jobs_server, check_server

SAFE = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory": str(2**30),
    "maxmemory-policy": "noeviction",
}


@pytest.fixture
def changeable(record: redis.Redis) -> Iterator[redis.Redis]:
    yield record
    record.config_set(*[word for setting in SAFE.items() for word in setting])
    # Switched on again, the append-only file is written anew; a server doesn't end meanwhile.
    while record.info("persistence")["aof_rewrite_in_progress"] != 0:
        time.sleep(0.01)


def test_our_own_servers_are_safe(record: redis.Redis, jobs: redis.Redis) -> None:
    check_server(record)
    check_jobs_server(jobs)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("appendonly", "no"),
        ("appendfsync", "everysec"),
        ("maxmemory-policy", "allkeys-lru"),
        ("maxmemory", "0"),
    ],
)
def test_a_record_that_could_lose_something_is_refused_by_its_setting(
    changeable: redis.Redis, setting: str, value: str
) -> None:
    changeable.config_set(setting, value)
    with pytest.raises(UnsafeServer) as refused:
        check_server(changeable)
    assert refused.value.facts["setting"] == setting
    assert refused.value.facts["found"] == value


def test_the_jobs_server_is_no_record(jobs: redis.Redis) -> None:
    with pytest.raises(UnsafeServer, match="appendfsync"):
        check_server(jobs)


def test_a_jobs_server_that_drops_jobs_is_refused(changeable: redis.Redis) -> None:
    changeable.config_set("maxmemory-policy", "allkeys-lru")
    with pytest.raises(UnsafeServer, match="maxmemory-policy"):
        check_jobs_server(changeable)


def test_a_server_that_hides_its_settings_is_not_trusted(
    record: redis.Redis, record_server: EmbeddedServer
) -> None:
    record.execute_command(
        "ACL SETUSER", "guest", "on", ">guest-word", "~*", "+@all", "-config|get"
    )
    path = record_server.url.partition("@")[2]
    try:
        guest = redis.Redis.from_url(f"unix://guest:guest-word@{path}")
        with guest, pytest.raises(UnsafeServer, match="CONFIG GET"):
            check_server(guest)
    finally:
        record.execute_command("ACL DELUSER", "guest")


@pytest.mark.parametrize(
    ("version", "safe"), [("6.2.14", False), ("7.0.0", True), ("10.0.1", True)]
)
def test_a_server_older_than_7_is_refused(
    record: redis.Redis, monkeypatch: pytest.MonkeyPatch, version: str, safe: bool
) -> None:
    monkeypatch.setattr(record, "info", lambda section: {"redis_version": version})
    if safe:
        check_server(record)
    else:
        with pytest.raises(UnsafeServer, match="version"):
            check_server(record)
