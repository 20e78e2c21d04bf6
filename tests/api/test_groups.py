"""Groups over HTTP."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.services import groups
from schemas.fields import rfc3339
from tests.api.conftest import Api

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
NEW = {"kind": "primary", "title": "三年二班"}


def test_a_group_shows_what_was_set_and_the_versions_it_has(api: Api) -> None:
    made = api.post("/groups", {**NEW, "id": "c302", "overrides": {"reminders": 3}}).json
    link = made.pop("link")
    shown = api.get("/groups/c302").json
    assert shown == made
    assert shown == {
        "id": "c302",
        "school": "hill",
        "kind": "primary",
        "title": "三年二班",
        "entry_mode": "invite",
        "overrides": {"reminders": 3},
        "closed": False,
        "created_at": rfc3339(api.world.watch.now),
        "covenant": "1.0",
        "roster": 0,
        "people": 0,
        "students": 0,
        "policy": 1,
    }
    assert groups.by_link(api.world.door, link.rpartition("/")[2]).id == "c302"


def test_a_group_without_an_id_is_given_one(api: Api) -> None:
    made = api.post("/groups", NEW)
    assert api.get(made.headers["Location"]).json["id"] == made.json["id"]


def test_an_id_in_use_is_taken(api: Api) -> None:
    api.post("/groups", {**NEW, "id": "c302"})
    again = api.post("/groups", {**NEW, "id": "c302"})
    assert (again.status_code, again.json["code"]) == (409, "taken")
    assert again.json["errors"][0]["field"] == "id"


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"kind": "club"}, "kind", "unknown"),
        ({"kind": None}, "kind", "required"),
        ({"title": "  "}, "title", "empty"),
        ({"title": "x" * 101}, "title", "too_long"),
        ({"title": "a\nb"}, "title", "control_character"),
        ({"id": "C 302"}, "id", "not_a_slug"),
        ({"entry_mode": "door"}, "entry_mode", "unknown"),
        ({"overrides": {"colour": 1}}, "colour", "not_overridable"),
        ({"overrides": []}, "overrides", "not_a_table"),
        (
            {"overrides": {"guardians_maximum": 3}, "exceptions": ["seats_full"]},
            "guardians_maximum",
            "not_within_1_2",
        ),
        ({"exceptions": "seats_full"}, "exceptions", "not_a_list"),
    ],
)
def test_a_group_of_wrong_values_is_not_made(
    api: Api, change: dict[str, object], field: str, reason: str
) -> None:
    refused = api.post("/groups", {**NEW, **change})
    assert refused.status_code == 422
    assert (refused.json["errors"][0]["field"], refused.json["errors"][0]["reason"]) == (
        field,
        reason,
    )
    assert api.get("/groups").json["items"] == []


def test_a_group_of_another_school_cannot_be_made(api: Api) -> None:
    assert api.post("/groups", {**NEW, "school": "valley"}).status_code == 404
    assert api.post("/groups", {**NEW, "school": "hill"}).status_code == 201


def test_what_a_change_leaves_out_stays(api: Api) -> None:
    api.post("/groups", {**NEW, "id": "c302", "overrides": {"reminders": 3}})
    changed = api.call("PATCH", "/groups/c302", {"title": "三（2）班", "closed": True})
    assert changed.json["title"] == "三（2）班"
    assert changed.json["closed"] is True
    assert changed.json["overrides"] == {"reminders": 3}
    assert changed.json["policy"] == 2


def test_groups_come_in_pages_from_the_oldest_on(api: Api) -> None:
    for number in range(5):
        api.world.group(group_id=f"c{number}", rows=())
        api.world.watch.forward(1)
    first = api.get("/groups?limit=2").json
    second = api.get(f"/groups?limit=2&cursor={first['next']}").json
    third = api.get(f"/groups?limit=2&cursor={second['next']}").json
    pages = [[g["id"] for g in page["items"]] for page in (first, second, third)]
    assert pages == [["c0", "c1"], ["c2", "c3"], ["c4"]]
    assert third["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("cursor=c9", "cursor"),
     ("page=2", "page"), (f"limit={'9' * 5000}", "limit")],
)  # fmt: skip
def test_a_page_that_is_not_there_is_refused(api: Api, query: str, field: str) -> None:
    api.world.group(rows=())
    refused = api.get(f"/groups?{query}")
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field


def test_a_new_link_ends_the_old_one(api: Api) -> None:
    old = api.post("/groups", {**NEW, "id": "c302"}).json["link"]
    new = api.post("/groups/c302/link").json["link"]
    assert new != old
    client = api.client
    assert client.get(new.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert client.get(old.removeprefix("http://127.0.0.1:8000")).status_code == 404


def test_the_entry_picture_is_kept_with_its_end(api: Api) -> None:
    api.post("/groups", {**NEW, "id": "c302", "entry_mode": "qr"})
    until = api.world.watch.now + 6 * DAY
    path = f"/groups/c302/entry?valid_until={rfc3339(until)}"
    kept = api.call("PUT", path, data=PNG, content_type="image/png")
    assert (kept.status_code, kept.data) == (204, b"")
    entry = api.world.door.entries.get(api.world.door.groups.get("hill", "c302"))
    assert entry is not None
    assert (entry.image, entry.media_type, entry.valid_until) == (PNG, "image/png", until)


def test_an_entry_picture_is_put_once_under_one_key(api: Api) -> None:
    api.post("/groups", {**NEW, "id": "c302", "entry_mode": "qr"})
    path = f"/groups/c302/entry?valid_until={rfc3339(api.world.watch.now + DAY)}"
    first, again = (
        api.call(
            "PUT", path, data=PNG, content_type="image/png", headers={"Idempotency-Key": "one"}
        )
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (204, 204)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("data", "media_type", "query", "status", "reason"),
    [
        (PNG, "image/gif", "", 415, None),
        (b"GIF89a", "image/png", "", 422, "not_png_or_jpeg"),
        (PNG, "image/png", "", 422, "seven_days_at_most"),
        (PNG, "image/png", "?valid_until=tomorrow", 422, "not_a_time"),
        (PNG, "image/png", "?valid_until=2026-09-22T10:00:00", 422, "not_a_time"),
        (PNG + b"0" * 300_000, "image/png", "", 422, "too_large"),
    ],
)
def test_an_entry_picture_that_will_not_do_is_refused(
    api: Api, data: bytes, media_type: str, query: str, status: int, reason: str | None
) -> None:
    api.post("/groups", {**NEW, "id": "c302", "entry_mode": "qr"})
    path = f"/groups/c302/entry{query}"
    refused = api.call("PUT", path, data=data, content_type=media_type)
    assert refused.status_code == status
    if reason:
        assert refused.json["errors"][0]["reason"] == reason
    assert api.world.door.entries.get(api.world.door.groups.get("hill", "c302")) is None
