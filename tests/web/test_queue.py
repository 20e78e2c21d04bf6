"""The queue: what speaks for a request at a glance, who else asks, and many decided at once."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from onboarding.rules.application import Application
from onboarding.rules.rosterrows import Row
from onboarding.services import decisions
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, father, guardian
from tests.web.deciding import another, request_url
from tests.web.visitor import MOTHER, Visitor, forms, text_of


def test_the_queue_shows_what_matched_and_the_articles(
    world: World, owner: Visitor, group: Group
) -> None:
    world.submit(group)
    world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    page = text_of(owner.page("/admin/groups/class3/"))
    assert "登记的电话" in page
    assert "依据：充分" in page
    assert "读音相同" in page or "差一个字" in page
    assert "P10" in page


def test_competing_requests_stand_together(world: World, owner: Visitor, group: Group) -> None:
    world.submit(group)
    world.submit(group, guardian("王芳", "爸爸", phone="13800000003"))
    world.submit(group, father())
    page = owner.page("/admin/groups/class3/")
    together = page[page.index('class="together"') :]
    assert text_of(together).index("爸爸") < text_of(page).index("王芳")
    assert page.count('class="together"') == 1


def test_the_list_to_invite_has_the_code_and_a_tick(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    approved = world.approve(request)
    tab = "/admin/groups/class3/?tab=approved"
    join = request_url(group, request.id) + "/join"
    assert approved.code in owner.page(tab)
    assert join not in forms(owner.page(tab))
    world.confirm(request)
    assert owner.send(tab, join).status_code == 303
    assert world.fresh(request).state == "joined"


def test_members_and_ended_requests_have_their_tabs(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group))
    stranger = world.submit(group, guardian("赵不在", phone="13800000009"))
    pages = {
        tab: owner.page(f"/admin/groups/class3/?tab={tab}")
        for tab in ("members", "refused", "approved", "decided", "needs_rename")
    }
    assert "李明" in pages["members"]
    assert stranger.id in pages["refused"]
    assert owner.get("/admin/groups/class3/?tab=none").status_code == 404


def test_a_long_queue_has_pages(world: World, owner: Visitor, group: Group) -> None:
    for n in range(51):
        world.submit(group, guardian(phone=f"139{n:08}"), shielded=True)
    first = owner.page("/admin/groups/class3/")
    more = re.search(r'href="([^"]+after=[^"]+)">更多', first)
    assert more
    assert owner.page(unescape(more[1])).count("/requests/") == 1
    assert owner.get("/admin/groups/class3/?after=50").status_code == 422


QUEUE = "/admin/groups/class3/"
DECIDE = f"{QUEUE}queue/decide"
SEARCH = f"{QUEUE}queue/search"
PREVIEW = f"{QUEUE}queue/preview"


def item(request: Request) -> str:
    return f"{request.id} {request.version}"


def decided(visitor: Visitor, *requests: Request, **said: object) -> TestResponse:
    """The form of the queue as a browser without scripts sends it."""
    form = forms(visitor.page(QUEUE))[DECIDE]
    return visitor.post(DECIDE, {**form, "item": [item(each) for each in requests], **said})


def row_of(page: str, request: Request) -> str:
    """What a reader sees of one row."""
    rows = page.split('<li id="r-')[1:]
    return text_of(next(row for row in rows if row.startswith(request.id)))


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


def test_all_with_strong_evidence_are_chosen_by_one_tap_and_no_others(
    world: World, owner: Visitor, group: Group
) -> None:
    strong = world.submit(group, guardian("王芳", "爸爸", phone="13800000003"))
    world.submit(group, guardian("李明", number="2026001", phone="13900000000"))
    world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    ticked = re.findall(r'value="([a-z0-9]+) 1"[^>]* checked', owner.page(f"{QUEUE}?pick=strong"))
    assert ticked == [strong.id]
    assert owner.page(f"{QUEUE}?pick=all").count(" checked>") == 3


def test_who_asks_for_more_places_than_are_left_is_not_sure(
    world: World, owner: Visitor, group: Group
) -> None:
    for relation, phone in (("妈妈", "13800000002"), ("爸爸", "13800000001")):
        world.submit(group, guardian(relation=relation, phone=phone))
    assert "席位够用" in text_of(owner.page(QUEUE))
    assert owner.page(QUEUE).count("data-sure") == 2
    world.submit(group, guardian(relation="奶奶", number="2026001", phone="13900000000"))
    page = owner.page(QUEUE)
    assert "有 3 人申请，只剩 2 个席位" in text_of(page)
    assert "data-sure" not in page
    world.submit(group, guardian("王芳", "爸爸", phone="13800000003"))
    assert owner.page(f"{QUEUE}?only=competing").count('<li id="r-') == 3
    assert owner.page(f"{QUEUE}?only=strong").count('<li id="r-') == 1
    assert owner.page(f"{QUEUE}?only=look").count('<li id="r-') == 3


def test_who_asks_twice_is_to_be_looked_at_however_strong_the_evidence(
    world: World, owner: Visitor, group: Group
) -> None:
    first, again = world.submit(group), world.submit(group)
    ticked = re.findall(r'value="([a-z0-9]+) 1"[^>]* checked', owner.page(f"{QUEUE}?pick=strong"))
    assert ticked == [first.id]
    assert again.id in owner.page(f"{QUEUE}?only=look")


def test_why_a_request_waits_that_would_have_been_refused_is_said(
    world: World, owner: Visitor, group: Group
) -> None:
    kept = world.submit(group, guardian("赵不在", phone="13800000009"), shielded=True)
    plain = world.submit(group, father(), shielded=True)
    page = owner.page(QUEUE)
    assert "本来会被系统自动谢绝" in row_of(page, kept)
    assert "自动谢绝" not in row_of(page, plain)


@pytest.mark.parametrize("words", ["王芳", "2026002", "王 芳", "王芳爸爸"])
def test_a_search_finds_by_name_nickname_and_number_and_names_nobody_in_an_address(
    world: World, owner: Visitor, group: Group, words: str
) -> None:
    wanted = world.submit(group, guardian("王芳", "爸爸", number="2026002", phone="13800000003"))
    other = world.submit(group)
    found = owner.send(QUEUE, SEARCH, words=words)
    assert found.status_code == 200
    assert wanted.id in found.text
    assert other.id not in found.text
    assert "共查看 2 份，符合的 1 份" in text_of(found.text)
    back = owner.get(f"{SEARCH}?lang=en")
    assert (back.status_code, back.headers["Location"]) == (303, QUEUE)


def test_members_and_what_has_ended_are_searched_as_well(
    world: World, owner: Visitor, group: Group
) -> None:
    joined = world.join(world.submit(group))
    declined = world.submit(group, father())
    decided(owner, declined, move="decline", reason="other")
    for tab, wanted, other in (("members", joined, declined), ("decided", declined, joined)):
        found = owner.send(f"{QUEUE}?tab={tab}", SEARCH, words="李明").text
        assert wanted.id in found
        assert other.id not in found


def test_a_filter_stays_when_the_language_changes(
    world: World, owner: Visitor, group: Group
) -> None:
    page = owner.page(f"{QUEUE}?only=look")
    assert "only=look&amp;lang=en" in page


def test_a_search_looks_only_at_what_the_searcher_may_see(
    app: Flask, world: World, group: Group
) -> None:
    request = world.submit(group)
    visitor = another(app, world, "school", supervisor="yes")
    assert request.id not in visitor.send(QUEUE, SEARCH, words="王秀英").text
    assert request.id in visitor.send(QUEUE, SEARCH, words="李明妈妈").text


def test_a_search_with_a_script_brings_the_rows_alone(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    owner.headers["HX-Request"] = "true"
    part = owner.send(QUEUE, SEARCH, words="李明").text
    assert "<html" not in part
    assert request.id in part


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


def test_a_refusal_where_a_part_was_asked_for_is_a_sentence_and_no_page(
    world: World, owner: Visitor, group: Group
) -> None:
    form = forms(owner.page(QUEUE))[SEARCH]
    owner.headers["HX-Request"] = "true"
    refused = owner.post(SEARCH, {**form, "tab": "none"})
    assert refused.status_code == 404
    assert "<html" not in refused.text
    assert 'role="alert"' in refused.text
