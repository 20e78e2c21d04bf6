"""The console by keyboard alone: the focus is marked and in sight at each stop, and gets along.

The parents' way is gone in test_parents, the queue's own keys are pressed in test_queue."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.keyboard import Keyboard, at
from tests.browser.site import Site
from tests.builders import PASSWORD, SCHOOL, World, guardian

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(site: Site, teachers_desk: BrowserContext) -> Page:
    """The console of 陈老师, who owns a group with three requests; signed in by keyboard."""
    world = site.world
    group = world.group(group_id="class2")
    world.submit(group)
    world.submit(group, guardian("王芳", "爸爸", phone="13800000003", name="王强"))
    world.submit(group, guardian("欧阳娜那", phone="13800000099"))
    world.admin("chen", class2="owner")
    page = teachers_desk.new_page()
    page.goto(f"{site.url}/admin/")
    keys = Keyboard(page)
    expect(page.locator(":focus")).to_have_attribute("name", "login")
    page.keyboard.insert_text("chen")
    keys.fill("password", PASSWORD)
    keys.press("登录")
    at(page, "待办")
    return page


def state_of(world: World, student: str) -> str:
    """How the one request for that student stands."""
    found = [
        each
        for state in ("pending", "approved", "declined", "joined")
        for each in world.door.requests.page(SCHOOL, "class2", state, "", 10)[0]
        if each.application.students[0].name == student
    ]
    assert len(found) == 1
    return found[0].state


def test_the_content_is_one_key_away(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/groups/class2/")
    keys = Keyboard(desk)
    keys.press("跳到正文")
    here = keys.step()
    assert here
    assert here["inside"]


def test_the_focus_goes_through_a_page_in_order_and_out_of_it(desk: Page, site: Site) -> None:
    group = "groups/class2"
    for path in ("", f"{group}/", f"{group}/roster", f"{group}/settings", "account"):
        desk.goto(f"{site.url}/admin/{path}")
        assert Keyboard(desk).walk() > 5, path


def test_a_request_is_approved_and_another_declined(desk: Page, site: Site) -> None:
    keys = Keyboard(desk)
    keys.press("三年二班")
    at(desk, "三年二班")
    keys.press("选中 王芳", "Space")
    keys.press("move")
    expect(desk.locator("li.done")).to_have_count(1)
    assert state_of(site.world, "王芳") == "approved"
    desk.reload()
    keys.press("选中 欧阳娜那", "Space")
    keys.press("不同意")
    keys.press("reason", "ArrowDown")
    keys.press("不同意所选的")
    expect(desk.locator("li.done")).to_have_count(1)
    assert state_of(site.world, "欧阳娜那") == "declined"


def test_a_group_is_made_with_the_names_of_its_people(desk: Page, site: Site) -> None:
    keys = Keyboard(desk)
    keys.press("新建群")
    at(desk, "新建群")
    keys.fill("title", "四年一班家长群")
    keys.choose("kind", "小学班级群")
    keys.fill("names", "王小明 2026101 13800000011\n李小红")
    keys.press("建立")
    at(desk, "四年一班家长群")
    expect(desk.locator(".copy").first).to_contain_text("/j/")


def test_a_list_is_pasted_looked_at_and_taken(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/groups/class2/roster")
    keys = Keyboard(desk)
    keys.press("导入名单")
    keys.fill("names", "李明 2026001\n王芳 2026002\n欧阳娜娜 2026003\n高远 2026009")
    keys.press("预览变化")
    expect(desk.locator(".added")).to_have_text("高远")
    keys.press("采用这份名单")
    at(desk, "名单已启用")
    assert site.world.person(site.world.door.groups.get(SCHOOL, "class2"), "高远")


def test_new_rules_are_written_and_published(desk: Page, site: Site) -> None:
    before = site.world.door.groups.get(SCHOOL, "class2").covenant
    desk.goto(f"{site.url}/admin/groups/class2/covenant/edit")
    keys = Keyboard(desk)
    keys.fill("zh", "遵守国家法律和学校规定。")
    keys.press("查看改了什么")
    expect(desk.get_by_role("button", name="按新规则发布")).to_be_visible()
    keys.press("按新规则发布")
    desk.wait_for_url("**/covenant/confirmed")
    assert site.world.door.groups.get(SCHOOL, "class2").covenant != before


def test_a_setting_is_changed(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/groups/class2/settings")
    keys = Keyboard(desk)
    keys.to("entry_mode")
    desk.keyboard.press("ArrowDown")
    keys.press("保存")
    at(desk, "群二维码")
    assert site.world.door.groups.get(SCHOOL, "class2").entry_mode == "qr"


def test_a_colleague_is_invited_and_sets_a_password(
    desk: Page, site: Site, browser: Browser
) -> None:
    desk.goto(f"{site.url}/admin/groups/class2/admins")
    keys = Keyboard(desk)
    keys.fill("name", "周伟")
    keys.press("生成链接")
    told = desk.locator(".copy").first.inner_text()
    other = browser.new_page(locale="zh-CN")
    other.goto(told[told.index("http") :])
    keys = Keyboard(other)
    keys.fill("login", "zhouwei")
    keys.fill("password", PASSWORD)
    keys.fill("again", PASSWORD)
    other.keyboard.press("Enter")
    at(other, "待办")
    other.close()
