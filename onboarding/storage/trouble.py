"""Which errors of the server mean "the record is unavailable, try again later"."""

from __future__ import annotations

import redis

_TEMPORARY = (
    "OOM",
    "MISCONF",
    "LOADING",
    "READONLY",
    "MASTERDOWN",
    "NOREPLICAS",
    "CLUSTERDOWN",
    "BUSY",
)


def is_trouble(error: redis.RedisError) -> bool:
    """True for a server that is away, loading, full, read-only or cannot persist.

    A reply error inside a script carries the server's own code first in its text or after
    "Error running script"; anything else is a defect of ours and must not be hidden.
    """
    if isinstance(error, (redis.ConnectionError, redis.TimeoutError)):
        return True
    return any(
        code in str(error)[:200].split() or str(error).startswith(code) for code in _TEMPORARY
    )
