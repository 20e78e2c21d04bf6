"""One table from error class to status, held for every class there is."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
import redis
from werkzeug import exceptions as http

import onboarding
from onboarding import problems
from onboarding.importing.rows import Problem, RosterFileRefused
from onboarding.problems import STATUSES, FieldsInvalid, Wrong, problem_of, status_of
from onboarding.rules import errors
from onboarding.rules.names import DamagedName

EXPECTED = {
    401: {"not_signed_in"},
    403: {"not_allowed", "not_your_move"},
    404: {"not_found"},
    409: {
        "illegal_move", "seats_full", "already_seated", "account_taken", "not_overridable",
        "override_missing",
        "student_unsettled", "receipt_missing", "covenant_moved", "last_owner", "taken",
        "roster_moved", "roster_shrinks", "rollover_moved", "finding_gone",
    },
    410: {"group_closed"},
    412: {"stale"},
    422: {"invalid", "idempotency_conflict", "name_damaged", "roster_file_refused"},
    428: {"version_missing"},
    429: {"too_many"},
    500: {"kind_broken"},
    503: {"busy", "record_unavailable", "unsafe_server"},
}  # fmt: skip


def _every_refusal() -> set[type[errors.Refusal]]:
    for module in pkgutil.walk_packages(onboarding.__path__, "onboarding."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: set[type[errors.Refusal]] = set()
    waiting = [errors.Refusal]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found.add(kind)
            waiting.append(kind)
    return found


def test_every_refusal_there_is_stands_in_the_table_itself() -> None:
    missing = {kind.__name__ for kind in _every_refusal() - STATUSES.keys() - {FieldsInvalid}}
    assert missing == set()


def test_every_code_has_the_status_that_callers_rely_on() -> None:
    found: dict[int, set[str]] = {}
    for kind, status in STATUSES.items():
        found.setdefault(status, set()).add(kind.code)
    assert found == EXPECTED


def test_a_refusal_below_one_of_the_table_has_its_status() -> None:
    assert status_of(FieldsInvalid) == 422


@pytest.mark.parametrize("kind", STATUSES, ids=lambda kind: kind.code)
def test_a_problem_keeps_the_code_and_the_facts(kind: type[errors.Refusal]) -> None:
    refusal = RosterFileRefused([]) if kind is RosterFileRefused else kind(limit=2)
    problem = problem_of(refusal)
    assert (problem.code, problem.status) == (kind.code, STATUSES[kind])
    if kind is not RosterFileRefused:
        assert problem.facts["limit"] == 2


@pytest.mark.parametrize("refusal", [errors.Busy(), errors.RecordUnavailable()])
def test_what_will_pass_says_when_to_try_again(refusal: errors.Refusal) -> None:
    assert problem_of(refusal).headers["Retry-After"] == str(problems.RETRY_SECONDS)


def test_a_limit_says_its_own_time() -> None:
    assert problem_of(errors.TooMany(retry_after=3600)).headers["Retry-After"] == "3600"


def test_whoever_is_not_signed_in_is_told_how_to() -> None:
    for error in (errors.NotSignedIn(), http.Unauthorized()):
        assert problem_of(error).headers["WWW-Authenticate"].startswith("Bearer")


def test_the_field_of_an_invalid_value_is_named_apart_from_the_facts() -> None:
    problem = problem_of(errors.Invalid(field="number", row=3, reason="number_twice"))
    assert problem.wrong == (Wrong("number", "number_twice", 3),)
    assert problem.facts == {}


def test_an_id_in_use_is_named_as_a_field_too() -> None:
    assert problem_of(errors.Taken(field="login")).wrong == (Wrong("login", "taken"),)


def test_a_damaged_name_says_why() -> None:
    assert problem_of(DamagedName(reason="bidi")).wrong == (Wrong("", "bidi"),)


def test_every_line_of_a_refused_file_is_named_and_no_cell_repeated() -> None:
    refused = RosterFileRefused([Problem(2, "手机", "phone_wrong"), Problem(4, "", "name_missing")])
    problem = problem_of(refused)
    assert problem.wrong == (
        Wrong("file", "phone_wrong", 2, "手机"),
        Wrong("file", "name_missing", 4),
    )
    assert problem.facts == {}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (http.BadRequest(), 400, "malformed"),
        (http.NotFound(), 404, "not_found"),
        (http.RequestEntityTooLarge(), 413, "too_large"),
        (http.UnsupportedMediaType(), 415, "wrong_media_type"),
        (http.InternalServerError(), 500, "internal_error"),
        (http.ImATeapot(), 418, "i_m_a_teapot"),
        (http.HTTPException(), 500, "internal_error"),
    ],
)
def test_what_the_framework_refuses_has_a_code_as_well(
    error: http.HTTPException, status: int, code: str
) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code) == (status, code)


def test_a_method_that_is_not_allowed_says_which_are() -> None:
    problem = problem_of(http.MethodNotAllowed(valid_methods=["POST", "GET"]))
    assert (problem.status, problem.headers["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "error",
    [
        redis.ConnectionError("gone"),
        redis.TimeoutError("slow"),
        redis.BusyLoadingError("loading"),
        redis.exceptions.OutOfMemoryError("command not allowed when used memory > 'maxmemory'."),
        redis.exceptions.ReadOnlyError("You can't write against a read only replica."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_record_in_trouble_is_unavailable_and_not_a_defect(error: redis.RedisError) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code) == (503, "record_unavailable")


@pytest.mark.parametrize("error", [redis.ResponseError("WRONGTYPE"), KeyError("x")])
def test_a_defect_of_ours_stays_one(error: Exception) -> None:
    with pytest.raises(type(error)):
        problem_of(error)
