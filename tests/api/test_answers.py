"""The shape of every answer: problems, headers, and whose errors they are."""

from __future__ import annotations

import logging

import pytest
import redis

from onboarding.api import auth
from onboarding.app import create_app
from onboarding.rules import errors
from onboarding.services import members
from tests.api.conftest import MOTHER, Api
from tests.builders import settings


@pytest.fixture
def school(api: Api) -> Api:
    api.world.group(group_id="c302")
    return api


def test_a_problem_has_the_members_of_its_standard_and_a_stable_code(api: Api) -> None:
    missing = api.get("/groups/nowhere", headers={"Accept-Language": "en"})
    assert missing.mimetype == "application/problem+json"
    assert missing.json == {
        "type": "http://127.0.0.1:8000/api/docs#not_found",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "There is nothing here, or it isn’t there any more.",
        "what": "group",
        "request_id": missing.headers["X-Request-Id"],
    }


@pytest.mark.parametrize(("asked", "said"), [("zh-CN,zh;q=0.9", "没有"), ("en", "nothing here")])
def test_a_problem_speaks_the_language_of_the_caller(api: Api, asked: str, said: str) -> None:
    missing = api.get("/groups/nowhere", headers={"Accept-Language": asked})
    assert said in missing.json["detail"]


def test_every_wrong_field_is_named_with_its_path_and_reason(school: Api) -> None:
    body = {
        "role": "guardian",
        "students": [{"name": "李?明", "relation": "妈妈"}, {"relation": 7}],
        "phone": "12",
        "colour": "red",
    }
    refused = school.post("/groups/c302/join-requests", body, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json["code"]) == (422, "invalid")
    found = {(each["field"], each["reason"]) for each in refused.json["errors"]}
    assert found == {
        ("students.0.name", "question_mark"),
        ("students.1.name", "required"),
        ("students.1.relation", "not_a_text"),
        ("phone", "phone_wrong"),
        ("colour", "unknown_field"),
    }
    phone = next(each for each in refused.json["errors"] if each["field"] == "phone")
    assert phone["text"] == "this is no phone number"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b'{"kind": "primary", "kind": "secondary", "title": "x"}',
        b'{"kind": NaN, "title": "x"}',
        b'{"kind": "\\ud800", "title": "x"}',
        b"[" * 25 + b"]" * 25,
        b"[" * 100_000,
        b'{"kind": ' + b"9" * 5_000 + b"}",
    ],
    ids=["cut", "not_utf8", "twice", "nan", "half_a_pair", "deep", "bottomless", "endless"],
)
def test_a_body_that_is_no_json_is_malformed(api: Api, body: bytes) -> None:
    refused = api.post("/groups", data=body, content_type="application/json")
    assert (refused.status_code, refused.json["code"]) == (400, "malformed")


def test_a_pair_of_escaped_surrogates_is_one_character(school: Api) -> None:
    body = b'{"title": "\\ud842\\udfb7\\u73ed"}'
    changed = school.call("PATCH", "/groups/c302", data=body, content_type="application/json")
    assert changed.json["title"] == "𠮷班"


def test_another_media_type_is_refused(api: Api) -> None:
    refused = api.post("/groups", data=b"kind=primary", content_type="text/plain")
    assert (refused.status_code, refused.json["code"]) == (415, "wrong_media_type")


def test_a_body_over_a_megabyte_is_too_large(school: Api) -> None:
    for path in ("/groups", "/groups/c302/roster", "/groups/c302/eligibility"):
        body = b'"' + b"x" * (1024 * 1024) + b'"'
        refused = school.post(path, data=body, content_type="application/json")
        assert (refused.status_code, refused.json["code"]) == (413, "too_large")


def test_a_method_that_a_path_has_not_is_told_those_it_has(api: Api) -> None:
    refused = api.call("DELETE", "/groups")
    assert (refused.status_code, refused.json["code"]) == (405, "method_not_allowed")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/", "/api/v1//groups"])
def test_a_path_of_the_api_that_is_not_there_is_a_problem(api: Api, path: str) -> None:
    missing = api.get(path)
    assert (missing.status_code, missing.json["code"]) == (404, "not_found")


