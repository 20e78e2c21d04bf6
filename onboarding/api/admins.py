"""Admins of a group: who has which role."""

from __future__ import annotations

from typing import Any

from flask import Response

from onboarding.api import auth, here, once
from onboarding.api.answers import nothing
from onboarding.api.routes import Routes
from onboarding.services import admins
from onboarding.storage.admins import Admin
from schemas.admin import RoleTable, ShownAdmin, ShownAdmins
from schemas.paging import page

ADMINS = "/groups/<slug:group>/admins"

routes = Routes("admins", "Who runs a group")
auth.by_token(routes.blueprint)


@routes.add("GET", ADMINS, acts=["admins_read"], answers=ShownAdmins())
def list_admins(group: str) -> dict[str, Any]:
    """Everybody with a role in the group."""
    found = admins.of_group(here.door(), here.caller(), group)
    return page([_shown(admin, role) for admin, role in found], "")


@routes.add(
    "PUT",
    f"{ADMINS}/<slug:admin>",
    acts=["admins_write", "owner_appoint"],
    takes=RoleTable(),
    answers=ShownAdmin(),
)
def give_role(body: dict[str, Any], group: str, admin: str) -> dict[str, Any]:
    """Give an admin of the school a role in the group."""
    door, caller = here.door(), here.caller()
    admins.give_role(door, caller, group, admin, body["role"], once.key())
    made = door.admins.get(caller.school, admin)
    return _shown(made, made.roles.get(group, ""))


@routes.add("DELETE", f"{ADMINS}/<slug:admin>", acts=["admins_write", "owner_appoint"], status=204)
def take_role(group: str, admin: str) -> Response:
    """Take an admin's role in the group away; the last owner stays."""
    admins.give_role(here.door(), here.caller(), group, admin, None, once.key(204))
    return nothing()


def _shown(admin: Admin, role: str) -> dict[str, Any]:
    return {
        "id": admin.id,
        "name": admin.name,
        "role": role,
        "supervisor": admin.supervisor,
    }
