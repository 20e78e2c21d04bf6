"""`make pictures`: the pictures of the README, as phones show the pages in Chinese, by day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import BrowserContext, sync_playwright

from onboarding.embedded import JOBS, RECORD, EmbeddedServer
from onboarding.storage.connect import connect
from tests.browser.pages import NOBODY, Page, map_of_the_door
from tests.browser.site import Site, chromium, serving, sign_in
from tests.school import LASTS, School, build

FOLDER: Final = Path(__file__).parent.parent.parent / "docs" / "pictures"
PHONE: Final = {"width": 390, "height": 760}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture and the page that it shows."""

    name: str
    page: Page


PICTURES: Final = (
    Picture("form", Page("join.form", who=NOBODY, query={"role": "guardian"})),
    Picture("queue", Page("queue.show")),
)


def take(context: BrowserContext, site: Site, school: School, picture: Picture) -> None:
    """The upper part of the page, as the phone shows it."""
    page = context.new_page()
    if picture.page.who != NOBODY:
        sign_in(page, site, school.admins[picture.page.who].admin.login)
    page.goto(site.url + picture.page.url(map_of_the_door(), school))
    page.screenshot(path=FOLDER / f"{picture.name}.png")


def main() -> None:
    """Take all of them, on a school of their own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
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
        for picture in PICTURES:
            take(context, site, school, picture)


if __name__ == "__main__":
    main()
