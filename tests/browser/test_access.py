"""What eyes need: contrast enough to read by, and the focus where something is wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.site import Site, sign_in
from tests.builders import SCHOOL, guardian

pytestmark = pytest.mark.browser

READABLE = 4.5
"""The least contrast of text with its ground (WCAG 2.2, 1.4.3)."""

# The texts of a page whose contrast with what lies beneath is below the argument.
FAINT = """least => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => {
      const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < least;
    })
    .map(e => e.outerHTML.slice(0, 80));
}"""


def test_every_text_stands_out_from_its_ground(site: Site, teachers_desk: BrowserContext) -> None:
    group = site.world.group()
    reference = f"{SCHOOL}.{'x' * 22}"
    site.world.submit(group, reference=reference)
    near = site.world.submit(group, guardian("欧阳娜那", phone="13800000099"))
    site.world.admin("chen", **{group.id: "owner"})
    page = teachers_desk.new_page()
    sign_in(page, site)
    base = f"/admin/groups/{group.id}"
    for path in (
        f"/j/{site.world.link}?role=guardian",
        f"/r/{reference}",
        "/admin/",
        f"{base}/",
        f"{base}/requests/{near.id}",
        f"{base}/roster",
        f"{base}/settings",
        "/nowhere",
    ):
        page.goto(site.url + path)
        assert page.evaluate(FAINT, READABLE) == [], path


def test_the_first_wrong_field_has_the_focus(site: Site, parents_phone: BrowserContext) -> None:
    site.world.group()
    phone = parents_phone.new_page()
    phone.goto(f"{site.url}/j/{site.world.link}?role=guardian")
    phone.get_by_label("学生姓名").fill("李明")
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator(":focus")).to_have_attribute("name", "relation")
