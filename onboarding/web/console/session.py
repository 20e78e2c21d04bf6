"""Sign in, sign out, and who is signed in.

The session cookie holds school, admin and the session's secret; the record is asked at each
request, so that a changed password, a lost role or a sign-out takes effect at once.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final, cast

from flask import (
    Response,
    after_this_request,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from onboarding.clock import MINUTE
from onboarding.rules import errors
from onboarding.services import secondstep, sessions
from onboarding.services.callers import AdminCaller
from onboarding.storage.admins import Admin
from onboarding.storage.sessions import Proof, Session
from onboarding.web import device
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import address, door
from onboarding.web.security import open_to_all, pages
from onboarding.web.steady import steady

SEE_OTHER: Final = 303
HALFWAY_LASTS: Final = 10 * MINUTE
# What the signed cookie holds.
_SESSION: Final = "admin"
_HALFWAY: Final = "halfway"
_INVITED: Final = "invited"

blueprint = pages("session", __name__, auth=open_to_all)


@blueprint.get("/admin/sign-in")
def form() -> ResponseReturnValue:
    """The sign-in form."""
    return render_template("console/sign_in.html", login="", sentence="")


@blueprint.post("/admin/sign-in")
def sign_in() -> ResponseReturnValue:
    """Start a fresh session for who knows the password, or ask for the second step."""
    login = request.form.get("login", "")
    password = request.form.get("password", "")
    try:
        with steady():  # a name that is known takes a moment longer than one that isn't
            known_as = device.known_as(login)
            admin = sessions.sign_in(door(), login, password, address(), known_as)
        if not admin.totp:
            return start(admin)
    except (errors.NotSignedIn, errors.TooMany) as refusal:
        wrong = isinstance(refusal, errors.NotSignedIn)
        sentence = "" if wrong else refusal_sentence(refusal)
        page = render_template("console/sign_in.html", login=login, wrong=wrong, sentence=sentence)
        return page, status_of(refusal)
    _forget_but(_INVITED)
    session[_HALFWAY] = [admin.school, admin.id, _mark(admin), door().clock() + HALFWAY_LASTS]
    return redirect(url_for("session.second_step"), SEE_OTHER)


@blueprint.get("/admin/sign-in/code")
def second_step() -> ResponseReturnValue:
    """The form for the code of the moment, for who knew the password a moment ago."""
    _halfway()
    return render_template("console/second_step.html", wrong=False, sentence="")


@blueprint.post("/admin/sign-in/code")
def give_code() -> ResponseReturnValue:
    """Start a session for who has the code, too."""
    admin = _halfway()
    code = request.form.get("code", "")
    try:
        proof = secondstep.prove(door(), admin, code, device.known_as(admin.login))
        return start(admin, proof)
    except (errors.NotSignedIn, errors.TooMany) as refusal:
        wrong = isinstance(refusal, errors.NotSignedIn)
        sentence = "" if wrong else refusal_sentence(refusal)
        page = render_template("console/second_step.html", wrong=wrong, sentence=sentence)
        return page, status_of(refusal)


@blueprint.post("/admin/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, so that a copy of its cookie opens nothing."""
    try:
        admin, found = current()
        sessions.end(door(), admin, found.id)
    except (errors.NotSignedIn, errors.NotFound):
        pass  # it has ended already
    session.clear()
    return redirect(url_for("session.form"), SEE_OTHER)


def start(admin: Admin, proof: Proof = sessions.NO_PROOF) -> Response:
    """A fresh session, with nothing in it of the time before; and the way to the console.
    Raises errors.NotSignedIn."""
    secret = sessions.begin(door(), admin, device.words(), proof)
    link = session.get(_INVITED)
    session.clear()
    session.permanent = True
    session[_SESSION] = [admin.school, admin.id, secret]
    place = url_for("invite.show", link=link) if link else url_for("inbox.show")
    response = make_response(redirect(place, SEE_OTHER))
    device.remember(response, admin.login)
    return response


def come_back_to(link: str) -> None:
    """After signing in, go to this invitation instead of the console."""
    session[_INVITED] = link


def signed_in() -> None:
    """Auth of the console's pages. Raises errors.NotSignedIn."""
    admin, found = current()
    g.caller, g.session = AdminCaller(admin), found
    note = partial(door().sessions.note_use, admin, found, door().clock())

    @after_this_request
    def _note(response: Response) -> Response:
        if "unattended" not in g:
            response.call_on_close(note)  # the page is out by then
        return response


def unattended() -> None:
    """A page asks by itself, which is no use of the session: left open, it ends all the same."""
    g.unattended = True


def current() -> tuple[Admin, Session]:
    """Whose session this browser has. Raises errors.NotSignedIn."""
    school, admin_id, secret = _kept(_SESSION, 3)
    return door().sessions.authenticate(school, admin_id, secret, door().clock())


def caller() -> AdminCaller:
    """Who is signed in."""
    return cast("AdminCaller", g.caller)


def this_session() -> Session:
    """The session that the page is shown in."""
    return cast("Session", g.session)


def to_sign_in(_refusal: errors.NotSignedIn) -> ResponseReturnValue:
    """Where a page sends somebody who isn't signed in; a part of a page takes the whole along."""
    place = url_for("session.form")
    if "HX-Request" in request.headers:
        return Response(headers={"HX-Redirect": place})
    return redirect(place, SEE_OTHER)


blueprint.register_error_handler(errors.NotSignedIn, to_sign_in)


def _halfway() -> Admin:
    """Who gave the password a moment ago and owes the code. Raises errors.NotSignedIn."""
    school, admin_id, mark, until = _kept(_HALFWAY, 4)
    try:
        admin = door().admins.get(school, admin_id)
    except errors.NotFound:
        raise errors.NotSignedIn from None
    if until <= door().clock() or mark != _mark(admin) or not admin.totp:
        raise errors.NotSignedIn
    return admin


def _mark(admin: Admin) -> str:
    """Tells whether the password is still the one that was given."""
    return door().index.blind(admin.school, "halfway", admin.password)


def _kept(name: str, parts: int) -> list[Any]:
    kept = session.get(name)
    if not isinstance(kept, list) or len(kept) != parts:
        raise errors.NotSignedIn
    return kept


def _forget_but(name: str) -> None:
    kept = session.get(name)
    session.clear()
    if kept:
        session[name] = kept
