"""Members and seats over HTTP."""

from __future__ import annotations

import pytest

from onboarding.rules.application import Application
from tests.api.conftest import Api
from tests.builders import STAFF, father, guardian, mother


@pytest.fixture
def school(api: Api) -> Api:
    """李明 with both parents, one of them not in yet; 王芳's father asking."""
    world = api.world
    group = world.group(group_id="c302")
    world.join(world.submit(group, mother()))
    world.watch.forward(1000)
    world.approve(world.submit(group, father()))
    world.submit(group, guardian("王芳", "爸爸", phone="13800000003"))
    return api


def test_members_are_who_joined_and_on_request_who_is_only_admitted(school: Api) -> None:
    [member] = school.get("/groups/c302/members").json["items"]
    assert (member["nickname"], member["state"], member["relations"]) == (
        "李明妈妈",
        "joined",
        ["妈妈"],
    )
    assert member["covenant_confirmed"] is True
    assert member["people"] == [school.world.person(_group(school), "李明")]
    [admitted] = school.get("/groups/c302/members?state=approved").json["items"]
    assert (admitted["nickname"], admitted["covenant_confirmed"]) == ("李明爸爸", False)
    assert school.get("/groups/c302/members?state=pending").status_code == 422


def test_members_come_in_pages(school: Api) -> None:
    world = school.world
    world.join(world.submit(_group(school), guardian("王芳", "爸爸", phone="13800000003")))
    first = school.get("/groups/c302/members?limit=1").json
    second = school.get(f"/groups/c302/members?limit=1&cursor={first['next']}").json
    assert [p["items"][0]["nickname"] for p in (first, second)] == ["李明妈妈", "王芳爸爸"]


def test_the_seat_map_shows_who_sits_where_and_what_is_free(school: Api) -> None:
    seats = school.get("/groups/c302/seats").json
    places = {each["name"]: each for each in seats["items"]}
    assert list(places)[:4] == ["李明", "王芳", "欧阳娜娜", "阿依古丽·买买提"]
    sitting = {(each["relation"], each["state"]) for each in places["李明"]["sitting"]}
    assert sitting == {("妈妈", "joined"), ("爸爸", "approved")}
    assert places["李明"]["free"] == 0
    assert (places["王芳"]["sitting"], places["王芳"]["free"]) == ([], 2)
    assert places["陈静"]["free"] == 1


def test_students_below_the_kinds_minimum_are_named_as_unseated(school: Api) -> None:
    seats = school.get("/groups/c302/seats").json
    assert {each["name"] for each in seats["unseated"]} == {"王芳", "欧阳娜娜", "阿依古丽·买买提"}
    assert seats["absent"] == []


def test_who_left_the_class_is_shown_only_while_somebody_sits_there(school: Api) -> None:
    world = school.world
    for name in ("李明", "王芳"):
        person = world.person(_group(school), name)
        school.call("DELETE", f"/groups/c302/roster/people/{person}")
    places = {each["name"]: each for each in school.get("/groups/c302/seats").json["items"]}
    assert "王芳" not in places
    assert (places["李明"]["left"], len(places["李明"]["sitting"])) == (True, 2)


def test_where_everybody_must_join_who_has_not_is_absent(api: Api) -> None:
    group = api.world.group("company", STAFF, group_id="firm")
    application = Application(
        role="staff",
        name="赵敏",
        number="A01",
        phone="13700000001",
        consent=True,
        declarations=frozenset(api.world.door.policy(group).declarations),
    )
    api.world.join(api.world.submit(group, application))
    seats = api.get("/groups/firm/seats").json
    assert [each["name"] for each in seats["absent"]] == ["钱进"]
    assert [each["name"] for each in seats["items"]] == ["赵敏", "钱进"]


def test_an_approval_whose_time_has_passed_holds_no_seat(school: Api) -> None:
    school.world.watch.forward(400 * 24 * 3600 * 1000)
    places = {each["name"]: each for each in school.get("/groups/c302/seats").json["items"]}
    assert [each["relation"] for each in places["李明"]["sitting"]] == ["妈妈"]
    assert school.get("/groups/c302/members?state=approved").json["items"] == []


def _group(api: Api):
    return api.world.door.groups.get("hill", "c302")
