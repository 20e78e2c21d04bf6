"""Which errors of the server mean "the record is unavailable, try again later"."""

from __future__ import annotations

from typing import Final

import redis
from redis import exceptions

# redis-py gives these codes a class of their own and takes them off the text.
_CLASSES: Final = (
    redis.ConnectionError,  # LOADING too
    redis.TimeoutError,
    exceptions.OutOfMemoryError,
    exceptions.ReadOnlyError,
    exceptions.ClusterDownError,  # MASTERDOWN too
    exceptions.TryAgainError,
)
_CODES: Final = frozenset({"OOM", "MISCONF", "READONLY", "NOREPLICAS", "BUSY", "UNKILLABLE"})


def is_trouble(error: redis.RedisError) -> bool:
    """True for a server that is away, loading, full, read-only or cannot persist.

    Any other code stands first in the text, or after "Error running script" when a script
    met it; anything else is a defect of ours and must not be hidden.
    """
    return isinstance(error, _CLASSES) or not _CODES.isdisjoint(str(error)[:200].split())
