"""The whole way in, as people go it: a list, a link, a form, a decision, the rules, the group."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import BrowserContext, Page, expect

from onboarding.clock import DAY
from onboarding.services import groups
from tests.browser.conftest import PICTURES
from tests.browser.site import Site
from tests.builders import PASSWORD, SCHOOL, guardian

pytestmark = pytest.mark.browser

ROSTER = """班级通讯录,,,,
姓名,学号,监护人1姓名,监护人1关系,监护人1电话
李明,2026001,王秀英,妈妈,13800000002
马䶮,2026002,马立,爸爸,13800000003
欧阳娜娜,2026003,,,
阿依古丽·买买提,2026004,买买提,爸爸,13800000004
"""


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def call(site: Site, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """A bot's call of the API."""
    request = urllib.request.Request(
        f"{site.url}/api/v1{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer


def sign_in(desk: Page, site: Site) -> None:
    """The teacher signs in and sees the groups."""
    desk.goto(f"{site.url}/admin/")
    desk.get_by_label("登录名").fill("chen")
    desk.get_by_label("密码").fill(PASSWORD)
    picture(desk, "console-sign-in")
    desk.get_by_role("button", name="登录").click()
    picture(desk, "console-groups")


def import_list(desk: Page, folder: Path) -> str:
    """The teacher makes the group and reads the school's list into it; the join link."""
    desk.get_by_role("link", name="新建群").click()
    desk.get_by_label("群名称").fill("三年二班家长群")
    desk.get_by_text("小学班级群").click()
    picture(desk, "console-new-group")
    desk.get_by_role("button", name="建立").click()
    picture(desk, "console-join-link")
    link = desk.locator(".copy").inner_text()
    desk.get_by_role("link", name="进入群管理").click()
    desk.get_by_role("link", name="名单", exact=True).click()
    file = folder / "名单.csv"
    file.write_bytes(ROSTER.encode("gb18030"))
    desk.get_by_label("文件").set_input_files(file)
    desk.get_by_role("button", name="预览变化").click()
    expect(desk.get_by_text("马䶮")).to_be_visible()
    picture(desk, "console-roster-preview")
    desk.get_by_role("button", name="采用这份名单").click()
    desk.get_by_role("link", name="查看名单").click()
    expect(desk.get_by_text("欧阳娜娜", exact=True)).to_be_visible()
    picture(desk, "console-roster")
    return link


def ask(phone: Page, student: str, relation: str, name: str, number: str) -> None:
    """Fill in the guardian's form that is open, and send it."""
    phone.get_by_label("学生姓名").fill(student)
    phone.get_by_role("group", name="您是孩子的").get_by_text(relation, exact=True).click()
    phone.get_by_label("您的姓名").fill(name)
    phone.get_by_label("在学校登记的电话").fill(number)
    phone.get_by_text("进群后，我会把群昵称改成").click()
    phone.get_by_text("我同意这样使用").click()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("status")).to_contain_text("正在核对")


def fill_in(phone: Page, link: str) -> None:
    """The mother chooses who she is and fills in the form."""
    phone.goto(link)
    picture(phone, "parent-role")
    phone.get_by_role("link", name="家长").click()
    picture(phone, "parent-form")
    phone.get_by_label("学生姓名").fill("李明")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_label("学生姓名")).to_have_value("李明")
    picture(phone, "parent-form-wrong")
    ask(phone, "李明", "妈妈", "王秀英", "１３８ ００００ ０００２")
    expect(phone.locator(".copy")).to_have_text("李明妈妈")
    picture(phone, "parent-waiting")


def remove_for_good(desk: Page) -> None:
    """The teacher removes the member that is shown, who may not come back (H3)."""
    desk.get_by_text("移出本群", exact=True).click()
    desk.get_by_label("依据哪一条群规").select_option("H3")
    desk.get_by_label("原因").last.select_option("broke_covenant")
    desk.get_by_text("不得再次进群").click()
    desk.get_by_role("button", name="移出", exact=True).click()
    expect(desk.get_by_text("已移出").first).to_be_visible()
    picture(desk, "console-removed")


def let_it_lapse(site: Site, desk: Page, phone: Page, link: str) -> None:
    """A father asks, corrects his name, and nobody decides for fifteen days."""
    phone.goto(link)
    phone.get_by_role("link", name="再填一份").click()
    phone.get_by_role("link", name="家长").click()
    ask(phone, "马䶮", "爸爸", "马立", "13800000003")
    phone.get_by_role("link", name="修改信息").click()
    phone.get_by_label("您的姓名").fill("马立新")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("status")).to_contain_text("正在核对")
    site.world.watch.forward(15 * DAY)
    phone.reload()
    expect(phone.get_by_role("status")).to_contain_text("已经过了时间")
    picture(phone, "parent-lapsed")
    left_at = desk.url
    sign_in(desk, site)  # nobody stays signed in for fifteen days
    desk.goto(left_at)
    desk.get_by_role("link", name="申请", exact=True).click()
    desk.get_by_role("link", name="马䶮").click()
    expect(desk.get_by_text("已过期")).to_be_visible()
    expect(desk.get_by_role("button", name="同意", exact=True)).not_to_be_visible()
    picture(desk, "console-lapsed")


def approve(desk: Page) -> None:
    """The teacher looks at what was found and approves."""
    desk.get_by_role("link", name="申请", exact=True).click()
    expect(desk.get_by_text("登记的电话")).to_be_visible()
    picture(desk, "console-queue")
    desk.get_by_role("link", name="李明").click()
    picture(desk, "console-request")
    desk.get_by_role("button", name="同意", exact=True).click()
    expect(desk.get_by_text("已同意").first).to_be_visible()
    desk.get_by_role("button", name="生成文字").click()
    picture(desk, "console-ready-text")


