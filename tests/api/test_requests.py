"""Join requests over HTTP: hand one in, work the queue, decide."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.api.actions import ACTIONS
from onboarding.clock import DAY
from onboarding.rules.journey import MOVES
from onboarding.services import intake
from onboarding.storage.groups import Group
from schemas.fields import rfc3339
from tests.api.conftest import MOTHER, PREFIX, Api
from tests.builders import PUPILS, STAFF, father, guardian, mother

QUEUE = "/groups/c302/join-requests"
STRANGER = {**MOTHER, "students": [{"name": "孙悦", "relation": "妈妈"}], "account": None}
del STRANGER["account"]


@pytest.fixture
def school(api: Api) -> Api:
    api.world.group(group_id="c302")
    return api


def _group(api: Api) -> Group:
    return api.world.door.groups.get("hill", "c302")


def _asked(api: Api, body: dict[str, Any] | None = None) -> str:
    """The path of a new request."""
    return api.post(QUEUE, body or MOTHER).headers["Location"]


def test_a_submission_is_answered_with_everything_there_is_to_say(school: Api) -> None:
    now = school.world.watch.now
    made = school.post(
        QUEUE, {**MOTHER, "nickname": "李明的妈妈"}, headers={"Accept-Language": "en"}
    )
    told = made.json
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert (told["state"], told["nickname"]) == ("needs_rename", "李明妈妈")
    [finding] = told["verdict"]["findings"]
    assert finding == {
        "code": "nickname_wrong",
        "article": "P10",
        "severity": "fixable",
        "facts": {},
        "suggestion": "李明妈妈",
        "text": "The nickname in the group should be “李明妈妈”.",
    }
    assert told["verdict"]["evidence"][0]["strength"] == "strong"
    covenant = school.world.door.groups.covenant(_group(school))
    assert told["covenant"]["digest"] == covenant.digest
    assert told["covenant"]["articles"][0]["zh"] == covenant.articles[0].text["zh"]
    reference = told["reference_url"].rpartition("/")[2]
    assert intake.by_reference(school.world.door, reference).id == told["id"]
    assert told["submitted_at"] == rfc3339(now)
    assert told["expires_at"] is not None
    assert school.get(made.headers["Location"]).json["application"]["phone"] == "13800000002"


def test_a_token_vouches_for_the_account_that_it_hands_in(school: Api) -> None:
    assert school.post(QUEUE, MOTHER).json["account_bound"] is True
    without = {k: v for k, v in MOTHER.items() if k != "account"}
    assert school.post(QUEUE, without).json["account_bound"] is False


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"students": []}, "students", "count"),
        ({"students": [{"name": "李明", "relation": "妈妈"}] * 5}, "students", "count"),
        ({"students": None}, "students", "required"),
        ({"students": [{"name": "李明", "relation": ""}]}, "students.0.relation", "empty"),
        ({"name": "王\u202e秀英"}, "name", "bidi"),
        ({"phone": "one"}, "phone", "phone_wrong"),
        ({"consent": 1}, "consent", "not_true_or_false"),
        ({"consent": "true"}, "consent", "not_true_or_false"),
        ({"account": {"platform": "wechat"}}, "account.id", "required"),
        ({"account": {"platform": "WeChat", "id": "x"}}, "account.platform", "not_a_slug"),
        ({"declarations": "own_picture"}, "declarations", "not_a_list"),
        ({"nickname": "李明\x00"}, "nickname", "control_character"),
        ({"role": 1}, "role", "not_a_text"),
        ({"state": "approved"}, "state", "unknown_field"),
    ],
)
def test_a_submission_of_wrong_values_is_refused_and_stored_nowhere(
    school: Api, change: dict[str, Any], field: str, reason: str
) -> None:
    refused = school.post(QUEUE, {**MOTHER, **change})
    assert refused.status_code == 422
    assert (field, reason) in {(e["field"], e["reason"]) for e in refused.json["errors"]}
    assert set(school.world.door.requests.counts("hill", "c302").values()) == {0}


def test_who_is_looked_up_by_students_or_by_a_name_has_to_give_them(api: Api) -> None:
    api.world.group(group_id="c302")
    api.world.group("company", STAFF, group_id="firm")
    alone = api.post(QUEUE, {"role": "guardian", "consent": True}).json
    assert (alone["errors"][0]["field"], alone["errors"][0]["reason"]) == ("students", "required")
    nameless = api.post("/groups/firm/join-requests", {"role": "staff", "consent": True}).json
    assert nameless["errors"][0]["field"] == "name"


def test_a_role_that_the_kind_has_not_is_a_finding_and_not_an_error(school: Api) -> None:
    told = school.post(QUEUE, {"role": "visitor", "name": "李明", "consent": True}).json
    assert told["state"] == "refused"
    assert "role_not_admitted" in {f["code"] for f in told["verdict"]["findings"]}


def test_a_closed_group_takes_nobody_in(school: Api) -> None:
    school.call("PATCH", "/groups/c302", {"closed": True})
    assert school.post(QUEUE, MOTHER).status_code == 404


# -- the queue


def test_the_queue_comes_in_pages_and_misses_nobody_when_one_is_decided_meanwhile(
    school: Api,
) -> None:
    asked = []
    for number in range(5):
        body = {**STRANGER, "students": [{"name": "李明", "relation": "妈妈"}],
                "phone": f"1370000000{number}"}  # fmt: skip
        asked.append(_asked(school, body))
        school.world.watch.forward(1)
    first = school.get(f"{QUEUE}?limit=2").json
    school.act(asked[0], "decline", {"reason": "other"})
    second = school.get(f"{QUEUE}?limit=2&cursor={first['next']}").json
    third = school.get(f"{QUEUE}?limit=2&cursor={second['next']}").json
    found = [each["id"] for page in (first, second, third) for each in page["items"]]
    assert found == [path.rpartition("/")[2] for path in asked]
    assert third["next"] is None
    assert first["items"][0]["etag"] == '"1"'


@pytest.mark.parametrize(
    "query", ["state=lost", "cursor=1", "cursor=٣-aaaaaaaaaaaaaaaa", "limit=a"]
)
def test_a_page_of_the_queue_that_is_not_there_is_refused(school: Api, query: str) -> None:
    assert school.get(f"{QUEUE}?{query}").status_code == 422


def test_the_queue_of_another_state_is_another_queue(school: Api) -> None:
    refused = school.post(QUEUE, STRANGER).json
    assert refused["state"] == "refused"
    assert school.get(QUEUE).json["items"] == []
    assert [r["id"] for r in school.get(f"{QUEUE}?state=refused").json["items"]] == [refused["id"]]


def test_a_request_whose_time_has_passed_is_expired_before_anybody_records_it(school: Api) -> None:
    path = _asked(school)
    school.world.watch.forward(100 * DAY)
    assert school.get(path).json["state"] == "expired"
    assert school.get(QUEUE).json["items"] == []


# -- moves


def test_the_moves_of_the_api_are_those_that_people_and_bots_make() -> None:
    made_by_people = {
        name for name, move in MOVES.items() if move.who - {"time", "audit"} and move.starts
    }
    assert ACTIONS.keys() == made_by_people - {"supersede"}


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


def test_reading_never_changes_anything(school: Api) -> None:
    path = _asked(school)
    before = school.world.door.events.after("hill", "", 1000)
    for each in (path, QUEUE, "/groups/c302/members", "/groups/c302/seats", "/groups/c302"):
        school.get(each)
    assert school.world.door.events.after("hill", "", 1000) == before
    assert school.get(path.removeprefix(PREFIX)).headers["ETag"] == '"1"'


def test_a_ban_beyond_the_calendar_is_refused_and_a_far_one_can_be_read(school: Api) -> None:
    member = school.world.join(school.world.submit(_group(school)))
    path = f"{QUEUE}/{member.id}"
    beyond = {"article": "P1", "ban": {"until": "9999-12-31T23:59:59-12:00"}}
    assert school.act(path, "remove", beyond).status_code == 422
    far = {"article": "P1", "ban": {"until": "2999-12-31T23:59:59-12:00"}}
    assert school.act(path, "remove", far).status_code == 200
    assert "3000" in school.post(QUEUE, MOTHER).json["verdict"]["findings"][0]["text"]
