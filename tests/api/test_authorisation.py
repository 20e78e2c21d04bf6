"""Who may call what: one table of routes and scopes, tried scope by scope."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from onboarding.api import RESOURCES, auth, eligibility
from onboarding.rules.access import SCOPES
from onboarding.services import groups, tokens
from onboarding.services.callers import Operator
from tests.api.calls import CALLS, Call
from tests.api.conftest import Api

PARTS = {
    "group": "c302", "request_id": "a" * 16, "person": "b" * 12, "admin": "c", "token": "d",
    "item": "e" * 16, "other": "f" * 16,
}  # fmt: skip
EVERY = pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.rule}")
OF_A_GROUP = pytest.mark.parametrize(
    "call",
    [call for call in CALLS if "<slug:group>" in call.rule],
    ids=lambda call: f"{call.method} {call.rule}",
)


def _made(api: Api, call: Call, token: str) -> TestResponse:
    headers = {"If-Match": '"1"'}
    return api.call(call.method, call.path(**PARTS), call.body, token=token, headers=headers)


@pytest.fixture
def school(api: Api) -> Api:
    api.world.group(group_id="c302")
    return api


def test_the_calls_of_these_tests_are_all_the_routes_there_are(api: Api) -> None:
    stated = {(route.method, route.rule) for each in RESOURCES for route in each.table}
    rule = f"/api/v1{eligibility.RULE}"
    stated |= {("POST", rule), ("POST", f"{rule}/batch")}
    assert {(call.method, f"/api/v1{call.rule}") for call in CALLS} == stated
    routed = {
        (method, rule.rule)
        for rule in api.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
    }
    assert routed == stated


def test_every_blueprint_of_the_api_states_its_auth(api: Api) -> None:
    views = {
        str(rule.endpoint).partition(".")[0]
        for rule in api.app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/healthz", "/readyz", "/metrics"))
    }
    assert views == auth.STATED.keys()
    assert {name for name in views if auth.STATED[name] == "none"} == {"health", "documents"}


@EVERY
def test_nobody_gets_anywhere_without_a_token(school: Api, call: Call) -> None:
    scrambled = "Bearer 令牌".encode().decode("latin-1")
    for header in ("", "Bearer", "Bearer ob_hill_wrong", "Basic b2I6eA==", scrambled):
        headers = {"Authorization": header} if header else {}
        path = call.path(**PARTS)
        refused = school.client.open(path, method=call.method, json=call.body, headers=headers)
        assert (refused.status_code, refused.json["code"]) == (401, "not_signed_in")
        assert refused.headers["WWW-Authenticate"] == 'Bearer realm="onboarding"'


@EVERY
def test_each_scope_opens_the_routes_of_the_table_and_no_other(school: Api, call: Call) -> None:
    opened = set()
    for scope in SCOPES:
        answer = _made(school, call, school.world.token(*{scope, *call.besides}))
        if answer.status_code != 403:
            opened.add(scope)
        else:
            assert answer.json["code"] == "not_allowed"
    assert opened == call.scopes


@EVERY
def test_a_revoked_token_opens_nothing(school: Api, call: Call) -> None:
    world = school.world
    token = world.token(*SCOPES)
    made = world.door.tokens.authenticate(token)
    tokens.revoke(world.door, world.operator, made.id)
    assert _made(school, call, token).status_code == 401


@OF_A_GROUP
def test_a_token_of_another_group_opens_nothing_here(school: Api, call: Call) -> None:
    school.world.group(group_id="c303")
    token = school.world.token(*SCOPES, groups=["c303"])
    assert _made(school, call, token).status_code == 403


@OF_A_GROUP
def test_a_token_of_another_school_finds_no_such_group(school: Api, call: Call) -> None:
    door, stranger = school.world.door, Operator("valley")
    groups.create(door, stranger, kind="primary", title="一班", group_id="v1")
    token = tokens.issue(door, stranger, scopes=SCOPES).text
    before = school.world.door.events.after("hill", "", 1000)
    answer = _made(school, call, token)
    # Without a body the entry picture isn't even looked at.
    assert answer.status_code == (415 if call.rule.endswith("/entry") else 404)
    assert school.world.door.events.after("hill", "", 1000) == before


@EVERY
def test_who_may_not_is_told_so_before_anything_else_is_read(school: Api, call: Call) -> None:
    answer = school.call(
        call.method,
        call.path(**PARTS) + "?nonsense=1",
        token=school.world.token("webhooks:write"),
        data=b"{",
        content_type="application/json",
    )
    # The question of the hot routes travels with the token, so its shape is looked at first.
    assert answer.status_code == (400 if "eligibility" in call.rule else 403)


def test_a_token_bound_to_a_group_sees_that_group_alone(school: Api) -> None:
    school.world.group(group_id="c303")
    token = school.world.token("groups:write", groups=["c303"])
    assert [g["id"] for g in school.get("/groups", token=token).json["items"]] == ["c303"]
    assert school.get("/groups/c303", token=token).status_code == 200
    made = school.post("/groups", {"kind": "primary", "title": "x"}, token=token)
    assert made.status_code == 403


def test_a_token_without_the_queue_sees_the_requests_that_it_handed_in(school: Api) -> None:
    own = school.world.token("requests:write")
    body = {"role": "guardian", "students": [{"name": "王芳", "relation": "爸爸"}], "consent": True}
    made = school.post("/groups/c302/join-requests", body, token=own)
    path = made.headers["Location"]
    assert school.get(path, token=own).json["application"]["students"][0]["name"] == "王芳"
    other = school.world.token("requests:write")
    assert school.get(path, token=other).status_code == 404
    assert school.post(f"{path}/actions/withdraw", {}, token=other).status_code == 404
    assert school.post(f"{path}/receipt", {"version": "1.0"}, token=other).status_code == 404
    amended = school.post(f"{path}/actions/amend", {"consent": True}, token=other)
    assert amended.status_code == 404
    renamed = school.post(f"{path}/actions/rename", {"nickname": "x"}, token=other)
    assert renamed.status_code == 404


def test_a_token_that_only_joins_sees_no_details_and_no_code(school: Api) -> None:
    request = school.world.submit(school.world.door.groups.get("hill", "c302"))
    school.world.approve(request)
    school.world.confirm(request)
    token = school.world.token("members:write")
    joined = school.post(f"/groups/c302/join-requests/{request.id}/actions/join", {}, token=token)
    assert joined.json["state"] == "joined"
    assert not joined.json.keys() & {"application", "code", "note", "verdict"}


def test_a_request_of_another_group_is_not_found_under_this_one(school: Api) -> None:
    other = school.world.group(group_id="c303")
    request = school.world.submit(other)
    for path in ("", "/actions/approve", "/actions/withdraw", "/actions/join", "/receipt"):
        method = "POST" if path else "GET"
        answer = school.call(
            method,
            f"/groups/c302/join-requests/{request.id}{path}",
            {"version": "1.0"} if path == "/receipt" else {} if path else None,
            headers={"If-Match": '"1"'},
        )
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), path


def test_the_table_of_routes_and_the_description_say_the_same_scopes(school: Api) -> None:
    described = school.client.get("/api/v1/openapi.json").json["paths"]
    for call in CALLS:
        path = f"/api/v1{call.rule}".replace("<slug:", "{").replace(">", "}")
        [said] = described[path][call.method.lower()]["security"]
        assert set(said["token"]) == call.scopes, call
