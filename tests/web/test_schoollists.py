"""The lists of a whole school, from the upload to the last group."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from onboarding.services import rosters, schoolimport
from tests.builders import SCHOOL, World
from tests.importing.test_oneroster import WHOLE, zipped
from tests.web.visitor import Visitor, text_of

URL = "/admin/school/lists"
LIST = "班级,姓名,学号\n三（1）班,孙丽,1\n三（2）班,王芳,2\n三（2）班,赵一诺,3\n"


@pytest.fixture
def head(world: World, app: Flask) -> Visitor:
    world.group(rows=(), group_id="two", title="三年二班家长群")
    world.admin("head", supervisor=True)
    visitor = Visitor.of(app)
    assert visitor.sign_in("head").status_code == 303
    return visitor


def said(page: str) -> str:
    return " ".join(text_of(page).split())


def hand_in(visitor: Visitor, text: str = LIST, kind: str = "") -> str:
    file = (io.BytesIO(text.encode()), "school.csv")
    answer = visitor.send(URL, URL, file=file, kind=kind)
    assert answer.status_code in (303, 422), answer.text
    return visitor.page(URL) if answer.status_code == 303 else answer.text


def students(world: World) -> dict[str, int]:
    found = world.door.groups.many(SCHOOL, world.door.groups.ids(SCHOOL))
    return {group.title: group.students for group in found}


def test_the_schools_page_leads_there(head: Visitor) -> None:
    assert URL in head.page("/admin/school")


def test_lists_are_handed_in_looked_at_applied_and_followed(world: World, head: Visitor) -> None:
    kind = world.door.groups.get(SCHOOL, "two").kind
    plan = said(hand_in(head, kind=kind))
    assert "三（1）班" in plan
    assert "新增 2 人" in plan
    assert students(world) == {"三年二班家长群": 0}
    assert head.send(URL, f"{URL}/start").status_code == 303
    running = head.page(URL)
    assert 'http-equiv="refresh"' in running
    assert "0 / 2 个群已换上新名单" in said(running)
    schoolimport.carry_on(world.door, SCHOOL)
    ended = head.page(URL)
    assert 'http-equiv="refresh"' not in ended
    assert "2 / 2 个群已换上新名单" in said(ended)
    assert students(world) == {"三年二班家长群": 2, "三（1）班": 1}


def test_a_oneroster_bundle_is_handed_in_as_a_zip(world: World, head: Visitor) -> None:
    head.send(URL, URL, file=(io.BytesIO(zipped(WHOLE)), "export.zip"))
    assert "三年2班" in said(head.page(URL))
    head.send(URL, f"{URL}/start")
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年二班家长群": 1}


def test_where_a_class_goes_is_put_right(world: World, head: Visitor) -> None:
    hand_in(head)
    answer = head.send(URL, f"{URL}/groups", group0="two", group1="")
    assert answer.status_code == 303
    head.send(URL, f"{URL}/start")
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年二班家长群": 1}


def test_two_classes_for_one_group_are_refused_in_words(head: Visitor) -> None:
    hand_in(head)
    answer = head.send(URL, f"{URL}/groups", group0="two", group1="two")
    assert answer.status_code == 422
    assert "两个班不能进同一个群" in answer.text


def test_a_list_that_shrinks_asks_why(world: World, head: Visitor) -> None:
    reading = rosters.read_file(world.door, world.operator, LIST.encode(), "a.csv")
    rosters.import_rows(world.door, world.operator, "two", reading.rows)
    hand_in(head, "班级,姓名,学号\n三（2）班,王芳,2\n")
    answer = head.send(URL, f"{URL}/start", reason="")
    assert answer.status_code == 422
    assert head.send(URL, f"{URL}/start", reason="分班").status_code == 303
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年二班家长群": 1}


def test_what_was_refused_is_said_and_may_be_looked_at_again(world: World, head: Visitor) -> None:
    hand_in(head)
    reading = rosters.read_pasted(world.door, world.operator, "冯程")
    rosters.import_rows(world.door, world.operator, "two", reading.rows)
    head.send(URL, f"{URL}/start")
    schoolimport.carry_on(world.door, SCHOOL)
    assert "名单在此期间又有变动" in said(head.page(URL))
    assert head.send(URL, f"{URL}/groups").status_code == 303
    head.send(URL, f"{URL}/start", reason="重排")
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年二班家长群": 2}


@pytest.mark.parametrize("text", ["姓名\n李明\n", "班级,姓名,家长电话\n三（2）班,李明,12\n"])
def test_what_cannot_be_read_is_said_and_nothing_is_kept(
    world: World, head: Visitor, text: str
) -> None:
    assert 'role="alert"' in hand_in(head, text)
    assert schoolimport.current(world.door, world.operator) is None


def test_an_import_is_left_off(world: World, head: Visitor) -> None:
    hand_in(head)
    assert head.send(URL, f"{URL}/drop").status_code == 303
    assert schoolimport.current(world.door, world.operator) is None
    assert 'type="file"' in head.page(URL)


def test_an_owner_of_a_group_may_not(owner: Visitor) -> None:
    assert owner.get(URL).status_code == 403
