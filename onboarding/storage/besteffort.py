"""Calls to a server that we can do without for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

import redis

REST: Final = 5.0

T = TypeVar("T")


class BestEffort:
    """Asks, and does without the answer where the server is away.

    It then isn't asked again for REST seconds: one that hangs costs a single wait, not one a
    caller. `monotonic` tells seconds.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._rests_until = float("-inf")

    def ask(self, call: Callable[[], T], otherwise: T) -> T:
        """What `call` returns, or `otherwise` while the server is away."""
        if self._monotonic() < self._rests_until:
            return otherwise
        try:
            return call()
        except redis.RedisError:
            self._rests_until = self._monotonic() + REST
            return otherwise
