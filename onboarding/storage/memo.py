"""What was worked out from bytes once, kept until time would change it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """At most `size` values, the longest unused forgotten first; safe between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, tuple[T, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, place: Hashable, now: int) -> T | None:
        """The value kept for `place`, if it still holds at `now` (ms)."""
        with self._lock:
            kept = self._kept.get(place)
            if kept is None or kept[1] <= now:
                return None
            self._kept.move_to_end(place)
            return kept[0]

    def put(self, place: Hashable, value: T, until: float) -> None:
        """Keep a value that holds before `until` (ms)."""
        with self._lock:
            self._kept[place] = (value, until)
            self._kept.move_to_end(place)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
