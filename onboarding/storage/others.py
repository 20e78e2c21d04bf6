"""Whom a group knows without a seat: bots, school leaders, life teachers, second phones."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Final, cast

import redis

from onboarding.rules import errors
from onboarding.rules.application import Account
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Sealer

MOST_OTHERS: Final = 200


@dataclass(frozen=True, slots=True)
class KnownOther:
    """Somebody known by nickname or account, why, and who consented (T17, H2), until `until`
    (ms; None without end). Kept at `kept_at` by `kept_by`, as events name somebody."""

    id: str
    reason: str = field(repr=False)
    consented_by: str = field(repr=False)
    kept_at: int
    kept_by: str
    nickname: str = field(default="", repr=False)
    account: Account | None = field(default=None, repr=False)
    until: int | None = None

    def expired_at(self, now: int) -> bool:
        """Whether the time for which it was agreed is over."""
        return self.until is not None and self.until <= now


class Others:
    """Reads and writes known others of all schools."""

    def __init__(self, record: redis.Redis, scripts: Scripts, sealer: Sealer) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer

    def of_group(self, school: str, group: str) -> list[KnownOther]:
        """All of a group, the one kept first in front."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).others(group)))
        found = (self._decode(school, group, i.decode(), sealed) for i, sealed in raw.items())
        return sorted(found, key=lambda other: (other.kept_at, other.id))

    def get(self, school: str, group: str, other_id: str) -> KnownOther:
        """One of them. Raises errors.NotFound."""
        raw = cast("bytes | None", self._record.hget(Keys(school).others(group), other_id))
        if raw is None:
            raise errors.NotFound(what="other")
        return self._decode(school, group, other_id, raw)

    def keep(
        self,
        school: str,
        group: str,
        other: KnownOther,
        event: Event,
        idem: Idempotency | None = None,
    ) -> Done:
        """Keep one. Raises errors.TooMany, IdempotencyConflict."""
        packed = asdict(other)
        del packed["id"]
        kept = codec.dumps({name: value for name, value in packed.items() if value})
        sealed = self._sealer.seal(school, _place(group, other.id), "other", kept)
        return self._write(school, group, other.id, "1", event, idem, sealed)

    def drop(
        self, school: str, group: str, other_id: str, event: Event, idem: Idempotency | None = None
    ) -> Done:
        """Know one no longer. Raises errors.NotFound, IdempotencyConflict."""
        return self._write(school, group, other_id, "", event, idem)

    def _write(
        self,
        school: str,
        group: str,
        other_id: str,
        keep: str,
        event: Event,
        idem: Idempotency | None,
        *sealed: bytes,
    ) -> Done:
        keys = Keys(school)
        reply = self._scripts.run(
            "write_other",
            [keys.others(group), keys.events, remembered_at(keys, idem)],
            {
                "id": other_id,
                "keep": keep,
                "most": str(MOST_OTHERS),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            *sealed,
        )
        return understand(reply, other_id)

    def _decode(self, school: str, group: str, other_id: str, sealed: bytes) -> KnownOther:
        kept = codec.loads(self._sealer.open(school, _place(group, other_id), "other", sealed))
        if "account" in kept:
            kept["account"] = Account(**kept["account"])
        return KnownOther(id=other_id, **kept)


def _place(group: str, other_id: str) -> str:
    return f"{group}/{other_id}"
