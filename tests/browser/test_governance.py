"""Rules, settings and trail in a browser: what is swapped in place, and what a form answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import Site, sign_in
from tests.builders import World, father, mother

pytestmark = pytest.mark.browser

GROUP = "/admin/groups/class2"


@pytest.fixture
def desk(site: Site, teachers_desk: BrowserContext) -> Page:
    """The console of 陈老师, who owns a group with two members."""
    world: World = site.world
    group = world.group(group_id="class2")
    for made in (mother(), father()):
        world.join(world.submit(group, made))
    world.admin("chen", class2="owner")
    page = teachers_desk.new_page()
    sign_in(page, site)
    return page


def grave(page: Page) -> list[Any]:
    """What axe finds serious or critical."""
    found = Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    return [(each["id"], each["nodes"][0]["html"]) for each in grave]


def paper(page: Page) -> int:
    """How many sheets of A4 the page is."""
    printed = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


def test_an_article_is_moved_in_place_and_the_focus_goes_along(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}{GROUP}/covenant/edit")
    ids = desk.locator("input[name=id]")
    assert [ids.nth(at).input_value() for at in (0, 1)] == ["G1", "G2"]
    desk.locator("#down-G1").press("Enter")
    expect(ids.first).to_have_value("G2")
    expect(desk.locator("#down-G1")).to_be_focused()
    assert desk.url.endswith("/covenant/edit")


def test_new_rules_are_written_seen_and_published(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}{GROUP}/covenant/edit")
    desk.locator("#line-G2 > summary").click()
    expect(desk.locator("#zh-G1")).to_be_hidden()
    desk.locator("#zh-G2").fill("本群只用于学校发布通知。")
    desk.locator("#add").click()
    desk.locator("#zh-X1").fill("晚上九点以后不发消息。")
    desk.get_by_role("button", name="查看改了什么").click()
    expect(desk.locator("main")).to_contain_text("将请 2 位成员重新阅读并确认")
    assert desk.locator("ins").last.inner_text() == "晚上九点以后不发消息。"
    assert grave(desk) == []
    desk.get_by_role("button", name="按新规则发布").click()
    expect(desk.locator("main")).to_contain_text("还没有确认的（2 人）")
    desk.get_by_role("button", name="我已发出").click()
    expect(desk.locator("main")).to_contain_text("提醒过 2 人")


def test_whom_a_lower_limit_affects_is_told_while_it_is_typed(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}{GROUP}/settings/rules")
    desk.locator("#guardians_maximum").fill("1")
    desk.locator("#title").focus()
    expect(desk.locator("#effects")).to_contain_text("有 1 个席位超出这个上限")
    assert grave(desk) == []
    desk.get_by_role("button", name="仍然保存").click()
    expect(desk.get_by_role("status")).to_have_text("已保存。")


def test_a_new_group_counts_its_names_and_ends_in_a_poster_of_one_page(
    desk: Page, site: Site
) -> None:
    desk.goto(f"{site.url}/admin/groups/new")
    desk.locator("#title").fill("四年一班家长群")
    desk.locator("[name=kind]").first.check()
    desk.locator("#names").fill("张伟\n刘洋\n王五 赵六")
    expect(desk.locator("#names-read")).to_contain_text("已读出 2 个姓名")
    desk.locator("#names").fill("张伟\n刘洋")
    desk.get_by_role("button", name="建立").click()
    assert grave(desk) == []
    desk.get_by_role("button", name="制作海报").click()
    assert grave(desk) == []
    assert paper(desk) == 1
    desk.get_by_role("button", name="中英文都要").click()
    expect(desk.locator(".poster")).to_contain_text("Scan the code")
    assert paper(desk) == 1


def test_the_trail_is_looked_through_in_place(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}{GROUP}/activity")
    whole = desk.locator(".trail > li").count()
    desk.locator("#what").select_option("roster")
    expect(desk.locator(".trail > li")).to_have_count(1)
    assert "what=roster" in desk.url
    assert whole > 1
