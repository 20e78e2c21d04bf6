"""Which errors of a real server are its own trouble, and which are defects of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from onboarding.storage.trouble import is_trouble

WRITE = "return redis.call('SET', KEYS[1], 'x')"


def _error(record: redis.Redis, *command: str) -> redis.RedisError:
    with pytest.raises(redis.RedisError) as raised:
        record.execute_command(*command)
    return raised.value


@pytest.fixture
def full(record: redis.Redis) -> Iterator[redis.Redis]:
    limit = record.config_get("maxmemory")["maxmemory"]
    record.config_set("maxmemory", "1mb")
    yield record
    record.config_set("maxmemory", limit)


@pytest.fixture
def alone(record: redis.Redis) -> Iterator[redis.Redis]:
    record.config_set("min-replicas-to-write", "1")
    yield record
    record.config_set("min-replicas-to-write", "0")


@pytest.mark.parametrize("command", [("SET", "k", "x"), ("EVAL", WRITE, "1", "k")])
def test_a_full_server_is_in_trouble(full: redis.Redis, command: tuple[str, ...]) -> None:
    assert is_trouble(_error(full, *command))


@pytest.mark.parametrize("command", [("SET", "k", "x"), ("EVAL", WRITE, "1", "k")])
def test_a_server_without_the_replicas_it_needs_is_in_trouble(
    alone: redis.Redis, command: tuple[str, ...]
) -> None:
    assert is_trouble(_error(alone, *command))


def test_a_server_that_cannot_be_reached_is_in_trouble() -> None:
    with redis.Redis(port=1) as nowhere:
        assert is_trouble(_error(nowhere, "PING"))


@pytest.mark.parametrize(
    "command",
    [
        ("INCR", "k", "k"),
        ("EVAL", "return redis.call('HSET', KEYS[1], 'f')", "1", "k"),
        ("EVAL", "return nil + 1", "0"),
        ("XGROUP", "CREATE", "s", "g", "$"),
    ],
)
def test_a_wrong_command_is_a_defect_of_ours(record: redis.Redis, command: tuple[str, ...]) -> None:
    assert not is_trouble(_error(record, *command))


def test_a_group_that_exists_already_is_no_busy_server(record: redis.Redis) -> None:
    record.xgroup_create("s", "g", mkstream=True)
    assert not is_trouble(_error(record, "XGROUP", "CREATE", "s", "g", "$"))
