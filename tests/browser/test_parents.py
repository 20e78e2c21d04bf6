"""The parents' side on a phone: few taps, with and without scripts, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from onboarding.clock import MINUTE
from onboarding.services import inviting
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.browser.conftest import PHONE
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.builders import SCHOOL, mother

pytestmark = pytest.mark.browser

MOST_TAPS = 8
STATUS = f"/r/{SCHOOL}.{'x' * 22}"
PAINTED = """() => new Promise(painted => new PerformanceObserver(list => {
  if (list.getEntriesByName("first-contentful-paint").length) painted();
}).observe({type: "paint", buffered: true}))"""


@pytest.fixture
def modern_phone(browser: Browser) -> Iterator[BrowserContext]:
    """A parent's phone in Chinese, on which scripts run."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="zh-CN")
    yield context
    context.close()


@dataclass
class Thumb:
    """Somebody who taps and types; a tap into a field that is typed into is part of typing."""

    page: Page
    taps: int = 0

    def tap(self, what: Locator) -> None:
        what.tap()
        self.taps += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def walk_in(self, site: Site, group: Group) -> None:
        """From the join link, which is open, to the way in; the teacher approves meanwhile."""
        page = self.page
        self.type("学生姓名", "李明")
        self.tap(page.get_by_role("group", name="您是孩子的").get_by_text("妈妈"))
        self.type("您的姓名", "王秀英")
        self.type("在学校登记的电话", "13800000002")
        self.tap(page.get_by_text("进群后，我会把群昵称改成"))
        self.tap(page.get_by_text("我同意这样使用"))
        self.tap(page.get_by_role("button", name="提交"))
        expect(page.get_by_role("status")).to_contain_text("正在核对")
        site.world.approve(waiting(site, group))
        page.reload()
        self.tap(page.get_by_text("我已读完这些群规"))
        self.tap(page.get_by_role("button", name="确认"))
        expect(page.get_by_role("heading", name="等待邀请")).to_be_visible()


def waiting(site: Site, group: Group) -> Request:
    [request] = site.world.door.requests.page(SCHOOL, group.id, "pending")[0]
    return request


def asked(site: Site, group: Group) -> Request:
    return site.world.submit(group, mother(), reference=STATUS.removeprefix("/r/"))


