"""Groups: make one, change its settings, its join link and its entry picture."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from onboarding.api import auth, here, once
from onboarding.api.answers import nothing
from onboarding.api.routes import PREFIX, Routes
from onboarding.rules import errors
from onboarding.services import entries, groups
from onboarding.storage.groups import Group
from schemas.entry import EntryUntil
from schemas.group import ChangedGroup, NewGroup, ShownGroup, ShownGroups, ShownLink, ShownNewGroup
from schemas.paging import Page, page

PICTURES = ("image/png", "image/jpeg")

routes = Routes("groups", "Groups and their settings")
auth.by_token(routes.blueprint)


@routes.add(
    "POST", "/groups", acts=["group_create"], takes=NewGroup(), status=201, answers=ShownNewGroup()
)
def create_group(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Make a group in the caller's school."""
    door, caller = here.door(), here.caller()
    if body["school"] not in ("", caller.school):
        raise errors.NotFound(what="school")
    made = groups.create(
        door,
        caller,
        kind=body["kind"],
        title=body["title"],
        school_title=body["school_title"],
        group_id=body["id"],
        overrides=body["overrides"],
        exceptions=body["exceptions"],
        entry_mode=body["entry_mode"],
        idem=once.key(201),
    )
    if made.done.replayed:
        once.replayed()
    link = door.link_url(made.link) if made.link else None
    return {**_shown(made.group), "link": link}, {"Location": f"{PREFIX}/groups/{made.group.id}"}


@routes.add("GET", "/groups", acts=["group_read"], query=Page(), answers=ShownGroups())
def list_groups(query: dict[str, Any]) -> dict[str, Any]:
    """The groups that the caller may see, oldest first."""
    found, following = groups.page(here.door(), here.caller(), query["cursor"], query["limit"])
    return page([_shown(group) for group in found], following)


@routes.add("GET", "/groups/<slug:group>", acts=["group_read"], answers=ShownGroup())
def show_group(group: str) -> dict[str, Any]:
    """One group."""
    return _shown(here.door().groups.get(here.caller().school, group))


@routes.add(
    "PATCH",
    "/groups/<slug:group>",
    acts=["settings_write"],
    takes=ChangedGroup(),
    answers=ShownGroup(),
)
def change_group(body: dict[str, Any], group: str) -> dict[str, Any]:
    """Change settings; what is left out stays."""
    changed = groups.change(here.door(), here.caller(), group, **body, idem=once.key())
    return _shown(changed)


@routes.add("POST", "/groups/<slug:group>/link", acts=["link_rotate"], answers=ShownLink())
def rotate_link(group: str) -> dict[str, Any]:
    """Make the join link anew; the old one ends at once."""
    door = here.door()
    link = groups.rotate_link(door, here.caller(), group, idem=once.key())
    return {"link": door.link_url(link) if link else None}


@routes.add(
    "PUT",
    "/groups/<slug:group>/entry",
    acts=["entry_write"],
    query=EntryUntil(),
    media={picture: {} for picture in PICTURES},
    status=204,
)
def put_entry(query: dict[str, Any], group: str) -> Response:
    """Put the picture that lets people in: PNG or JPEG as the body.

    In groups with entry by QR it is valid for seven days at most.
    """
    if request.mimetype not in PICTURES:
        raise UnsupportedMediaType
    until = query["valid_until"]
    entries.put(here.door(), here.caller(), group, request.get_data(), until, once.key(204))
    return nothing()


def _shown(group: Group) -> dict[str, Any]:
    names = ShownGroup().fields
    return {name: getattr(group, name) for name in names}
