"""The one way to a Redis client: short timeouts, and never a second try on its own."""

from __future__ import annotations

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS = 2.0
REPLY_SECONDS = 5.0
IDLE_CHECK_SECONDS = 30
"""A connection unused for this long is pinged before it carries a command."""


def connect(url: str, *, reply_seconds: float | None = REPLY_SECONDS) -> redis.Redis:
    """A client for `redis://`, `rediss://` or `unix://`, safe to share between threads.

    redis-py's own retries are off: a write whose reply was lost may have happened, and only
    a caller that sends an operation id may send it again. Replies are bytes (RQ needs them
    so) and RESP2. `reply_seconds` is None for callers that block on the server. Nothing is
    sent until the first command; that raises `redis.ConnectionError` or `TimeoutError`.
    """
    return redis.Redis.from_url(
        url,
        protocol=2,
        decode_responses=False,
        retry=Retry(NoBackoff(), 0),
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=reply_seconds,
        health_check_interval=IDLE_CHECK_SECONDS,
    )
