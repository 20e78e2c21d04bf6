"""Signing in and out with a browser: what ends a session, and what a device is remembered for."""

from __future__ import annotations

import pyotp
import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer

from onboarding.clock import MINUTE
from onboarding.services import invitations, secondstep, sessions
from onboarding.storage.admins import Admin
from onboarding.web.console.session import HALFWAY_LASTS
from onboarding.web.device import COOKIE
from tests.builders import PASSWORD, SCHOOL, World, settings
from tests.web.visitor import Visitor, forms

WECHAT = "Mozilla/5.0 (Linux; Android 14; Pixel) Chrome/120 Mobile Safari/537 MicroMessenger/8.0"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def chen(world: World) -> Admin:
    return world.admin("chen").admin


def cookie(visitor: Visitor, name: str = "session", path: str = "/") -> str:
    found = visitor.client.get_cookie(name, path=path)
    return found.value if found else ""


def copy_of(app: Flask, visitor: Visitor) -> Visitor:
    """Somebody who has got hold of the session's cookie."""
    thief = Visitor.of(app)
    thief.client.set_cookie("session", cookie(visitor))
    return thief


def inside(visitor: Visitor) -> bool:
    return visitor.get("/admin/").status_code == 200


def second_step(world: World, admin: Admin) -> tuple[str, ...]:
    codes = secondstep.turn_on(
        world.door, admin, secret=SECRET, code=code(world), password=PASSWORD, keep=""
    )
    world.watch.forward(5 * MINUTE)
    return codes


def code(world: World) -> str:
    return pyotp.TOTP(SECRET).generate_otp(world.watch.now // secondstep.STEP)


# -- sessions


def test_signing_in_begins_a_fresh_session_under_a_new_secret(chen: Admin, phone: Visitor) -> None:
    secrets = []
    for _ in range(2):
        with phone.client.session_transaction() as session:
            session["left_behind"] = "x"
        phone.sign_in()
        with phone.client.session_transaction() as session:
            assert "left_behind" not in session
            secrets.append(session["admin"])
    assert secrets[0] != secrets[1]


def test_a_token_of_before_the_sign_in_is_refused_after_it(chen: Admin, phone: Visitor) -> None:
    before = forms(phone.page("/admin/sign-in"))["/admin/sign-in"]["csrf_token"]
    phone.sign_in()
    refused = phone.post("/admin/sign-out", {"csrf_token": before})
    assert refused.status_code == 403
    assert inside(phone)


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, chen: Admin, phone: Visitor) -> None:
    phone.sign_in()
    thief = copy_of(app, phone)
    assert inside(thief)
    assert phone.send("/admin/", "/admin/sign-out").status_code == 303
    assert (inside(phone), inside(thief)) == (False, False)


def test_signing_out_where_nobody_is_signed_in_does_no_harm(phone: Visitor) -> None:
    token = forms(phone.page("/admin/sign-in"))["/admin/sign-in"]["csrf_token"]
    assert phone.post("/admin/sign-out", {"csrf_token": token}).status_code == 303


def test_a_changed_password_ends_the_session_at_once(
    world: World, chen: Admin, phone: Visitor
) -> None:
    phone.sign_in()
    assert inside(phone)
    sessions.change_password(world.door, chen, PASSWORD, "another long password")
    assert not inside(phone)


def test_a_session_that_is_used_is_noted_after_the_page_is_out(
    world: World, chen: Admin, phone: Visitor
) -> None:
    phone.sign_in()
    world.watch.forward(MINUTE)
    phone.get("/admin/").close()
    [session] = world.door.sessions.of(SCHOOL, chen.id, world.watch.now)
    assert session.last_seen == world.watch.now


@pytest.mark.parametrize("kept", [None, "x", [], ["hill", "nobody", "x"], ["dale", "a", "b"]])
def test_a_cookie_that_names_no_session_opens_nothing(phone: Visitor, kept: object) -> None:
    phone.page("/admin/sign-in")
    with phone.client.session_transaction() as session:
        session["admin"] = kept
    assert not inside(phone)


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(phone: Visitor) -> None:
    phone.headers["HX-Request"] = "true"
    response = phone.get("/admin/")
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/admin/sign-in")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (WECHAT, "wechat android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604", "safari ios"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "edge windows"),
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS) Chrome/114", "chrome harmony"),
        ("curl/8", "other other"),
    ],
)
def test_a_device_is_kept_as_two_coarse_words(
    world: World, chen: Admin, phone: Visitor, said: str, words: str
) -> None:
    phone.headers["User-Agent"] = said
    phone.sign_in()
    [session] = world.door.sessions.of(SCHOOL, chen.id, world.watch.now)
    assert session.device == words


# -- the second step


