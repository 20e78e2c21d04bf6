"""The entry picture on the wire."""

from __future__ import annotations

from schemas.fields import Moment, Strict


class EntryUntil(Strict):
    """Until when the picture may be shown."""

    valid_until = Moment(load_default=None)
