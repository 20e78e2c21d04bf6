"""Rosters over HTTP."""

from __future__ import annotations

import io

import pytest
from werkzeug.test import TestResponse

from onboarding.services import mappings, rosters
from tests.api.conftest import Api

LIST = {
    "students": [
        {"name": "李明", "number": "2026001",
         "guardians": [{"relation": "妈妈", "phone": "1380-0000-002"}]},
        {"name": "王芳", "number": "2026002"},
    ],
    "teachers": [{"name": "陈静", "subjects": ["语文", "品德"], "homeroom": True}],
}  # fmt: skip
CSV = "姓名,学号,家长电话\n李明,2026001,13800000002\n王芳,2026002,\n"


@pytest.fixture
def empty(api: Api) -> Api:
    api.world.group(group_id="c302", rows=())
    return api


def _upload(api: Api, text: str | bytes, query: str = "") -> TestResponse:
    """A file as a browser sends it; put together here, since a large one would be left in
    an open temporary file by the client."""
    data = text.encode() if isinstance(text, str) else text
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = head + data + b"\r\n--x--\r\n"
    sort = "multipart/form-data; boundary=x"
    return api.post(f"/groups/c302/roster{query}", data=body, content_type=sort)


def test_a_list_in_json_goes_live_and_is_shown_as_it_was_sent(empty: Api) -> None:
    done = empty.post("/groups/c302/roster", LIST).json
    assert (done["version"], done["applied"], len(done["added"])) == (1, True, 3)
    shown = empty.get("/groups/c302/roster").json
    assert (shown["version"], shown["next"]) == (1, None)
    assert shown["counts"] == {"students": 2, "teachers": 1, "staff": 0}
    ming, _, chen = shown["items"]
    assert (ming["name"], ming["number"], ming["section"]) == ("李明", "2026001", "students")
    assert ming["guardians"] == [{"name": "", "relation": "妈妈", "phone": "13800000002"}]
    assert (chen["subjects"], chen["homeroom"]) == (["语文", "品德"], True)


def test_a_file_is_read_and_says_how(empty: Api) -> None:
    done = _upload(empty, CSV.encode("gb18030")).json
    assert done["counts"]["students"] == 2
    assert (done["reading"]["format"], done["reading"]["encoding"]) == ("csv", "gb18030")
    assert ["姓名", "name"] in done["reading"]["mapping"]


def test_what_a_column_is_by_memory_of_the_school_is_told(empty: Api) -> None:
    strange = "姓名,紧急拨打\n李明,13800000002\n"
    door, operator = empty.world.door, empty.world.operator
    said = rosters.read_file(door, operator, strange.encode(), "a.csv", mapping={1: "own_phone"})
    assert _upload(empty, strange, "?dry_run=true").json["reading"]["remembered"] == []
    mappings.remember(door, operator, "c302", said)
    told = _upload(empty, strange, "?dry_run=true").json["reading"]
    assert told["remembered"] == ["紧急拨打"]
    assert ["紧急拨打", "own_phone"] in told["mapping"]


def test_a_dry_run_tells_the_difference_and_changes_nothing(empty: Api) -> None:
    empty.post("/groups/c302/roster", LIST)
    told = empty.post("/groups/c302/roster?dry_run=true", {"students": [{"name": "王芳"}]}).json
    assert (told["applied"], told["version"], len(told["gone"])) == (False, 1, 1)
    assert empty.get("/groups/c302/roster").json["version"] == 1


def test_a_preview_counts_the_seats_that_it_touches(empty: Api) -> None:
    empty.post("/groups/c302/roster", LIST)
    group = empty.world.door.groups.get("hill", "c302")
    empty.world.approve(empty.world.submit(group))
    told = empty.post("/groups/c302/roster?dry_run=true", {"students": [{"name": "王芳"}]}).json
    assert told["seats_touched"] == 1


def test_a_preview_tells_its_impact_and_is_what_is_applied_or_nothing(empty: Api) -> None:
    empty.post("/groups/c302/roster", LIST)
    world = empty.world
    group = world.door.groups.get("hill", "c302")
    member = world.approve(world.submit(group))
    few = {"students": [{"name": "王芳"}, {"name": "孙丽"}]}
    told = empty.post("/groups/c302/roster?dry_run=true", few).json
    assert told["impact"]["losing"] == [{"request": member.id, "people": list(member.people)}]
    assert told["impact"]["freed"] == 1
    assert told["shrinks"] is None
    empty.post("/groups/c302/roster/people", {"students": {"name": "钱多"}})
    moved = empty.post(f"/groups/c302/roster?against={told['version']}", few)
    assert (moved.status_code, moved.json["code"]) == (409, "roster_moved")
    done = empty.post("/groups/c302/roster?against=2", {**few, "reason": "分班"}).json
    assert (done["version"], len(done["gone"]), done["impact"]) == (3, 2, None)


def test_a_list_that_takes_out_very_many_asks_for_a_reason(empty: Api) -> None:
    empty.post("/groups/c302/roster", LIST)
    few = {"students": [{"name": "王芳"}]}
    told = empty.post("/groups/c302/roster?dry_run=true", few).json
    assert told["shrinks"] == {"section": "students", "before": 2, "after": 1}
    refused = empty.post("/groups/c302/roster", few)
    assert (refused.status_code, refused.json["code"]) == (409, "roster_shrinks")
    assert empty.post("/groups/c302/roster", {**few, "reason": "转学"}).json["applied"]
    back = empty.post("/groups/c302/roster", {"students": LIST["students"]}).json
    assert (len(back["back"]), back["added"]) == (1, [])


