"""`Idempotency-Key`: the same call again gives the same answer and changes nothing.

The key's scope is caller, route and key. The record keeps an HMAC of the body, never the
body, for 24 h, and only for committed changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import redis

from onboarding.rules import errors
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Idempotency
from onboarding.storage.seal import Index

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Memory:
    """Looks up what an earlier call with the same key committed."""

    record: redis.Redis
    index: Index

    def key(
        self, school: str, caller: str, route: str, key: str, body: bytes, status: int
    ) -> Idempotency:
        """The idempotency of one call. Raises errors.Invalid for a key that is empty or
        longer than 200 characters."""
        if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
            raise errors.Invalid(field="Idempotency-Key", reason="length")
        place = self.index.blind(school, "idempotency", caller, route, key)
        digest = self.index.blind(school, "body", body.hex())
        return Idempotency(Keys(school).idempotency(place), digest, status)

    def recall(self, idem: Idempotency | None) -> Done | None:
        """What was committed under this key, or None.

        Raises errors.IdempotencyConflict when it was used with another body.
        """
        if idem is None:
            return None
        body, status, record = cast(
            "list[bytes | None]", self.record.hmget(idem.key, ["body", "status", "record"])
        )
        if body is None or status is None or record is None:
            return None
        if body.decode() != idem.body:
            raise errors.IdempotencyConflict
        return Done(record.decode(), replayed=True, status=int(status))
