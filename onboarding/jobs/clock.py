"""The clock: one process that does what time brings, and relays the news.

Several may run at once. Each duty waits by itself when a server is away and comes back by
itself; the process ends for a signal only, or for a defect of ours.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import redis

from onboarding.jobs import duties, relay
from onboarding.jobs.queue import JobQueue
from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.storage.connect import connect
from onboarding.storage.hints import Hints
from onboarding.storage.trouble import is_trouble
from onboarding.wiring import make_door

log = logging.getLogger(__name__)

HINT_SECONDS = 1.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0


@dataclass
class Duty:
    """Something to do every so many seconds; later, and ever later, while a server is away."""

    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0
    pause: float = FIRST_PAUSE

    def turn(self, now: float) -> bool:
        """Do it if it is due at `now` (seconds of any clock that doesn't jump); whether it
        was done. Raises whatever isn't a server's trouble."""
        if now < self.due:
            return False
        try:
            self.do()
        except redis.RedisError as error:
            if not is_trouble(error):
                raise
            log.warning("%s has to wait: %s", self.name, type(error).__name__)
            self.due = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            return False
        self.due = now + self.every
        self.pause = FIRST_PAUSE
        return True


class Timekeeper:
    """All duties on one door; `jobs` is a connection to the jobs server."""

    def __init__(self, door: Door, jobs: redis.Redis) -> None:
        self._door = door
        self._hints = Hints(jobs)
        self._queue = JobQueue(jobs)
        self._listening = Duty("news", 0.0, self._listen)
        self._duties = (
            Duty("relay", 3.0, self._walk),
            Duty("expiry", 2.0, lambda: duties.expire(door, door.clock())),
            Duty("entries", 5.0, lambda: duties.tell_of_entries(door, door.clock())),
            Duty("escalations", 60.0, lambda: duties.forget_escalations(door, door.clock())),
            Duty("departures", 60.0, lambda: duties.forget_departed(door, door.clock())),
            Duty("audits", 60.0, lambda: duties.forget_findings(door, door.clock())),
            Duty("rosters", 60.0, lambda: duties.sweep_rosters(door, door.clock())),
        )

    def run(self, stop: threading.Event) -> None:
        """Do every duty when it is due, until `stop`."""
        while not stop.is_set():
            for duty in self._duties:
                duty.turn(time.monotonic())
            if not self._listening.turn(time.monotonic()):
                stop.wait(HINT_SECONDS)

    def _listen(self) -> None:
        """Wait a moment for news, and hand it out."""
        for school in sorted(self._hints.take(HINT_SECONDS)):
            relay.hand_out(self._door, self._queue, school, self._door.clock())

    def _walk(self) -> None:
        """Look everywhere: hints get lost, and so do jobs."""
        for school in self._door.groups.schools():
            relay.hand_out(self._door, self._queue, school, self._door.clock())
            relay.hand_out_again(self._door, self._queue, school, self._door.clock())


def run(settings: Settings) -> None:
    """Keep time until SIGTERM or SIGINT, finishing the duty that has begun."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    assert settings.jobs_url is not None  # noqa: S101 - the command saw to it
    Timekeeper(make_door(settings), connect(settings.jobs_url)).run(stop)