def test_a_merge_keeps_who_is_not_mentioned(empty: Api) -> None:
    empty.post("/groups/c302/roster", LIST)
    more = {"students": [{"name": "欧阳娜娜", "number": "2026003"}]}
    done = empty.post("/groups/c302/roster?replace=merge", more).json
    assert (done["counts"]["students"], done["gone"]) == (3, [])


def test_a_national_number_is_matched_by_and_never_shown(empty: Api) -> None:
    national = "G11010120150101001X"
    empty.post("/groups/c302/roster", {"students": [{"name": "李明", "number": national}]})
    shown = empty.get("/groups/c302/roster")
    assert national not in shown.get_data(as_text=True)
    [ming] = shown.json["items"]
    assert (ming["number"], ming["has_national"]) == ("", True)
    body = {
        "role": "guardian",
        "students": [{"name": "李明", "relation": "爸爸", "number": national}],
        "consent": True,
    }
    asked = empty.post("/groups/c302/join-requests", body).json
    assert asked["verdict"]["evidence"][0]["matched"] == ["name", "national"]
    assert national not in str(asked)


def test_the_roster_comes_in_pages_in_its_own_order(empty: Api) -> None:
    pupils = [{"name": f"学生{chr(0x4E00 + n)}"} for n in range(5)]
    empty.post("/groups/c302/roster", {"students": pupils})
    first = empty.get("/groups/c302/roster?limit=3").json
    second = empty.get(f"/groups/c302/roster?limit=3&cursor={first['next']}").json
    names = [each["name"] for page in (first, second) for each in page["items"]]
    assert names == [each["name"] for each in pupils]
    assert second["next"] is None
    refused = empty.get("/groups/c302/roster?cursor=x").json
    assert refused["errors"][0]["reason"] == "not_a_cursor"


def test_the_line_of_a_list_that_is_wrong_is_named(empty: Api) -> None:
    twice = {"students": [{"name": "李明", "number": "1"}, {"name": "王芳", "number": "1"}]}
    refused = empty.post("/groups/c302/roster", twice).json
    [wrong] = refused["errors"]
    assert (wrong["field"], wrong["row"], wrong["reason"]) == ("number", 2, "number_twice")
    assert empty.get("/groups/c302/roster").json["version"] == 0


def test_every_wrong_line_of_a_file_is_named_with_its_column(empty: Api) -> None:
    refused = _upload(empty, "姓名,家长电话\n李明,12ab\n,13800000002\n王芳,x\n")
    assert (refused.status_code, refused.json["code"]) == (422, "roster_file_refused")
    found = [(e["row"], e.get("column"), e["reason"]) for e in refused.json["errors"]]
    assert found[0] == (2, "家长电话", "phone_wrong")
    assert [row for row, _, _ in found] == [2, 3, 4]
    assert "12ab" not in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({}, 400),
        ({"list": (io.BytesIO(b"x"), "a.csv")}, 400),
        ({"file": (io.BytesIO(b""), "a.csv")}, 422),
        ({"file": (io.BytesIO(b"\0\1"), "a.xlsx")}, 422),
        ({"file": (io.BytesIO(b"x"), "a.csv"), "note": "x"}, 400),
    ],
    ids=["none", "other_name", "empty", "no_table", "more"],
)
def test_an_upload_that_is_no_list_is_refused(
    empty: Api, parts: dict[str, object], status: int
) -> None:
    refused = empty.post("/groups/c302/roster", data=parts, content_type="multipart/form-data")
    assert refused.status_code == status


def test_a_file_may_be_larger_than_other_bodies_but_not_boundless(empty: Api) -> None:
    padding = "备注\n" + "甲" * 400
    lines = "".join(f"学生{n},{padding[3:]}\n" for n in range(1200))
    large = _upload(empty, f"姓名,备注\n{lines}", "?dry_run=true")
    assert large.status_code == 200
    assert large.json["counts"]["students"] == 1200
    assert _upload(empty, b"x" * (6 * 1024 * 1024)).status_code == 413


def test_a_list_of_nobody_is_refused(empty: Api) -> None:
    refused = empty.post("/groups/c302/roster", {"students": []})
    assert refused.json["errors"][0]["reason"] == "empty"


def test_one_person_is_added_changed_and_marked_as_left(empty: Api) -> None:
    empty.post("/groups/c302/roster", LIST)
    added = empty.post("/groups/c302/roster/people", {"students": {"name": "孙悦", "number": "9"}})
    [person] = added.json["added"]
    path = f"/groups/c302/roster/people/{person}"
    changed = empty.call("PATCH", path, {"number": "10", "guardians": [{"phone": "13800000077"}]})
    assert changed.json["changed"] == [person]
    left = empty.call("DELETE", path)
    assert left.json["counts"]["students"] == 2
    shown = {each["id"]: each for each in empty.get("/groups/c302/roster").json["items"]}
    assert (shown[person]["number"], shown[person]["left"]) == ("10", True)
    assert shown[person]["guardians"][0]["phone"] == "13800000077"


def test_a_person_added_is_of_one_sort(empty: Api) -> None:
    for body in ({}, {"students": {"name": "孙悦"}, "staff": {"name": "孙悦"}}):
        assert empty.post("/groups/c302/roster/people", body).status_code == 422


def test_nobody_else_is_changed_than_who_is_on_the_list(empty: Api) -> None:
    assert (
        empty.call("PATCH", "/groups/c302/roster/people/nobody", {"number": "1"}).status_code == 404
    )
    assert empty.call("DELETE", "/groups/c302/roster/people/nobody").status_code == 404
