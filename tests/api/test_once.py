"""`Idempotency-Key` at every route that changes something."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from onboarding.clock import DAY
from onboarding.services import admins
from onboarding.storage.requestrecord import Request
from tests.api.calls import CALLS, Call
from tests.api.conftest import MOTHER, Api
from tests.builders import PASSWORD, father, guardian

CHANGING = [
    call
    for call in CALLS
    if call.method != "GET"
    and not any(part in call.rule for part in ("eligibility", "entry", "exports"))
]
EVERY = pytest.mark.parametrize("call", CHANGING, ids=lambda call: f"{call.method} {call.rule}")
KEY = {"Idempotency-Key": "a1"}


def _request(api: Api, move: str) -> Request:
    """A request in a state from which the move is legal."""
    world = api.world
    group = world.door.groups.get("hill", "c302")
    if move == "rename":
        return world.submit(group, guardian(phone="13800000002", nickname="明妈"))
    request = world.submit(group)
    if move == "reopen":
        api.act(f"/groups/c302/join-requests/{request.id}", "decline", {"reason": "other"})
    if move in ("join", "leave", "remove"):
        world.approve(request)
        world.confirm(request)
    if move == "leave":
        world.join(request)
    return world.fresh(request)


def _finding(api: Api, act: str) -> str:
    """An item of the group's work list of which the act is possible."""
    found = api.post("/groups/c302/audits", {"members": [{"nickname": "李明妈妈"}]}).json["items"]
    (item,) = (each["id"] for each in found if each["what"] == "adopt")
    if act == "reopen":
        api.post(f"/groups/c302/audits/items/{item}/actions/ignored", {"reason": "校车"})
    return str(item)


def _prepared(api: Api, call: Call) -> tuple[str, Any, dict[str, str]]:
    """Path, body and headers of a call that will be carried out."""
    world = api.world
    group = world.group(group_id="c302")
    parts = {"group": group.id, "person": world.person(group, "李明")}
    headers: dict[str, str] = {}
    body = call.body
    if "request_id" in call.rule:
        request = _request(api, call.rule.rpartition("/")[2])
        parts["request_id"] = request.id
        headers["If-Match"] = f'"{request.version}"'
    if call.rule.endswith("/join-requests/actions"):
        body = {**body, "items": [{"id": world.submit(group).id, "etag": '"1"'}]}
    if call.rule.endswith("/actions/replace"):
        holder = world.join(world.submit(group, father()))
        body = {**body, "other": holder.id, "other_etag": f'"{holder.version}"'}
    if call.rule == "/bindings":
        request = world.approve(world.submit(group))
        body = {**body, "text": f"你好，{request.code}"}
    if "approve" in call.rule:
        body = {}
    if "admin" in call.rule:
        new = admins.NewAdmin("zhou", "周老师", PASSWORD)
        parts["admin"] = admins.create(world.door, world.operator, new).id
    if "audits" in call.rule and call.body is not None:
        parts["item"] = _finding(api, call.rule.rpartition("/")[2])
        body = {**body, "items": [parts["item"]]} if "items" in body else body
    if "<slug:other>" in call.rule:
        body_of_other = {"nickname": "校车通知", "reason": "校车公司", "consented_by": "陈老师"}
        parts["other"] = api.post("/groups/c302/others", body_of_other).json["id"]
    if "<slug:token>" in call.rule:
        text = world.token("audits:write")
        parts["token"] = world.door.tokens.authenticate(text).id
    return call.path(**parts), body, headers


@EVERY
def test_the_same_call_again_answers_the_same_and_changes_nothing(api: Api, call: Call) -> None:
    path, body, headers = _prepared(api, call)
    first = api.call(call.method, path, body, headers={**headers, **KEY})
    assert first.status_code in (200, 201, 204), first.get_data(as_text=True)
    assert "Idempotency-Replayed" not in first.headers
    events = api.world.door.events.after("hill", "", 1000)

    again = api.call(call.method, path, body, headers={**headers, **KEY})

    assert again.status_code == first.status_code
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers.get("Location") == first.headers.get("Location")
    assert api.world.door.events.after("hill", "", 1000) == events
    if first.json and "id" in first.json:
        assert again.json["id"] == first.json["id"]


@EVERY
def test_another_body_under_the_same_key_is_refused(api: Api, call: Call) -> None:
    path, body, headers = _prepared(api, call)
    api.call(call.method, path, body, headers={**headers, **KEY})
    other = b"{ }" if not body else None
    changed = {**body, "title": "x"} if body and "title" in body else body
    if other is None and changed == body:
        other = str(api.app.json.dumps(body)).encode() + b" "
    refused = api.call(
        call.method,
        path,
        **({"data": other, "content_type": "application/json"} if other else {"json": changed}),
        headers={**headers, **KEY},
    )
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency_conflict")


@EVERY
def test_the_same_key_on_another_call_is_another_key(api: Api, call: Call) -> None:
    api.world.group(group_id="other")
    api.call("PATCH", "/groups/other", {"title": "x"}, headers=KEY)
    path, body, headers = _prepared(api, call)
    done = api.call(call.method, path, body, headers={**headers, **KEY})
    assert done.status_code in (200, 201, 204)
    assert "Idempotency-Replayed" not in done.headers