def test_a_slash_at_the_end_changes_nothing(api: Api) -> None:
    assert api.get("/groups/").json == api.get("/groups").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("error", "status"),
    [(redis.ConnectionError(), 503), (errors.TooMany(retry_after=9), 429)],
    ids=["record_gone", "too_many"],
)
def test_what_goes_wrong_outside_of_all_blueprints_is_a_page_of_its_status(
    error: Exception, status: int
) -> None:
    app = create_app(settings(redis_url="redis://127.0.0.1:1", jobs_url="redis://127.0.0.1:1"))

    def broken() -> None:
        raise error

    app.add_url_rule("/broken", view_func=broken)
    page = app.test_client().get("/broken")
    assert (page.status_code, page.mimetype) == (status, "text/html")


def test_a_path_elsewhere_that_is_not_there_is_a_page(api: Api) -> None:
    missing = api.client.get("/nowhere")
    assert (missing.status_code, missing.mimetype) == (404, "text/html")


def test_answers_are_kept_by_nobody_and_understood_as_what_they_are(api: Api) -> None:
    for answer in (api.get("/groups"), api.get("/nowhere"), api.client.get("/healthz")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_has_headers_of_its_own(api: Api) -> None:
    page = api.client.get("/nowhere")
    world = api.world
    world.group()
    form = api.client.get(f"/j/{world.link}")
    for each in (page, form):
        assert "default-src 'none'; frame-ancestors 'none'" not in str(each.headers)
        assert "X-Request-Id" in each.headers
    assert len(form.headers.getlist("Content-Security-Policy")) == 1
    assert len(form.headers.getlist("Cache-Control")) == 1


def test_behind_https_browsers_are_told_to_stay_there(api: Api) -> None:
    assert "Strict-Transport-Security" not in api.get("/groups").headers
    secure = settings(public_url="https://door.example", redis_url="redis://127.0.0.1:1")
    answer = create_app(secure).test_client().get("/healthz")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_host_that_a_caller_names_is_never_believed(school: Api) -> None:
    made = school.post(
        "/groups",
        {"kind": "primary", "title": "一班"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert made.headers["Location"].startswith("/api/v1/groups/")
    assert made.json["link"].startswith("http://127.0.0.1:8000/j/")
    for answer in (made, school.get("/nowhere", headers={"Host": "evil.example"})):
        assert "evil" not in answer.get_data(as_text=True) + str(answer.headers)


@pytest.mark.parametrize(("hops", "seen"), [(0, "127.0.0.1"), (1, "198.51.100.2")])
def test_only_trusted_proxies_say_who_calls(hops: int, seen: str) -> None:
    found = settings(trusted_proxies=hops, redis_url="redis://127.0.0.1:1")
    app = create_app(found)
    seen_by_app = []
    app.before_request(lambda: seen_by_app.append(_client()))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.2"})
    assert seen_by_app == [seen]


def _client() -> str | None:
    from flask import request

    return request.remote_addr


def test_a_defect_is_a_problem_that_says_nothing_and_a_log_line_without_names(
    school: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "".join(["李", "明"])  # put together, since a traceback quotes source lines

    def broken(*args: object) -> None:
        raise KeyError(secret)

    monkeypatch.setattr(members, "seats", broken)
    with caplog.at_level(logging.INFO):
        answer = school.get("/groups/c302/seats")
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert secret not in answer.get_data(as_text=True)
    [line] = [each for each in caplog.records if each.name == "onboarding"]
    said = vars(line)
    assert said["msg"] == "a request ended in a defect"
    assert said["request_id"] == answer.headers["X-Request-Id"]
    assert (said["endpoint"], said["defect"]) == ("api-members.show_seats", "KeyError")
    assert "seats" in said["where"]
    assert secret not in f"{line.getMessage()} {said}"


def test_nothing_personal_is_logged_by_a_whole_submission(
    school: Api, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        school.post("/groups/c302/join-requests", MOTHER)
        school.post("/groups/c302/join-requests", {**MOTHER, "phone": "x"})
    said = "".join(f"{each.getMessage()} {vars(each)}" for each in caplog.records)
    for secret in ("李明", "王秀英", "13800000002", "wx-1", school.token):
        assert secret not in said


def test_a_token_longer_than_any_is_not_even_looked_up(api: Api) -> None:
    refused = api.get("/groups", token="ob_hill_" + "a" * auth.LONGEST_TOKEN)
    assert refused.status_code == 401
