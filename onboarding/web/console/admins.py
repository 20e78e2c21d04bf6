"""Who runs a group: roles, invitations, resets, and handing the group over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.access import Act, AdminRole
from onboarding.services import admins, invitations
from onboarding.services.callers import AdminCaller
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.pictures import qr
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.words import code_text
from schemas.console_accounts import load_invitation
from schemas.forms import FormInvalid

blueprint = console_pages("admins", __name__)

UNPROCESSABLE = 422
_ACTS: Final[Mapping[AdminRole, Act]] = {"owner": "owner_appoint", "committee": "admins_write"}
"""The roles that a group has, and what somebody must be allowed who gives them."""
_TOLD: Final = (errors.LastOwner, errors.Invalid, errors.Stale, errors.NotFound)


@blueprint.get("/admin/groups/<group_id>/admins")
def show(group_id: str) -> ResponseReturnValue:
    """Everybody with a role in the group, and who is invited."""
    return _page(group_for("admins_read", group_id))


@blueprint.post("/admin/groups/<group_id>/admins/role")
def give_role(group_id: str) -> ResponseReturnValue:
    """Another role for somebody who has one, or none."""
    group = group_for("admins_read", group_id)
    role = cast("AdminRole | None", request.form.get("role") or None)
    try:
        admins.give_role(door(), caller(), group_id, request.form.get("admin", ""), role)
    except _TOLD as refusal:
        return _page(group, sentence=refusal_sentence(refusal)), status_of(refusal)
    return _onward(group_id)


@blueprint.post("/admin/groups/<group_id>/admins/hand-over")
def hand_over(group_id: str) -> ResponseReturnValue:
    """Another owner in place of one, in one step."""
    group = group_for("owner_appoint", group_id)
    form = request.form
    try:
        admins.hand_over(
            door(),
            caller(),
            group_id,
            form.get("giver", ""),
            form.get("taker", ""),
            stays=bool(form.get("stays")),
        )
    except _TOLD as refusal:
        return _page(group, sentence=refusal_sentence(refusal)), status_of(refusal)
    return _onward(group_id)


@blueprint.post("/admin/groups/<group_id>/admins/invite")
def invite(group_id: str) -> ResponseReturnValue:
    """Invite somebody to a role; the link is shown once, here."""
    group = group_for("admins_read", group_id)
    typed = request.form.to_dict()
    try:
        name, role = load_invitation(typed, _roles(group))
    except FormInvalid as invalid:
        return _page(group, typed=typed, problems=invalid.problems), UNPROCESSABLE
    link = invitations.invite(door(), caller(), name, cast("AdminRole", role), group_id)
    return link_page(link, "invited", url_for("admins.show", group_id=group_id), name, group)


@blueprint.post("/admin/groups/<group_id>/admins/reset")
def reset(group_id: str) -> ResponseReturnValue:
    """Let somebody set another password; the link is shown once, here."""
    group = group_for("admins_read", group_id)
    admin_id = request.form.get("admin", "")
    link = invitations.reset(door(), caller(), admin_id)
    name = door().admins.get(caller().school, admin_id).name
    return link_page(link, "reset", url_for("admins.show", group_id=group_id), name, group)


@blueprint.post("/admin/groups/<group_id>/admins/revoke")
def revoke(group_id: str) -> ResponseReturnValue:
    """Take an open invitation back."""
    group_for("admins_read", group_id)
    take_back(request.form.get("invitation", ""))
    return _back(group_id)


def link_page(link: str, what: str, back: str, name: str, group: Group | None = None) -> str:
    """A one-time link, shown this once: `what` is invited, supervises or reset."""
    url = door().invitation_url(link)
    return render_template(
        "console/invite_link.html",
        **(about(group) if group else {}),
        url=url,
        picture=qr(url),
        what=what,
        back=back,
        name=name,
        school=door().groups.school_title(caller().school),
    )


def take_back(invitation_id: str) -> None:
    """Take an open link back; one that is gone already is gone."""
    try:
        invitations.revoke(door(), caller(), invitation_id)
    except errors.NotFound:
        return


def _roles(group: Group) -> tuple[AdminRole, ...]:
    """The roles that the caller may give in the group."""
    return tuple(role for role, act in _ACTS.items() if caller().may(act, group.id))


def _page(group: Group, **more: Any) -> str:
    people = admins.of_group(door(), caller(), group.id)
    roles = _roles(group)
    takers = [admin for admin, _ in people]
    if caller().may("owner_appoint", ""):
        takers = admins.of_school(door(), caller())
    return render_template(
        "console/admins.html",
        **about(group),
        people=sorted(people, key=lambda pair: pair[1] != "owner"),
        takers=takers,
        roles=roles,
        offers=[(role, code_text("admin_role", role, language())) for role in roles],
        resettable={a.id for a, _ in people if invitations.may_reset(caller(), a)},
        invited=invitations.open_in(door(), caller(), group.id),
        **{"typed": {}, "problems": {}, "sentence": "", **more},
    )


def _onward(group_id: str) -> ResponseReturnValue:
    """Back to the page, for who may still see it."""
    left = AdminCaller(door().admins.get(caller().school, caller().admin.id))
    if left.may("admins_read", group_id):
        return _back(group_id)
    return redirect(url_for("inbox.show"), SEE_OTHER)


def _back(group_id: str) -> ResponseReturnValue:
    return redirect(url_for("admins.show", group_id=group_id), SEE_OTHER)
