"""Audits over HTTP."""

from __future__ import annotations

import io
from typing import Any

import pytest

from onboarding.rules.access import SCOPES
from onboarding.storage.groups import Group
from tests.api.conftest import Api
from tests.builders import SCHOOL

AUDITS = "/groups/c302/audits"
LIST = "#接龙\n1. 李明妈\n2. 王芳爸爸\n3. 陈静\n4. 欧阳娜娜妈妈\n"


@pytest.fixture
def group(api: Api) -> Group:
    return api.world.group(group_id="c302")


def by_what(answer: Any) -> dict[str, dict[str, Any]]:
    return {each["what"]: each for each in answer.json["items"]}


@pytest.mark.usefixtures("group")
def test_a_text_a_list_and_a_file_come_to_the_same_work_list(api: Api) -> None:
    nicknames = ("李明妈", "王芳爸爸", "陈静", "欧阳娜娜妈妈")
    first = api.post(f"{AUDITS}?head_count=5", {"text": LIST})
    assert (first.status_code, first.json["audit"]["lacking"]) == (200, 1)
    listed = api.post(AUDITS, {"members": [{"nickname": each} for each in nicknames]})
    sent = {"file": (io.BytesIO(LIST.encode()), "list.txt")}
    file = api.call("POST", AUDITS, data=sent, content_type="multipart/form-data")
    ids = [[each["id"] for each in answer.json["items"]] for answer in (first, listed, file)]
    assert ids[0] == ids[1] == ids[2]
    assert api.get(AUDITS).json["items"] == file.json["items"]
    runs = api.get(f"{AUDITS}/runs").json["items"]
    assert [run["head_count"] for run in runs].count(5) == 1
    assert len(runs) == 3


@pytest.mark.usefixtures("group")
def test_an_item_says_why_and_brings_its_text_in_the_callers_language(api: Api) -> None:
    answer = api.post(AUDITS, {"text": LIST}, headers={"Accept-Language": "zh"})
    adopt = by_what(answer)["adopt"]
    assert adopt["why"] == "只对得上一个位置，而且空着。"
    assert adopt["text"].startswith(f"@{adopt['nickname']} 您好")
    english = by_what(api.get(AUDITS, headers={"Accept-Language": "en"}))["adopt"]
    assert english["why"] == "Exactly one place fits, and it is free."


@pytest.mark.usefixtures("group")
def test_all_who_match_are_taken_in_by_one_call_that_may_be_sent_again(api: Api) -> None:
    items = api.post(AUDITS, {"text": LIST}).json["items"]
    ids = [each["id"] for each in items if each["what"] == "adopt"]
    key = {"Idempotency-Key": "once"}
    first = api.post(f"{AUDITS}/adopt", {"items": ids}, headers=key)
    again = api.post(f"{AUDITS}/adopt", {"items": ids}, headers=key)
    assert [each["status"] for each in first.json["items"]] == [200] * len(ids)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    left = api.get(AUDITS).json["items"]
    assert not {each["id"] for each in left} & set(ids)


def test_adopting_takes_the_scopes_for_members_and_decisions(api: Api, group: Group) -> None:
    items = api.post(AUDITS, {"text": LIST}).json["items"]
    ids = [each["id"] for each in items if each["what"] == "adopt"]
    token = api.world.token("audits:write")
    refused = api.post(f"{AUDITS}/adopt", {"items": ids}, token=token)
    assert refused.status_code == 403
    assert list(api.world.door.requests.in_state(SCHOOL, group.id, "joined")) == []


