"""The feed of a group: everything that happened, replayable from any point."""

from __future__ import annotations

from typing import Any

from onboarding.api import auth, here
from onboarding.api.routes import Routes
from schemas.event import EventsAfter, ShownEvents
from schemas.paging import page

routes = Routes("events", "What happened, in order")
auth.by_token(routes.blueprint)


@routes.add(
    "GET",
    "/groups/<slug:group>/events",
    acts=["events_read"],
    query=EventsAfter(),
    answers=ShownEvents(),
)
def list_events(query: dict[str, Any], group: str) -> dict[str, Any]:
    """Events of the group after a point in the feed."""
    door, school = here.door(), here.caller().school
    door.groups.get(school, group)
    found, following = door.events.of_group(school, group, query["after"], query["limit"])
    return page(found, following)
