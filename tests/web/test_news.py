"""What a page of the queue hears by itself: who has come, and who was decided on elsewhere."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from werkzeug.test import TestResponse

from onboarding.clock import HOUR, MINUTE
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.storage.sessions import IDLE
from tests.builders import SCHOOL, World, father, guardian
from tests.web.deciding import QUEUE, another, item, row_of
from tests.web.visitor import Visitor, forms, text_of

NEWS = f"{QUEUE}queue/news"


def asked(visitor: Visitor, *shown: Request, **more: object) -> TestResponse:
    """The page asks by itself, with what it shows."""
    token = forms(visitor.page("/admin/"))["/admin/sign-out"]["csrf_token"]
    said = {"csrf_token": token, "tab": "pending", "seen": [item(each) for each in shown]}
    visitor.headers["HX-Request"] = "true"
    return visitor.post(NEWS, {**said, **more})


def test_where_nothing_has_happened_nothing_is_said(
    world: World, owner: Visitor, group: Group
) -> None:
    shown = world.submit(group)
    answer = asked(owner, shown, since=world.watch.now)
    assert (answer.status_code, answer.text) == (204, "")


def test_who_has_come_since_is_a_number_to_press_and_is_told_once(
    world: World, owner: Visitor, group: Group
) -> None:
    shown, since = world.submit(group), world.watch.now
    world.watch.forward(MINUTE)
    come = [
        world.submit(group, father()),
        world.submit(group, guardian("王芳", phone="13800000003")),
    ]
    said = asked(owner, shown, since=since)
    assert "有 2 份新申请" in text_of(said.text)
    assert f'href="{QUEUE}?tab=pending"' in said.text
    assert not any(each.id in said.text for each in come)
    assert asked(owner, shown, since=since, come=2).status_code == 204


def test_a_row_that_somebody_else_decided_on_says_so_and_can_not_be_decided(
    world: World, owner: Visitor, group: Group
) -> None:
    gone, stays = world.submit(group), world.submit(group, father())
    world.approve(gone)
    said = asked(owner, gone, stays, since=world.watch.now).text
    assert f'<li id="r-{gone.id}" hx-swap-oob="innerHTML"' in said
    assert "系统维护人员已同意" in row_of(said, gone)
    assert "<button" not in said
    assert 'name="item"' not in said
    assert stays.id not in said


def test_a_row_that_was_changed_meanwhile_comes_as_it_is_now(
    world: World, owner: Visitor, group: Group
) -> None:
    old = world.submit(group)
    changed = world.fresh(old)
    said = asked(owner, replace(old, version=old.version + 7), since=world.watch.now).text
    assert "刚刚有改动，请再看一遍" in row_of(said, changed)
    assert f'name="item" value="{item(changed)}"' in said


def test_how_many_still_ask_for_a_place_is_told_with_the_row_that_was_decided(
    world: World, owner: Visitor, group: Group
) -> None:
    made = [
        world.submit(group, guardian(relation=relation, phone=phone, number="2026001"))
        for relation, phone in (
            ("妈妈", "13800000002"),
            ("爸爸", "13800000001"),
            ("奶奶", "13900000000"),
        )
    ]
    person = world.person(group, "李明")
    assert f'name="together" value="{person} guardian"' in owner.page(QUEUE)
    world.approve(made[0])
    together = [f"{person} guardian", "nobody guardian", "<b>"]
    said = asked(owner, *made, since=world.watch.now, together=together).text
    assert said.count('id="together-') == 1
    assert "有 2 人申请，只剩 1 个席位" in text_of(said)


def test_a_page_that_asks_by_itself_keeps_no_session_alive(
    world: World, owner: Visitor, group: Group
) -> None:
    shown = world.submit(group)
    token = forms(owner.page("/admin/"))["/admin/sign-out"]["csrf_token"]
    said = {"csrf_token": token, "tab": "pending", "since": world.watch.now, "seen": item(shown)}
    owner.headers["HX-Request"] = "true"
    for _ in range(IDLE // HOUR - 1):
        world.watch.forward(HOUR)
        answer = owner.post(NEWS, said)
        answer.close()  # what is noted is noted once the answer is out
        assert answer.status_code == 204
    world.watch.forward(HOUR)
    assert owner.post(NEWS, said).headers["HX-Redirect"] == "/admin/sign-in"


def test_nothing_is_told_of_another_group_nor_to_a_stranger(
    app: Flask, world: World, owner: Visitor, group: Group
) -> None:
    elsewhere = world.submit(world.group(group_id="class4"))
    world.approve(elsewhere)
    assert asked(owner, elsewhere, since=world.watch.now).status_code == 204
    stranger = another(app, world, "zhou", class4="owner")
    assert asked(stranger, world.submit(group)).status_code == 403


def test_nonsense_from_a_page_tells_nothing(world: World, owner: Visitor, group: Group) -> None:
    world.submit(group)
    answer = asked(owner, seen=["x", "1 2 3 4"], since="soon", come="many", together=["", "a"])
    assert "有 1 份新申请" in text_of(answer.text)  # of all time
    assert world.door.requests.counts(SCHOOL, group.id)["pending"] == 1
