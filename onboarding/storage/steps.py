"""One record's step from what was read to what it becomes, as scripts take it."""

from __future__ import annotations

from typing import Any

from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import Request, changed_fields, time_text


def record_keys(keys: Keys, old: Request, new: Request) -> list[str]:
    """The record, the queue that it leaves and the one that it comes to."""
    return [
        keys.request(old.id),
        keys.queue(old.group, old.state),
        keys.queue(old.group, new.state),
    ]


def place_keys(keys: Keys, request: Request) -> list[str]:
    """The places of the people whom it stands for."""
    return [keys.place(request.group, person) for person in request.people]


def asking_keys(keys: Keys, request: Request) -> list[str]:
    """Where it stands among those who ask for a place."""
    return [keys.asking(request.group, person) for person in request.asking]


def packed(old: Request, new: Request) -> dict[str, Any]:
    """Which record takes the step if it is still as it was, what changes in it, and when it
    is due next."""
    return {
        "id": old.id,
        "version": str(old.version),
        "submitted": str(old.submitted_at),
        "fields": changed_fields(old, new),
        "expires": time_text(new.due_at),
    }