def confirm(phone: Page) -> str:
    """The mother reads and confirms the rules and is shown the way in; her code."""
    expect(phone.get_by_role("status")).to_contain_text("欢迎")
    picture(phone, "parent-rules")
    phone.get_by_text("我已读完这些群规").click()
    phone.get_by_role("button", name="确认").click()
    text = phone.locator(".entry .copy").inner_text()
    picture(phone, "parent-entry")
    found = re.fullmatch(r"李明妈妈 ([0-9A-Z]{7})", text)
    assert found, text
    return found[1]


def test_from_the_list_to_the_group(
    site: Site, teachers_desk: BrowserContext, parents_phone: BrowserContext, tmp_path: Path
) -> None:
    # 1 · a teacher, who has another group already, signs in, makes one and reads the list in
    world = site.world
    other = world.group(group_id="class1")
    world.admin("chen", **{other.id: "owner"})
    desk = teachers_desk.new_page()
    sign_in(desk, site)
    link = import_list(desk, tmp_path)
    [group] = [g for g in groups.visible(world.door, world.operator) if g.id != other.id]
    card = tmp_path / "card.png"
    segno.make("https://example.org/card").save(str(card), scale=6)
    desk.get_by_role("link", name="设置").click()
    desk.get_by_label("图片").set_input_files(card)
    desk.get_by_role("button", name="上传").click()
    picture(desk, "console-settings")

    # 2, 3 · a mother opens the link on her phone and sees at once where she stands
    phone = parents_phone.new_page()
    fill_in(phone, link)

    # 4 · the teacher decides, and sends her the way to her page
    approve(desk)
    told = desk.locator(".good .copy").inner_text()

    # 5 · she reads the rules, confirms them and is shown the way in
    phone.goto(told[told.index("http") :])
    code = confirm(phone)

    # 6 · a bot asks who has written to it
    token = world.token("eligibility:read", "members:write", "requests:write")
    account = {"platform": "wechat", "id": "wx-1"}
    unknown = call(site, token, f"/groups/{group.id}/eligibility", {"account": account})
    assert (unknown["answer"], unknown["eligible"]) == ("unknown", False)
    bound = call(site, token, "/bindings", {"account": account, "text": f"李明妈妈 {code}"})
    answer = call(site, token, f"/groups/{group.id}/eligibility", {"account": account})
    assert (answer["eligible"], answer["nickname"]) == (True, "李明妈妈")

    #     the bot reports that she has come in, and everybody sees it
    request_id = bound["id"]
    path = f"/groups/{group.id}/join-requests/{request_id}/actions/join"
    assert call(site, token, path, {})["state"] == "joined"
    phone.reload()
    expect(phone.get_by_role("status")).to_contain_text("您已在群里")
    picture(phone, "parent-joined")
    desk.get_by_role("link", name="申请", exact=True).click()
    desk.get_by_role("link", name="成员").click()
    expect(desk.get_by_role("link", name="李明")).to_be_visible()
    picture(desk, "console-members")
    assert world.door.requests.get(SCHOOL, request_id).state == "joined"

    #     she is removed and may not come back, and the bot is told
    desk.get_by_role("link", name="李明").click()
    remove_for_good(desk)
    answer = call(site, token, f"/groups/{group.id}/eligibility", {"account": account})
    assert (answer["answer"], answer["advice"]) == ("no", "remove")
    phone.reload()
    picture(phone, "parent-removed")

    # 7 · a father's request that nobody decides lapses, though no clock process runs
    let_it_lapse(site, desk, phone, link)


def test_opening_the_link_again_shows_what_was_asked_on_this_phone(
    site: Site, parents_phone: BrowserContext
) -> None:
    site.world.group()
    phone = parents_phone.new_page()
    fill_in(phone, f"{site.url}/j/{site.world.link}")
    phone.goto(f"{site.url}/j/{site.world.link}")
    expect(phone.get_by_text("这部手机上的申请")).to_be_visible()
    picture(phone, "parent-again")
    phone.get_by_role("link", name="再填一份").click()
    expect(phone.get_by_role("link", name="家长")).to_be_visible()


def test_nothing_sticks_out_of_a_phones_screen(site: Site, browser: object) -> None:
    from playwright.sync_api import Browser

    from tests.browser.conftest import PHONE

    assert isinstance(browser, Browser)
    group = site.world.group()
    request = site.world.submit(group, reference=f"{SCHOOL}.{'x' * 22}")
    near = site.world.submit(group, guardian("欧阳娜那", phone="13800000099"))
    site.world.admin("chen", **{group.id: "owner"})
    context = browser.new_context(viewport=PHONE, locale="zh-CN", is_mobile=True)
    page = context.new_page()
    page.goto(f"{site.url}/admin/sign-in")
    page.get_by_label("登录名").fill("chen")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    base = f"/admin/groups/{group.id}"
    for path in (
        f"/j/{site.world.link}?role=guardian",
        f"/r/{SCHOOL}.{'x' * 22}",
        "/admin/",
        f"{base}/",
        f"{base}/requests/{request.id}",
        f"{base}/requests/{near.id}",  # with findings and their articles
        f"{base}/roster",
        f"{base}/settings",
    ):
        page.goto(site.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], path
        picture(page, "narrow-" + re.sub(r"\W+", "-", path.split("?")[0])[-24:].strip("-"))
    context.close()
