"""Everybody who signs in for the school; for its supervisors."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.access import AdminRole
from onboarding.sentences import N_
from onboarding.services import activity as trail
from onboarding.services import admins, groups, invitations
from onboarding.services.activity import Wanted
from onboarding.services.callers import require
from onboarding.web.console.admins import UNPROCESSABLE, link_page, take_back
from onboarding.web.console.frame import admin_name, console_pages
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import gettext, language
from onboarding.words import code_text
from schemas.console_accounts import SUPERVISOR, load_place
from schemas.forms import FormInvalid

blueprint = console_pages("people", __name__)

_OWNER: Final = N_("owner of %(title)s")
_SUPERVISOR: Final = N_("supervisor of the school")


@blueprint.get("/admin/people")
def show() -> ResponseReturnValue:
    """All admins of the school with their roles, and who is invited."""
    return _page()


@blueprint.get("/admin/people/activity")
def activity() -> ResponseReturnValue:
    """What belongs to no group: accounts, sign-ins, programs; latest first."""
    found, following = trail.of_school(door(), caller(), Wanted(), request.args.get("before", ""))
    names = {f"admin:{each.id}": each.name for each in admins.of_school(door(), caller())}
    lines = [
        (
            event.at,
            names.get(event.who) or admin_name(event.who),
            code_text("happened", event.what, language()),
            names.get(f"admin:{event.record}", "") if event.who != f"admin:{event.record}" else "",
        )
        for event in found
    ]
    return render_template("console/people_activity.html", lines=lines, following=following)


@blueprint.post("/admin/people/invite")
def invite() -> ResponseReturnValue:
    """Invite a supervisor, or an owner for a group; the link is shown once, here."""
    require(caller(), "owner_appoint", "")
    typed = request.form.to_dict()
    try:
        name, group = load_place(typed, door().groups.ids(caller().school))
    except FormInvalid as invalid:
        return _page(typed=typed, problems=invalid.problems), UNPROCESSABLE
    role: AdminRole = "owner" if group else "supervisor"
    link = invitations.invite(door(), caller(), name, role, group)
    what = "invited" if group else "supervises"
    return link_page(link, what, url_for("people.show"), name)


@blueprint.post("/admin/people/reset")
def reset() -> ResponseReturnValue:
    """Let somebody set another password; the link is shown once, here."""
    admin_id = request.form.get("admin", "")
    link = invitations.reset(door(), caller(), admin_id)
    name = door().admins.get(caller().school, admin_id).name
    return link_page(link, "reset", url_for("people.show"), name)


@blueprint.post("/admin/people/supervision")
def end_supervision() -> ResponseReturnValue:
    """Take the school-wide office from another supervisor."""
    try:
        admins.end_supervision(door(), caller(), request.form.get("admin", ""))
    except (errors.Invalid, errors.Stale) as refusal:
        return _page(sentence=refusal_sentence(refusal)), status_of(refusal)
    return redirect(url_for("people.show"), SEE_OTHER)


@blueprint.post("/admin/people/delete")
def delete() -> ResponseReturnValue:
    """Delete somebody's account."""
    try:
        admins.delete(door(), caller(), request.form.get("admin", ""))
    except (errors.Invalid, errors.Stale, errors.LastOwner) as refusal:
        return _page(sentence=refusal_sentence(refusal)), status_of(refusal)
    return redirect(url_for("people.show"), SEE_OTHER)


@blueprint.post("/admin/people/revoke")
def revoke() -> ResponseReturnValue:
    """Take an open link back."""
    require(caller(), "admins_read", "")
    take_back(request.form.get("invitation", ""))
    return redirect(url_for("people.show"), SEE_OTHER)


def _page(**more: Any) -> str:
    people = admins.of_school(door(), caller())
    seen = groups.visible(door(), caller())
    return render_template(
        "console/people.html",
        people=sorted(people, key=lambda each: not each.supervisor),
        names={admin.id: admin.name for admin in people},
        groups={each.id: each for each in seen},
        offers=[
            *((each.id, gettext(_OWNER, title=each.title)) for each in seen),
            (SUPERVISOR, gettext(_SUPERVISOR)),
        ],
        invited=invitations.open_in_school(door(), caller()),
        **{"typed": {}, "problems": {}, "sentence": "", **more},
    )
