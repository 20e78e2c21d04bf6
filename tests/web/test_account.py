"""One's own account in the console: password, sessions, second step."""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Flask

from onboarding.clock import MINUTE
from onboarding.services import secondstep, sessions
from onboarding.storage.admins import Admin
from tests.builders import PASSWORD, SCHOOL, World
from tests.web.visitor import Visitor, forms, text_of

ACCOUNT = "/admin/account"
SETUP = "/admin/account/second-step"
ANOTHER = "another long password"


@pytest.fixture
def chen(world: World) -> Admin:
    return world.admin("chen").admin


@pytest.fixture
def desk(app: Flask, chen: Admin) -> Visitor:
    visitor = Visitor.of(app)
    visitor.sign_in()
    return visitor


@pytest.fixture
def phone_too(app: Flask, chen: Admin) -> Visitor:
    """The same person, signed in on a phone."""
    headers = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8.0"}
    visitor = Visitor.of(app, **headers)
    visitor.sign_in()
    return visitor


def inside(visitor: Visitor) -> bool:
    return visitor.get(ACCOUNT).status_code == 200


def turn_on(world: World, visitor: Visitor, **more: str) -> tuple[int, str]:
    form = forms(visitor.page(SETUP))[SETUP]
    code = pyotp.TOTP(form["secret"]).generate_otp(world.watch.now // secondstep.STEP)
    sent = visitor.post(SETUP, {**form, "code": code, "password": PASSWORD, **more})
    return sent.status_code, sent.text


def test_the_page_says_where_one_is_signed_in(desk: Visitor, phone_too: Visitor) -> None:
    page = text_of(desk.page(ACCOUNT))
    assert "微信 · 安卓" in page
    assert "MicroMessenger" not in page


def test_another_password_ends_the_other_sessions_and_keeps_this_one(
    world: World, desk: Visitor, phone_too: Visitor
) -> None:
    filled = {"old": PASSWORD, "password": ANOTHER, "again": ANOTHER}
    sent = desk.send(ACCOUNT, f"{ACCOUNT}/password", **filled)
    assert sent.headers["Location"] == f"{ACCOUNT}?done=password"
    assert "其他地方的登录都已退出" in desk.page(sent.headers["Location"])
    assert (inside(desk), inside(phone_too)) == (True, False)
    assert sessions.sign_in(world.door, "chen", ANOTHER, "10.0.0.1")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"old": "not the password"}, "密码不对"),
        ({"password": "short", "again": "short"}, "请至少用十个字符"),
        ({"again": "another lung password"}, "两次输入的不一样"),
        ({"password": "", "again": ""}, "请填写"),
    ],
)
def test_a_password_that_will_not_do_is_told_beside_its_field(
    world: World, desk: Visitor, wrong: dict[str, str], told: str
) -> None:
    filled = {"old": PASSWORD, "password": ANOTHER, "again": ANOTHER, **wrong}
    sent = desk.send(ACCOUNT, f"{ACCOUNT}/password", **filled)
    assert sent.status_code == 422
    assert told in sent.text
    assert ANOTHER not in sent.text
    assert sessions.sign_in(world.door, "chen", PASSWORD, "10.0.0.1")


def test_too_many_guesses_at_the_old_password_are_stopped(desk: Visitor) -> None:
    filled = {"old": "wrong", "password": ANOTHER, "again": ANOTHER}
    for _ in range(8):
        assert desk.send(ACCOUNT, f"{ACCOUNT}/password", **filled).status_code == 422
    assert desk.send(ACCOUNT, f"{ACCOUNT}/password", **filled).status_code == 429


def test_one_session_is_signed_out_from_another(
    world: World, chen: Admin, desk: Visitor, phone_too: Visitor
) -> None:
    end = f"{ACCOUNT}/sessions/end"
    assert desk.page(ACCOUNT).count(f'action="{end}"') == 1  # this one has no button
    assert desk.send(ACCOUNT, end).status_code == 303
    assert (inside(desk), inside(phone_too)) == (True, False)
    gone = desk.post(end, {**forms(desk.page(ACCOUNT))[f"{ACCOUNT}/password"], "session": "gone"})
    assert gone.status_code == 303


def test_another_admins_session_is_out_of_reach(app: Flask, world: World, desk: Visitor) -> None:
    zhou = world.admin("zhou").admin
    sessions.begin(world.door, zhou, "wechat android")
    [session] = world.door.sessions.of(SCHOOL, zhou.id, world.watch.now)
    token = forms(desk.page(ACCOUNT))[f"{ACCOUNT}/password"]
    desk.post(f"{ACCOUNT}/sessions/end", {**token, "session": session.id})
    assert world.door.sessions.of(SCHOOL, zhou.id, world.watch.now) == [session]


