"""Every page at both widths, in both languages and both themes: what eyes and hands find there.

The pictures stay in `artefacts/screenshots/`. `make screenshots` takes every page in every look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from onboarding.embedded import EmbeddedServer
from onboarding.rules.kindfiles import load_all
from onboarding.storage.connect import connect
from onboarding.web.console.frame import PARTS
from tests.browser.conftest import PICTURES
from tests.browser.matrix import Visit, every_look, pairwise
from tests.browser.pages import ANSWERS, NO_PAGES, NOBODY, STATES, all_pages, map_of_the_door
from tests.browser.pages import Page as Visited
from tests.browser.site import Site, serving, sign_in
from tests.school import LASTS, School, build

pytestmark = pytest.mark.browser

APP: Final = map_of_the_door()
PAGES: Final = [
    *(page for page in all_pages(APP) if page.endpoint not in NO_PAGES),
    *ANSWERS,
]
EYES: Final = Path(__file__).with_name("eyes.js").read_text("utf-8")
PHONE_WIDTH: Final = 375
LANGUAGES: Final = {"zh": "zh-CN", "en": "en"}
STILL: Final = """() => document.querySelectorAll(".dock, .stay")
  .forEach(each => { each.style.position = "static"; })"""
"""What stays at the foot of the window stands at its own place in a picture of the whole page."""
SEND: Final = """([address, filled]) => {
  const form = [...document.forms].find(each => each.action === address);
  for (const [name, value] of Object.entries(filled)) {
    const field = form.elements[name] || form.appendChild(document.createElement("input"));
    if (field.tagName === "INPUT" && !field.name) field.name = name;
    const several = field instanceof RadioNodeList && field[0].type !== "radio";
    const first = several ? field[0] : field;
    first.value = value;
    if (first.type === "checkbox") first.checked = true;
  }
  form.submit();
}"""
"""Fill in the form that goes to an address and send it, whatever it asks for."""
SENTENCE: Final = re.compile(r"(?:\b[A-Za-z’']{2,}\b[ ,]+){2,}[A-Za-z’']{2,}")
HAN: Final = re.compile(r"[\u3400-\u9fff]+(?![•\u3400-\u9fff])")  # 李•• is masked data


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "visit" in metafunc.fixturenames:
        looks = every_look if metafunc.config.getoption("--every-look", False) else pairwise
        metafunc.parametrize("visit", list(looks(PAGES)), ids=lambda visit: visit.name)


@dataclass
class Guest:
    """One browser in which everybody of the school is signed in, each in a window of their own."""

    browser: Browser
    site: Site
    school: School
    cookies: dict[str, list[Any]] = field(default_factory=dict)
    windows: dict[tuple[str, int, str], Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def open(self, visit: Visit) -> Page:
        """The page, loaded; `complaints` are those of the browser."""
        page = self._window(visit.page.who, visit.width, LANGUAGES[visit.language])
        page.emulate_media(color_scheme=visit.theme)
        self.complaints.clear()
        address = self.site.url + visit.page.url(APP, self.school)
        answer = self._answer(page, visit.page, address)
        assert answer is not None
        assert (page.url, answer.status) == (address, visit.page.status)
        if visit.page.status >= HTTPStatus.BAD_REQUEST:  # a browser tells so of every such page
            own = f"status of {visit.page.status} "
            self.complaints[:] = [each for each in self.complaints if own not in each]
        return page

    def _answer(self, page: Page, visited: Visited, address: str) -> Response | None:
        """What the address answers, or what the form that is sent there is answered with."""
        if not visited.form:
            return page.goto(address)
        page.goto(self.site.url + replace(visited, endpoint=visited.form).url(APP, self.school))
        with page.expect_navigation() as answered:
            page.evaluate(SEND, [address, visited.filled(self.school)])
        return answered.value

    def _window(self, who: str, width: int, language: str) -> Page:
        key = (who, width, language)
        if key not in self.windows:
            page = self._context(width, language).new_page()
            page.on("console", lambda said: said.type == "error" and self._complain(said.text))
            page.on("pageerror", lambda error: self._complain(str(error)))
            if who != NOBODY:
                page.context.add_cookies(self._signed_in(who))
            self.windows[key] = page
        elif who == NOBODY:  # a phone that was here before is shown what it asked for
            self.windows[key].context.clear_cookies()
        return self.windows[key]

    def _context(self, width: int, language: str) -> BrowserContext:
        phone = width == PHONE_WIDTH
        return self.browser.new_context(
            viewport={"width": width, "height": 812 if phone else 900},
            is_mobile=phone,
            has_touch=phone,
            locale=language,
            reduced_motion="reduce",
        )

    def _signed_in(self, who: str) -> list[Any]:
        if who not in self.cookies:
            context = self.browser.new_context()
            page = context.new_page()
            sign_in(page, self.site, self.school.admins[who].admin.login)
            self.cookies[who] = context.cookies()
            context.close()
        return self.cookies[who]

    def _complain(self, text: str) -> None:
        self.complaints.append(text)


@pytest.fixture(scope="module")
def guest(
    browser: Browser, record_server: EmbeddedServer, jobs_server: EmbeddedServer
) -> Iterator[Guest]:
    """All visits look, and none changes anything: one school is enough."""
    with connect(record_server.url) as record, connect(jobs_server.url) as jobs:
        record.flushall()
        jobs.flushall()
        with serving(record, jobs, LASTS) as site:
            guest = Guest(browser, site, build(site.world))
            yield guest
            for window in guest.windows.values():
                window.context.close()


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


@pytest.fixture(scope="module")
def data(guest: Guest) -> list[str]:
    """What people and kinds have written themselves, longest first; no page translates it."""
    kinds = load_all().values()
    words = {
        word for kind in kinds for each in kind.relations for word in (each.word, *each.synonyms)
    }
    words |= {each.nickname for kind in kinds for each in kind.examples}
    return sorted(guest.school.said | words, key=len, reverse=True)


def test_a_page_is_easy_to_see_to_read_and_to_touch(
    guest: Guest, axe: Axe, data: list[str], visit: Visit
) -> None:
    page = guest.open(visit)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.evaluate(STILL)
    page.screenshot(path=PICTURES / f"{visit.name}.png", full_page=True)
    facts = page.evaluate(EYES)
    found = {
        **facts["findings"],
        "complaints": guest.complaints,
        "language": [said for said in [facts["language"]] if said != LANGUAGES[visit.language]],
        "foreign": foreign(facts["text"], visit.language, data),
        "axe": serious(axe, page),
    }
    if visit.width != PHONE_WIDTH:
        del found["low"]  # on a desk there is a mouse
    found = {name: what for name, what in found.items() if what}
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_every_state_is_one_of_a_page_that_there_is() -> None:
    assert set(STATES) <= {rule.endpoint for rule in APP.url_map.iter_rules()}


def test_every_page_of_a_group_has_its_place_in_the_menu() -> None:
    placed = {blueprint for part in PARTS for blueprint in part.pages}
    of_groups = [
        rule for rule in APP.url_map.iter_rules() if str(rule).startswith("/admin/groups/<")
    ]
    assert {rule.endpoint.partition(".")[0] for rule in of_groups} == placed


def foreign(text: str, language: str, data: list[str]) -> list[str]:
    """What stands on the page in the other language, and isn't data."""
    if language == "zh":
        return SENTENCE.findall(text)
    for each in data:
        text = text.replace(each, "")
    return HAN.findall(text)


def serious(axe: Axe, page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = axe.run(page).response["violations"]
    return [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
