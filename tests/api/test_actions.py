"""The moves of a join request over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.api.actions import ACTIONS
from onboarding.clock import DAY
from onboarding.rules.journey import MOVES
from onboarding.storage.groups import Group
from schemas.fields import rfc3339
from tests.api.conftest import MOTHER, Api
from tests.builders import PUPILS, father, guardian, mother

QUEUE = "/groups/c302/join-requests"
STRANGER = {**MOTHER, "students": [{"name": "孙悦", "relation": "妈妈"}], "account": None}
del STRANGER["account"]
GRANDMOTHER = {
    "role": "guardian",
    "students": [{"name": "李明", "relation": "奶奶", "number": "2026001"}],
    "phone": "13811110001",
    "consent": True,
}


@pytest.fixture
def school(api: Api) -> Api:
    api.world.group(group_id="c302")
    return api


def _group(api: Api) -> Group:
    return api.world.door.groups.get("hill", "c302")


def _asked(api: Api, body: dict[str, Any] | None = None) -> str:
    """The path of a new request."""
    return api.post(QUEUE, body or MOTHER).headers["Location"]


def test_the_moves_of_the_api_are_those_that_people_and_bots_make() -> None:
    made_by_people = {
        name for name, move in MOVES.items() if move.who - {"time", "audit"} and move.starts
    }
    assert ACTIONS.keys() == made_by_people - {"supersede", "hand_over", "claim"}


def test_a_move_that_is_not_there_is_not_found(school: Api) -> None:
    path = _asked(school)
    for move in ("expire", "supersede", "fly"):
        assert school.post(f"{path}/actions/{move}", {}).status_code == 404


@pytest.mark.parametrize("move", ["approve", "decline", "reopen", "remove"])
@pytest.mark.parametrize("tag", [None, "*"])
def test_a_decision_names_the_version_that_it_is_made_on(
    school: Api, move: str, tag: str | None
) -> None:
    path = _asked(school)
    body = {"decline": {"reason": "other"}, "remove": {"article": "P1"}}.get(move, {})
    headers = {"If-Match": tag} if tag else {}
    refused = school.post(f"{path}/actions/{move}", body, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (428, "version_missing")


@pytest.mark.parametrize("move", ["approve", "decline", "reopen", "remove"])
@pytest.mark.parametrize(
    "tag", ['"7"', 'W/"1"', "1", '"1", "2"', '"x"', '""', '"' + "9" * 99 + '"']
)
def test_a_decision_on_another_version_is_stale(school: Api, move: str, tag: str) -> None:
    path = _asked(school)
    body = {"decline": {"reason": "other"}, "remove": {"article": "P1"}}.get(move, {})
    refused = school.post(f"{path}/actions/{move}", body, headers={"If-Match": tag})
    assert (refused.status_code, refused.json["code"]) == (412, "stale")
    assert school.get(path).json["version"] == 1


def test_of_two_admins_the_slower_is_told_who_decided_what_and_when(school: Api) -> None:
    path = _asked(school)
    school.act(path, "decline", {"reason": "ask_school", "note": "请来电"})
    decider = school.get(path).json["decided_by"]
    refused = school.post(f"{path}/actions/approve", {}, headers={"If-Match": '"1"'})
    told = refused.json
    assert (refused.status_code, told["code"]) == (412, "stale")
    assert (told["state"], told["version"], told["etag"]) == ("declined", 2, '"2"')
    assert (told["move"], told["decided_by"]) == ("decline", decider)
    assert told["decided_at"] == rfc3339(school.world.watch.now)


def test_a_move_that_the_state_does_not_allow_tells_the_state(school: Api) -> None:
    path = _asked(school)
    school.act(path, "decline", {"reason": "other"})
    refused = school.act(path, "approve")
    assert (refused.status_code, refused.json["code"]) == (409, "illegal_move")
    assert (refused.json["move"], refused.json["state"]) == ("approve", "declined")


def test_a_full_seat_is_a_conflict_that_says_whose_and_how_many(school: Api) -> None:
    world = school.world
    world.join(world.submit(_group(school)))
    world.join(world.submit(_group(school), father()))
    third = guardian(relation="奶奶", phone="13700000009", number="2026001")
    late = world.submit(_group(school), third)
    path = f"{QUEUE}/{late.id}"
    if late.state == "refused":
        school.act(path, "reopen")
    refused = school.act(path, "approve")
    assert (refused.status_code, refused.json["code"]) == (409, "seats_full")
    assert refused.json["limit"] == 2


def test_a_blocking_finding_is_overridden_by_name_and_with_a_reason(school: Api) -> None:
    path = _asked(school, STRANGER)
    school.act(path, "reopen")
    plain = school.act(path, "approve")
    assert (plain.status_code, plain.json["code"]) == (409, "override_missing")
    assert plain.json["codes"] == ["not_on_roster"]
    silent = school.act(path, "approve", {"overrides": ["not_on_roster"]})
    assert (silent.status_code, silent.json["errors"][0]["field"]) == (422, "reason")
    said = {"overrides": ["not_on_roster"], "reason": "转学生，已核实"}
    done = school.act(path, "approve", said)
    assert (done.status_code, done.json["overridden"]) == (200, ["not_on_roster"])


def test_two_pupils_of_one_name_are_told_apart_by_who_approves(api: Api) -> None:
    rows = (*PUPILS, PUPILS[0].__class__("students", "李明", number="2026050"))
    api.world.group(group_id="c302", rows=rows)
    path = _asked(api, {**STRANGER, "students": [{"name": "李明", "relation": "妈妈"}],
                        "phone": "13600000001", "name": ""})  # fmt: skip
    open_still = api.act(path, "approve")
    assert (open_still.status_code, open_still.json["code"]) == (409, "student_unsettled")
    person = api.world.person(_group(api), "李明")
    done = api.act(path, "approve", {"people": [person]})
    assert done.json["people"] == [person]


def test_a_decline_has_a_reason_of_the_list(school: Api) -> None:
    path = _asked(school)
    for body in ({}, {"reason": "because"}, {"reason": "other", "note": "x" * 501}):
        assert school.act(path, "decline", body).status_code == 422
    done = school.act(path, "decline", {"reason": "ask_school", "note": "请联系\n班主任"})
    assert (done.json["reason"], done.json["note"]) == ("ask_school", "请联系\n班主任")


def test_a_removal_cites_an_article_and_may_bar_coming_back(school: Api) -> None:
    world = school.world
    member = world.join(world.submit(_group(school), mother(account=None)))
    path = f"{QUEUE}/{member.id}"
    unknown = school.act(path, "remove", {"article": "Z9"})
    assert (unknown.status_code, unknown.json["errors"][0]["field"]) == (422, "article")
    past = {"article": "P1", "ban": {"until": rfc3339(world.watch.now - 1)}}
    assert school.act(path, "remove", past).json["errors"][0]["reason"] == "past"
    until = world.watch.now + 90 * DAY
    done = school.act(
        path, "remove", {"article": "P1", "reason": "attack", "ban": {"until": rfc3339(until)}}
    )
    assert (done.json["state"], done.json["article"], done.json["reason"]) == (
        "removed",
        "P1",
        "attack",
    )
    again = school.post(QUEUE, {k: v for k, v in MOTHER.items() if k != "account"}).json
    [banned] = [f for f in again["verdict"]["findings"] if f["code"] == "banned"]
    assert banned["facts"]["until"] == until


def test_a_removal_without_a_ban_bars_nobody(school: Api) -> None:
    world = school.world
    member = world.join(world.submit(_group(school)))
    school.act(f"{QUEUE}/{member.id}", "remove", {"article": "P1"})
    assert school.post(QUEUE, MOTHER).json["state"] == "pending"


def test_joining_waits_for_the_covenant(school: Api) -> None:
    path = _asked(school)
    school.act(path, "approve")
    early = school.post(f"{path}/actions/join", {})
    assert (early.status_code, early.json["code"]) == (409, "receipt_missing")
    assert early.json["covenant"] == "1.0"
    other = school.post(f"{path}/receipt", {"version": "0.9"})
    assert (other.status_code, other.json["code"]) == (409, "covenant_moved")
    school.post(f"{path}/receipt", {"version": "1.0"})
    assert school.post(f"{path}/actions/join").json["state"] == "joined"
    assert school.post(f"{path}/actions/leave").json["state"] == "left"


def test_another_nickname_may_put_it_right(school: Api) -> None:
    path = _asked(school, {**MOTHER, "nickname": "明妈"})
    wrong = school.post(f"{path}/actions/rename", {"nickname": "妈妈"})
    assert wrong.json["state"] == "needs_rename"
    right = school.post(f"{path}/actions/rename", {"nickname": "李明妈妈"})
    assert right.json["state"] == "pending"


def test_an_amendment_corrects_what_was_typed_and_keeps_role_account_and_inviter(
    school: Api,
) -> None:
    path = _asked(school, {**STRANGER, "invited_by": "李明爸爸"})
    corrected = {"students": [{"name": "李明", "relation": "妈妈"}], "phone": "13800000002",
                 "consent": True}  # fmt: skip
    done = school.post(f"{path}/actions/amend", corrected).json
    assert (done["role"], done["application"]["phone"]) == ("guardian", "13800000002")
    assert done["application"]["invited_by"] == "李明爸爸"
    assert done["verdict"]["evidence"][0]["strength"] == "strong"
    for field in ("account", "invited_by"):
        refused = school.post(f"{path}/actions/amend", {field: "x"})
        assert refused.json["errors"] == [
            {"field": field, "reason": "unknown_field", "text": refused.json["errors"][0]["text"]}
        ]


def test_what_was_taken_back_is_over(school: Api) -> None:
    path = _asked(school)
    assert school.post(f"{path}/actions/withdraw").json["state"] == "withdrawn"
    again = school.post(f"{path}/actions/withdraw")
    assert (again.status_code, again.json["code"]) == (409, "illegal_move")


def test_a_ban_beyond_the_calendar_is_refused_and_a_far_one_can_be_read(school: Api) -> None:
    member = school.world.join(school.world.submit(_group(school)))
    path = f"{QUEUE}/{member.id}"
    beyond = {"article": "P1", "ban": {"until": "9999-12-31T23:59:59-12:00"}}
    assert school.act(path, "remove", beyond).status_code == 422
    far = {"article": "P1", "ban": {"until": "2999-12-31T23:59:59-12:00"}}
    assert school.act(path, "remove", far).status_code == 200
    assert "3000" in school.post(QUEUE, MOTHER).json["verdict"]["findings"][0]["text"]


def test_a_request_is_given_the_place_of_another_in_one_call(school: Api) -> None:
    world, group = school.world, _group(school)
    holders = [world.join(world.submit(group, each)) for each in (mother(), father())]
    path = _asked(school, GRANDMOTHER)
    assert school.get(path).json["state"] == "refused"
    body = {"other": holders[0].id, "other_etag": '"1"', "reason": "care_changed"}
    stale = school.post(f"{path}/actions/replace", body, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json["record"]) == (412, holders[0].id)
    assert stale.json["etag"] == f'"{holders[0].version}"'
    body["other_etag"] = stale.json["etag"]
    placed = school.post(f"{path}/actions/replace", body, headers={"If-Match": '"1"'})
    assert (placed.status_code, placed.json["state"]) == (200, "approved")
    assert placed.headers["ETag"] == '"2"'
    assert school.get(f"{QUEUE}/{holders[0].id}").json["state"] == "left"


def test_a_place_is_given_on_a_version_of_the_other_too(school: Api) -> None:
    path = _asked(school)
    body = {"other": "a" * 16, "reason": "other"}
    assert school.post(f"{path}/actions/replace", body).json["code"] == "version_missing"
    holder = school.world.join(school.world.submit(_group(school), father()))
    body["other"] = holder.id
    refused = school.post(f"{path}/actions/replace", body, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json["code"]) == (428, "version_missing")
    body["other_etag"] = f'"{holder.version}"'
    body["reason"] = "because"
    refused = school.post(f"{path}/actions/replace", body, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "reason")
