"""Where something is wrong, there is the focus. What holds for every page is in test_pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser


def test_the_first_wrong_field_has_the_focus(site: Site, parents_phone: BrowserContext) -> None:
    site.world.group()
    phone = parents_phone.new_page()
    phone.goto(f"{site.url}/j/{site.world.link}?role=guardian")
    phone.get_by_label("学生姓名").fill("李明")
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator(":focus")).to_have_attribute("name", "relation")