def test_signing_out_everywhere_ends_this_one_too(desk: Visitor, phone_too: Visitor) -> None:
    assert desk.send(ACCOUNT, f"{ACCOUNT}/sessions/end-all").status_code == 303
    assert (inside(desk), inside(phone_too)) == (False, False)


def test_the_second_step_is_on_after_a_right_code_and_shows_its_codes_once(
    world: World, chen: Admin, desk: Visitor, phone_too: Visitor
) -> None:
    status, page = turn_on(world, desk)
    assert status == 200
    assert text_of(page).count("-") >= 10
    assert "备用码还剩 10 个" in desk.page(ACCOUNT)
    assert not inside(phone_too)
    assert desk.get(SETUP).status_code == 303
    assert desk.page(ACCOUNT).count("JBSW") == 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"code": "000000"}, "验证码不是应用里现在显示的那个"),
        ({"password": "not it"}, "密码不对"),
        ({"secret": "x" * 5000}, "验证码不是应用里现在显示的那个"),
        ({"secret": ""}, "验证码不是应用里现在显示的那个"),
    ],
)
def test_a_setup_that_does_not_work_changes_nothing(
    world: World, chen: Admin, desk: Visitor, wrong: dict[str, str], told: str
) -> None:
    status, page = turn_on(world, desk, **wrong)
    assert status == 422
    assert told in page
    assert world.door.admins.get(SCHOOL, chen.id).totp == ""


def test_a_setup_keeps_its_secret_while_one_mistypes(world: World, desk: Visitor) -> None:
    form = forms(desk.page(SETUP))[SETUP]
    sent = desk.post(SETUP, {**form, "code": "000000", "password": PASSWORD})
    assert forms(sent.text)[SETUP]["secret"] == form["secret"]


def test_the_second_step_is_off_for_who_knows_the_password(
    world: World, chen: Admin, desk: Visitor
) -> None:
    turn_on(world, desk)
    typed = forms(desk.page(ACCOUNT))[f"{SETUP}/codes"]
    wrong = desk.post(f"{SETUP}/off", {**typed, "current": "not it"})
    assert (wrong.status_code, "密码不对" in wrong.text) == (422, True)
    assert desk.post(f"{SETUP}/off", {**typed, "current": PASSWORD}).status_code == 303
    assert world.door.admins.get(SCHOOL, chen.id).totp == ""
    world.watch.forward(MINUTE)
    assert inside(desk)


def test_fresh_recovery_codes_are_shown_once_to_who_knows_the_password(
    world: World, chen: Admin, desk: Visitor
) -> None:
    turn_on(world, desk)
    old = world.door.admins.get(SCHOOL, chen.id).recovery
    wrong = desk.send(ACCOUNT, f"{SETUP}/codes", current="not it")
    assert (wrong.status_code, "密码不对" in wrong.text) == (422, True)
    sent = desk.send(ACCOUNT, f"{SETUP}/codes", current=PASSWORD)
    assert "旧的备用码都已失效" in text_of(sent.text)
    code = re.search(r'data-copy="(\w{5}-\w{5})', sent.text)
    assert code
    assert code[1] not in desk.page(ACCOUNT)
    fresh = world.door.admins.get(SCHOOL, chen.id).recovery
    assert (len(fresh), fresh & old) == (10, frozenset())


def test_who_turned_the_second_step_off_meanwhile_gets_no_codes(
    world: World, chen: Admin, desk: Visitor
) -> None:
    turn_on(world, desk)
    typed = forms(desk.page(ACCOUNT))[f"{SETUP}/codes"]
    desk.post(f"{SETUP}/off", {**typed, "current": PASSWORD})
    assert desk.post(f"{SETUP}/codes", {**typed, "current": PASSWORD}).status_code == 412
    assert world.door.admins.get(SCHOOL, chen.id).recovery == frozenset()


def test_this_session_is_signed_out_beside_the_others(desk: Visitor, phone_too: Visitor) -> None:
    account = desk.page(ACCOUNT).partition("<main")[2]
    assert account.count('action="/admin/sign-out"') == 1
    assert desk.send(ACCOUNT, "/admin/sign-out").status_code == 303
    assert (inside(desk), inside(phone_too)) == (False, True)
