"""A school's list comes in: read, put right, looked at, and taken, whatever moves meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from onboarding.rules.rosterrows import Row
from onboarding.services import rosters
from onboarding.storage.groups import Group
from tests.browser.conftest import PICTURES
from tests.browser.site import Site, sign_in
from tests.builders import SCHOOL, World, guardian

pytestmark = pytest.mark.browser

SMALL: ViewportSize = {"width": 375, "height": 812}
LIST = """青山小学三年二班花名册,,,,
姓名,学号,家里人,紧急拨打,身份证号
李明,2026001,王秀英,13800000002,110101201601011234
马䶮,2026009,马立,13800000007,110101201601011235
"""
REASON = "两个班合并"


@pytest.fixture
def group(site: Site) -> Group:
    group = site.world.group(group_id="class3")
    site.world.join(site.world.submit(group, guardian("王芳", "爸爸", phone="13800000003")))
    site.world.submit(group, guardian("马䶮", "爸爸", number="2026009", phone="13800000007"))
    site.world.admin("chen", **{group.id: "owner"})
    return group


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "名单.csv"
    path.write_bytes(LIST.encode("gb18030"))
    return path


def at_the_list(browser: Browser, site: Site, group: Group, *, scripts: bool = True) -> Page:
    """A phone, with the page of the list open."""
    context = browser.new_context(
        viewport=SMALL, locale="zh-CN", has_touch=True, java_script_enabled=scripts
    )
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"{site.url}/admin/groups/{group.id}/roster")
    return page


def hand_in(page: Page, file: Path) -> None:
    page.get_by_text("导入名单").click()
    page.get_by_label("或选择文件").set_input_files(file)
    page.get_by_role("button", name="预览变化").click()


def on_the_list(world: World) -> set[str]:
    group = world.door.groups.get(SCHOOL, "class3")
    people = world.door.rosters.read(SCHOOL, "class3", group.roster).people
    return {person.name for person in people if not person.left}


def seen(page: Page, name: str) -> None:
    """A picture; nothing is amiss for those who listen, and nothing wider than the phone."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"import-{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_list_is_put_right_shrinks_for_a_reason_and_is_taken(
    browser: Browser, site: Site, group: Group, file: Path
) -> None:
    page = at_the_list(browser, site, group)
    hand_in(page, file)
    expect(page.get_by_text("GB18030")).to_be_visible()
    expect(page.get_by_text("身份证号一律不读取")).to_be_visible()
    page.get_by_label("紧急拨打").select_option(label="家长电话")
    page.get_by_label("家里人").select_option(label="家长姓名")
    page.get_by_label("为本校记住").check()
    page.get_by_role("button", name="按此重新读取").click()
    expect(page.get_by_text("曾被拦下、现在能通过的申请")).to_be_visible()
    expect(page.get_by_text("对应的人将不在名单上的成员")).to_be_visible()
    expect(page.get_by_text("学生将从 4 人减少到 2 人")).to_be_visible()
    seen(page, "preview")
    page.get_by_label("为什么有这么多人离开名单").fill(REASON)
    page.get_by_role("button", name="采用这份名单").click()
    expect(page.get_by_role("heading", name="名单已启用")).to_be_visible()
    seen(page, "done")
    assert on_the_list(site.world) == {"李明", "马䶮", "陈静", "周伟"}
    page.get_by_role("link", name="已不在名单").click()
    expect(page.locator("#departures").get_by_text("王芳", exact=True)).to_be_visible()
    seen(page, "departures")
    hand_in(page, file)
    page.locator("summary", has_text="名单是这样读取的").click()
    expect(page.get_by_label("紧急拨打")).to_have_value("guardian_phone")


def test_a_list_that_another_changed_meanwhile_is_looked_at_again(
    browser: Browser, site: Site, group: Group, file: Path
) -> None:
    page = at_the_list(browser, site, group, scripts=False)
    hand_in(page, file)
    page.get_by_label("紧急拨打").select_option(label="家长电话")
    page.get_by_role("button", name="按此重新读取").click()
    page.get_by_label("为什么有这么多人离开名单").fill(REASON)
    rosters.add(site.world.door, site.world.operator, group.id, Row("students", "赵新"))
    page.get_by_role("button", name="采用这份名单").click()
    expect(page.get_by_role("alert")).to_contain_text("名单刚刚有变动")
    assert "赵新" in on_the_list(site.world)
    expect(page.locator("p.gone")).to_contain_text("赵新")
    expect(page.get_by_label("为什么有这么多人离开名单")).to_have_value(REASON)
    page.get_by_role("button", name="采用这份名单").click()
    expect(page.get_by_role("heading", name="名单已启用")).to_be_visible()
    assert on_the_list(site.world) == {"李明", "马䶮", "陈静", "周伟"}
    people = site.world.door.rosters.read(SCHOOL, group.id, 3).by_id
    assert people[site.world.person(group, "马䶮")].guardians[0].phone == "13800000007"


def test_one_person_leaves_and_comes_back_by_a_thumb(
    browser: Browser, site: Site, group: Group
) -> None:
    page = at_the_list(browser, site, group)
    page.get_by_role("link", name="李明").click()
    page.get_by_role("button", name="标为已离开").click()
    expect(page.get_by_text("已离开", exact=True)).to_be_visible()
    assert "李明" not in on_the_list(site.world)
    seen(page, "left")
    page.get_by_role("button", name="恢复到名单").click()
    expect(page.get_by_role("button", name="标为已离开")).to_be_visible()
    assert "李明" in on_the_list(site.world)
