"""What holds for every page and every form of the URL map, those too that are made tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

import pytest
import redis
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from onboarding.app import create_app
from onboarding.embedded import EmbeddedServer
from onboarding.services import admins, groups
from onboarding.services.admins import NewAdmin
from onboarding.services.callers import Operator
from onboarding.storage.connect import connect
from onboarding.web import steady
from onboarding.web.headers import CSP, HEADERS
from tests.browser.pages import NOBODY, Page, address, all_pages, map_of_the_door, rules, signed_in
from tests.builders import PASSWORD, make_world, settings
from tests.school import School, build
from tests.storage.dump import everything
from tests.web.visitor import Visitor, forms

MAP: Final = map_of_the_door()
PAGES: Final = all_pages(MAP)
INNER: Final = [(method, rule) for method in ("GET", "POST") for rule in rules(MAP, method)
                if signed_in(rule)]  # fmt: skip
FORMS: Final = list(rules(MAP, "POST"))
ADDRESSES: Final = frozenset(
    {"href", "action", "formaction", "src", "data-src", "poster", "content"}
    | {f"hx-{method}" for method in ("get", "post", "put", "patch", "delete", "push-url")}
)
LOGINS: Final = {"of another school": "lake-head", "of another group": "class7-only"}


def named(each: object) -> str:
    return getattr(each, "endpoint", str(each))


@dataclass
class Town:
    """The school, another one, and a browser of everybody's own."""

    app: Flask
    school: School
    record: redis.Redis
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, who: str) -> Visitor:
        """Their browser, in which they are signed in."""
        if who not in self.visitors:
            self.visitors[who] = Visitor.of(self.app)
            if who != NOBODY:
                login = LOGINS.get(who) or self.school.admins[who].admin.login
                assert self.visitors[who].sign_in(login, PASSWORD).status_code == 303
        return self.visitors[who]

    def open(self, page: Page) -> TestResponse:
        return self.visitor(page.who).get(page.url(self.app, self.school))

    def address(self, rule: Rule) -> str:
        """Where the rule leads in this school; to nothing by an argument that no spot has."""
        nothing = dict.fromkeys(rule.arguments, "none")
        return address(self.app, rule, nothing | self.school.spots["pending"])

    def ask(self, who: str, method: str, rule: Rule, **more: bool) -> TestResponse:
        """Ask as they could, with a token of their own."""
        if method == "GET":
            return self.visitor(who).get(self.address(rule), **more)
        return self.visitor(who).post(self.address(rule), {"csrf_token": self.token(who)})

    def token(self, who: str) -> str:
        """What their forms carry."""
        page = "/admin/sign-in" if who == NOBODY else "/admin/"
        return next(iter(forms(self.visitor(who).page(page)).values()))["csrf_token"]


@pytest.fixture(scope="module")
def town(record_server: EmbeddedServer, jobs_server: EmbeddedServer) -> Iterator[Town]:
    with (
        connect(record_server.url) as record,
        connect(jobs_server.url) as jobs,
        pytest.MonkeyPatch.context() as patch,
    ):
        record.flushall()
        jobs.flushall()
        patch.setattr(steady, "STEP_SECONDS", 0.001)
        world = make_world(record, jobs)
        school = build(world)
        lake = Operator("lake")
        head = admins.create(world.door, lake, NewAdmin("lake-head", "林远", PASSWORD, True))
        pond = groups.create(world.door, lake, kind="primary", title="一班", group_id="pond").group
        admins.give_role(world.door, lake, pond.id, head.id, "owner")
        world.admin("class7-only", class7="owner")
        yield Town(create_app(settings(), world.door), school, record)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_closed_to_what_it_did_not_ask_for(town: Town, page: Page) -> None:
    response = town.open(page)
    assert response.status_code == page.status
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value, name


def test_scripts_and_styles_come_from_files_alone_and_no_address_is_passed_on() -> None:
    assert "unsafe" not in CSP
    assert CSP.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert HEADERS["Cache-Control"] == "no-store"
    assert HEADERS["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_address_on_a_page_names_anybody(town: Town, page: Page) -> None:
    response = town.open(page)
    found = Addresses()
    if response.mimetype == "text/html":
        found.feed(response.text)
    for url in (response.headers.get("Location", ""), *found.urls):
        if url.startswith("otpauth:"):
            continue  # goes to an app on the same phone, and over no net
        assert names_in(url, town.school) == [], url


def test_a_name_in_an_address_would_be_seen(town: Town) -> None:
    assert names_in("/admin/?q=%E6%9D%8E%E6%98%8E", town.school) == ["李明"]
    assert names_in("/admin/13800001002", town.school) == ["13800001002"]
    assert names_in("/admin/people/chenjing", town.school) == ["chenjing"]


def test_looking_changes_nothing(town: Town) -> None:
    for page in PAGES:
        town.visitor(page.who)  # signing in does
    before = kept(town.record)
    for page in PAGES:
        town.open(page).close()
    assert kept(town.record) == before


@pytest.mark.parametrize("rule", FORMS, ids=lambda rule: rule.endpoint)
def test_a_form_without_its_own_token_is_refused(town: Town, rule: Rule) -> None:
    who = "owner" if signed_in(rule) else NOBODY
    for data in ({}, {"csrf_token": "made-up"}, {"csrf_token": town.token("supervisor")}):
        assert town.visitor(who).post(town.address(rule), data).status_code == 403, data


@pytest.mark.parametrize(("method", "rule"), INNER, ids=named)
def test_who_is_not_signed_in_is_sent_to_sign_in(town: Town, method: str, rule: Rule) -> None:
    response = town.ask(NOBODY, method, rule)
    assert (response.status_code, response.headers["Location"]) == (303, "/admin/sign-in")


@pytest.mark.parametrize("who", sorted(LOGINS))
@pytest.mark.parametrize(
    ("method", "rule"), [each for each in INNER if each[1].arguments], ids=named
)
def test_an_admin_is_refused_what_is_not_theirs(
    town: Town, who: str, method: str, rule: Rule
) -> None:
    response = town.ask(who, method, rule, follow_redirects=True)
    assert response.status_code in (403, 404)


class Addresses(HTMLParser):
    """Every address that a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.urls += [value for name, value in attrs if name in ADDRESSES and value]


def names_in(url: str, school: School) -> list[str]:
    """Whose names, numbers, nicknames or logins stand in it. A short word of plain letters may
    stand in a secret by chance."""
    plain = unquote(url)
    return [
        each for each in school.personal if each in plain and (len(each) > 5 or not each.isascii())
    ]


def kept(record: redis.Redis) -> dict[bytes, object]:
    """All of the record but when each session was used last."""
    return {key: value for key, value in everything(record).items() if b":sessions:" not in key}
