"""The inbox: what there is to do over all groups of an admin."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.clock import DAY, HOUR
from onboarding.services import groups
from onboarding.web.console import inbox
from tests.builders import World, father
from tests.web.visitor import Visitor, text_of


def somebody(world: World, app: Flask, login: str = "chen", **roles: str) -> Visitor:
    supervisor = roles.pop("supervisor", "")
    world.admin(login, supervisor=bool(supervisor), **roles)
    visitor = Visitor.of(app)
    assert visitor.sign_in(login).status_code == 303
    return visitor


def said(page: str) -> str:
    return " ".join(text_of(page).split())


def test_the_inbox_counts_what_waits_and_says_how_long(world: World, app: Flask) -> None:
    group = world.group(group_id="class3")
    world.submit(group)
    world.watch.forward(3 * DAY)
    world.submit(group, father())
    page = somebody(world, app, class3="owner").page("/admin/")
    assert "2 份等待处理" in said(page)
    assert "3天 等得最久的" in said(page)
    assert "最久的等了3天" in said(page)
    assert "/admin/groups/class3/" in page


def test_what_lapses_soon_is_told(world: World, app: Flask) -> None:
    group = world.group(group_id="class3")
    request, approved = world.submit(group), world.approve(world.submit(group, father()))
    world.admin("chen", class3="owner")
    undecided, unused = "1 份 48 小时内到期", "座位 48 小时内到期"
    shown = []
    for each in (request, approved):
        assert each.expires_at is not None
        world.watch.now = each.expires_at - HOUR
        visitor = Visitor.of(app)
        visitor.sign_in()
        page = said(visitor.page("/admin/"))
        shown.append((undecided in page, unused in page))
    same = request.expires_at == approved.expires_at
    assert shown == ([(True, True)] * 2 if same else [(True, False), (False, True)])


def test_a_quiet_school_is_told_that_there_is_nothing_to_do(world: World, app: Flask) -> None:
    group = world.group(group_id="class3", entry_mode="bot")
    visitor = somebody(world, app, class3="owner")
    world.join(world.submit(group))
    page = said(visitor.page("/admin/"))
    assert "没有要处理的事" in page
    assert "三年二班" in page
    world.submit(group, father())
    assert "没有要处理的事" not in said(visitor.page("/admin/"))


def test_what_is_amiss_leads_to_where_it_is_put_right(world: World, app: Flask) -> None:
    world.group(rows=(), group_id="class3")
    page = somebody(world, app, class3="owner").page("/admin/")
    assert "还没有名单" in page
    assert 'href="/admin/groups/class3/roster"' in page
    assert 'href="/admin/groups/class3/settings"' in page


def test_who_may_not_put_it_right_is_told_alone(world: World, app: Flask) -> None:
    world.group(rows=(), group_id="class3")
    page = somebody(world, app, "sun", class3="committee").page("/admin/")
    assert "还没有名单" in page
    assert "去处理" not in page


def test_a_supervisor_is_led_to_where_an_owner_is_named(world: World, app: Flask) -> None:
    world.group(group_id="class3", entry_mode="bot")
    page = somebody(world, app, "head", supervisor="yes").page("/admin/")
    assert "这个群没有群主" in page
    assert 'href="/admin/groups/class3/admins"' in page


def test_a_supervisor_sees_the_school_and_a_teacher_the_own_groups(
    world: World, app: Flask
) -> None:
    world.group(group_id="class3")
    world.group(group_id="class4")
    assert "class4" in somebody(world, app, "head", supervisor="yes").page("/admin/")
    assert "class4" not in somebody(world, app, class3="owner").page("/admin/")


def test_many_groups_come_in_pages_and_are_found_by_title(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 10)
    for at in range(inbox.SEARCHED_FROM + 1):
        group = world.group(group_id=f"class{at}", rows=())
        groups.change(world.door, world.operator, group.id, title=f"{at + 1}班")
    visitor = somebody(world, app, "head", supervisor="yes")
    first, second, senseless = (
        set(re.findall(r"/admin/groups/(class\d+)/", visitor.page(url)))
        for url in ("/admin/", "/admin/?after=10", "/admin/?after=-5")
    )
    assert (len(first), len(second), first & second) == (10, 3, set())
    assert senseless == first
    assert "/admin/?after=10" in visitor.page("/admin/")
    only = visitor.page("/admin/?title=13")
    assert set(re.findall(r"/admin/groups/(class\d+)/", only)) == {"class12"}


def test_few_groups_need_no_searching(world: World, app: Flask) -> None:
    world.group(group_id="class3")
    assert 'role="search"' not in somebody(world, app, class3="owner").page("/admin/")


def test_a_search_without_a_hit_says_so(world: World, app: Flask) -> None:
    world.group(group_id="class3")
    page = somebody(world, app, class3="owner").page("/admin/?title=nowhere")
    assert "没有哪个群的名称里有这些字" in page


def test_an_address_that_makes_no_sense_shows_the_first_page(world: World, app: Flask) -> None:
    world.group(group_id="class3")
    assert "三年二班" in somebody(world, app, class3="owner").page("/admin/?after=x")


def test_the_numbers_lead_to_the_groups_that_they_count(world: World, app: Flask) -> None:
    groups_of_two = [world.group(group_id=name, entry_mode="bot") for name in ("class3", "class4")]
    world.submit(groups_of_two[0])
    visitor = somebody(world, app, class3="owner", class4="owner")
    first = visitor.page("/admin/")
    stats = first[first.index('class="stats"') : first.index("</ul>")]
    assert 'href="/admin/groups/class3/"' in stats
    assert 'href="/admin/?only=amiss#groups"' in stats
    assert "only=lapsing" not in stats
    world.submit(groups_of_two[1])
    assert 'href="/admin/?only=waiting#groups"' in visitor.page("/admin/")


def test_the_groups_of_one_number_are_looked_at_alone(world: World, app: Flask) -> None:
    for name in ("class3", "class4"):
        world.submit(world.group(group_id=name, entry_mode="bot"))
    world.admin("li", class3="owner")
    visitor = somebody(world, app, "head", supervisor="yes")
    for url in ("/admin/", "/admin/school"):
        amiss = visitor.page(f"{url}?only=amiss")
        shown = amiss[amiss.index('id="groups"') :]
        assert "/admin/groups/class4/" in shown
        assert "/admin/groups/class3/" not in shown
        assert "只看需要留意的群" in amiss
        assert "/admin/groups/class3/" in visitor.page(f"{url}?only=nonsense")
    assert "这样的已经没有了" in visitor.page("/admin/?only=lapsing")


def test_a_closed_group_is_quiet(world: World, app: Flask) -> None:
    group = world.group(group_id="class3")
    world.submit(group)
    visitor = somebody(world, app, class3="owner")
    groups.change(world.door, world.operator, group.id, closed=True)
    page = visitor.page("/admin/")
    assert "没有要处理的事" in said(page)
    assert "还有 1 份没有处理" in said(page)
