"""The covenant of a group: read it, publish the next version."""

from __future__ import annotations

from typing import Any

from onboarding.api import auth, here, once, shown
from onboarding.api.routes import Routes
from onboarding.services import covenants
from schemas.covenant import NewCovenant, ShownGroupCovenant, ShownPublished

COVENANT = "/groups/<slug:group>/covenant"

routes = Routes("covenant", "The rules as members read and confirm them")
auth.by_token(routes.blueprint)


@routes.add("GET", COVENANT, acts=["group_read"], answers=ShownGroupCovenant())
def show_covenant(group: str) -> dict[str, Any]:
    """The version in force, and which versions there have been."""
    door = here.door()
    place = door.groups.get(here.caller().school, group)
    return shown.covenant(covenants.current(door, place)) | {
        "versions": door.groups.covenant_versions(place)
    }


@routes.add("PUT", COVENANT, acts=["covenant_write"], takes=NewCovenant(), answers=ShownPublished())
def publish_covenant(body: dict[str, Any], group: str) -> dict[str, Any]:
    """Publish the next version; a major one asks every member again."""
    made = covenants.publish(
        here.door(), here.caller(), group, body["articles"], major=body["major"], idem=once.key()
    )
    return shown.covenant(made.covenant) | {"changes": made.changes}
