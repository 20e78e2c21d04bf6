"""A group's covenant: what is in force, what was, and who has confirmed it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.covenant import Version
from onboarding.services import confirmations, covenants
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, admin_name, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import status_of
from onboarding.web.here import door
from schemas.console_forms import load_version

blueprint = console_pages("covenant", __name__)


@blueprint.get("/admin/groups/<group_id>/covenant")
def show(group_id: str) -> ResponseReturnValue:
    """The text in force, in both languages."""
    group = group_for("group_read", group_id)
    return render_template(
        "console/covenant.html",
        **about(group),
        covenant=covenants.current(door(), group),
        current=_versions(group)[0],
    )


@blueprint.get("/admin/groups/<group_id>/covenant/versions")
def versions(group_id: str) -> ResponseReturnValue:
    """Every version, and the difference between two."""
    group = group_for("group_read", group_id)
    listed = _versions(group)
    new = request.args.get("new", listed[0]["version"])
    old = request.args.get("old") or _before(listed, new)
    return render_template(
        "console/covenant_versions.html",
        **about(group),
        versions=listed,
        old=old,
        new=new,
        difference=covenants.compare(door(), group, old, new) if old != new else (),
    )


@blueprint.get("/admin/groups/<group_id>/covenant/confirmed")
def confirmed(group_id: str) -> ResponseReturnValue:
    """Who has confirmed which version, and a text that reminds those who haven't."""
    return _confirmed(group_for("member_read", group_id))


@blueprint.post("/admin/groups/<group_id>/covenant/remind")
def remind(group_id: str) -> ResponseReturnValue:
    """Note that the text was sent, so that no other admin sends it again."""
    group = group_for("member_write", group_id)
    reminded = confirmations.of_group(door(), caller(), group_id).reminded
    seen = request.form.get("seen", "")
    try:
        confirmations.remind(
            door(),
            caller(),
            group_id,
            count=len(reminded),
            seen=load_version(seen),
        )
    except errors.Stale as refusal:
        return _confirmed(group, twice=True), status_of(refusal)
    return redirect(url_for("covenant.confirmed", group_id=group_id), SEE_OTHER)


def _confirmed(group: Group, **more: Any) -> str:
    reminder = confirmations.last_reminder(door(), group)
    return render_template(
        "console/covenant_confirmed.html",
        **about(group),
        found=confirmations.of_group(door(), caller(), group.id),
        reminder=reminder,
        reminded_by=admin_name(reminder.who) if reminder else "",
        **{"twice": False, **more},
    )


def _versions(group: Group) -> list[dict[str, Any]]:
    """Newest first, each with the name of who published it and whether it asked members again."""
    return [
        {
            **each,
            "by": admin_name(each["published_by"]),
            "major": Version.parse(each["version"]).minor == 0,
            "note": door().groups.covenant(group, each["version"]).note,
        }
        for each in reversed(door().groups.covenant_versions(group))
    ]


def _before(listed: list[dict[str, Any]], version: str) -> str:
    """The version before this one; the version itself where it is the first."""
    older = [each["version"] for each in listed]
    if version not in older:
        raise errors.NotFound(what="covenant")
    return str(older[min(older.index(version) + 1, len(older) - 1)])
