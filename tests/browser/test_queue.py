"""Forty requests on the way home: few taps, each row with its own answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from onboarding.rules.application import Application
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.storage.groups import Group
from tests.browser.conftest import DESKTOP, PICTURES, Site
from tests.browser.site import sign_in
from tests.builders import PASSWORD, SCHOOL, World, guardian

pytestmark = pytest.mark.browser

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
PUPILS = [f"{surname}{given}" for surname, given in zip(SURNAMES, "晨曦雨桐子涵" * 5, strict=True)]
SMALL = {"width": 375, "height": 812}


def phone_of(at: int) -> str:
    return f"138{at:08}"


def roster() -> list[Row]:
    return [
        *(
            Row("students", name, f"20260{at:02}", guardians=(Guardian("", "妈妈", phone_of(at)),))
            for at, name in enumerate(PUPILS)
        ),
        Row("students", "欧阳娜娜", "2026090"),
        Row("students", "阿依古丽·买买提", "2026091"),
    ]


def asked() -> Iterator[tuple[Application, bool]]:
    """Forty applications, and whether the public form would have kept each back."""
    for at in range(24):
        yield guardian(PUPILS[at], phone=phone_of(at)), False
    for relation, phone in (
        ("爸爸", phone_of(24)),
        ("妈妈", phone_of(24)),
        ("奶奶", "13900000009"),
    ):
        yield guardian(PUPILS[24], relation, number="2026024", phone=phone), False
    for at in range(25, 30):
        yield guardian(PUPILS[at], number=f"20260{at:02}", phone="13900000000"), False
    yield guardian("欧阳娜那", phone="13900000001"), False
    yield guardian("阿依古丽买买提", phone="13900000002"), False
    for at in range(6):
        yield (
            guardian(f"诸葛{'甲乙丙丁戊庚'[at]}{'一二三四五六'[at]}", phone=f"1370000000{at}"),
            True,
        )


@pytest.fixture
def group(site: Site) -> Group:
    group = site.world.group(rows=roster(), group_id="class3")
    for application, kept_back in asked():
        site.world.watch.forward(60_000)
        site.world.submit(group, application, shielded=kept_back)
    site.world.admin("chen", **{group.id: "owner"})
    return group


def queue(browser: Browser, site: Site, group: Group, **context: object) -> Page:
    page = browser.new_context(locale="zh-CN", **context).new_page()  # type: ignore[arg-type]
    page.goto(f"{site.url}/admin/")
    page.get_by_label("登录名").fill("chen")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"{site.url}/admin/groups/{group.id}/")
    return page


@dataclass
class Taps:
    """Counts what the teacher does."""

    page: Page
    made: int = 0

    def tap(self, what: Locator) -> None:
        self.made += 1
        what.click()

    def choose(self, select: Locator, label: str) -> None:
        self.made += 1
        select.select_option(label=label)


def states(world: World, group: Group) -> dict[str, int]:
    counts = world.door.requests.counts(SCHOOL, group.id)
    return {state: count for state, count in counts.items() if count}


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def test_forty_requests_are_decided_in_at_most_ten_taps(
    browser: Browser, site: Site, group: Group
) -> None:
    page = queue(browser, site, group, viewport=SMALL, has_touch=True, is_mobile=True)
    assert states(site.world, group) == {"pending": 40}
    picture(page, "console-queue-forty-phone")
    hand = Taps(page)
    hand.tap(page.get_by_role("link", name="选中依据充分的"))
    picture(page, "console-queue-chosen-phone", whole=False)
    hand.tap(page.locator(".dock").get_by_role("button", name="同意"))
    expect(page.locator("#said")).to_contain_text("已同意 24")
    hand.tap(page.get_by_role("button", name="同意，就是欧阳娜娜"))
    hand.tap(page.get_by_role("button", name="同意，就是阿依古丽·买买提"))
    expect(page.locator(".asks > li.done")).to_have_count(26)
    hand.tap(page.get_by_role("link", name="全选"))
    hand.tap(page.locator(".dock").get_by_role("button", name="同意"))
    # Two of three who ask for the last places, and five by their numbers; who isn't on the
    # list takes an exception, and keeps waiting.
    expect(page.locator("#said")).to_contain_text("已同意 7")
    expect(page.locator(".asks > li.left")).to_have_count(7)
    picture(page, "console-queue-answers-phone")
    hand.tap(page.get_by_role("link", name="全选"))
    hand.tap(page.locator("#decline summary"))
    hand.choose(page.get_by_label("原因"), "从所填信息看不出申请人是谁。")
    expect(page.locator("#preview")).to_contain_text("从所填信息看不出申请人是谁。")
    picture(page, "console-queue-decline-phone", whole=False)
    hand.tap(page.get_by_role("button", name="不同意所选的"))
    expect(page.locator("#said")).to_contain_text("未同意 7")
    assert states(site.world, group) == {"approved": 33, "declined": 7}
    assert hand.made <= 10


def test_another_admins_decision_is_shown_in_its_row_and_stays(
    browser: Browser, site: Site, group: Group
) -> None:
    page = queue(browser, site, group, viewport=DESKTOP)
    first = page.locator(".asks > li").first
    name = first.locator(".name").inner_text()
    [made] = site.world.door.requests.page(SCHOOL, group.id, "pending", limit=1)[0]
    site.world.approve(made)
    first.get_by_role("checkbox").check()
    page.locator("#decline summary").click()
    page.get_by_label("原因").select_option(label="其他原因。")
    page.get_by_role("button", name="不同意所选的").click()
    row = page.locator(f"#r-{made.id}")
    expect(row).to_contain_text("系统维护人员已同意")
    expect(row).to_contain_text(name)
    assert site.world.fresh(made).state == "approved"


def test_the_queue_is_worked_by_keys_alone(browser: Browser, site: Site, group: Group) -> None:
    page = queue(browser, site, group, viewport=DESKTOP)
    picture(page, "console-queue-forty-desk", whole=False)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".asks > li.done")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-picked]")).to_have_text("2")
    page.keyboard.press("d")
    expect(page.get_by_label("原因")).to_be_focused()
    page.keyboard.press("x")  # in a field it is a letter
    expect(page.locator("[data-picked]")).to_have_text("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # no reason is chosen yet
    expect(page.get_by_label("原因")).to_be_focused()
    expect(page.locator("#decline .wrong")).to_have_text("请先选择原因。")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#preview blockquote")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("未同意 2")
    page.get_by_role("button", name="全部撤销").click()
    expect(page.locator("#said")).to_contain_text("已重新打开 2")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("欧阳")
    expect(page.locator(".asks > li")).to_have_count(1)
    assert "欧阳" not in page.url
    assert states(site.world, group) == {"pending": 39, "approved": 1}


def test_the_sheet_of_a_decline_names_whom_it_is_about_and_offers_nothing_else(
    browser: Browser, site: Site, group: Group
) -> None:
    page = queue(browser, site, group, viewport=SMALL)
    for at in (0, 2):
        page.get_by_role("checkbox").nth(at).check()
    page.locator("#decline > summary").click()
    named = page.locator("#decline [data-whom] li")
    expect(named).to_have_text([f"{PUPILS[0]} · 妈妈", f"{PUPILS[2]} · 妈妈"])
    expect(page.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    expect(page.locator(".asks > li").first).to_be_in_viewport()
    page.locator("#decline > summary").click()
    expect(page.locator(".dock").get_by_role("button", name="同意", exact=True)).to_be_visible()


def test_what_happens_elsewhere_is_heard_and_moves_no_row(
    browser: Browser, site: Site, group: Group
) -> None:
    page = browser.new_context(locale="zh-CN", viewport=SMALL).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.clock.install()
    sign_in(page, site)
    page.goto(f"{site.url}/admin/groups/{group.id}/")
    site.world.watch.forward(60_000)
    site.world.submit(group, guardian(PUPILS[29], phone=phone_of(29)))
    rivals = page.locator(".together > .asks > li")
    [made] = [
        each
        for each in site.world.door.requests.page(SCHOOL, group.id, "pending", limit=50)[0]
        if each.application.phone == phone_of(24) and "爸爸" in each.nickname
    ]
    places = "e => [...e.querySelectorAll('.asks > li')].map(row => row.offsetTop)"
    before = page.locator("#asks").evaluate(places)
    site.world.approve(made)
    page.clock.fast_forward(20_000)
    expect(page.locator("#news")).to_contain_text("有 1 份新申请")
    expect(rivals.first).to_contain_text("系统维护人员已同意")
    expect(rivals.first.locator("button, input")).to_have_count(0)
    expect(page.locator(".together > p")).to_contain_text("有 2 人申请，只剩 1 个席位")
    assert page.locator("#asks").evaluate(places) == before
    rivals.nth(1).get_by_role("button", name="同意").click()
    expect(page.locator(".together > p")).to_contain_text("还有 1 人申请，席位已满")
    page.locator("#news a").click()
    expect(page.locator("#news a")).to_have_count(0)
    expect(page.locator(".asks > li")).to_have_count(39)
    assert [each for each in said if "Content Security Policy" in each] == []


def test_without_scripts_many_are_decided_all_the_same(
    browser: Browser, site: Site, group: Group
) -> None:
    page = queue(browser, site, group, viewport=SMALL, java_script_enabled=False)
    page.get_by_role("link", name="选中依据充分的").click()
    page.locator(".dock").get_by_role("button", name="同意").click()
    expect(page.locator("#said")).to_contain_text("已同意 24")
    expect(page.locator(".asks > li.done")).to_have_count(24)
    page.get_by_role("searchbox").fill("欧阳")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator(".asks > li")).to_have_count(1)
    page.get_by_role("button", name="同意，就是欧阳娜娜").click()
    assert states(site.world, group) == {"pending": 15, "approved": 25}
