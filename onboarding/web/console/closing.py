"""Closing a group, and opening it again."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.services import groups
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.here import door

blueprint = console_pages("closing", __name__)

UNPROCESSABLE = 422


@blueprint.get("/admin/groups/<group_id>/closing")
def show(group_id: str) -> ResponseReturnValue:
    """What closing the group means, before one does it."""
    return _page(group_for("group_close", group_id))


@blueprint.post("/admin/groups/<group_id>/closing")
def close(group_id: str) -> ResponseReturnValue:
    """Close the group, once it has been confirmed."""
    group = group_for("group_close", group_id)
    if not request.form.get("sure"):
        return _page(group, {"sure": "tick"}), UNPROCESSABLE
    groups.change(door(), caller(), group_id, closed=True)
    return redirect(url_for("closing.show", group_id=group_id), SEE_OTHER)


@blueprint.post("/admin/groups/<group_id>/closing/open")
def reopen(group_id: str) -> ResponseReturnValue:
    """Open the group again."""
    groups.change(door(), caller(), group_for("group_close", group_id).id, closed=False)
    return redirect(url_for("closing.show", group_id=group_id), SEE_OTHER)


def _page(group: Group, problems: dict[str, str] | None = None) -> str:
    counts = door().requests.counts(group.school, group.id)
    return render_template(
        "console/closing.html",
        **about(group),
        waiting=counts["pending"],
        renaming=counts["needs_rename"],
        approved=counts["approved"],
        problems=problems or {},
    )
