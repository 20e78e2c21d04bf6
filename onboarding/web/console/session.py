"""Sign in, sign out, and who is signed in.

The session cookie holds school, admin and epoch; the record is asked at each request, so
that a changed password or a lost role takes effect at once.
"""

from __future__ import annotations

from typing import Any, Final, cast

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import admins
from onboarding.services.callers import AdminCaller
from onboarding.storage.admins import Admin
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import address, door
from onboarding.web.security import open_to_all, pages
from onboarding.web.steady import steady

SEE_OTHER: Final = 303
_KEY: Final = "admin"

blueprint = pages("session", __name__, auth=open_to_all)


@blueprint.get("/admin/sign-in")
def form() -> ResponseReturnValue:
    """The sign-in form."""
    return render_template("console/sign_in.html", login="", sentence="")


@blueprint.post("/admin/sign-in")
def sign_in() -> ResponseReturnValue:
    """Start a fresh session for who knows the password."""
    login = request.form.get("login", "")
    try:
        with steady():  # a name that is known takes a moment longer than one that isn't
            admin = admins.sign_in(door(), login, request.form.get("password", ""), address())
    except (errors.NotSignedIn, errors.TooMany) as refusal:
        wrong = isinstance(refusal, errors.NotSignedIn)
        sentence = "" if wrong else refusal_sentence(refusal)
        page = render_template("console/sign_in.html", login=login, wrong=wrong, sentence=sentence)
        return page, status_of(refusal)
    session.clear()
    session.permanent = True
    session[_KEY] = [admin.school, admin.id, admin.epoch]
    return redirect(url_for("groups.index"), SEE_OTHER)


@blueprint.post("/admin/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    session.clear()
    return redirect(url_for("session.form"), SEE_OTHER)


def signed_in() -> None:
    """Auth of the console's pages. Raises errors.NotSignedIn."""
    g.caller = AdminCaller(_admin(session.get(_KEY)))


def caller() -> AdminCaller:
    """Who is signed in."""
    return cast("AdminCaller", g.caller)


def to_sign_in(_refusal: errors.NotSignedIn) -> ResponseReturnValue:
    """Where a page sends somebody who isn't signed in."""
    return redirect(url_for("session.form"), SEE_OTHER)


def _admin(kept: Any) -> Admin:
    if not isinstance(kept, list) or len(kept) != 3:
        raise errors.NotSignedIn
    school, admin_id, epoch = kept
    try:
        admin = door().admins.get(school, admin_id)
    except errors.NotFound:
        raise errors.NotSignedIn from None
    if admin.epoch != epoch:
        raise errors.NotSignedIn
    return admin
