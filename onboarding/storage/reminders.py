"""Who reminded a group of what, and when: so that two admins don't do it twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import redis

from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, understand
from onboarding.storage.requestrecord import time_text
from onboarding.storage.scripts import Scripts


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: sent at `at` (ms) by `who`, naming `count` people, about a version."""

    at: int
    who: str
    count: int
    about: str


class Reminders:
    """Reads and writes the last reminder of each topic of a group."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts

    def last(self, school: str, group: str, topic: str) -> Reminder | None:
        """The last reminder, None where there was none."""
        raw = cast("bytes | None", self._record.hget(Keys(school).reminded(group), topic))
        if raw is None:
            return None
        kept = codec.loads(raw)
        return Reminder(int(kept["at"]), kept["who"], int(kept["count"]), kept["about"])

    def note(
        self, school: str, group: str, topic: str, new: Reminder, seen: int | None, event: Event
    ) -> Done:
        """Note a reminder. `seen`: when the last one was that the caller knows of (ms).
        Raises errors.Stale where somebody noted another since."""
        keys = Keys(school)
        packed = {
            "at": str(new.at),
            "who": new.who,
            "count": str(new.count),
            "about": new.about,
        }
        reply = self._scripts.run(
            "remind",
            [keys.reminded(group), keys.events],
            {
                "topic": topic,
                "seen": time_text(seen),
                "reminder": codec.dumps(packed).decode(),
                "event": event.packed(),
            },
        )
        return understand(reply, group)
