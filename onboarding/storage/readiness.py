"""Whether the servers behind the door can be used right now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import redis

from onboarding.storage.safety import UnsafeServer, check_jobs_server, check_server

Readiness = Callable[[], Mapping[str, str]]
"""Server → `ok`, `unreachable`, or `unsafe <setting>`."""


def readiness(record: redis.Redis, jobs: redis.Redis) -> Readiness:
    """A look at both servers: reachable, and set up so that nothing is lost."""

    def look() -> Mapping[str, str]:
        return {
            "record": _standing(record, check_server),
            "jobs": _standing(jobs, check_jobs_server),
        }

    return look


def _standing(client: redis.Redis, check: Callable[[redis.Redis], None]) -> str:
    try:
        check(client)
    except UnsafeServer as unsafe:
        return f"unsafe {unsafe.facts['setting']}"
    except redis.RedisError:
        return "unreachable"
    return "ok"
