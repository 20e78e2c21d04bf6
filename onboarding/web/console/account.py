"""One's own account: password, second step, and where one is signed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import passwords, secondstep, sessions
from onboarding.web.console.fieldwise import ABOUT, problems_of
from onboarding.web.console.frame import console_pages
from onboarding.web.console.pictures import qr
from onboarding.web.console.session import SEE_OTHER, caller, this_session
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from schemas.console_accounts import load_password
from schemas.forms import FormInvalid

blueprint = console_pages("account", __name__)

UNPROCESSABLE = 422
DONE = frozenset({"password", "ended", "off"})
_SECRET = re.compile(r"[A-Z2-7]{32}")


@blueprint.get("/admin/account")
def show() -> ResponseReturnValue:
    """Everything about the own account."""
    return _page()


@blueprint.post("/admin/account/password")
def change_password() -> ResponseReturnValue:
    """Another password; every other session ends."""
    try:
        new = load_password(request.form)
        old = request.form.get("old", "")
        sessions.change_password(door(), caller().admin, old, new, this_session().id)
    except FormInvalid as invalid:
        return _page(problems=invalid.problems), UNPROCESSABLE
    except errors.NotSignedIn:
        return _page(problems={"old": "password_wrong"}), UNPROCESSABLE
    except ABOUT as refusal:
        return _page(problems=problems_of(refusal)), UNPROCESSABLE
    except (errors.TooMany, errors.Stale) as refusal:
        return _page(sentence=refusal_sentence(refusal)), status_of(refusal)
    return _done("password")


@blueprint.post("/admin/account/sessions/end")
def end_session() -> ResponseReturnValue:
    """Sign out one of the sessions."""
    with suppress(errors.NotFound):  # it has ended by itself
        sessions.end(door(), caller().admin, request.form.get("session", ""))
    return _done("ended")


@blueprint.post("/admin/account/sessions/end-all")
def end_all() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    sessions.end_everywhere(door(), caller().admin)
    session.clear()
    return redirect(url_for("session.form"), SEE_OTHER)


@blueprint.get("/admin/account/second-step")
def set_up() -> ResponseReturnValue:
    """A fresh secret for the authenticator app; nothing is changed yet."""
    if caller().admin.totp:
        return redirect(url_for("account.show"), SEE_OTHER)
    return _setup_page(secondstep.new_secret())


@blueprint.post("/admin/account/second-step")
def turn_on() -> ResponseReturnValue:
    """Ask for codes from now on. The recovery codes are shown once, here."""
    admin = caller().admin
    if admin.totp:
        return redirect(url_for("account.show"), SEE_OTHER)
    secret = _secret(request.form.get("secret", ""))
    try:
        codes = secondstep.turn_on(
            door(),
            admin,
            secret=secret,
            code=request.form.get("code", ""),
            password=request.form.get("password", ""),
            keep=this_session().id,
        )
    except errors.NotSignedIn:
        return _setup_page(secret, problems={"password": "password_wrong"}), UNPROCESSABLE
    except errors.Invalid as refusal:
        return _setup_page(secret, problems=problems_of(refusal)), UNPROCESSABLE
    except (errors.TooMany, errors.Stale) as refusal:
        return _setup_page(secret, sentence=refusal_sentence(refusal)), status_of(refusal)
    return _codes_page(codes, "on")


@blueprint.post("/admin/account/second-step/codes")
def renew_codes() -> ResponseReturnValue:
    """Fresh recovery codes, shown once, here; the old ones open nothing any more."""
    try:
        password = request.form.get("current", "")
        codes = secondstep.renew_codes(door(), caller().admin, password, this_session().id)
    except errors.NotSignedIn:
        return _page(problems={"current": "password_wrong"}), UNPROCESSABLE
    except (errors.TooMany, errors.Stale) as refusal:
        return _page(sentence=refusal_sentence(refusal)), status_of(refusal)
    return _codes_page(codes, "renewed")


@blueprint.post("/admin/account/second-step/off")
def turn_off() -> ResponseReturnValue:
    """Ask for no code any more."""
    try:
        password = request.form.get("current", "")
        secondstep.turn_off(door(), caller().admin, password, this_session().id)
    except errors.NotSignedIn:
        return _page(problems={"current": "password_wrong"}), UNPROCESSABLE
    except (errors.TooMany, errors.Stale) as refusal:
        return _page(sentence=refusal_sentence(refusal)), status_of(refusal)
    return _done("off")


def _page(**more: Any) -> str:
    admin = caller().admin
    done = request.args.get("done", "")
    return render_template(
        "console/account.html",
        sessions=door().sessions.of(admin.school, admin.id, door().clock()),
        here=this_session(),
        shortest=passwords.SHORTEST,
        done=done if done in DONE else "",
        **{"problems": {}, "sentence": "", **more},
    )


def _setup_page(secret: str, **more: Any) -> str:
    address = secondstep.address_of(door(), caller().admin, secret)
    return render_template(
        "console/account_second_step.html",
        secret=secret,
        address=address,
        picture=qr(address),
        **{"problems": {}, "sentence": "", **more},
    )


def _codes_page(codes: Iterable[str], done: str) -> str:
    return render_template("console/account_codes.html", codes=codes, done=done)


def _secret(typed: str) -> str:
    """The secret that was shown; a fresh one, which no code fits, for what never was one."""
    return typed if _SECRET.fullmatch(typed) else secondstep.new_secret()


def _done(what: str) -> ResponseReturnValue:
    return redirect(url_for("account.show", done=what), SEE_OTHER)
