"""What every answer of the API has in common: problems, headers, a request id, a count."""

from __future__ import annotations

import secrets
import time
from http import HTTPStatus
from typing import Any, Final

from flask import Response, g, json, request

from onboarding import metrics, words
from onboarding.api import here, once, shown
from onboarding.problems import Problem, Wrong
from schemas.fields import rfc3339

PROBLEM: Final = "application/problem+json"
_OURS: Final = ("/api/", "/healthz", "/readyz", "/metrics")
_HEADERS: Final = (
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
_POLICY: Final = "Content-Security-Policy"
_NOTHING_LOADS: Final = "default-src 'none'; frame-ancestors 'none'"
_YEAR_SECONDS: Final = 31_536_000


def ours(path: str) -> bool:
    """Whether a path is the API's, so that its errors are problems and not pages."""
    return path.startswith(_OURS)


def problem(found: Problem) -> Response:
    """The answer to a call with a problem."""
    answer = Response(json.dumps(problem_table(found)), found.status, mimetype=PROBLEM)
    answer.headers.update(found.headers)
    return answer


def problem_table(found: Problem) -> dict[str, Any]:
    """A problem as RFC 9457 has it; the facts of its code stand beside its own members."""
    language = here.language()
    body: dict[str, Any] = {
        "type": f"{here.door().public_url}/api/docs#{found.code}",
        "title": HTTPStatus(found.status).phrase,
        "status": found.status,
        "code": found.code,
        "detail": words.refusal_text(found.code, _facts_for_words(found), language),
        "request_id": here.request_id(),
    }
    facts = dict(found.facts)
    if found.wrong:
        body["errors"] = [_wrong(each, language) for each in found.wrong]
    if isinstance(moment := facts.get("decided_at"), int):
        facts["decided_at"] = rfc3339(moment)
    if found.code == "stale" and isinstance(version := facts.get("version"), int):
        facts["etag"] = shown.etag(version)
    return {**facts, **body}


def nothing() -> Response:
    """204: done, and there is nothing to show."""
    answer = Response(status=HTTPStatus.NO_CONTENT)
    del answer.headers["Content-Type"]
    return answer


def begin() -> None:
    """Note when a request came, and give it an id."""
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()


def finish(response: Response) -> Response:
    """Count the request, whosesoever it is; dress the answers of the API."""
    route = request.url_rule.rule if request.url_rule else ""
    metrics.answered(request.method, route, response.status_code, time.perf_counter() - g.began)
    # `add` doesn't look for what is there already: this is a part of every request.
    add = response.headers.add
    add("X-Request-Id", g.request_id)
    if not ours(request.path):
        return response
    for name, value in _HEADERS:
        add(name, value)
    if _POLICY not in response.headers:
        add(_POLICY, _NOTHING_LOADS)
    if here.door().public_url.startswith("https://"):
        add("Strict-Transport-Security", f"max-age={_YEAR_SECONDS}")
    return once.tell(response)


def _facts_for_words(found: Problem) -> dict[str, object]:
    if len(found.wrong) != 1:
        return dict(found.facts)
    [only] = found.wrong
    return {**found.facts, "reason": only.reason, "row": only.row, "column": only.column}


def _wrong(wrong: Wrong, language: str) -> dict[str, Any]:
    told = {
        "field": wrong.field,
        "reason": wrong.reason,
        "row": wrong.row,
        "column": wrong.column,
        "article": wrong.article,
    }
    shown_parts = {name: value for name, value in told.items() if value not in (None, "")}
    return shown_parts | {"text": words.reason_text(wrong.reason, language)}
