"""The school at a glance, for who oversees it (M1, M3)."""

from __future__ import annotations

import pytest
from flask import Flask

from onboarding.rules.auditing import Listed
from onboarding.services import audits, auditwork, decisions, membership
from onboarding.services.decisions import Removal
from onboarding.words import day
from tests.builders import World, father
from tests.web.visitor import Visitor, text_of

URL = "/admin/school"


@pytest.fixture
def head(world: World, app: Flask) -> Visitor:
    return somebody(world, app, "head", supervisor="yes")


def somebody(world: World, app: Flask, login: str, **roles: str) -> Visitor:
    supervisor = roles.pop("supervisor", "")
    world.admin(login, supervisor=bool(supervisor), **roles)
    visitor = Visitor.of(app)
    assert visitor.sign_in(login).status_code == 303
    return visitor


def said(page: str) -> str:
    return " ".join(text_of(page).split())


def test_every_group_has_its_share_and_what_waits(world: World, head: Visitor) -> None:
    group = world.group(group_id="class3")
    world.join(world.submit(group))
    world.submit(group, father())
    page = head.page(URL)
    assert "1/4" in said(page)
    assert "<title>4 中的 1</title>" in page
    assert "/admin/groups/class3/" in page
    assert "这个群没有群主" in page


def test_a_group_says_when_it_was_last_audited(world: World, head: Visitor) -> None:
    group = world.group()
    assert "还没有核对过" in said(head.page(URL))
    audits.run(world.door, world.operator, group.id, [Listed(1, "李明妈妈")])
    page = said(head.page(URL))
    assert "还没有核对过" not in page
    assert day(world.watch.now, "zh") in page


def test_a_group_says_how_much_its_audits_found_that_is_still_to_be_done(
    world: World, head: Visitor
) -> None:
    group = world.group(group_id="class3")
    audits.run(world.door, world.operator, group.id, [Listed(1, "李明妈妈"), Listed(2, "路人")])
    items = audits.worklist(world.door, world.operator, group.id).open
    assert f"{len(items)} 项待处理" in said(head.page(URL))
    for item in items:
        auditwork.settle(world.door, world.operator, group.id, item.id, "ignored", "认识")
    page = head.page(URL)
    assert "项待处理" not in said(page)
    assert "路人" not in page


def test_a_group_without_a_list_has_no_share(world: World, head: Visitor) -> None:
    world.group(rows=(), group_id="class3")
    page = said(head.page(URL))
    assert "还没有名单" in page
    assert "/0" not in page


def test_a_removal_is_shown_with_article_reason_and_ban(world: World, head: Visitor) -> None:
    group = world.group(group_id="class3")
    request = world.join(world.submit(group))
    removal = Removal(world.fresh(request).version, "G3", "attack", ban=True)
    decisions.remove(world.door, world.operator, group.id, request.id, removal)
    page = head.page(URL)
    assert f"/admin/groups/class3/requests/{request.id}" in page
    for words in ("G3", "不得再进群", "三年二班", "1 人 30 天内被移出"):
        assert words in said(page), words


def test_what_lapsed_undecided_is_shown(world: World, head: Visitor) -> None:
    group = world.group(group_id="class3")
    request = world.submit(group)
    assert f"requests/{request.id}" not in head.page(URL)
    assert request.expires_at is not None
    world.watch.now = request.expires_at
    assert membership.expire(world.door, "hill", request.id)
    head.sign_in("head")
    assert f"requests/{request.id}" in head.page(URL)


def test_the_page_shows_nobodys_personal_details(world: World, head: Visitor) -> None:
    group = world.group(group_id="class3")
    request = world.join(world.submit(group))
    removal = Removal(world.fresh(request).version, "G3", "attack")
    decisions.remove(world.door, world.operator, group.id, request.id, removal)
    page = head.page(URL)
    for detail in ("李明", "王秀英", "13800000002"):
        assert detail not in page


def test_groups_are_found_by_title(world: World, head: Visitor) -> None:
    world.group(group_id="class3")
    assert "/admin/groups/class3/" in head.page(f"{URL}?title=三年")
    assert "/admin/groups/class3/" not in head.page(f"{URL}?title=四年")


def test_a_teacher_has_no_school_page_and_no_way_to_it(world: World, app: Flask) -> None:
    world.group(group_id="class3")
    visitor = somebody(world, app, "chen", class3="owner")
    assert visitor.get(URL).status_code == 403
    assert URL not in visitor.page("/admin/")


def test_the_supervisors_menu_leads_there(head: Visitor) -> None:
    assert f'href="{URL}"' in head.page("/admin/")
