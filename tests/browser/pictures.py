"""`make pictures`: the pictures of the README, as phones show the pages in Chinese, by day."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Locator, Page, expect, sync_playwright

from onboarding.embedded import JOBS, RECORD, EmbeddedServer
from onboarding.storage.connect import connect
from tests.browser.pages import NOBODY, map_of_the_door
from tests.browser.pages import Page as Opened
from tests.browser.site import Site, chromium, serving, sign_in
from tests.school import LASTS, School, build

FOLDER: Final = Path(__file__).parent.parent.parent / "docs" / "pictures"
LARGEST: Final = 150_000
PHONE: Final = {"width": 375, "height": 650}
FORM: Final = Opened("join.form", who=NOBODY, query={"role": "guardian"})
QUEUE: Final = Opened("queue.show")


def form(page: Page, site: Site, school: School) -> Locator:
    """A mother fills in the form, and reads the nickname that it will be."""
    page.goto(site.url + FORM.url(map_of_the_door(), school))
    page.get_by_label("学生姓名").fill("李明")
    page.locator(".choice").filter(has_text="妈妈").first.click()
    expect(page.locator(".live").first).to_contain_text("李明妈妈")
    return page.locator("body")


def queue(page: Page, site: Site, school: School) -> Locator:
    """The homeroom teacher has chosen who shows strong evidence."""
    sign_in(page, site, school.admins["owner"].admin.login)
    page.goto(site.url + QUEUE.url(map_of_the_door(), school))
    page.get_by_text("选中依据充分的").click()
    return page.get_by_text("选中依据充分的")


def main() -> None:
    """Take all of them, on a school of their own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with (
        TemporaryDirectory() as folder,
        EmbeddedServer(Path(folder, "record"), RECORD) as record_server,
        EmbeddedServer(Path(folder, "jobs"), JOBS) as jobs_server,
        connect(record_server.url) as record,
        connect(jobs_server.url) as jobs,
        serving(record, jobs, LASTS) as site,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        school = build(site.world)
        context = browser.new_context(
            viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN"
        )
        for picture in (form, queue):
            page = context.new_page()
            upper = picture(page, site, school)
            page.evaluate("document.activeElement.blur()")
            upper.evaluate("each => scrollBy(0, each.getBoundingClientRect().top - 6)")
            taken = FOLDER / f"{picture.__name__}.png"
            page.screenshot(path=taken)
            assert taken.stat().st_size <= LARGEST, taken


if __name__ == "__main__":
    main()
