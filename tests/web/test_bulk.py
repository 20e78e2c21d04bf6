"""Many requests decided at once from the queue, and each row with its own answer."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.rules.application import Application
from onboarding.rules.rosterrows import Row
from onboarding.services import decisions
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, guardian
from tests.web.deciding import (
    DECIDE,
    PREVIEW,
    QUEUE,
    another,
    decided,
    item,
    row_of,
)
from tests.web.visitor import MOTHER, Visitor, forms, text_of


def test_many_are_approved_at_once_and_each_row_says_what_became_of_it(
    world: World, owner: Visitor, group: Group
) -> None:
    fits = world.submit(group)
    unclear = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    late = world.submit(group, father())
    sent = {"move": "approve"}
    form = forms(owner.page(QUEUE))[DECIDE]
    decisions.decline(world.door, world.operator, group.id, late.id, version=1, reason="other")
    items = [item(each) for each in (fits, unclear, late)]
    page = owner.post(DECIDE, {**form, **sent, "item": items}).text
    assert "已同意 1" in text_of(page)
    assert "2 份没有处理" in text_of(page)
    assert "✓ 已同意" in row_of(page, fits)
    assert "请选定是名单上的哪一位" in row_of(page, unclear)
    assert "系统维护人员未同意" in row_of(page, late)
    assert "您这次没有改动任何内容" in row_of(page, late)
    states = [world.fresh(each).state for each in (fits, unclear, late)]
    assert states == ["approved", "pending", "declined"]


def test_with_a_script_only_the_rows_and_the_counts_come_back(
    world: World, owner: Visitor, group: Group
) -> None:
    one, other = world.submit(group), world.submit(group, father())
    owner.headers["HX-Request"] = "true"
    part = decided(owner, one, move="approve").text
    assert "<html" not in part
    assert f'<li id="r-{one.id}" hx-swap-oob="true"' in part
    assert other.id not in part
    assert 'id="queue-tabs" hx-swap-oob="innerHTML"' in part


def test_many_are_declined_with_a_reason_and_opened_again_by_one_tap(
    world: World, owner: Visitor, group: Group
) -> None:
    made = [world.submit(group), world.submit(group, father())]
    page = decided(owner, *made, move="decline", reason="ask_school", note="请找教务处").text
    assert {(world.fresh(each).state, world.fresh(each).note) for each in made} == {
        ("declined", "请找教务处")
    }
    [undo] = re.findall(r'<form class="push".*?</form>', page, re.DOTALL)
    token = forms(undo)[DECIDE]["csrf_token"]
    items = re.findall(r'name="item" value="([^"]+)"', undo)
    again = owner.post(DECIDE, {"csrf_token": token, "move": "reopen", "item": items})
    assert "已重新打开 2" in text_of(again.text)
    assert {world.fresh(each).state for each in made} == {"pending"}


def test_a_rows_own_button_decides_on_that_row_alone(
    world: World, owner: Visitor, group: Group
) -> None:
    one, other = world.submit(group), world.submit(group, father())
    decided(owner, other, one=f"approve {item(one)}")
    assert [world.fresh(each).state for each in (one, other)] == ["approved", "pending"]


def test_who_is_meant_is_said_by_one_tap_in_the_row(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    page = owner.page(QUEUE)
    person = world.person(group, "欧阳娜娜")
    one = f"approve {item(request)} {person}"
    assert f'value="{one}"' in page
    assert "填的是“欧阳娜那”，名单上是“欧阳娜娜”（读音相同）" in text_of(page)
    decided(owner, one=one)
    assert world.fresh(request).people == (person,)


def test_a_second_tap_on_many_is_no_quarrel(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group)
    form = {**forms(owner.page(QUEUE))[DECIDE], "item": item(request), "move": "approve"}
    pages = [text_of(owner.post(DECIDE, form).text) for _ in range(2)]
    assert ["已同意 1" in page for page in pages] == [True, True]


def test_nothing_chosen_or_nonsense_decides_nothing(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    for said in (
        {"move": "approve"},
        {"move": "remove", "item": item(request)},
        {"move": "approve", "item": "x"},
        {"one": "approve x"},
        {"move": "decline", "item": item(request), "reason": "because"},
    ):
        form = forms(owner.page(QUEUE))[DECIDE]
        refused = owner.post(DECIDE, {**form, **said})
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
        assert ("请先选中至少一份申请" in refused.text) == (said == {"move": "approve"})
    assert world.fresh(request).state == "pending"


def test_what_is_declared_is_checked_for_all_who_are_approved_at_once(
    world: World, app: Flask
) -> None:
    firm = world.group("company", (Row("staff", "赵敏", phone="13700000001"),), "firm")
    visitor = another(app, world, "qian", firm="owner")
    declared = frozenset({"own_picture"})
    request = world.submit(
        firm,
        Application("staff", name="赵敏", phone="13700000001", consent=True, declarations=declared),
    )
    url = "/admin/groups/firm/"
    form = forms(visitor.page(url))[f"{url}queue/decide"]
    form |= {"move": "approve", "item": item(request)}
    assert visitor.post(f"{url}queue/decide", form).status_code == 422
    assert world.fresh(request).state == "pending"
    visitor.post(f"{url}queue/decide", {**form, "declare_own_picture": "yes"})
    assert world.fresh(request).state == "approved"


def test_only_who_may_decide_can_choose_many(app: Flask, world: World, group: Group) -> None:
    request = world.submit(group)
    visitor = another(app, world, "school", supervisor="yes")
    page = visitor.page(QUEUE)
    assert 'name="item"' not in page
    token = forms(visitor.page("/admin/"))["/admin/sign-out"]["csrf_token"]
    said = {"csrf_token": token, "move": "approve", "item": item(request)}
    assert visitor.post(DECIDE, said).status_code == 403
    assert world.fresh(request).state == "pending"


@pytest.mark.parametrize(("reason", "note"), [("ask_school", "请找教务处"), ("other", "")])
def test_a_decline_is_previewed_as_the_person_will_read_it(
    world: World, owner: Visitor, group: Group, phone: Visitor, reason: str, note: str
) -> None:
    sent = phone.send(f"/j/{world.link}?role=guardian", **MOTHER)
    [request] = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    form = forms(owner.page(QUEUE))[DECIDE]
    said = {**form, "reason": reason, "note": note}
    preview = owner.post(PREVIEW, said).text
    decided(owner, request, move="decline", reason=reason, note=note)
    read = text_of(phone.page(sent.headers["Location"]))
    sentences = re.findall(r"<p>(.*?)</p>", preview)
    assert len(sentences) == (3 if note else 2)
    for sentence in sentences:
        assert text_of(sentence) in read
    assert owner.post(PREVIEW, {**form, "reason": "because"}).status_code == 422


@pytest.mark.parametrize("script", [False, True])
def test_a_decline_without_a_reason_is_asked_for_one_and_keeps_what_was_ticked_and_written(
    world: World, owner: Visitor, group: Group, script: bool
) -> None:
    one, other = world.submit(group), world.submit(group, father())
    assert forms(owner.page(QUEUE))[DECIDE]["reason"] == ""
    if script:
        owner.headers["HX-Request"] = "true"
    refused = decided(owner, one, move="decline", note="请找教务处")
    assert refused.status_code == 422
    assert "请先选择原因" in text_of(refused.text)
    assert 'aria-invalid="true"' in refused.text
    assert ">请找教务处</textarea>" in refused.text
    assert ("<html" in refused.text) != script
    if not script:
        assert re.findall(r'value="(\w+) 1"[^>]* checked', refused.text) == [one.id]
        assert '<details id="decline" open' in refused.text
    assert {world.fresh(each).state for each in (one, other)} == {"pending"}


def test_no_reason_is_left_over_for_the_next_decline(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    owner.headers["HX-Request"] = "true"
    part = decided(owner, request, move="decline", reason="ask_school", note="请找教务处").text
    fields = part[part.index('id="decline-fields" hx-swap-oob="true"') :]
    assert " selected" not in fields
    assert "请找教务处" not in fields
    assert "decline-fields" not in decided(owner, world.submit(group), move="approve").text


def test_how_many_still_ask_is_told_anew_with_each_decision(
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
    owner.headers["HX-Request"] = "true"
    together = f"{world.person(group, '李明')} guardian"
    said = [
        text_of(decided(owner, one=f"approve {item(each)}", together=together).text)
        for each in made[:2]
    ]
    assert "有 2 人申请，只剩 1 个席位" in said[0]
    assert "还有 1 人申请，席位已满" in said[1]
    last = decided(owner, made[2], move="decline", reason="seat_given_to_other", together=together)
    assert "已全部处理" in text_of(last.text)


def test_before_a_reason_is_chosen_the_preview_says_that_one_is_to_be_chosen(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    form = forms(owner.page(QUEUE))[DECIDE]
    preview = owner.post(PREVIEW, {**form, "item": item(request)}).text
    assert "blockquote" not in preview
    assert "选好原因后" in text_of(preview)
