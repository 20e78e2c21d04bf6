"""Many requests decided by one call of the API."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.api.conftest import Api
from tests.builders import father, guardian, mother

PATH = "/groups/c302/join-requests/actions"
KEY = {"Idempotency-Key": "evening"}


@pytest.fixture
def group(api: Api) -> Group:
    return api.world.group(group_id="c302")


def item(request: Request, etag: str = '"1"') -> dict[str, str]:
    return {"id": request.id, "etag": etag}


def approve(*items: dict[str, str]) -> dict[str, Any]:
    return {"move": "approve", "items": list(items)}


def test_each_item_has_the_status_that_the_single_call_would_have(api: Api, group: Group) -> None:
    world = api.world
    fits = world.submit(group, mother())
    unclear = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    late = world.approve(world.submit(group, father()))
    nobody = {"id": "a" * 16, "etag": '"1"'}
    bare = {"id": world.submit(group, guardian("王芳", "爸爸", phone="13800000003")).id}
    answer = api.post(PATH, approve(item(fits), item(unclear), item(late), nobody, bare))
    assert answer.status_code == 200
    found = answer.json["items"]
    assert [each["status"] for each in found] == [200, 409, 412, 404, 428]
    assert [each["id"] for each in found][:3] == [fits.id, unclear.id, late.id]
    assert (found[0]["request"]["state"], found[0]["problem"]) == ("approved", None)
    assert found[1]["problem"]["code"] == "student_unsettled"
    assert found[2]["problem"]["decided_by"] == "operator"
    assert found[2]["problem"]["decided_at"].endswith("Z")
    assert found[2]["request"]["etag"] == '"2"'
    assert found[3]["request"] is None


def test_a_call_that_broke_off_can_be_sent_again(api: Api, group: Group) -> None:
    one, other = api.world.submit(group, mother()), api.world.submit(group, father())
    body = approve(item(one), item(other))
    first = api.post(PATH, body, headers=KEY)
    assert len(api.world.door.memory.record.keys("ob:{hill}:idem:*")) == 2
    again = api.post(PATH, body, headers=KEY)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [each["status"] for each in again.json["items"]] == [200, 200]
    assert first.json["items"] == again.json["items"]


def test_what_was_not_decided_the_first_time_is_tried_again_under_the_key(
    api: Api, group: Group
) -> None:
    one, other = api.world.submit(group, mother()), api.world.submit(group, father())
    body = approve(item(one), item(other, '"2"'))
    assert [e["status"] for e in api.post(PATH, body, headers=KEY).json["items"]] == [200, 412]
    api.act(f"/groups/c302/join-requests/{other.id}", "decline", {"reason": "other"})
    again = api.post(PATH, body, headers=KEY)
    assert [each["status"] for each in again.json["items"]] == [200, 409]
    assert "Idempotency-Replayed" not in again.headers


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"move": "approve", "items": []}, "items"),
        ({"move": "approve", "items": [{"id": "a" * 16}] * 101}, "items"),
        ({"move": "remove", "items": [{"id": "a" * 16}]}, "move"),
        ({"move": "decline", "items": [{"id": "a" * 16}]}, "reason"),
        ({"move": "decline", "items": [{"id": "a" * 16}], "reason": "because"}, "reason"),
    ],
)
def test_a_call_that_says_nothing_useful_is_refused_whole(
    api: Api, group: Group, body: dict[str, Any], field: str
) -> None:
    refused = api.post(PATH, body)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field
