"""The queue: what speaks for a request at a glance, who else asks, and what is looked for."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from onboarding.rules.auditing import Listed
from onboarding.rules.rosterrows import Row
from onboarding.services import audits, auditwork, rosters
from onboarding.storage.groups import Group
from tests.builders import World, father, guardian
from tests.web.deciding import (
    QUEUE,
    SEARCH,
    another,
    decided,
    request_url,
    row_of,
)
from tests.web.visitor import Visitor, forms, text_of


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


def test_a_member_taken_in_by_an_audit_waits_to_be_claimed_and_isnt_said_to_be_unknown(
    world: World, owner: Visitor, group: Group
) -> None:
    audits.run(world.door, world.operator, group.id, [Listed(1, "李明妈妈")])
    [item] = audits.worklist(world.door, world.operator, group.id).open[:1]
    [taken] = auditwork.adopt(world.door, world.operator, group.id, [item.id])
    assert taken.request
    page = text_of(owner.page("/admin/groups/class3/?tab=members"))
    assert "核对时登记，等本人认领" in page
    assert "名单上找不到" not in page
    assert "○○○" not in page


def test_a_long_queue_has_pages(world: World, owner: Visitor, group: Group) -> None:
    for n in range(51):
        world.submit(group, guardian(phone=f"139{n:08}"), shielded=True)
    first = owner.page("/admin/groups/class3/")
    more = re.search(r'href="([^"]+after=[^"]+)">更多', first)
    assert more
    assert owner.page(unescape(more[1])).count("/requests/") == 1
    assert owner.get("/admin/groups/class3/?after=50").status_code == 422


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
    assert owner.page(f"{QUEUE}?having=competing").count('<li id="r-') == 3
    assert owner.page(f"{QUEUE}?having=strong").count('<li id="r-') == 1
    assert owner.page(f"{QUEUE}?having=look").count('<li id="r-') == 3


def test_who_asks_twice_is_to_be_looked_at_however_strong_the_evidence(
    world: World, owner: Visitor, group: Group
) -> None:
    first, again = world.submit(group), world.submit(group)
    ticked = re.findall(r'value="([a-z0-9]+) 1"[^>]* checked', owner.page(f"{QUEUE}?pick=strong"))
    assert ticked == [first.id]
    assert again.id in owner.page(f"{QUEUE}?having=look")


@pytest.mark.parametrize("said", [{"name": "孙不同"}, {"relation": "奶奶"}])
def test_what_the_list_contradicts_is_to_be_looked_at_however_strong_the_evidence(
    world: World, owner: Visitor, group: Group, said: dict[str, str]
) -> None:
    as_listed = {"name": "王秀英", "relation": "妈妈", "phone": "13800000002"}
    odd = world.submit(group, guardian(**{**as_listed, **said}))
    plain = world.submit(group, father())
    page = owner.page(f"{QUEUE}?pick=strong")
    assert re.findall(r'value="([a-z0-9]+) 1"[^>]* checked', page) == [plain.id]
    assert "依据：充分" in row_of(page, odd)
    assert "有信息与名单不一致" in row_of(page, odd)
    assert "不一致" not in row_of(page, plain)


def test_one_near_name_is_not_said_to_be_several(
    world: World, owner: Visitor, group: Group
) -> None:
    near = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    row = row_of(owner.page(QUEUE), near)
    assert "姓名相近，请核对" in row
    assert "不止一位" not in row


def test_several_who_may_be_meant_are_said_to_be_several(
    world: World, owner: Visitor, group: Group
) -> None:
    twins = [Row("students", "李小红", number=number) for number in ("2026001", "2026002")]
    rosters.import_rows(world.door, world.operator, group.id, twins, reason="新学期")
    request = world.submit(group, guardian("李小红", phone="13800000009"))
    assert "不止一位" in row_of(owner.page(QUEUE), request)


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
    page = owner.page(f"{QUEUE}?having=look")
    assert "having=look&amp;lang=en" in page


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


def test_a_refusal_where_a_part_was_asked_for_is_a_sentence_and_no_page(
    world: World, owner: Visitor, group: Group
) -> None:
    form = forms(owner.page(QUEUE))[SEARCH]
    owner.headers["HX-Request"] = "true"
    refused = owner.post(SEARCH, {**form, "tab": "none"})
    assert refused.status_code == 404
    assert "<html" not in refused.text
    assert 'role="alert"' in refused.text
