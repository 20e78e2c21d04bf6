"""What a page says when something can't be done: the same table of statuses as the API's."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import redis
from flask import Blueprint, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from onboarding import words
from onboarding.problems import problem_of
from onboarding.rules import errors
from onboarding.sentences import N_
from onboarding.web.headers import add_headers
from onboarding.web.here import asks_for_fragment
from onboarding.web.language import gettext, language

NO_COOKIE: Final = N_(
    "This form has been open for too long, or your browser keeps no cookies. "
    "Please open the page again and send it once more."
)
OTHER_PAGE: Final = N_("This came from another page; please open ours and try again.")
_STATUSES: Final = {
    HTTPStatus.NOT_FOUND: N_("There is nothing here, or it isn’t there any more."),
    HTTPStatus.FORBIDDEN: OTHER_PAGE,
    HTTPStatus.METHOD_NOT_ALLOWED: N_("There is nothing here, or it isn’t there any more."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("That is too large to send."),
}
_ELSE: Final = N_("Something went wrong; please try again.")


def handle(blueprint: Blueprint) -> None:
    """Answer every refusal inside a blueprint with a page."""
    blueprint.register_error_handler(errors.Refusal, _refused)
    blueprint.register_error_handler(redis.RedisError, _away)
    blueprint.register_error_handler(HTTPException, _http)


def error_page(status: int, sentence: str) -> Response:
    """A page with one sentence; where nothing was found, also what to do about a link. Who is
    signed in has the console's menu on it. Where a part of a page was asked for, the sentence
    alone stands in its place."""
    if asks_for_fragment():
        return make_response(render_template("_wrong.html", sentence=sentence), status)
    if "caller" in g:
        return make_response(render_template("console/wrong.html", sentence=sentence), status)
    return make_response(
        render_template("error.html", sentence=sentence, missing=status == HTTPStatus.NOT_FOUND),
        status,
    )


def http_page(error: HTTPException) -> Response:
    """The page for an HTTP error outside every blueprint (an address that isn't ours)."""
    return add_headers(_http(error))


def refusal_sentence(refusal: errors.Refusal) -> str:
    """What a refusal says in the page's language."""
    return words.refusal_text(refusal.code, refusal.facts, language())


def status_of(refusal: errors.Refusal) -> int:
    """The status that a page with this refusal has."""
    return problem_of(refusal).status


def _refused(refusal: errors.Refusal) -> Response:
    return _with_headers(error_page(status_of(refusal), refusal_sentence(refusal)), refusal)


def _away(error: redis.RedisError) -> Response:
    problem_of(error)  # raises again what is a defect of ours
    return _refused(errors.RecordUnavailable())


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response(request.environ))
    if isinstance(error, CSRFError):
        return error_page(HTTPStatus.FORBIDDEN, gettext(NO_COOKIE))
    page = error_page(error.code, gettext(_STATUSES.get(HTTPStatus(error.code), _ELSE)))
    return _with_headers(page, error)


def _with_headers(page: Response, error: Exception) -> Response:
    for name, value in problem_of(error).headers.items():
        # A browser would answer this one with a window of its own.
        if name != "WWW-Authenticate":
            page.headers[name] = value
    return page