def test_who_has_a_second_step_is_asked_for_the_code(
    world: World, chen: Admin, phone: Visitor
) -> None:
    second_step(world, chen)
    assert phone.sign_in().headers["Location"] == "/admin/sign-in/code"
    assert not inside(phone)
    wrong = phone.send("/admin/sign-in/code", code="000000")
    assert (wrong.status_code, inside(phone)) == (401, False)
    assert "验证码不对" in wrong.text
    assert phone.send("/admin/sign-in/code", code=code(world)).headers["Location"] == "/admin/"
    assert inside(phone)


def test_a_recovery_code_opens_without_the_phone(world: World, chen: Admin, phone: Visitor) -> None:
    codes = second_step(world, chen)
    phone.sign_in()
    assert phone.send("/admin/sign-in/code", code=codes[0]).status_code == 303
    assert inside(phone)


def test_nobody_gives_a_code_who_gave_no_password(
    world: World, chen: Admin, phone: Visitor
) -> None:
    second_step(world, chen)
    assert phone.get("/admin/sign-in/code").headers["Location"] == "/admin/sign-in"
    token = forms(phone.page("/admin/sign-in"))["/admin/sign-in"]["csrf_token"]
    sent = phone.post("/admin/sign-in/code", {"csrf_token": token, "code": code(world)})
    assert sent.headers["Location"] == "/admin/sign-in"
    assert not inside(phone)


@pytest.mark.parametrize("meanwhile", ["time", "password"])
def test_what_was_given_for_the_first_step_holds_ten_minutes_and_while_it_is_right(
    world: World, chen: Admin, phone: Visitor, meanwhile: str
) -> None:
    second_step(world, chen)
    phone.sign_in()
    form = forms(phone.page("/admin/sign-in/code"))["/admin/sign-in/code"]
    if meanwhile == "time":
        world.watch.forward(HALFWAY_LASTS)
    else:
        fresh = world.door.admins.get(SCHOOL, chen.id)
        sessions.change_password(world.door, fresh, PASSWORD, "another long password")
    sent = phone.post("/admin/sign-in/code", {**form, "code": code(world)})
    assert (sent.headers["Location"], inside(phone)) == ("/admin/sign-in", False)


def test_too_many_codes_are_told_as_such(
    world: World, chen: Admin, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secondstep, "TRIES_A_DAY", 0)
    second_step(world, chen)
    phone.sign_in()
    assert phone.send("/admin/sign-in/code", code=code(world)).status_code == 429


# -- the device


def test_a_browser_that_signed_in_before_is_not_kept_out_by_its_neighbours(
    app: Flask, chen: Admin, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "TRIES_PER_ADDRESS", 3)
    phone.sign_in()
    phone.send("/admin/", "/admin/sign-out")
    neighbour = Visitor.of(app)
    for login in ("chen", "chen", "zhou"):
        assert neighbour.sign_in(login, "not the password").status_code == 401
    assert neighbour.sign_in().status_code == 429
    assert phone.sign_in().status_code == 303


def test_a_device_knows_a_login_however_it_is_typed(
    chen: Admin, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.sign_in()
    monkeypatch.setattr(sessions, "TRIES_PER_ADDRESS", 0)
    assert phone.sign_in(" CHEN ").status_code == 303


def test_a_device_that_was_made_up_is_an_unknown_one(
    app: Flask, chen: Admin, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "TRIES_PER_ADDRESS", 0)
    phone.sign_in()
    forged = URLSafeSerializer("another key", salt="device").dumps({"x": "y"})
    for value in ("x", forged):
        phone.client.set_cookie(COOKIE, str(value), path="/admin")
        assert phone.sign_in().status_code == 429


def test_the_devices_cookie_is_signed_out_of_reach_and_names_nobody(
    world: World, chen: Admin, phone: Visitor
) -> None:
    [line] = [
        each for each in phone.sign_in().headers.getlist("Set-Cookie") if each.startswith(COOKIE)
    ]
    assert all(part in line for part in ("HttpOnly", "SameSite=Lax", "Path=/admin"))
    kept = URLSafeSerializer(settings().secret_key, salt="device").loads(
        cookie(phone, COOKIE, "/admin")
    )
    assert "chen" not in f"{kept}"
    assert len(kept) == 1


def test_a_device_keeps_its_name_and_remembers_five(world: World, phone: Visitor) -> None:
    signer = URLSafeSerializer(settings().secret_key, salt="device")
    for login in ("a1", "a2", "a3", "a4", "a5", "a6"):
        world.admin(login)
        phone.sign_in(login)
    kept = signer.loads(cookie(phone, COOKIE, "/admin"))
    assert len(kept) == 5
    phone.sign_in("a6")
    assert signer.loads(cookie(phone, COOKIE, "/admin")) == kept


def test_a_reset_link_opens_even_where_the_sign_in_is_held_up(
    world: World, chen: Admin, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "TRIES_PER_ADDRESS", 0)
    link = invitations.reset(world.door, world.operator, chen.id)
    assert phone.sign_in().status_code == 429
    filled = {"password": "another long password", "again": "another long password"}
    sent = phone.send(f"/admin/invite/{link}", **filled)
    assert (sent.status_code, inside(phone)) == (303, True)
