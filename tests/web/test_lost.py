"""What the parents' side says where it can't show what was asked for."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.services import groups
from tests.builders import SCHOOL, World
from tests.web.visitor import MOTHER, Visitor


def asked(world: World, phone: Visitor) -> str:
    """A request made at the form; its status page."""
    return phone.send(f"/j/{world.link}?role=guardian", **MOTHER).headers["Location"]


def test_the_link_of_a_closed_group_says_so_kindly(world: World, phone: Visitor) -> None:
    groups.change(world.door, world.operator, world.group().id, closed=True)
    closed = phone.get(f"/j/{world.link}")
    assert closed.status_code == 410
    assert "<h1>本群已关闭</h1>" in closed.text
    assert "请联系发链接给您的人" in closed.text


@pytest.mark.parametrize(
    ("path", "heading", "what_to_do"),
    [
        ("/j/hill.nothing", "这个链接打不开", "请向发链接的人要一个新的"),
        (f"/r/{SCHOOL}.{'x' * 22}", "这份申请打不开了", "再打开一次入群链接"),
        ("/nowhere", "没有这个页面", "请向发链接的人要一个新的"),
    ],
)
def test_who_came_by_a_dead_link_is_told_what_to_do(
    world: World, phone: Visitor, path: str, heading: str, what_to_do: str
) -> None:
    world.group()
    page = phone.get(path)
    assert page.status_code == 404
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page.text) == [heading]
    assert what_to_do in page.text
    assert "发链接" in page.text  # whom to ask


def test_a_link_that_opens_nothing_any_more_still_leads_to_what_was_asked_here(
    app: Flask, world: World, phone: Visitor
) -> None:
    group = world.group()
    links = [f"/j/{world.link}"]
    status = asked(world, phone)
    other = Visitor.of(app)
    renewed = groups.rotate_link(world.door, world.operator, group.id)
    links.append(f"/j/{renewed}")
    groups.change(world.door, world.operator, group.id, closed=True)
    for link, answer, heading in zip(
        links, (404, 410), ("这个链接打不开", "本群已关闭"), strict=True
    ):
        page = phone.get(link)
        assert page.status_code == answer
        assert f"<h1>{heading}</h1>" in page.text
        assert f'href="{status}"' in page.text
        assert "李明 · 妈妈" in page.text
        assert "/r/" not in other.get(link).text
    dead = phone.get(f"/r/{SCHOOL}.{'x' * 22}").text
    assert "再打开一次入群链接" not in dead
    assert f'href="{status}"' in dead
    assert phone.get(status).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_that_was_not_taken_leads_back_to_its_page(
    world: World, phone: Visitor, headers: dict[str, str]
) -> None:
    group = world.group()
    link = f"/j/{world.link}"
    status = asked(world, phone)
    phone.headers |= headers
    for sent, page in (
        (link, link),
        (f"{status}/withdraw", status),
        (f"{status}/amend", f"{status}/amend"),
    ):
        answer = phone.post(sent, MOTHER)
        assert answer.status_code == 403
        assert "<h1>请再提交一次</h1>" in answer.text
        assert f'href="{page}">重新打开页面' in answer.text
    [request] = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    assert request.application.name == MOTHER["name"]
