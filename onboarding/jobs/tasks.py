"""The function that jobs name. A worker says beforehand, with `handling`, what it calls."""

from __future__ import annotations

from contextvars import ContextVar

from onboarding.jobs.handling import Handling

handling: ContextVar[Handling] = ContextVar("handling")


def handle(school: str, event_id: str) -> None:
    """Handle one event in the process of a worker."""
    handling.get()(school, event_id)
