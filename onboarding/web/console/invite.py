"""What a one-time link opens: a new account, a role for an old one, or another password.

Auth: none; the link is the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import invitations, passwords
from onboarding.storage.admins import Admin
from onboarding.storage.invitations import Invitation
from onboarding.web.console.fieldwise import ABOUT, problems_of
from onboarding.web.console.session import SEE_OTHER, come_back_to, current, start, to_sign_in
from onboarding.web.errors import status_of
from onboarding.web.here import door
from onboarding.web.security import open_to_all, pages
from schemas.console_accounts import load_account, load_password
from schemas.forms import FormInvalid

blueprint = pages("invite", __name__, auth=open_to_all)
blueprint.register_error_handler(errors.NotSignedIn, to_sign_in)

UNPROCESSABLE = 422


@blueprint.get("/admin/invite/<link>")
def show(link: str) -> ResponseReturnValue:
    """What the link is for, and the form that uses it."""
    return _page(link, invitations.opened(door(), link))


@blueprint.post("/admin/invite/<link>")
def use(link: str) -> ResponseReturnValue:
    """Make the account, or set the other password; and come in."""
    made = invitations.opened(door(), link)
    typed = request.form.to_dict()
    try:
        if made.admin:
            admin = invitations.set_password(door(), link, load_password(typed))
        else:
            admin = invitations.accept_as_new(door(), link, *load_account(typed))
    except FormInvalid as invalid:
        return _page(link, made, typed, invalid.problems), UNPROCESSABLE
    except ABOUT as refusal:
        return _page(link, made, typed, problems_of(refusal)), status_of(refusal)
    return start(admin)


@blueprint.post("/admin/invite/<link>/take")
def take(link: str) -> ResponseReturnValue:
    """Take the role as who is signed in."""
    admin, _ = current()
    invitations.accept_as(door(), link, admin)
    return redirect(url_for("inbox.show"), SEE_OTHER)


@blueprint.post("/admin/invite/<link>/sign-in")
def sign_in(link: str) -> ResponseReturnValue:
    """Sign in first, and come back."""
    invitations.opened(door(), link)
    come_back_to(link)
    return redirect(url_for("session.form"), SEE_OTHER)


@blueprint.errorhandler(errors.NotFound)
def gone(refusal: errors.NotFound) -> ResponseReturnValue:
    """A link that opens nothing says what may have happened and what to do."""
    return render_template("console/invite_gone.html"), status_of(refusal)


def _page(
    link: str,
    made: Invitation,
    typed: Mapping[str, str] = MappingProxyType({}),
    problems: Mapping[str, str] = MappingProxyType({}),
) -> str:
    known: dict[str, Any] = {}
    if made.group:
        known["group"] = door().groups.get(made.school, made.group)
    if made.admin:
        known["whose"] = door().admins.get(made.school, made.admin)
    return render_template(
        "console/invite.html",
        link=link,
        made=made,
        school=door().groups.school_title(made.school),
        me=_me(made),
        shortest=passwords.SHORTEST,
        typed=typed,
        problems=problems,
        **known,
    )


def _me(made: Invitation) -> Admin | None:
    """Who is signed in here, if it is somebody of the same school."""
    try:
        admin, _ = current()
    except errors.NotSignedIn:
        return None
    return admin if admin.school == made.school else None
