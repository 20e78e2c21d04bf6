"""Answers whose time says nothing about what was found out meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

STEP_SECONDS = 0.25


@contextmanager
def steady() -> Iterator[None]:
    """Hold an answer back until the next multiple of `STEP_SECONDS` after its start.

    What was done in between takes a few milliseconds more or less, by what the roster,
    members, requests and bans say; the caller sees only whole steps.
    """
    start = time.monotonic()
    try:
        yield
    finally:
        time.sleep(STEP_SECONDS - (time.monotonic() - start) % STEP_SECONDS)
