"""What bots are told over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.eligibility import ShownEligibility
from tests.api.conftest import MOTHER, Api
from tests.builders import account, mother

ASK = "/groups/c302/eligibility"
ACCOUNT = {"account": {"platform": "wechat", "id": "wx-1"}}


@pytest.fixture
def school(api: Api) -> Api:
    group = api.world.group(group_id="c302")
    request = api.world.submit(group, mother(account=account()), bound=True, via="token:x")
    api.world.join(request)
    return api


def test_a_member_is_admitted_and_a_stranger_is_unknown_never_no(school: Api) -> None:
    member = school.post(ASK, ACCOUNT).json
    assert (member["answer"], member["eligible"], member["nickname"]) == ("yes", True, "李明妈妈")
    stranger = school.post(ASK, {"account": {"platform": "wechat", "id": "wx-9"}}).json
    assert (stranger["answer"], stranger["eligible"], stranger["advice"]) == (
        "unknown",
        False,
        "ask_to_apply",
    )


def test_a_code_a_nickname_and_an_application_can_be_asked_about(api: Api) -> None:
    group = api.world.group(group_id="c302")
    approved = api.world.approve(api.world.submit(group))
    by_code = api.post(ASK, {"binding_code": approved.code.lower()}).json
    assert (by_code["answer"], by_code["advice"]) == ("no", "remind")
    by_nickname = api.post(ASK, {"nickname": "李明妈妈"}).json
    assert (by_nickname["answer"], by_nickname["fits_a_place"]) == ("unknown", True)
    by_application = api.post(ASK, {"application": {**MOTHER, "nickname": "明妈"}}).json
    assert by_application["answer"] == "unknown"
    wrong = next(f for f in by_application["findings"] if f["code"] == "nickname_wrong")
    assert "李明妈妈" in wrong["text"]


def test_a_batch_answers_in_the_order_of_the_questions(school: Api) -> None:
    unknown = {"account": {"platform": "wechat", "id": "wx-9"}}
    asked = [unknown, ACCOUNT, {"nickname": "王芳爸爸"}]
    answers = school.post(f"{ASK}/batch", {"questions": asked}).json["answers"]
    assert [each["answer"] for each in answers] == ["unknown", "yes", "unknown"]
    assert answers[1] == school.post(ASK, ACCOUNT).json


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({}, "account", "count"),
        ({**ACCOUNT, "nickname": "x"}, "account", "count"),
        ({"account": {}}, "account.platform", "required"),
        ({"binding_code": ""}, "binding_code", "empty"),
        ({"room": "x"}, "room", "unknown_field"),
        ([], "", "not_a_table"),
    ],
)
def test_a_question_asks_one_thing(school: Api, body: Any, field: str, reason: str) -> None:
    refused = school.post(ASK, body)
    assert refused.status_code == 422
    found = {(each.get("field", ""), each["reason"]) for each in refused.json["errors"]}
    assert (field, reason) in found


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_is_of_one_to_five_hundred(school: Api, count: int) -> None:
    refused = school.post(f"{ASK}/batch", {"questions": [ACCOUNT] * count})
    assert (refused.status_code, refused.json["errors"][0]["reason"]) == (422, "count")


def test_five_hundred_at_once_are_answered(school: Api) -> None:
    answers = school.post(f"{ASK}/batch", {"questions": [ACCOUNT] * 500}).json["answers"]
    assert [each["answer"] for each in answers] == ["yes"] * 500


def test_the_wrong_one_of_many_questions_is_named(school: Api) -> None:
    refused = school.post(f"{ASK}/batch", {"questions": [ACCOUNT, {"nickname": 1}]})
    assert refused.json["errors"][0]["field"] == "questions.1.nickname"


def test_the_answer_has_the_fields_that_its_description_has(school: Api) -> None:
    assert school.post(ASK, ACCOUNT).json.keys() == ShownEligibility().fields.keys()
