"""What was passed on to the school's supervisor, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, cast

import redis

from onboarding.rules import errors
from onboarding.rules.escalations import MOST_OPEN, State
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import time_text
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Sealer

MOST_READ: Final = 200

_TEXT: Final = ("group", "request", "cause", "article", "by", "state", "handled_by")
_TIMES: Final = ("raised_at", "handled_at", "reported_at")
_SEALED: Final = ("note", "answer", "reported_to")


@dataclass(frozen=True)
class Escalation:
    """One matter, about a request or member, or about the group as such (`request` is "").
    Times in ms; `by` and `handled_by` as events name somebody.

    `note` says what it is, `answer` what the supervisor says to the group's admins,
    `reported_to` whom it was reported to, at `reported_at` (M3): personal, sealed.
    `forgotten`: note and answer are gone.
    """

    id: str
    school: str
    group: str
    cause: str
    by: str
    raised_at: int
    request: str = ""
    article: str = ""
    state: State = "open"
    handled_by: str = ""
    handled_at: int | None = None
    reported_at: int | None = None
    note: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    reported_to: str = field(default="", repr=False)
    forgotten: bool = False


class Escalations:
    """Reads and writes escalations of all schools."""

    def __init__(self, record: redis.Redis, scripts: Scripts, sealer: Sealer) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer

    def get(self, school: str, escalation_id: str) -> Escalation:
        """One of them. Raises errors.NotFound."""
        found = self._many(school, [escalation_id])
        if not found:
            raise errors.NotFound(what="escalation")
        return found[0]

    def count_open(self, school: str) -> int:
        """How many wait for the supervisor."""
        return int(self._record.zcard(Keys(school).escalations))

    def open(self, school: str) -> list[Escalation]:
        """Those that wait for the supervisor, the oldest first; 200 at most."""
        listed = self._record.zrange(Keys(school).escalations, 0, MOST_READ - 1)
        return self._many(school, _ids(listed))

    def of_groups(self, school: str, groups: Iterable[str]) -> list[Escalation]:
        """The latest of these groups, open or closed, the latest first; 200 at most."""
        pipe = self._record.pipeline(transaction=False)
        for group in groups:
            key = Keys(school).group_escalations(group)
            pipe.zrevrange(key, 0, MOST_READ - 1, withscores=True)
        listed = sorted(chain.from_iterable(pipe.execute()), key=lambda each: -each[1])
        return self._many(school, _ids(each for each, _ in listed[:MOST_READ]))

    def put(self, made: Escalation, event: Event, idem: Idempotency | None = None) -> Done:
        """Keep a new one. Raises errors.TooMany where too many of its group are open,
        IdempotencyConflict."""
        keys = Keys(made.school)
        reply = self._scripts.run(
            "escalate",
            [
                keys.escalation(made.id),
                keys.escalations,
                keys.group_escalations(made.group),
                keys.events,
                remembered_at(keys, idem),
                *_about(keys, made),
            ],
            {
                "id": made.id,
                "at": str(made.raised_at),
                "most": str(MOST_OPEN),
                "fields": _fields(made),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self._seal(made),
        )
        return understand(reply, made.id)

    def close(self, closed: Escalation, forget_at: int, event: Event) -> Done:
        """Write what came of one; what was written in it is to be forgotten then (ms).
        Raises errors.Stale where it isn't open any more."""
        keys = Keys(closed.school)
        reply = self._scripts.run(
            "answer_escalation",
            [
                keys.escalation(closed.id),
                keys.escalations,
                keys.escalations_forgetting,
                keys.events,
                *_about(keys, closed),
            ],
            {
                "id": closed.id,
                "forget_at": str(forget_at),
                "fields": _fields(closed),
                "event": event.packed(),
            },
            self._seal(closed),
        )
        return understand(reply, closed.id)

    def due(self, school: str, now: int, most: int) -> list[tuple[str, int]]:
        """The closed ones of which something is to be forgotten, and since when (ms)."""
        found = self._record.zrangebyscore(
            Keys(school).escalations_forgetting, "-inf", now, start=0, num=most, withscores=True
        )
        return [(i.decode(), int(at)) for i, at in cast("list[tuple[bytes, float]]", found)]

    def forget(self, left: Escalation, seen: int, forget_at: int | None, event: Event) -> Done:
        """Keep of a closed one what is `left`, until `forget_at` (ms; None for nothing at all).
        Raises errors.Stale where another did it."""
        keys = Keys(left.school)
        reply = self._scripts.run(
            "forget_escalation",
            [
                keys.escalation(left.id),
                keys.group_escalations(left.group),
                keys.escalations_forgetting,
                keys.events,
            ],
            {
                "id": left.id,
                "seen": str(seen),
                "forget_at": time_text(forget_at),
                "event": event.packed(),
            },
            self._seal(left),
        )
        return understand(reply, left.id)

    def _many(self, school: str, ids: Iterable[str]) -> list[Escalation]:
        ids = list(ids)
        pipe = self._record.pipeline(transaction=False)
        for each in ids:
            pipe.hgetall(Keys(school).escalation(each))
        return [
            self._decode(school, i, raw) for i, raw in zip(ids, pipe.execute(), strict=True) if raw
        ]

    def _seal(self, each: Escalation) -> bytes:
        written = {name: text for name in _SEALED if (text := getattr(each, name))}
        return self._sealer.seal(each.school, each.id, "escalation", codec.dumps(written))

    def _decode(self, school: str, escalation_id: str, raw: dict[bytes, bytes]) -> Escalation:
        plain = {name: raw.get(name.encode(), b"").decode() for name in (*_TEXT, *_TIMES)}
        times = {name: int(text) if (text := plain.pop(name)) else None for name in _TIMES}
        opened = self._sealer.open(school, escalation_id, "escalation", raw[b"sealed"])
        return Escalation(
            id=escalation_id,
            school=school,
            forgotten=b"forgotten" in raw,
            **plain,  # type: ignore[arg-type]
            **times,  # type: ignore[arg-type]
            **codec.loads(opened),
        )


def _ids(listed: object) -> list[str]:
    return [each.decode() for each in cast("Iterable[bytes]", listed)]


def _about(keys: Keys, each: Escalation) -> list[str]:
    return [keys.request(each.request)] if each.request else []


def _fields(each: Escalation) -> dict[str, str]:
    plain: dict[str, str] = {name: getattr(each, name) for name in _TEXT}
    return plain | {name: time_text(getattr(each, name)) for name in _TIMES}