def opened(site: Site, context: BrowserContext, path: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{site.url}{path or f'/j/{site.world.link}'}")
    return page


def test_from_the_link_to_the_way_in_it_takes_eight_taps_at_most(
    site: Site, modern_phone: BrowserContext
) -> None:
    group = site.world.group()
    thumb = Thumb(opened(site, modern_phone))
    thumb.walk_in(site, group)
    assert thumb.taps <= MOST_TAPS


def test_the_whole_way_is_gone_without_a_script(site: Site, parents_phone: BrowserContext) -> None:
    group = site.world.group()
    page = opened(site, parents_phone)
    thumb = Thumb(page)
    thumb.walk_in(site, group)
    assert thumb.taps <= MOST_TAPS
    expect(page.locator(".entry .copy")).to_contain_text("李明妈妈 ")
    expect(page.get_by_role("button", name="复制")).to_have_count(0)  # it would do nothing


def test_the_whole_way_is_gone_by_keyboard_alone(site: Site, teachers_desk: BrowserContext) -> None:
    group = site.world.group()
    page = opened(site, teachers_desk)
    keys = Keyboard(page)
    keys.press("教师")
    expect(page.get_by_label("您的姓名")).to_be_visible()
    keys.press("家长")
    expect(page.get_by_label("学生姓名")).to_be_visible()
    keys.fill("pupil0", "李明")
    keys.choose("relation", "妈妈")
    keys.fill("name", "王秀英")
    keys.press("不确定是哪个电话")
    keys.fill("number0", "2026001")
    keys.press("nickname", "Space")
    keys.press("consent", "Space")
    keys.press("提交")
    expect(page.get_by_role("status")).to_contain_text("正在核对")
    site.world.approve(waiting(site, group))
    page.reload()
    keys.press("read", "Space")
    keys.press("确认")
    expect(page.get_by_role("heading", name="等待邀请")).to_be_visible()
    keys.press("我不想进群了")
    keys.press("撤回申请")
    expect(page.get_by_role("status")).to_contain_text("您已撤回")


def test_the_nickname_is_shown_while_one_types(site: Site, modern_phone: BrowserContext) -> None:
    site.world.group()
    page = opened(site, modern_phone)
    shown = page.locator("output")
    expect(shown).to_be_hidden()
    relation = page.get_by_role("group", name="您是孩子的")
    page.get_by_label("学生姓名").fill("李明")
    relation.get_by_text("妈妈").tap()
    expect(shown).to_have_text("李明妈妈")
    relation.get_by_text("爸爸").tap()
    expect(shown).to_have_text("李明爸爸")
    page.get_by_text("还有孩子在这个班").tap()
    page.get_by_label("第 2 个孩子的姓名").fill("王芳")
    expect(shown).to_have_text("李明王芳爸爸")
    page.get_by_label("您是这个孩子的").first.select_option("监护人")
    expect(shown).to_have_text("李明王芳监护人")
    page.get_by_label("学生姓名").fill("")
    expect(shown).to_be_hidden()


def test_only_what_the_nickname_is_made_of_is_sent_while_one_types(
    site: Site, modern_phone: BrowserContext
) -> None:
    site.world.group()
    page = opened(site, modern_phone)
    page.get_by_label("在学校登记的电话").fill("13800000002")
    page.get_by_label("您的姓名").fill("王秀英")
    with page.expect_request("**/nickname") as sent:
        page.get_by_label("学生姓名").fill("李明")
    assert "13800000002" not in (sent.value.post_data or "")
    assert "%E7%8E%8B" not in (sent.value.post_data or "")  # 王
    assert "?" not in sent.value.url


def test_next_on_the_keyboard_goes_to_the_next_field(
    site: Site, modern_phone: BrowserContext
) -> None:
    site.world.group()
    page = opened(site, modern_phone)
    page.get_by_label("您的姓名").fill("王秀英")
    page.keyboard.press("Enter")
    expect(page.get_by_label("在学校登记的电话")).to_be_focused()


def test_the_button_rests_after_a_tap(site: Site, modern_phone: BrowserContext) -> None:
    site.world.group()
    page = opened(site, modern_phone)
    page.route("**/j/*", lambda route: route.fulfill(status=204))  # no answer comes
    button = page.get_by_role("button", name="提交")
    button.tap()
    expect(button).to_be_disabled()


def test_a_tap_on_copy_puts_the_nickname_on_the_clipboard(
    site: Site, modern_phone: BrowserContext
) -> None:
    asked(site, site.world.group())
    modern_phone.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(site, modern_phone, STATUS)
    page.get_by_role("button", name="复制").tap()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "李明妈妈"


def patient(site: Site, context: BrowserContext) -> Page:
    """A status page whose clock we turn."""
    page = context.new_page()
    page.clock.install()
    page.goto(site.url + STATUS)
    return page


def looks_of(page: Page) -> list[str]:
    """The addresses of status pages that a page asks for from now on."""
    looks: list[str] = []
    page.on("request", lambda each: looks.append(each.url) if "/r/" in each.url else None)
    return looks


def test_an_open_page_updates_by_itself(site: Site, modern_phone: BrowserContext) -> None:
    group = site.world.group()
    request = asked(site, group)
    page = patient(site, modern_phone)
    expect(page.get_by_role("status")).to_contain_text("正在核对")
    site.world.approve(request)
    page.clock.run_for(MINUTE)
    expect(page.get_by_role("heading", name="请先阅读群规")).to_be_visible()
    expect(page.get_by_role("button", name="复制")).to_be_visible()
    site.world.confirm(request)
    page.clock.run_for(MINUTE)
    expect(page.get_by_role("heading", name="等待邀请")).to_be_visible()
    inviting.mark_invited(site.world.door, site.world.operator, group, [request.id], invited=True)
    page.clock.run_for(MINUTE)
    expect(page.get_by_role("heading", name="接受邀请")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("班主任已经邀请您进群")


def test_an_open_page_stays_as_it_is_under_the_hands_of_whoever_uses_it(
    site: Site, modern_phone: BrowserContext
) -> None:
    group = site.world.group()
    request = site.world.approve(asked(site, group))
    page = patient(site, modern_phone)
    page.get_by_text("我已读完这些群规").tap()
    asked_again = looks_of(page)
    site.world.confirm(request)
    page.clock.run_for(5 * MINUTE)
    assert asked_again == []
    expect(page.get_by_label("我已读完这些群规")).to_be_checked()


def test_an_open_page_asks_less_and_less_often(site: Site, modern_phone: BrowserContext) -> None:
    asked(site, site.world.group())
    page = patient(site, modern_phone)
    looks = looks_of(page)
    for _ in range(60):
        page.clock.run_for(10_000)
        page.wait_for_load_state("networkidle")
    assert set(looks) == {f"{site.url}{STATUS}/state"}
    # In ten minutes after 10, 15, 22 … s and then once a minute; a slow answer makes it fewer.
    assert 3 <= len(looks) <= 15


def test_the_first_page_is_painted_before_its_script_has_come(
    site: Site, modern_phone: BrowserContext
) -> None:
    site.world.group()
    page = modern_phone.new_page()
    held: list[Route] = []
    page.route("**/parents.js", lambda route: held.append(route))
    page.goto(f"{site.url}/j/{site.world.link}", wait_until="commit")
    page.evaluate(PAINTED)
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_load_state("load")
    waited = page.evaluate(
        """performance.getEntriesByType("resource")
          .filter(each => each.renderBlockingStatus === "blocking")
          .map(each => each.name.split("/").pop())"""
    )
    assert waited == ["parents.css"]
