"""Whether a server may be trusted with the record, asked before anything is written to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import redis

from onboarding.rules.errors import Refusal

OLDEST = (7, 0)


class UnsafeServer(Refusal):
    """The server would lose what it confirmed (`setting`, `found`, `needed`)."""

    code: ClassVar[str] = "unsafe_server"


def check_server(client: redis.Redis) -> None:
    """Refuse a record server that isn't set to keep everything.

    It must write each change to disk before it answers (`appendonly yes`, `appendfsync
    always`), refuse writes rather than drop keys when full (`noeviction` under a
    `maxmemory`), and know the commands we use (Redis 7.0, any Valkey). Raises
    `UnsafeServer` for the first setting that is otherwise, or redis-py's errors.
    """
    _check_version(client)
    found = _settings(client, "appendonly", "appendfsync", "maxmemory", "maxmemory-policy")
    _need(found, "appendonly", "yes")
    _need(found, "appendfsync", "always")
    _need(found, "maxmemory-policy", "noeviction")
    if found.get("maxmemory") in (None, "0"):
        raise UnsafeServer(setting="maxmemory", found="0", needed="a limit")


def check_jobs_server(client: redis.Redis) -> None:
    """Refuse a jobs server that drops waiting jobs when it is full; raises `UnsafeServer`."""
    _check_version(client)
    _need(_settings(client, "maxmemory-policy"), "maxmemory-policy", "noeviction")


def _check_version(client: redis.Redis) -> None:
    version = str(client.info("server")["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise UnsafeServer(setting="version", found=version, needed="7.0 or later")


def _settings(client: redis.Redis, *names: str) -> Mapping[str, str]:
    try:
        return {str(name): str(value) for name, value in client.config_get(*names).items()}
    except redis.ResponseError:  # renamed away, or not allowed to this user
        raise UnsafeServer(setting=names[0], found="hidden", needed="CONFIG GET allowed") from None


def _need(found: Mapping[str, str], setting: str, needed: str) -> None:
    value = found.get(setting, "")
    if value != needed:
        raise UnsafeServer(setting=setting, found=value, needed=needed)
