"""The school's stream: audit trail and outbox at once.

The relay reads new events from a cursor, each under a lease; what isn't finished when its
lease ends is handed out again by the sweeper. Leases are scores in a sorted set, so that
time comes from our clock and one place says what is still to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import redis

from onboarding.rules import errors
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Event
from onboarding.storage.scripts import Scripts

LEASE = 30_000


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it stands in the stream; `id` orders it, `before` is the id of the event
    before it that was about the same request, "" for none. Pseudonymous throughout."""

    id: str
    at: int
    what: str
    who: str
    group: str
    record: str
    version: int
    article: str
    facts: Mapping[str, Any]
    before: str = ""


def _decode(entry_id: bytes, raw: Mapping[bytes, bytes]) -> Told:
    text = {name.decode(): value.decode() for name, value in raw.items()}
    return Told(
        id=entry_id.decode(),
        at=int(text["at"]),
        what=text["what"],
        who=text["who"],
        group=text.get("group", ""),
        record=text.get("record", ""),
        version=int(text["version"]),
        article=text.get("article", ""),
        facts=codec.loads(text.get("facts", "{}").encode()),
        before=text.get("before", ""),
    )


@contextmanager
def _cursor_named(field: str) -> Iterator[None]:
    """Say of a cursor that the server can't read which one it is."""
    try:
        yield
    except redis.ResponseError as error:
        # No id at all, or one beyond which there can be none.
        if "stream ID" in str(error) or "ID for the interval" in str(error):
            raise errors.Invalid(field=field, reason="not_a_cursor") from None
        raise


class Events:
    """Reads the stream, hands its entries out, and appends what changed nothing else."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts

    def after(self, school: str, cursor: str, limit: int) -> list[Told]:
        """Up to `limit` events after `cursor` ("" for the beginning), in order.
        Raises errors.Invalid(field="after") for a cursor that isn't one."""
        with _cursor_named("after"):
            raw = self._record.xrange(
                Keys(school).events, min=f"({cursor}" if cursor else "-", count=limit
            )
        return [_decode(i, v) for i, v in cast("list[tuple[bytes, dict[bytes, bytes]]]", raw)]

    def before(self, school: str, cursor: str, limit: int) -> list[Told]:
        """Up to `limit` events before `cursor` ("" for now), the latest first.
        Raises errors.Invalid(field="before") for a cursor that isn't one."""
        with _cursor_named("before"):
            raw = self._record.xrevrange(
                Keys(school).events, max=f"({cursor}" if cursor else "+", count=limit
            )
        return [_decode(i, v) for i, v in cast("list[tuple[bytes, dict[bytes, bytes]]]", raw)]

    def of_group(self, school: str, group: str, cursor: str, limit: int) -> tuple[list[Told], str]:
        """Up to `limit` events of one group after `cursor`, and where to go on from.

        The stream is the school's, so a page of it is read at a time; the cursor moves on
        even when the page held nothing of the group.
        """
        found: list[Told] = []
        while len(found) < limit:
            page = self.after(school, cursor, 500)
            for event in page:
                cursor = event.id
                if event.group == group:
                    found.append(event)
                    if len(found) == limit:
                        break
            if len(page) < 500:
                break
        return found, cursor

    def get(self, school: str, event_id: str) -> Told | None:
        """One event, or None if it was trimmed."""
        raw = self._record.xrange(Keys(school).events, min=event_id, max=event_id)
        found = cast("list[tuple[bytes, dict[bytes, bytes]]]", raw)
        return _decode(*found[0]) if found else None

    def of_request(self, school: str, request_id: str, limit: int) -> list[Told]:
        """The last events about one request, latest first. They are a chain, so that nothing of
        the school's stream is looked through; it ends where the stream was trimmed."""
        found: list[Told] = []
        at = self._record.hget(Keys(school).request(request_id), "told")
        event = self.get(school, cast("bytes", at).decode()) if at else None
        while event is not None and len(found) < limit:
            found.append(event)
            event = self.get(school, event.before) if event.before else None
        return found

    def tell(self, school: str, event: Event, request_id: str = "") -> None:
        """Append an event that comes with no change: somebody looked, somebody reminded. With
        `request_id` it is one of that request's."""
        keys = Keys(school)
        about = [keys.request(request_id)] if request_id else []
        self._scripts.run("tell", [keys.events, *about], {"event": event.packed()})

    def take(self, school: str, now: int, count: int = 200) -> list[str]:
        """Ids of events that nobody has been handed yet, now leased for LEASE ms."""
        keys = Keys(school)
        reply = self._scripts.run(
            "outbox_take",
            [keys.events, keys.outbox, keys.leases],
            {"lease_until": str(now + LEASE), "count": str(count)},
        )
        return [value.decode() for value in reply]

    def sweep(self, school: str, now: int, count: int = 200) -> list[str]:
        """Ids of events whose lease ended before they were finished, leased anew."""
        reply = self._scripts.run(
            "outbox_sweep",
            [Keys(school).leases],
            {"now": str(now), "lease_until": str(now + LEASE), "count": str(count)},
        )
        return [value.decode() for value in reply]

    def finish(self, school: str, event_id: str) -> None:
        """Say that an event's effects have happened."""
        self._record.zrem(Keys(school).leases, event_id)

    def is_open(self, school: str, event_id: str) -> bool:
        """Whether an event was handed out and isn't finished."""
        return self._record.zscore(Keys(school).leases, event_id) is not None

    def unfinished(self, school: str) -> int:
        """How many events are handed out and not finished."""
        return int(self._record.zcard(Keys(school).leases))
