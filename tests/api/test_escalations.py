"""What is passed to the school, over HTTP."""

from __future__ import annotations

import pytest

from onboarding.services import escalating
from onboarding.services.escalating import Handling
from tests.api.conftest import Api

PATH = "/groups/c302/escalations"
BODY = {"cause": "harmful", "note": "群里有人发借贷链接"}


@pytest.fixture
def school(api: Api) -> Api:
    api.world.group(group_id="c302")
    return api


def test_a_matter_is_passed_on_and_listed_with_what_came_of_it(school: Api) -> None:
    world = school.world
    member = world.join(world.submit(world.door.groups.get("hill", "c302")))
    made = school.post(PATH, {**BODY, "request": member.id})
    assert made.status_code == 201
    assert made.json["state"] == "open"
    assert (made.json["article"], made.json["request"]) == ("M3", member.id)
    upward = Handling("reported", "已处理", "区教育局", world.watch.now)
    escalating.handle(world.door, world.operator, made.json["id"], upward)
    [listed] = school.get(PATH).json["items"]
    assert (listed["id"], listed["state"]) == (made.json["id"], "reported")
    assert (listed["answer"], listed["note"]) == ("已处理", BODY["note"])
    assert listed["reported_at"] == listed["handled_at"] is not None
    assert "区教育局" not in f"{listed}"


def test_without_a_request_it_is_about_the_group(school: Api) -> None:
    assert school.post(PATH, BODY).json["request"] is None


def test_the_same_call_again_makes_one(school: Api) -> None:
    key = {"Idempotency-Key": "k1"}
    first, again = (school.post(PATH, BODY, headers=key) for _ in "12")
    assert (first.json, again.status_code) == (again.json, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(school.get(PATH).json["items"]) == 1
    other = school.post(PATH, {**BODY, "cause": "other"}, headers=key)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_conflict")


def test_another_program_reads_what_came_of_it_and_not_what_was_written(school: Api) -> None:
    school.post(PATH, BODY)
    other = school.world.token("members:write")
    [listed] = school.get(PATH, token=other).json["items"]
    assert (listed["cause"], listed["note"]) == ("harmful", "")


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"note": "x"}, "cause", "required"),
        ({"cause": "gossip", "note": "x"}, "cause", "unknown"),
        ({"cause": "other"}, "note", "required"),
        ({"cause": "other", "note": " "}, "note", "empty"),
        ({"cause": "other", "note": "x" * 1001}, "note", "too_long"),
        ({**BODY, "to": "bureau"}, "to", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named_by_field(
    school: Api, body: dict[str, str], field: str, reason: str
) -> None:
    refused = school.post(PATH, body)
    assert refused.status_code == 422
    [wrong] = refused.json["errors"]
    assert (wrong["field"], wrong["reason"]) == (field, reason)
    assert school.get(PATH).json["items"] == []


def test_a_request_of_another_group_is_not_found(school: Api) -> None:
    world = school.world
    elsewhere = world.submit(world.group(group_id="c303"))
    assert school.post(PATH, {**BODY, "request": elsewhere.id}).status_code == 404
    assert school.get(PATH).json["items"] == []


def test_handling_is_for_people(school: Api) -> None:
    paths = {rule.rule for rule in school.app.url_map.iter_rules() if "escal" in rule.rule}
    assert {path for path in paths if path.startswith("/api")} == {
        "/api/v1/groups/<slug:group>/escalations"
    }
