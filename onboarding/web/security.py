"""What every page has in common: who may see it, forgery protection, headers.

Each blueprint is made by `pages` and states its auth there. A form that changes something
carries a token tied to the session (Flask-WTF) and is refused when the browser says that it
was sent from somewhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Forbidden

from onboarding.settings import Settings
from onboarding.web import errors
from onboarding.web.headers import add_headers
from onboarding.web.here import settings
from onboarding.web.language import remember_language

Auth = Callable[[], None]

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HOME: Final = frozenset({"same-origin", "none"})
FORM_BYTES: Final = 64 * 1024
_SESSION_HOURS: Final = 12

_TEMPLATES: Final = Path(__file__).parent / "templates"

_csrf = CSRFProtect()


def open_to_all() -> None:
    """Nobody signs in: whoever holds the link or the reference may see what it opens."""


def pages(name: str, module: str, *, auth: Auth, largest: int = FORM_BYTES) -> Blueprint:
    """A blueprint of pages. `auth` returns for whom may come in and raises for all others;
    `largest` is how many bytes a form may send."""
    blueprint = Blueprint(name, module, template_folder=str(_TEMPLATES))

    @blueprint.before_request
    def _limit() -> None:
        request.max_content_length = request.max_form_memory_size = largest

    blueprint.before_request(auth)
    blueprint.before_request(_from_here)
    blueprint.after_request(remember_language)
    blueprint.after_request(add_headers)
    errors.handle(blueprint)
    return blueprint


def install(app: Flask, settings: Settings) -> None:
    """Set up session cookies and the forms' tokens. Checked only where `pages` asks for it."""
    app.secret_key = settings.secret_key
    app.session_interface = _PagesSessions()
    app.config.update(
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=_SESSION_HOURS * 60 * 60,
        WTF_CSRF_CHECK_DEFAULT=False,
        # The Referer that this would ask for is never sent, by our own Referrer-Policy.
        WTF_CSRF_SSL_STRICT=False,
        # A form that was left open on the phone overnight still goes through.
        WTF_CSRF_TIME_LIMIT=None,
    )
    _csrf.init_app(app)


class _PagesSessions(SecureCookieSessionInterface):
    """Sessions for pages alone: the API's callers bring a token, and no cookie is read."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith("/api/") else super().open_session(app, request)


def _from_here() -> None:
    """Let a form in only if one of our own pages sent it.

    Under our Referrer-Policy browsers say `Origin: null`, which proves nothing, so
    Sec-Fetch-Site is asked as well; the token decides where a browser sends neither.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("Origin", "null")
    site = request.headers.get("Sec-Fetch-Site", "none")
    if origin not in ("null", settings().public_url) or site not in _HOME:
        raise Forbidden
    _csrf.protect()
