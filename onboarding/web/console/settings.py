"""A group's settings: the join link, and the way in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.rosterchange import Unclear
from onboarding.services import entries, groups
from onboarding.services.entries import LARGEST_IMAGE
from onboarding.storage.groups import ENTRY_MODES, Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.pictures import qr
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.words import end_of_day, iso_day
from schemas.console_forms import load_date
from schemas.forms import FormInvalid

blueprint = console_pages("settings", __name__, largest=2 * LARGEST_IMAGE)


@blueprint.get("/admin/groups/<group_id>/settings")
def show(group_id: str) -> ResponseReturnValue:
    """What the group is set to."""
    return page(group_for("settings_write", group_id), saved="saved" in request.args)


@blueprint.post("/admin/groups/<group_id>/settings/link")
def rotate_link(group_id: str) -> ResponseReturnValue:
    """A new join link, shown once; the old one ends."""
    group = group_for("link_rotate", group_id)
    return new_link(group, groups.rotate_link(door(), caller(), group_id))


def new_link(
    group: Group, link: str, *, fresh: bool = False, unclear: Sequence[Unclear] = ()
) -> str:
    """The page that shows a join link, this once; for a `fresh` group also what comes next
    and which lines of its names were left out as `unclear`."""
    url = door().link_url(link)
    return render_template(
        "console/new_link.html",
        **about(group),
        url=url,
        picture=qr(url),
        fresh=fresh,
        unclear=unclear,
    )


@blueprint.post("/admin/groups/<group_id>/settings/entry-mode")
def entry_mode(group_id: str) -> ResponseReturnValue:
    """How approved people get in."""
    group = group_for("settings_write", group_id)
    try:
        groups.change(door(), caller(), group_id, entry_mode=request.form.get("entry_mode", ""))
    except errors.Invalid as refusal:
        return page(group, sentence=refusal_sentence(refusal)), status_of(refusal)
    return redirect(url_for("settings.show", group_id=group_id, saved="yes"), SEE_OTHER)


@blueprint.post("/admin/groups/<group_id>/settings/entry")
def put_entry(group_id: str) -> ResponseReturnValue:
    """The group's code or the admin's own card, as a picture."""
    group = group_for("entry_write", group_id)
    upload = request.files.get("image")
    image = upload.read(LARGEST_IMAGE + 1) if upload else b""
    try:
        last_day = load_date(request.form.get("valid_until", ""))
        if group.entry_mode == "qr" and last_day is None:
            return page(group, problems={"valid_until": "required"}), 422
        until = end_of_day(last_day) if last_day else None
        entries.put(door(), caller(), group_id, image, until)
    except FormInvalid:
        return page(group, problems={"valid_until": "not_a_time"}), 422
    except errors.Invalid as refusal:
        wrong = {str(refusal.facts["field"]): str(refusal.facts["reason"])}
        return page(group, problems=wrong), status_of(refusal)
    return redirect(url_for("settings.show", group_id=group_id, saved="yes"), SEE_OTHER)


@blueprint.get("/admin/groups/<group_id>/settings/entry")
def entry(group_id: str) -> ResponseReturnValue:
    """The picture as it is now."""
    group = group_for("entry_write", group_id)
    picture = door().entries.get(group)
    if picture is None:
        abort(404)
    return Response(picture.image, mimetype=picture.media_type)


def page(group: Group, **more: Any) -> str:
    """The settings of the ways in; `problems` stand beside their fields."""
    now = door().clock()
    return render_template(
        "console/settings.html",
        **about(group),
        modes=ENTRY_MODES,
        standing=entries.standing(door(), group),
        first_day=iso_day(now),
        last_day=iso_day(now + entries.LONGEST_QR_DAYS * DAY),
        typed={name: request.form.get(name, "") for name in ("valid_until",)},
        **{"sentence": "", "problems": {}, "saved": False, **more},
    )
