"""Join requests over HTTP: hand one in, work the queue, decide."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.clock import DAY
from onboarding.services import intake
from onboarding.storage.groups import Group
from schemas.fields import rfc3339
from tests.api.conftest import MOTHER, PREFIX, Api
from tests.builders import STAFF

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
    refused = school.post(QUEUE, MOTHER)
    assert (refused.status_code, refused.json["code"]) == (410, "group_closed")


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


def test_reading_never_changes_anything(school: Api) -> None:
    path = _asked(school)
    before = school.world.door.events.after("hill", "", 1000)
    for each in (path, QUEUE, "/groups/c302/members", "/groups/c302/seats", "/groups/c302"):
        school.get(each)
    assert school.world.door.events.after("hill", "", 1000) == before
    assert school.get(path.removeprefix(PREFIX)).headers["ETag"] == '"1"'