@pytest.mark.usefixtures("group")
def test_an_item_is_reminded_of_ignored_and_opened_again(api: Api) -> None:
    item = api.post(AUDITS, {"text": "路人\n李明妈妈"}).json["items"][-1]["id"]
    path = f"{AUDITS}/items/{item}/actions"
    assert api.post(f"{path}/remind", {}).json["reminders"] == 1
    assert api.post(f"{path}/remind", {}).json["reminders"] == 1
    assert api.post(f"{path}/ignored", {}).status_code == 422
    ignored = api.post(f"{path}/ignored", {"reason": "小号"}).json
    assert (ignored["status"], ignored["reason"]) == ("ignored", "小号")
    assert api.post(f"{path}/handled", {}).json["code"] == "illegal_move"
    closed = api.get(f"{AUDITS}?status=closed").json["items"]
    assert [each["id"] for each in closed] == [item]
    assert api.post(f"{path}/reopen", {}).json["status"] == "open"
    assert api.post(f"{path}/handled", {}).json["status"] == "handled"
    nowhere = api.post(f"{AUDITS}/items/{'a' * 16}/actions/handled", {})
    assert (nowhere.status_code, nowhere.json["code"]) == (404, "not_found")


@pytest.mark.usefixtures("group")
def test_the_work_list_comes_in_pages_and_by_what_it_is(api: Api) -> None:
    api.post(AUDITS, {"text": LIST})
    whole = api.get(AUDITS).json["items"]
    first = api.get(f"{AUDITS}?limit=2").json
    rest = api.get(f"{AUDITS}?limit=100&cursor={first['next']}").json
    assert first["items"] + rest["items"] == whole
    unseated = api.get(f"{AUDITS}?what=unseated").json["items"]
    assert {each["what"] for each in unseated} == {"unseated"}
    assert api.get(f"{AUDITS}?cursor=x").status_code == 422


@pytest.mark.parametrize(
    "sent", [{}, {"members": []}, {"members": [{"nickname": "x"}], "text": "x"}, {"text": " "}]
)
@pytest.mark.usefixtures("group")
def test_nothing_or_twice_something_is_no_list(api: Api, sent: dict[str, Any]) -> None:
    assert api.post(AUDITS, sent).status_code == 422
    assert api.get(AUDITS).json["audit"] is None


@pytest.mark.parametrize("line", [{}, {"nickname": " \u202e"}, {"inviter": "李明妈妈"}])
@pytest.mark.usefixtures("group")
def test_a_member_without_nickname_and_account_is_nobody(api: Api, line: dict[str, Any]) -> None:
    answer = api.post(AUDITS, {"members": [{"nickname": "李明妈妈"}, line]})

    assert answer.status_code == 422
    [wrong] = answer.json["errors"]
    assert (wrong["field"], wrong["reason"]) == ("members.1.nickname", "required")


@pytest.mark.usefixtures("group")
def test_a_nickname_turns_no_text_around(api: Api) -> None:
    answer = api.post(
        AUDITS, {"members": [{"nickname": "路人\u202e甲\u2066", "inviter": "\u202a乙"}]}
    )

    [item] = [each for each in answer.json["items"] if each["line"] == 1]
    assert (item["nickname"], item["inviter"]) == ("路人甲", "乙")


@pytest.mark.usefixtures("group")
def test_a_known_other_is_kept_listed_and_dropped(api: Api) -> None:
    sent = {
        "nickname": "校车通知",
        "account": {"platform": "wechat", "id": "bus"},
        "reason": "校车",
        "consented_by": "陈老师",
        "until": "2027-01-01T00:00:00.000Z",
    }
    made = api.post("/groups/c302/others", sent)
    assert made.status_code == 201
    assert {name: made.json[name] for name in sent} == sent
    assert made.json["expired"] is False
    assert api.get("/groups/c302/others").json["items"] == [made.json]
    path = f"/groups/c302/others/{made.json['id']}"
    assert api.call("DELETE", path).status_code == 204
    assert api.call("DELETE", path).status_code == 404


@pytest.mark.usefixtures("group")
def test_an_audit_of_a_bot_is_the_bots(api: Api) -> None:
    token = api.world.token(*SCOPES)
    answer = api.post(AUDITS, {"members": [{"nickname": "李明妈妈"}]}, token=token)
    assert answer.json["audit"]["by"].startswith("token:")
