"""The console: sign-in, the queue, decisions, and who may what."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask

from onboarding.storage.groups import Group
from onboarding.web import steady
from tests.builders import World
from tests.web.deciding import another, request_url
from tests.web.visitor import Visitor, forms


def test_a_stranger_is_sent_to_the_sign_in(world: World, phone: Visitor, group: Group) -> None:
    for path in ("/admin/", "/admin/groups/class3/", "/admin/groups/class3/roster"):
        response = phone.get(path)
        assert (response.status_code, response.headers["Location"]) == (303, "/admin/sign-in")


def test_a_wrong_password_and_an_unknown_name_read_the_same(world: World, phone: Visitor) -> None:
    world.admin("chen")
    wrong = phone.sign_in(password="not the password")
    unknown = phone.sign_in("nobody")
    assert wrong.status_code == unknown.status_code == 401
    token = re.compile(r'value="[^"]*"')
    assert token.sub("", wrong.text) == token.sub("", unknown.text)


@pytest.mark.parametrize("login", ["chen", "nobody"])
def test_the_time_of_a_sign_in_says_nothing_about_the_name(
    world: World, phone: Visitor, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    world.admin("chen")
    form = forms(phone.page("/admin/sign-in"))["/admin/sign-in"]
    monkeypatch.setattr(steady, "STEP_SECONDS", 0.3)
    start = time.monotonic()
    phone.post("/admin/sign-in", {**form, "login": login, "password": "not the password"})
    assert time.monotonic() - start >= 0.3


def test_the_session_cookie_is_secure_where_people_come_over_https(world: World) -> None:
    from onboarding.app import create_app
    from tests.builders import settings

    safe = create_app(settings(public_url="https://door.example"), world.door)
    world.admin("chen")
    visitor = Visitor.of(safe)
    page = visitor.get("/admin/sign-in", base_url="https://door.example")
    cookie = page.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "max-age" in page.headers["Strict-Transport-Security"]


def test_the_list_counts_what_waits(world: World, owner: Visitor, group: Group) -> None:
    world.submit(group)
    assert "1 份等待处理" in owner.page("/admin/")


def test_an_admin_of_another_class_gets_nowhere(app: Flask, world: World, group: Group) -> None:
    request = world.submit(group)
    world.group(group_id="class4")
    visitor = another(app, world, "zhou", class4="owner")
    assert "class3" not in visitor.page("/admin/")
    paths = ("", "roster", "settings", f"requests/{request.id}")
    assert {visitor.get(f"/admin/groups/class3/{p}").status_code for p in paths} == {403}
    crossed = visitor.get(f"/admin/groups/class4/requests/{request.id}")
    assert crossed.status_code == 404
    token = forms(visitor.page("/admin/"))["/admin/sign-out"]["csrf_token"]
    posted = visitor.post(
        request_url(group, request.id) + "/approve", {"csrf_token": token, "version": "1"}
    )
    assert posted.status_code == 403
    assert world.fresh(request).state == "pending"


def test_every_page_of_the_console_has_a_title_of_its_own(
    world: World, owner: Visitor, group: Group
) -> None:
    base = f"/admin/groups/{group.id}"
    paths = ("/admin/", f"{base}/", f"{base}/roster", f"{base}/settings", "/admin/groups/new")
    titles = {re.findall("<title>(.*)</title>", owner.page(path))[0] for path in paths}
    assert len(titles) == len(paths)
    assert all(title.endswith("管理台") for title in titles)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/nothing", 404),
        ("/admin/groups/nothing/admins", 404),
        ("/admin/groups/nothing/at/all", 404),
        ("/admin/account/password", 404),  # where a form is sent to, opened as a page
        ("/admin/people", 403),
    ],
)
def test_who_is_signed_in_has_the_menu_and_a_way_back_where_there_is_nothing(
    owner: Visitor, path: str, status: int
) -> None:
    answer = owner.get(path)
    assert answer.status_code == status
    for href in ("/admin/", "/admin/account"):
        assert f'<a href="{href}"' in answer.text
    assert "/admin/sign-out" in forms(answer.text)
    assert 'class="button" href="/admin/"' in answer.text


def test_a_form_without_its_token_is_refused_with_the_menu_at_hand(owner: Visitor) -> None:
    refused = owner.post("/admin/account/sessions/end-all", {})
    assert refused.status_code == 403
    assert 'class="button" href="/admin/"' in refused.text
    assert owner.get("/admin/").status_code == 200


def test_a_stranger_finds_no_menu_where_there_is_nothing(phone: Visitor) -> None:
    answer = phone.get("/admin/nothing")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/sign-in")
    assert "/admin/account" not in phone.get("/nothing").text
