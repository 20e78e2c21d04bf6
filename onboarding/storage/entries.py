"""The pictures that let people in, and when something is to be told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import redis

from onboarding.storage import clocks
from onboarding.storage.clocks import Reset
from onboarding.storage.groups import Entry, Group
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import time_text
from onboarding.storage.scripts import Scripts


class Entries:
    """Writes pictures, and knows which of them lapse when."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts

    def put(
        self,
        group: Group,
        entry: Entry,
        event: Event,
        *,
        tell_at: int | None,
        resets: Sequence[Reset] = (),
        idem: Idempotency | None = None,
    ) -> Done:
        """Replace the picture for the way in that the group has, and set the clocks of its
        approvals. `tell_at`: when something is to be told of it (ms).

        Raises errors.Stale when the group's policy version has moved on, Moved when one of
        the approvals has, IdempotencyConflict.
        """
        keys = Keys(group.school)
        reply = self._scripts.run(
            "put_entry",
            [
                keys.group(group.id),
                keys.entry(group.id, group.entry_mode),
                keys.entries,
                keys.deadlines,
                keys.events,
                remembered_at(keys, idem),
                *clocks.keys_of(keys, resets),
            ],
            {
                "id": group.id,
                "policy": str(group.policy),
                "media_type": entry.media_type,
                "valid_until": time_text(entry.valid_until),
                "tell_at": time_text(tell_at),
                "clocks": clocks.packed(resets),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            entry.image,
        )
        return understand(reply, group.id)

    def due(self, school: str, now: int) -> list[tuple[str, int]]:
        """The groups of whose pictures something is to be told, and since when (ms)."""
        found = self._record.zrangebyscore(Keys(school).entries, "-inf", now, withscores=True)
        return [(g.decode(), int(at)) for g, at in cast("list[tuple[bytes, float]]", found)]

    def tell(self, group: Group, seen: int, tell_at: int | None, event: Event) -> Done:
        """Tell what was due at `seen`, and note what is next. Raises errors.Stale where
        another did it, or the picture is another one."""
        keys = Keys(group.school)
        reply = self._scripts.run(
            "tell_entry",
            [keys.group(group.id), keys.entries, keys.events],
            {
                "id": group.id,
                "seen": str(seen),
                "tell_at": time_text(tell_at),
                "event": event.packed(),
            },
        )
        return understand(reply, group.id)
