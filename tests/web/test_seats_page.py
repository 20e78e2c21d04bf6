"""The seat map and one person's place, as admins see them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from onboarding.rules.rosterrows import Row
from onboarding.services import groups
from onboarding.storage.groups import Group
from tests.builders import STAFF, World, father, guardian, mother
from tests.web.visitor import Visitor, text_of

URL = "/admin/groups/class3/seats"


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    return somebody(world, app, "chen", class3="owner")


def somebody(world: World, app: Flask, login: str, **roles: str) -> Visitor:
    supervisor = roles.pop("supervisor", "")
    world.admin(login, supervisor=bool(supervisor), **roles)
    visitor = Visitor.of(app)
    assert visitor.sign_in(login).status_code == 303
    return visitor


def tile(page: str, name: str) -> str:
    """The tile of a person in the map."""
    tiles = re.findall(r"<li>(<a class=.*?</a>)</li>", page, re.DOTALL)
    return next(each for each in tiles if f"<span>{name}</span>" in each)


def looks(drawn: str) -> list[str]:
    return re.findall(r'<g class="(\w+)">', drawn)


def key(page: str) -> list[str]:
    """What stands beneath the bar: its pieces with their numbers and words."""
    found = re.search(r'<ul class="key">(.*?)</ul>', page, re.DOTALL)
    assert found
    return [" ".join(text_of(each).split()) for each in found[1].split("</li>")[:-1]]


def test_each_student_has_a_tile_with_a_chair_for_each_seat(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group))
    world.approve(world.submit(group, father()))
    page = owner.page(URL)
    assert looks(tile(page, "李明")) == ["in", "coming"]
    assert looks(tile(page, "王芳")) == ["free", "free"]
    assert looks(tile(page, "陈静")) == ["free"]


def test_a_tile_says_in_words_what_its_chairs_show(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group))
    said = " ".join(text_of(tile(owner.page(URL), "李明")).split())
    assert said == "李明 : 1 位已进群、1 个空位"


def test_an_empty_place_stands_out_for_a_student_and_not_for_a_teacher(
    owner: Visitor,
) -> None:
    page = owner.page(URL)
    assert 'class="none"' in tile(page, "王芳")
    assert 'class="free"' in tile(page, "陈静")
    assert "不计入上面的数字" in page


def test_who_is_approved_and_not_in_yet_holds_a_place_and_is_not_counted_as_in(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.approve(world.submit(group))
    page = owner.page(URL)
    assert key(page) == [
        "3 还没有家长",
        "1 名额已留，家长还没进群",
        "0 一位家长在群里",
        "0 两位家长在群里",
    ]
    assert "4 名学生中，0 名有家长在群里（0%）" in page
    assert 'class="held"' in tile(page, "李明")
    world.approve(world.submit(group, father()))
    world.join(request)
    page = owner.page(URL)
    assert key(page)[1:] == [
        "0 名额已留，家长还没进群",
        "1 一位家长在群里",
        "0 两位家长在群里",
    ]
    assert "4 名学生中，1 名有家长在群里（25%）" in page
    assert "另有 1 位已同意、还没进群" in page
    assert 'class="some"' in tile(page, "李明")


def test_bar_legend_and_map_have_one_look_for_one_thing(
    world: World, owner: Visitor, group: Group
) -> None:
    for made in (mother(), father()):
        world.join(world.submit(group, made))
    world.join(world.submit(group, guardian("王芳", number="2026002")))
    world.approve(world.submit(group, guardian("欧阳娜娜", number="2026003")))
    page = owner.page(URL)
    looks = ["none", "held", "some", "full"]
    names = ["阿依古丽·买买提", "欧阳娜娜", "王芳", "李明"]
    for look, name in zip(looks, names, strict=True):
        assert f'<a class="{look}"' in tile(page, name), name
    picture = re.search(r'<div class="drawing">(.*?)</div>', page, re.DOTALL)
    assert picture
    assert re.findall(r'class="bar (\w+)"', picture[1]) == looks
    keys = re.findall(r'<ul class="key">(.*?)</ul>', page, re.DOTALL)
    assert [re.findall(r'class="bar (\w+)"', each) for each in keys] == [looks, looks, []]
    assert "还没有家长: 1、名额已留，家长还没进群: 1、一位家长在群里: 1、两位家长在群里: 1" in page


def test_a_click_goes_to_the_student(world: World, owner: Visitor, group: Group) -> None:
    found = re.search(r'href="([^"]+)"', tile(owner.page(URL), "李明"))
    assert found
    assert found[1] == f"{URL}/{world.person(group, '李明')}"
    assert "李明" in owner.page(found[1])


def test_the_students_page_tells_who_sits_there_who_asks_and_what_is_free(
    world: World, owner: Visitor, group: Group
) -> None:
    sitting, asking = world.join(world.submit(group)), world.submit(group, father())
    page = owner.page(f"{URL}/{world.person(group, '李明')}")
    said = text_of(page)
    for words in ("李明妈妈", "妈妈", "已进群", "1 个空位", "正在申请这里的座位"):
        assert words in said, words
    for request in (sitting, asking):
        assert f"/admin/groups/class3/requests/{request.id}" in page
    assert f"/admin/groups/class3/requests/{sitting.id}/replace" in page
    assert f"/admin/groups/class3/roster/people/{world.person(group, '李明')}" in page


def test_the_students_page_shows_no_full_name_and_no_phone(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group))
    page = owner.page(f"{URL}/{world.person(group, '李明')}")
    assert "王••" in page
    assert "王秀英" not in page
    assert "13800000002" not in page


def test_a_committee_member_sees_places_and_not_what_is_for_the_owner(
    world: World, app: Flask, group: Group
) -> None:
    world.join(world.submit(group))
    visitor = somebody(world, app, "sun", class3="committee")
    assert "李明" in visitor.page(URL)
    page = visitor.page(f"{URL}/{world.person(group, '李明')}")
    assert "王••" not in page
    assert "/replace" in page
    assert "/roster/people/" not in page


def test_an_admin_of_another_class_sees_no_map(world: World, app: Flask, group: Group) -> None:
    world.group(group_id="class4")
    visitor = somebody(world, app, "zhou", class4="owner")
    person = world.person(group, "李明")
    assert {visitor.get(url).status_code for url in (URL, f"{URL}/{person}")} == {403}


def test_a_person_who_isnt_on_the_list_has_no_page(owner: Visitor) -> None:
    assert owner.get(f"{URL}/abcdefghijkl").status_code == 404


def test_the_reminder_is_ready_to_be_copied(owner: Visitor) -> None:
    page = unescape(owner.page(URL))
    found = re.search(r'data-copy="(各位家长好[^"]+)"', page)
    assert found
    assert "李明、王芳、欧阳娜娜、阿依古丽·买买提" in found[1]
    assert found[1].endswith("需要进群链接的，请跟我要。")


def test_the_reminder_carries_the_join_link_that_is_pasted(
    world: World, owner: Visitor, group: Group
) -> None:
    link = groups.rotate_link(world.door, world.operator, group.id)
    url = world.door.link_url(link)
    wrong = owner.send(URL, link="https://example.org/j/school.other")
    assert (wrong.status_code, 'id="wrong-link"' in wrong.text) == (422, True)
    assert "/j/" not in owner.page(URL)
    answer = owner.send(URL, link=f" {url} ")
    assert answer.status_code == 200
    found = re.search(r'data-copy="(各位家长好[^"]+)"', unescape(answer.text))
    assert found
    assert found[1].endswith(f"进群链接：{url}")


def test_a_full_class_has_nobody_to_remind(world: World, app: Flask) -> None:
    rows = (Row("students", "李明", number="2026001"),)
    group = world.group(rows=rows, group_id="class3")
    world.join(world.submit(group))
    page = somebody(world, app, "chen", class3="owner").page(URL)
    assert "人都齐了" in page
    assert "data-copy" not in page


def test_a_group_where_all_must_join_counts_who_hasnt(world: World, app: Flask) -> None:
    world.group("company", rows=STAFF, group_id="firm")
    page = somebody(world, app, "qian", firm="owner").page("/admin/groups/firm/seats")
    assert "按群规人人须进群，还有 2 人没进群" in page
    assert key(page) == ["2 还没登记", "0 已同意，待进群", "0 已进群"]
    assert "赵敏、钱进" in page


def test_a_group_without_a_list_is_told_to_get_one(world: World, app: Flask) -> None:
    world.group(rows=(), group_id="class3")
    page = somebody(world, app, "chen", class3="owner").page(URL)
    assert 'href="/admin/groups/class3/roster"' in page
    assert "seatmap" not in page


def test_charts_stand_beneath_with_their_numbers(
    world: World, owner: Visitor, group: Group
) -> None:
    assert "每天的申请" not in owner.page(URL)
    world.submit(group)
    said = owner.page(URL)
    assert "最近 30 天共 1 份" in said
    assert "还没有处理过" in said
    assert said.count('</thead><tbody><tr><th scope="row">') == 2


def test_no_page_about_seats_has_a_name_in_its_address(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group))
    for address in re.findall(r'(?:href|action)="([^"]*)"', owner.page(URL)):
        assert address.isascii()
        assert "%" not in address
