"""Time as a collaborator: milliseconds since 1970, UTC."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], int]

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def system_clock() -> int:
    """The machine's time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
