"""What a school said its columns mean, by the signature of the header: no word of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import redis

from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, understand
from onboarding.storage.scripts import Scripts

# So many headers a school may have corrected; the oldest makes room.
KEPT_MOST = 200


class Mappings:
    """Reads and writes the corrected mappings of a school."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts

    def all(self, school: str) -> dict[str, dict[int, str]]:
        """Every mapping that is kept: signature → place of a column → meaning."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).mappings))
        return {
            signature.decode(): {
                int(at): meaning for at, meaning in codec.loads(kept)["columns"].items()
            }
            for signature, kept in raw.items()
        }

    def keep(
        self, school: str, signature: str, columns: Mapping[int, str], at: int, event: Event
    ) -> Done:
        """Keep what the columns of a header mean, `at` (ms), instead of what was kept."""
        keys = Keys(school)
        kept = {"at": at, "columns": {str(place): meaning for place, meaning in columns.items()}}
        reply = self._scripts.run(
            "keep_mapping",
            [keys.mappings, keys.events],
            {
                "signature": signature,
                "mapping": codec.dumps(kept).decode(),
                "most": str(KEPT_MOST),
                "event": event.packed(),
            },
        )
        return understand(reply, signature)
