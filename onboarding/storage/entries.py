"""The pictures that let people in, and when something is to be told of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import cast

import redis

from onboarding.storage.clocks import Clocks
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import time_text
from onboarding.storage.scripts import Scripts


@dataclass(frozen=True, slots=True)
class Entry:
    """The picture that lets people in: the group's QR, or an admin's card. `kind` is its
    media type; past `valid_until` (ms) it is never shown."""

    image: bytes
    media_type: str
    valid_until: int | None


class Entries:
    """Reads and writes pictures, and knows which of them lapse when."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts

    def get(self, group: Group) -> Entry | None:
        """The picture for the way in that the group has now, or None.

        Each way has its own: a group's code is no card, nor the other way round.
        """
        key = Keys(group.school).entry(group.id, group.entry_mode)
        raw = cast("dict[bytes, bytes]", self._record.hgetall(key))
        if not raw:
            return None
        until = raw.get(b"valid_until", b"")
        return Entry(raw[b"image"], raw[b"media_type"].decode(), int(until) if until else None)

    def until(self, group: Group, mode: str = "") -> float | None:
        """Until when (ms) the picture works that the group has for its way in, or for `mode`:
        infinity for one without end, None where there is no picture.

        A group's own code always has an end; without one it can't be known to work.
        """
        mode = mode or group.entry_mode
        key = Keys(group.school).entry(group.id, mode)
        kept = self._record.hmget(key, ["media_type", "valid_until"])
        return picture_until(mode, *cast("list[bytes | None]", kept))

    def put(
        self,
        group: Group,
        entry: Entry,
        event: Event,
        clocks: Clocks,
        idem: Idempotency | None = None,
    ) -> Done:
        """Replace the picture for the way in that the group has, and set its clocks.

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
                *clocks.keys(keys),
            ],
            {
                "id": group.id,
                "policy": str(group.policy),
                "media_type": entry.media_type,
                "valid_until": time_text(entry.valid_until),
                **clocks.packed(),
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


def picture_until(mode: str, media_type: bytes | None, until: bytes | None) -> float | None:
    """What `Entries.until` says, of a picture's fields as they are kept."""
    if media_type is None:
        return None
    return int(until) if until else (0 if mode == "qr" else inf)
