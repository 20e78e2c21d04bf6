"""Where the world is told of an event: a port, and the adapter that this version has."""

from __future__ import annotations

import json
import logging
from typing import Protocol

from onboarding.storage.events import Told

log = logging.getLogger(__name__)


class Notifier(Protocol):
    """Tells somebody of an event, at least once; `event.id` says that it is the same one.

    What it raises leaves the event unfinished, and it will be told again.
    """

    def tell(self, school: str, event: Told) -> None:
        """Tell of one event."""


class LogNotifier:
    """One line of JSON an event: ids, codes and counts, as the stream holds them."""

    def tell(self, school: str, event: Told) -> None:
        """Write the line."""
        line = {
            "school": school,
            "group": event.group,
            "event": event.id,
            "at": event.at,
            "what": event.what,
            "who": event.who,
            "record": event.record,
            "version": event.version,
            "article": event.article,
            "facts": event.facts,
        }
        told = {name: value for name, value in line.items() if value not in ("", {})}
        log.info("%s", json.dumps(told, ensure_ascii=False))
