"""What goes wrong, for whoever asked: one table from error class to HTTP status.

Both doors read it. The API answers `application/problem+json` (RFC 9457), the pages an
HTML page; neither decides a status of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import redis
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from onboarding.importing.reading import RosterFileRefused
from onboarding.rules import errors
from onboarding.rules.names import DamagedName
from onboarding.storage.safety import UnsafeServer
from onboarding.storage.trouble import is_trouble

STATUSES: Final[Mapping[type[errors.Refusal], int]] = {
    errors.IllegalMove: 409,
    errors.NotYourMove: 403,
    errors.Stale: 412,
    errors.VersionMissing: 428,
    errors.SeatsFull: 409,
    errors.AlreadySeated: 409,
    errors.AccountTaken: 409,
    errors.NotOverridable: 409,
    errors.OverrideMissing: 409,
    errors.StudentUnsettled: 409,
    errors.ReceiptMissing: 409,
    errors.CovenantMoved: 409,
    errors.RosterMoved: 409,
    errors.RosterShrinks: 409,
    errors.RolloverMoved: 409,
    errors.FindingGone: 409,
    errors.Busy: 503,
    errors.RecordUnavailable: 503,
    errors.NotFound: 404,
    errors.GroupClosed: 410,
    errors.NotAllowed: 403,
    errors.NotSignedIn: 401,
    errors.LastOwner: 409,
    errors.IdempotencyConflict: 422,
    errors.Taken: 409,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.KindBroken: 500,
    DamagedName: 422,
    RosterFileRefused: 422,
    UnsafeServer: 503,
}

HTTP_CODES: Final[Mapping[int, str]] = {
    400: "malformed",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "wrong_media_type",
    500: "internal_error",
}
"""Codes of what the framework refuses; any other status is named by its phrase."""

RETRY_SECONDS: Final = 2
"""When to try again after a 503; a limit says its own time."""

# Facts that say which field is wrong; they go into `errors`.
_ABOUT_A_FIELD: Final = frozenset({"field", "reason", "row", "column", "article"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """One value that isn't acceptable: its dotted path, a coded reason, and the line and
    column of a list where it has one."""

    field: str
    reason: str
    row: int | None = None
    column: str = ""
    article: str = ""


class FieldsInvalid(errors.Invalid):
    """Several fields at once aren't acceptable (`wrong`)."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__()


@dataclass(frozen=True, slots=True)
class Problem:
    """What to answer: `facts` are codes, ids, counts and times only; `headers` belong to
    the status (Allow, Retry-After, WWW-Authenticate)."""

    status: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def problem_of(error: Exception) -> Problem:
    """The problem behind an error. Raises the error again if it is a defect of ours."""
    if isinstance(error, errors.Refusal):
        return _of_refusal(error)
    if isinstance(error, redis.RedisError) and is_trouble(error):
        return problem_of(errors.RecordUnavailable())
    if isinstance(error, HTTPException):
        return _of_http(error)
    raise error


def status_of(kind: type[errors.Refusal]) -> int:
    """The status of a class of refusals, or of the nearest class above it in the table."""
    return next(STATUSES[each] for each in kind.__mro__ if each in STATUSES)


def _of_refusal(refusal: errors.Refusal) -> Problem:
    status = status_of(type(refusal))
    facts = {name: value for name, value in refusal.facts.items() if name not in _ABOUT_A_FIELD}
    facts.pop("problems", None)
    headers = {}
    if status in (429, 503):
        headers["Retry-After"] = str(facts.setdefault("retry_after", RETRY_SECONDS))
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="onboarding"'
    return Problem(status, refusal.code, facts, _wrong(refusal), headers)


def _wrong(refusal: errors.Refusal) -> tuple[Wrong, ...]:
    if isinstance(refusal, FieldsInvalid):
        return refusal.wrong
    if isinstance(refusal, RosterFileRefused):
        return tuple(Wrong("file", p.reason, p.row, p.column) for p in refusal.problems)
    facts = refusal.facts
    if not facts.keys() & {"field", "reason"}:
        return ()
    row = facts.get("row")
    return (
        Wrong(
            field=str(facts.get("field", "")),
            reason=str(facts.get("reason", refusal.code)),
            row=row if isinstance(row, int) and row else None,
            column=str(facts.get("column", "")),
            article=str(facts.get("article", "")),
        ),
    )


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    code = HTTP_CODES.get(status) or re.sub(r"[^a-z]+", "_", error.name.lower())
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="onboarding"'
    return Problem(status, code, headers=headers)
