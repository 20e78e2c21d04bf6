"""The API describes itself: OpenAPI 3.1 for machines, and one page for people."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from apispec import APISpec
from flask import Blueprint, Flask, Response, current_app, json, render_template
from flask_smorest import Api

from onboarding import refusal_sentences, words
from onboarding.api import auth, eligibility, here
from onboarding.api.reading import Page, read_spec
from onboarding.api.routes import PREFIX, Routes
from onboarding.problems import HTTP_CODES, STATUSES
from schemas.fields import Moment
from schemas.problem import ShownProblem

blueprint = Blueprint("documents", __name__, template_folder="templates")
auth.none(blueprint)

ABOUT: Final = "The door of a chat group: who may enter, under which name, and who decided it."
PROBLEM: Final = "application/problem+json"
_STYLE: Final = (Path(__file__).parent / "templates" / "documents.css").read_text()
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_CSP: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


class _Api(Api):  # type: ignore[misc]  # flask-smorest has no types
    """flask-smorest without its error handler: errors are answered in one place, ours."""

    ERROR_SCHEMA = ShownProblem

    def _register_error_handlers(self) -> None:
        """Leave it to `onboarding.app`."""

    def _register_responses(self) -> None:
        """Every error is a problem."""
        content = {PROBLEM: {"schema": ShownProblem}}
        for status in HTTPStatus:
            described = {"description": status.phrase, "content": content}
            self.spec.components.response(status.name, described, lazy=True)
        described = {"description": "What is wrong, with a stable code", "content": content}
        self.spec.components.response(self.DEFAULT_ERROR_RESPONSE_NAME, described, lazy=True)


def describe(app: Flask, resources: Sequence[Routes]) -> None:
    """Register the resources' blueprints and describe them."""
    app.config.update(API_TITLE="onboarding", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = _Api(app, spec_kwargs={"info": {"description": ABOUT}})
    spec: APISpec = api.spec
    api.register_field(Moment, "string", "date-time")
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for resource in resources:
        views = resource.blueprint
        app.register_blueprint(views)
        views.register_views_in_doc(api, app, spec, name=views.name, parameters=None)
        spec.tag({"name": resource.title, "description": resource.description})
    eligibility.describe(app, spec)
    app.extensions["openapi"] = spec
    app.register_blueprint(blueprint)


@blueprint.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """The description for machines."""
    return Response(json.dumps(_description()), mimetype="application/json")


@blueprint.get("/api/docs")
def documents() -> Response:
    """The description for people: one page, without scripts and other hosts."""
    page: Page = read_spec(_description())
    html = render_template("documents.html", page=page, problems=_problems(), style=_STYLE)
    answer = Response(html)
    answer.headers["Content-Security-Policy"] = _CSP
    return answer


def _description() -> dict[str, Any]:
    spec: APISpec = current_app.extensions["openapi"]
    return spec.to_dict()


def _problems() -> list[tuple[str, int, str]]:
    """(code, status, what it says) of every problem there is."""
    language = here.language()
    codes = {kind.code: status for kind, status in STATUSES.items()}
    codes |= {code: status for status, code in HTTP_CODES.items() if code not in codes}
    return [(code, status, _said(code, status, language)) for code, status in sorted(codes.items())]


def _said(code: str, status: int, language: str) -> str:
    if code not in refusal_sentences.REFUSALS:
        return HTTPStatus(status).phrase
    return words.refusal_text(code, {}, language)
