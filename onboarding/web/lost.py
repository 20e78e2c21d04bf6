"""What the parents' side says where it can't show what was asked for: what has happened, what
to do now, whom to ask, and the way to the requests that were made on this phone."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden

from onboarding.rules import errors
from onboarding.web import phone, standing
from onboarding.web.errors import NO_COOKIE, OTHER_PAGE, status_of
from onboarding.web.here import door
from onboarding.web.language import gettext

FORBIDDEN = 403


def handle(blueprint: Blueprint) -> None:
    """Answer with these pages inside a blueprint."""
    for gone in (errors.NotFound, errors.GroupClosed):
        blueprint.register_error_handler(gone, _gone)
    for unsent in (CSRFError, Forbidden):
        blueprint.register_error_handler(unsent, _unsent)


def _gone(refusal: errors.Refusal) -> Response:
    """A link or an address that opens nothing, or a group that is closed."""
    made = [
        (reference, standing.who_asks(each), door().groups.get(each.school, each.group).title)
        for reference, each in phone.requests()
    ]
    page = render_template(
        "gone.html", closed=refusal.code == "group_closed", of=request.blueprint, made=made
    )
    return make_response(page, status_of(refusal))


def _unsent(error: CSRFError | Forbidden) -> Response:
    """A form that wasn't taken, since it can't be told that it came from the page it is on."""
    sentence = gettext(NO_COOKIE if isinstance(error, CSRFError) else OTHER_PAGE)
    page = render_template("unsent.html", sentence=sentence, again=_page_of_the_form())
    return make_response(page, FORBIDDEN)


def _page_of_the_form() -> str:
    """The page that the form is on which was sent here."""
    shown = {"join": "join.form", "status.amend": "status.amend_form"}
    endpoint = request.endpoint or ""
    page = shown.get(endpoint) or shown.get(request.blueprint or "", "status.show")
    return url_for(page, **(request.view_args or {}))
