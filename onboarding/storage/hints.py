"""A nudge on the jobs server: this school has news. Losing one costs a second, no more."""

from __future__ import annotations

from typing import cast

import redis

from onboarding.storage.besteffort import BestEffort

KEY = "ob-hint:schools"
LONGEST = 1_000


class Hints:
    """Gives and takes hints."""

    def __init__(self, jobs: redis.Redis) -> None:
        self._jobs = jobs
        self._best_effort = BestEffort()

    def give(self, school: str) -> None:
        """Say that a school has news; a jobs server that is away is no reason to fail."""
        pipe = self._jobs.pipeline(transaction=False)
        pipe.rpush(KEY, school)
        pipe.ltrim(KEY, -LONGEST, -1)
        self._best_effort.ask(pipe.execute, [])

    def take(self, seconds: float) -> set[str]:
        """The schools with news, waiting up to `seconds` for the first."""
        first = cast("tuple[bytes, bytes] | None", self._jobs.blpop([KEY], timeout=seconds))
        if first is None:
            return set()
        rest = cast("list[bytes] | None", self._jobs.lpop(KEY, LONGEST)) or []
        return {value.decode() for value in (first[1], *rest)}
