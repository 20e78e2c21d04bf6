"""What a worker does with one event."""

from __future__ import annotations

from collections.abc import Callable

from onboarding.jobs.notify import Notifier
from onboarding.services import rechecking, schoolimport
from onboarding.services.door import Door

Handling = Callable[[str, str], None]
"""Takes a school's and an event's id."""


def make_handling(door: Door, notifier: Notifier) -> Handling:
    """The handling of events on this door, told through this notifier."""

    def handle(school: str, event_id: str) -> None:
        if not door.events.is_open(school, event_id):
            return  # it came twice, and once is done
        event = door.events.get(school, event_id)
        if event is not None:  # else it is so old that it was trimmed
            if event.what.startswith("roster."):
                rechecking.recheck(door, school, event.group)
            if event.what in schoolimport.CARRIES_ON:
                schoolimport.carry_on(door, school)
            notifier.tell(school, event)
        door.events.finish(school, event_id)

    return handle
