"""Starting by oneself: a group is made in the console, with its names and its link."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.services import groups
from tests.builders import SCHOOL, World, guardian
from tests.web.visitor import Visitor, forms, text_of

URL = "/admin/groups/new"


@pytest.fixture
def owner(world: World, app: Flask) -> Visitor:
    world.admin("chen", **{world.group(group_id="class3").id: "owner"})
    visitor = Visitor.of(app)
    visitor.sign_in()
    return visitor


def test_a_new_group_shows_its_link_once_and_has_an_owner(world: World, owner: Visitor) -> None:
    made = owner.send(URL, title="四年一班", kind="primary", names="张伟\n刘洋 2026010")
    assert made.status_code == 200, made.text
    link = re.search(r"http://127\.0\.0\.1:8000(/j/\S+)", text_of(made.text))
    assert link
    assert "<svg" in made.text
    assert "四年一班" in owner.page(link[1])
    assert "四年一班" in owner.page("/admin/")


def test_the_page_of_a_new_group_leads_on(owner: Visitor) -> None:
    made = owner.send(URL, title="四年一班", kind="primary", names="张伟").text
    (place,) = set(re.findall(r'href="/admin/groups/(\w+)/settings"', made))
    for part in ("admins", ""):
        assert f'href="/admin/groups/{place}/{part}"' in made
    assert f"/admin/groups/{place}/settings/poster" in forms(made)
    assert f'href="/admin/groups/{place}/roster"' not in made  # the names have been given


def test_the_queue_repeats_the_steps_that_are_open_until_all_are_done(
    world: World, owner: Visitor
) -> None:
    made = owner.send(URL, title="四年一班", kind="primary", names="张伟").text
    (place,) = set(re.findall(r'href="/admin/groups/(\w+)/settings"', made))
    queue = f"/admin/groups/{place}/"
    page = owner.page(queue)
    assert "这个群还差几步" in page
    for said, there in (
        ("录入名单，", False),
        ("放上进群用的名片码", True),
        ("请一位管理员", True),
    ):
        assert (said in page) is there, said
    assert f'href="{queue}settings"' in page
    group = groups.change(world.door, world.operator, place, entry_mode="bot")
    world.admin("zhou", **{place: "committee"})
    world.submit(group, guardian("张伟"))
    assert "这个群还差几步" not in owner.page(queue)


def test_who_may_not_do_the_steps_is_not_asked_to(world: World, app: Flask) -> None:
    world.group(rows=(), group_id="class4")
    world.admin("zhou", class4="committee")
    zhou = Visitor.of(app)
    zhou.sign_in("zhou")
    assert "这个群还差几步" not in zhou.page("/admin/groups/class4/")


def test_a_supervisor_makes_a_group(world: World, app: Flask) -> None:
    world.group()
    world.admin("head", supervisor=True)
    head = Visitor.of(app)
    head.sign_in("head")
    assert head.send(URL, title="四年一班", kind="primary").status_code == 200


def test_each_kind_says_in_a_line_whom_it_is_for(world: World, owner: Visitor) -> None:
    page = text_of(owner.page(URL))
    for kind in world.door.kinds.values():
        assert kind.title["zh"] in page
        assert "、".join(role.title["zh"] for role in kind.roles.values()) in page
    assert "李明妈妈" in page


def test_names_are_counted_while_they_are_pasted(owner: Visitor) -> None:
    form = {**forms(owner.page(URL))[URL], "names": "张伟\n\n刘洋 2026010\n王五 赵六"}
    part = owner.client.post(f"{URL}/names", data=form, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "已读出 2 个姓名" in part
    assert "第 4 行" in part


def test_names_are_checked_without_a_script_and_what_was_typed_stays(owner: Visitor) -> None:
    form = {**forms(owner.page(URL))[URL], "title": "四年一班", "kind": "primary", "names": "张伟"}
    page = owner.post(f"{URL}/names", form).text
    assert "已读出 1 个姓名" in page
    assert forms(page)[URL]["title"] == "四年一班"
    assert forms(page)[URL]["kind"] == "primary"
    assert "张伟" in page


def test_names_that_cannot_be_read_make_no_group(world: World, owner: Visitor) -> None:
    before = world.door.groups.ids(SCHOOL)
    refused = owner.send(URL, title="四年一班", kind="primary", names="张伟\n王五 赵六")
    assert refused.status_code == 422
    assert "第 2 行" in refused.text
    assert world.door.groups.ids(SCHOOL) == before


NAMESAKES = "张伟\n李小红\n李小红"


def test_namesakes_that_were_left_out_are_named_by_line_when_the_group_is_made(
    world: World, owner: Visitor
) -> None:
    before = world.door.groups.ids(SCHOOL)
    made = owner.send(URL, title="四年一班", kind="primary", names=NAMESAKES)
    assert made.status_code == 200
    page = text_of(made.text)
    assert ["第 2 行未采用" in page, "第 3 行未采用" in page] == [True, True]
    assert "第 1 行未采用" not in page
    (group,) = set(world.door.groups.ids(SCHOOL)) - set(before)
    assert f'href="/admin/groups/{group}/roster"' in made.text
    assert world.door.groups.get(SCHOOL, group).people == 1


def test_a_group_of_nothing_but_namesakes_is_made_and_says_so(owner: Visitor) -> None:
    made = owner.send(URL, title="四年一班", kind="primary", names="李小红\n李小红")
    assert made.status_code == 200
    assert "第 2 行未采用" in text_of(made.text)
    assert "/j/" in made.text


def test_whoever_is_on_the_list_is_not_said_to_be_left_out(owner: Visitor) -> None:
    made = owner.send(URL, title="四年一班", kind="primary", names="李小红 2026001\n李小红 2026002")
    assert "未采用" not in made.text


def test_namesakes_show_while_they_are_pasted(owner: Visitor) -> None:
    form = {**forms(owner.page(URL))[URL], "names": NAMESAKES}
    part = text_of(owner.post(f"{URL}/names", form).text)
    assert "已读出 1 个姓名" in part
    assert ["第 2 行未采用" in part, "第 3 行未采用" in part] == [True, True]


@pytest.mark.parametrize("wrong", [{"title": ""}, {"kind": "none"}, {"title": "x" * 101}])
def test_what_is_wrong_stands_beside_its_field(owner: Visitor, wrong: dict[str, str]) -> None:
    refused = owner.send(URL, **{"title": "四年一班", "kind": "primary", **wrong})
    assert refused.status_code == 422
    assert f'id="wrong-{next(iter(wrong))}"' in refused.text


def test_a_group_that_is_sent_twice_is_made_once(owner: Visitor) -> None:
    form = {**forms(owner.page(URL))[URL], "title": "四年一班", "kind": "primary"}
    assert [owner.post(URL, form).status_code for _ in range(2)] == [200, 303]
    assert owner.page("/admin/").count("四年一班") == 1


def test_the_committee_makes_no_groups(world: World, app: Flask) -> None:
    world.admin("zhou", **{world.group(group_id="class3").id: "committee"})
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    assert URL not in visitor.page("/admin/")
    token = forms(visitor.page("/admin/"))["/admin/sign-out"]
    assert visitor.get(URL).status_code == 403
    for page in (URL, f"{URL}/names"):
        sent = visitor.post(page, {**token, "title": "x", "kind": "primary", "names": "张伟"})
        assert sent.status_code == 403