def test_the_same_key_of_another_token_is_another_key(api: Api) -> None:
    body = {"kind": "primary", "title": "一班"}
    first = api.post("/groups", body, headers=KEY)
    other = api.post("/groups", body, headers=KEY, token=api.world.token("groups:write"))
    assert other.status_code == 201
    assert other.json["id"] != first.json["id"]


def test_what_was_refused_is_not_remembered(api: Api) -> None:
    group = api.world.group(group_id="c302")
    path = f"/groups/c302/join-requests/{api.world.submit(group).id}"
    stale = {**KEY, "If-Match": '"9"'}
    assert api.post(f"{path}/actions/approve", {}, headers=stale).status_code == 412
    fresh = {**KEY, "If-Match": '"1"'}
    assert api.post(f"{path}/actions/approve", {}, headers=fresh).json["state"] == "approved"


def test_a_replay_is_answered_before_the_version_is_asked_for(api: Api) -> None:
    group = api.world.group(group_id="c302")
    path = f"/groups/c302/join-requests/{api.world.submit(group).id}/actions/approve"
    api.post(path, {}, headers={**KEY, "If-Match": '"1"'})
    again = api.post(path, {}, headers=KEY)
    assert (again.status_code, again.json["state"]) == (200, "approved")


def test_a_replay_shows_the_record_as_it_is_now(api: Api) -> None:
    api.world.group(group_id="c302")
    made = api.post("/groups/c302/join-requests", MOTHER, headers=KEY)
    api.act(made.headers["Location"], "approve")
    again = api.post("/groups/c302/join-requests", MOTHER, headers=KEY)
    assert (again.status_code, again.json["state"]) == (201, "approved")
    assert again.json["reference_url"] is None
    assert again.headers["ETag"] == '"2"'


def test_secrets_are_shown_once_and_not_on_a_replay(api: Api) -> None:
    group = {"kind": "primary", "title": "一班"}
    token = {"scopes": ["events:read"]}
    for path, body, secret in (("/groups", group, "link"), ("/tokens", token, "token")):
        assert api.post(path, body, headers=KEY).json[secret]
        assert api.post(path, body, headers=KEY).json[secret] is None


def test_what_the_query_says_belongs_to_the_call(api: Api) -> None:
    api.world.group(group_id="c302", rows=())
    rows = {"students": [{"name": "李明"}]}
    api.post("/groups/c302/roster?replace=merge", rows, headers=KEY)
    other = api.post("/groups/c302/roster?replace=whole", rows, headers=KEY)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_conflict")


def test_a_dry_run_is_never_remembered(api: Api) -> None:
    api.world.group(group_id="c302", rows=())
    rows = {"students": [{"name": "李明"}]}
    api.post("/groups/c302/roster?dry_run=true", rows, headers=KEY)
    done = api.post("/groups/c302/roster", rows, headers=KEY)
    assert (done.json["applied"], done.json["version"]) == (True, 1)
    again = api.post("/groups/c302/roster?dry_run=true", rows, headers=KEY)
    assert (again.status_code, again.json["applied"]) == (200, False)


def test_a_key_is_forgotten_after_a_day(api: Api) -> None:
    api.post("/groups", {"kind": "primary", "title": "一班"}, headers=KEY)
    record = api.world.door.memory.record
    [key] = record.keys("ob:{hill}:idem:*")
    assert 0 < record.pttl(key) <= DAY


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(api: Api, key: str) -> None:
    body = {"kind": "primary", "title": "一班"}
    refused = api.post("/groups", body, headers={"Idempotency-Key": key})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert api.get("/groups").json["items"] == []


@EVERY
def test_the_same_call_twice_at_the_same_time_is_carried_out_once(api: Api, call: Call) -> None:
    """The second call comes in whole after the first has looked and before it has written."""
    path, body, headers = _prepared(api, call)
    door = api.world.door
    told: list[int] = []
    other = Api(api.world, api.app, api.app.test_client(), api.token)
    overtaking = []

    def clock() -> int:
        if not overtaking:
            overtaking.append(None)
            overtaking[0] = other.call(call.method, path, body, headers={**headers, **KEY})
            told.append(len(door.events.after("hill", "", 1000)))
        return api.world.watch.now

    api.app.extensions["door"] = replace(door, clock=clock)
    late = api.call(call.method, path, body, headers={**headers, **KEY})

    [first] = overtaking
    assert late.status_code == first.status_code in (200, 201, 204)
    assert late.headers.get("Location") == first.headers.get("Location")
    assert len(door.events.after("hill", "", 1000)) == told[0]


def test_changing_nothing_makes_no_new_version(api: Api) -> None:
    api.world.group(group_id="c302")
    api.call("PATCH", "/groups/c302", {"title": "一班"})
    for body in ({}, {"title": "一班"}):
        assert api.call("PATCH", "/groups/c302", body).json["policy"] == 2
