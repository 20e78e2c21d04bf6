"""The application: the doors of the API and of the pages, on one Flask app."""

from __future__ import annotations

import logging
import os
import traceback
from types import TracebackType
from typing import cast

import redis
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.middleware.proxy_fix import ProxyFix

from onboarding import api, web
from onboarding.api import answers, body, here
from onboarding.problems import problem_of
from onboarding.rules.errors import Refusal
from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.web.errors import http_page
from onboarding.wiring import make_door

_log = logging.getLogger("onboarding")


class Application(Flask):
    """Flask that logs a defect without what anybody sent."""

    def log_exception(
        self,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> None:
        """Log where it happened and of which class it was. Its text could hold a name, and
        the path of a page is a secret, so neither is logged."""
        kind, _, where = exc_info
        _log.error(
            "a request ended in a defect",
            extra={
                "request_id": here.request_id(),
                "endpoint": request.endpoint,
                "method": request.method,
                "defect": kind.__name__ if kind else "",
                "where": "".join(traceback.format_tb(where)),
            },
        )


def create_app(settings: Settings | None = None, door: Door | None = None) -> Flask:
    """Make the app from the environment's settings, or from those given."""
    settings = settings or Settings.from_environment(os.environ)
    door = door or make_door(settings)
    app = Application("onboarding", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = body.JSON_BYTES
    # A redirect to the tidied path would have to name a host, and hosts are never believed.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the default provider
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for kind in (Refusal, redis.RedisError, HTTPException):
        app.register_error_handler(kind, _wrong)
    api.register(app, door)
    web.register(app, door, settings)
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's documentation says
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0, x_prefix=0
        )
    return app


def _wrong(error: Exception) -> Response:
    """Answer an error with a problem or a page, whichever the path belongs to."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return cast("Response", error.get_response())
    problem = problem_of(error)
    if answers.ours(request.path):
        return answers.problem(problem)
    # The pages' blueprints answer their own refusals; this is for what is outside of them.
    return http_page(
        error if isinstance(error, HTTPException) else default_exceptions[problem.status]()
    )
