"""What a one-time link opens, for who has never signed in and for who has."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.clock import HOUR
from onboarding.services import invitations
from onboarding.services.callers import AdminCaller
from tests.builders import PASSWORD, SCHOOL, World
from tests.web.visitor import Visitor

ANOTHER = "another long password"
FILLED = {"login": "zhou", "password": ANOTHER, "again": ANOTHER}


@pytest.fixture
def chen(world: World) -> AdminCaller:
    world.group(group_id="class3")
    return world.admin("chen", class3="owner")


@pytest.fixture
def link(world: World, chen: AdminCaller) -> str:
    made = invitations.invite(world.door, chen, "周伟", "committee", "class3")
    return f"/admin/invite/{made}"


def test_who_is_invited_sets_name_and_password_and_is_in(
    world: World, phone: Visitor, link: str
) -> None:
    page = phone.page(link)
    assert "周伟" in page
    assert "三年二班" in page
    sent = phone.send(link, **FILLED)
    assert sent.headers["Location"] == "/admin/"
    assert "三年二班" in phone.page("/admin/")
    assert world.door.admins.by_login("zhou").roles == {"class3": "committee"}


def test_the_link_opens_once(app: Flask, phone: Visitor, link: str) -> None:
    assert phone.send(link, **FILLED).status_code == 303
    late = Visitor.of(app).get(link)
    assert late.status_code == 404
    assert "这个链接已经失效" in late.text


def test_a_link_that_ran_out_says_what_to_do(world: World, phone: Visitor, link: str) -> None:
    world.watch.forward(48 * HOUR)
    assert "再要一个" in phone.get(link).text


@pytest.mark.parametrize(
    ("wrong", "told", "status"),
    [
        ({"login": "chen"}, "这个登录名已有人用", 409),
        ({"login": "z"}, "请至少用两个字符", 422),
        ({"login": ""}, "请填写", 422),
        ({"password": "short", "again": "short"}, "请至少用十个字符", 422),
        ({"again": "x"}, "两次输入的不一样", 422),
    ],
)
def test_what_will_not_do_is_told_beside_its_field_and_the_link_stays_open(
    phone: Visitor, link: str, wrong: dict[str, str], told: str, status: int
) -> None:
    sent = phone.send(link, **{**FILLED, **wrong})
    assert sent.status_code == status
    assert told in sent.text
    assert ANOTHER not in sent.text
    assert phone.send(link, **FILLED).status_code == 303


def test_who_is_signed_in_takes_the_role_with_one_tap(
    world: World, phone: Visitor, link: str
) -> None:
    zhou = world.admin("zhou").admin
    phone.sign_in("zhou")
    assert phone.send(link, f"{link}/take").headers["Location"] == "/admin/"
    assert world.door.admins.get(SCHOOL, zhou.id).roles == {"class3": "committee"}


def test_who_has_an_account_signs_in_first_and_comes_back(
    world: World, phone: Visitor, link: str
) -> None:
    zhou = world.admin("zhou").admin
    assert phone.send(link, f"{link}/sign-in").headers["Location"] == "/admin/sign-in"
    assert phone.sign_in("zhou").headers["Location"] == link
    phone.send(link, f"{link}/take")
    assert world.door.admins.get(SCHOOL, zhou.id).roles == {"class3": "committee"}
    phone.send("/admin/", "/admin/sign-out")
    assert phone.sign_in("zhou").headers["Location"] == "/admin/"


def test_nobody_takes_a_role_without_being_signed_in(phone: Visitor, link: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.page(link))
    assert token
    sent = phone.post(f"{link}/take", {"csrf_token": token[1]})
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/admin/sign-in"


def test_a_reset_names_the_login_and_signs_in(
    world: World, phone: Visitor, chen: AdminCaller
) -> None:
    link = f"/admin/invite/{invitations.reset(world.door, world.operator, chen.admin.id)}"
    assert "chen" in phone.page(link)
    assert phone.send(link, password="x", again="x").status_code == 422
    assert phone.send(link, password=ANOTHER, again=ANOTHER).headers["Location"] == "/admin/"
    assert phone.get("/admin/").status_code == 200
    assert phone.sign_in(password=PASSWORD).status_code == 401
