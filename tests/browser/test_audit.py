"""A group that was there before the service: from its list to a clean work list in few taps."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from onboarding.clock import DAY
from onboarding.rules.auditing import Listed
from onboarding.services import audits
from onboarding.storage.groups import Group
from tests.browser.conftest import PICTURES
from tests.browser.keyboard import Keyboard, at
from tests.browser.site import Site, sign_in
from tests.builders import SCHOOL, World

pytestmark = pytest.mark.browser

SMALL: ViewportSize = {"width": 375, "height": 812}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
PUPILS = [f"{surname}{given}" for surname, given in zip(SURNAMES, "晨曦雨桐子涵" * 5, strict=True)]
RIGHT = [f"{name}{relation}" for name in PUPILS for relation in ("妈妈", "爸爸")][:-1]
SHOWN = {f"{PUPILS[0]}妈妈": f"{PUPILS[0]}妈", f"{PUPILS[1]}爸爸": "钱希爸爸"}
"""One who left the end off, and one whose pupil's name has a typo."""
BOT = "作业小助手"


def chain(nicknames: list[str]) -> str:
    """The last message of a sign-up chain, as it is copied out of the chat."""
    lines = (f"{number}. {each}" for number, each in enumerate(nicknames, 1))
    return "\n".join(("#接龙", "请大家用群昵称接龙", "", *lines))


def seen(page: Page, name: str) -> None:
    """A picture; nothing is amiss for those who listen, and nothing wider than the phone."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"audit-{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    found = Axe().run(page).response["violations"]
    assert [each for each in found if each["impact"] in ("serious", "critical")] == []


def open_items(world: World) -> list[str]:
    return [w.item.what for w in audits.worklist(world.door, world.operator, "class3").open]


@pytest.fixture
def group(site: Site) -> Group:
    """A group without a list, whose sixty people are in the chat."""
    group = site.world.group(rows=(), group_id="class3")
    site.world.admin("chen", class3="owner")
    return group


def test_sixty_people_are_inside_and_the_work_list_is_clean(
    browser: Browser, site: Site, group: Group
) -> None:
    inside = [SHOWN.get(each, each) for each in RIGHT] + [BOT]
    assert len(inside) == 60
    page = browser.new_context(viewport=SMALL, locale="zh-CN", has_touch=True).new_page()
    sign_in(page, site)
    page.goto(f"{site.url}/admin/groups/{group.id}/roster")
    page.locator("[name=names]").fill("\n".join(PUPILS))
    page.get_by_role("button", name="预览变化").click()
    page.get_by_role("button", name="采用这份名单").click()
    page.get_by_role("link", name="核对", exact=True).click()
    seen(page, "begin")
    audit(page, inside)
    expect(page.locator("#adopt")).to_contain_text("58")
    seen(page, "found")
    page.get_by_role("button", name="登记所有勾选的人").click()
    expect(page.locator("#taken")).to_contain_text("已登记 58 人")
    expect(page.locator(".copy").first).to_contain_text("赵晨妈 → 赵晨妈妈")
    seen(page, "taken")
    page.get_by_role("button", name="就是这位：钱曦爸爸").click()
    expect(page.locator("#taken")).to_contain_text("已登记 1 人")
    know(page)
    link = site.world.door.link_url(site.world.link)
    page.get_by_text("把进群链接放进文字").click()
    page.locator("#reminders [name=link]").fill(link)
    page.locator("#reminders form button").click()
    expect(page.locator("#reminders")).to_contain_text(link)
    assert open_items(site.world) == []
    assert site.world.door.requests.counts(SCHOOL, "class3")["joined"] == 59
    site.world.watch.forward(DAY // 4)
    page.goto(f"{site.url}/admin/groups/{group.id}/audit")
    page.get_by_text("再核对一次").click()
    audit(page, [*RIGHT, BOT])
    expect(page.get_by_text("没有要处理的")).to_be_visible()
    seen(page, "clean")


def audit(page: Page, inside: list[str]) -> None:
    page.get_by_label("群里有哪些人").fill(chain(inside))
    page.get_by_label("微信显示群里有多少人？").fill(str(len(inside)))
    page.get_by_role("button", name="开始核对").click()
    page.wait_for_url("**/audit#last")


def know(page: Page) -> None:
    """Keep the bot as somebody known; the page stays where it is."""
    item = page.locator(".item", has_text=BOT)
    item.get_by_text("登记为已知的其他人…").click()
    item.get_by_label("是谁、为什么在群里").fill("每天发作业的机器人")
    item.get_by_label("谁同意的").fill("郑校长")
    item.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".item", has_text=BOT).first).to_contain_text("已完成")


def test_it_is_done_by_keyboard_alone(site: Site, teachers_desk: BrowserContext) -> None:
    site.world.group(group_id="class5", title="三年五班")
    site.world.admin("zhou", class5="owner")
    page = teachers_desk.new_page()
    sign_in(page, site, "zhou")
    page.goto(f"{site.url}/admin/groups/class5/audit")
    keys = Keyboard(page)
    keys.fill("list", "李明妈妈\n王芳爸爸\n路人")
    keys.press("开始核对")
    at(page, "可以登记")
    keys.press("登记所有勾选的人")
    at(page, "已登记 2 人")
    page.goto(f"{site.url}/admin/groups/class5/audit")
    keys.press("我已发出")
    expect(page.locator(".item", has_text="路人").first).to_contain_text("已提醒 1/")
    expect(page.locator(":focus")).to_have_class("item")
    page.goto(f"{site.url}/admin/groups/class5/audit")
    assert Keyboard(page).walk() > 10


def test_the_report_on_paper_is_the_report_alone(site: Site, teachers_desk: BrowserContext) -> None:
    world = site.world
    world.group(group_id="class5", title="三年五班")
    world.admin("zhou", class5="owner")
    for nicknames in (["李明妈妈", "王芳爸爸"], ["李明妈妈", "王芳爸爸", "路人"]):
        listed = [Listed(number, each) for number, each in enumerate(nicknames, 1)]
        audits.run(world.door, world.operator, "class5", listed)
        world.watch.forward(60_000)
    page = teachers_desk.new_page()
    sign_in(page, site, "zhou")
    page.goto(f"{site.url}/admin/groups/class5/audit/report")
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    page.emulate_media(media="print")
    page.screenshot(path=PICTURES / "audit-report-paper.png", full_page=True)
    for hidden in ("button", ".top", ".parts", ".numbers"):
        assert not any(each.is_visible() for each in page.locator(hidden).all()), hidden
    expect(page.locator(".drawing svg").first).to_be_visible()
    expect(page.locator("table").last).to_be_visible()
