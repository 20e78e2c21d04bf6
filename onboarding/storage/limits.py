"""Counters that slow strangers down; on the jobs server, never in the record.

Client addresses and join links are counted under HMACs and forgotten after their window.
"""

from __future__ import annotations

from typing import cast

import redis

from onboarding.clock import DAY
from onboarding.storage.besteffort import BestEffort
from onboarding.storage.seal import Index

REFUSALS_PER_ADDRESS = 3
REFUSALS_PER_LINK = 30


class Limits:
    """Counts per window. A jobs server that is away counts nothing: limits then don't
    bite, and nobody is kept out of the door."""

    def __init__(self, jobs: redis.Redis, index: Index) -> None:
        self._jobs = jobs
        self._index = index
        self._best_effort = BestEffort()

    def count(self, what: str, who: str, window: int = DAY) -> int:
        """Add one to `who`'s count of `what` and return it; the window (ms) starts with
        the first."""
        return self._add(1, what, who, window)

    def give_back(self, what: str, who: str, window: int = DAY) -> None:
        """Take one off `who`'s count again, which turned out not to be meant by it."""
        self._add(-1, what, who, window)

    def seen(self, what: str, who: str) -> int:
        """`who`'s count of `what` in the running window."""
        key = self._key(what, who)
        counted = self._best_effort.ask(lambda: cast("bytes | None", self._jobs.get(key)), None)
        return int(counted or 0)

    def forget(self, what: str, who: str) -> None:
        """Start again from nothing (after a good sign-in)."""
        key = self._key(what, who)
        self._best_effort.ask(lambda: self._jobs.delete(key), 0)

    def shielded(self, address: str, link: str) -> bool:
        """Whether the outcome of a submission from here is hidden (design: what the public
        may learn): three refusals from one address or thirty on one link within a day."""
        return (
            self.seen("refused-address", address) >= REFUSALS_PER_ADDRESS
            or self.seen("refused-link", link) >= REFUSALS_PER_LINK
        )

    def refused(self, address: str, link: str) -> None:
        """Count a refusal that wasn't the form's own."""
        self.count("refused-address", address)
        self.count("refused-link", link)

    def _add(self, number: int, what: str, who: str, window: int) -> int:
        key = self._key(what, who)
        pipe = self._jobs.pipeline(transaction=True)
        pipe.incrby(key, number)
        pipe.pexpire(key, window, nx=True)
        return int(self._best_effort.ask(pipe.execute, [0])[0])

    def _key(self, what: str, who: str) -> str:
        return f"ob-limit:{what}:{self._index.blind('', f'limit-{what}', who)}"
