"""What every page has: headers, forgery protection, no script, no host that was made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from onboarding import web
from onboarding.app import create_app
from onboarding.web import BLUEPRINTS
from onboarding.web.headers import HEADERS
from tests.builders import World, settings
from tests.web.visitor import MOTHER, Visitor, forms


def test_every_page_has_the_headers_errors_too(world: World, phone: Visitor) -> None:
    world.group()
    pages = (f"/j/{world.link}", "/j/hill.none", "/admin/sign-in", "/admin/", "/nowhere")
    for path in pages:
        response = phone.get(path)
        for name, value in HEADERS.items():
            assert response.headers[name] == value, (path, name)


def test_a_form_without_its_token_is_refused(world: World, phone: Visitor) -> None:
    world.group()
    url = f"/j/{world.link}"
    values = forms(phone.page(f"{url}?role=guardian"))[url] | MOTHER
    del values["csrf_token"]
    response = phone.post(url, values)
    assert response.status_code == 403
    assert "Cookie" in response.text
    assert phone.post(url, {**values, "csrf_token": "made-up"}).status_code == 403


def test_another_visitors_token_is_refused(app: Flask, world: World, phone: Visitor) -> None:
    world.group()
    url = f"/j/{world.link}"
    values = forms(phone.page(f"{url}?role=guardian"))[url] | MOTHER
    stranger = Visitor.of(app)
    stranger.page(url)
    assert stranger.post(url, values).status_code == 403


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Origin", "https://evil.example", 403),
        ("Origin", "http://127.0.0.1:8000", 303),
        ("Origin", "null", 303),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Sec-Fetch-Site", "same-origin", 303),
    ],
)
def test_a_form_that_another_site_sent_is_refused(
    world: World, phone: Visitor, header: str, value: str, status: int
) -> None:
    world.group()
    url = f"/j/{world.link}"
    values = forms(phone.page(f"{url}?role=guardian"))[url] | MOTHER
    phone.headers[header] = value
    assert phone.post(url, values).status_code == status


def test_every_form_that_changes_something_carries_a_token() -> None:
    templates = list(_templates())
    assert templates
    for path, source in templates:
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", source, re.DOTALL):
            assert "token()" in form or "csrf_token()" in form, path


def test_no_page_has_script_or_style_of_its_own() -> None:
    own = re.compile(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:")
    for path, source in _templates():
        html = re.sub(r"{[{%].*?[%}]}", "", source, flags=re.DOTALL)
        assert not own.search(html), path


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path, source in _templates():
        assert not re.search(r"(src|href)=\"(https?:)?//", source), path


def test_a_host_that_was_made_up_stands_in_no_answer(world: World, phone: Visitor) -> None:
    world.group()
    phone.headers["Host"] = "evil.example"
    phone.headers["X-Forwarded-Host"] = "evil.example"
    # Without its last slash an address is answered as it is: a redirect would name a host.
    tidied = ("/admin", "/admin/groups/c302")
    for path in (f"/j/{world.link}", "/admin/", "/admin/sign-in", "/nowhere", *tidied):
        response = phone.get(path)
        assert "evil.example" not in response.text
        assert "evil.example" not in str(response.headers)


def test_what_stands_in_the_address_steers_no_link(world: World, phone: Visitor) -> None:
    world.group()
    phone.headers["Host"] = "evil.example"
    odd = "role=guardian&_external=1&_scheme=ftp&_method=POST&_anchor=x&endpoint=y&link=z"
    page = phone.page(f"/j/{world.link}?{odd}")
    assert "evil.example" not in page
    assert f'href="/j/{world.link}?role=guardian&amp;lang=en"' in page


def test_every_blueprint_states_its_auth() -> None:
    for blueprint in BLUEPRINTS[1:]:
        checks = [f.__name__ for f in blueprint.before_request_funcs[None]]
        assert checks[-2] in ("open_to_all", "signed_in"), blueprint.name
        assert checks[-1] == "_from_here"


def test_a_form_larger_than_a_form_ever_is_is_refused(world: World, phone: Visitor) -> None:
    world.group()
    url = f"/j/{world.link}"
    values = forms(phone.page(f"{url}?role=guardian"))[url] | MOTHER
    assert phone.post(url, {**values, "name": "李" * 100_000}).status_code == 413


def test_a_record_that_is_away_is_told_as_such() -> None:
    away = settings(redis_url="redis://127.0.0.1:1", jobs_url="redis://127.0.0.1:1")
    visitor = Visitor.of(create_app(away))
    for path in ("/j/hill.x", "/r/hill.x"):
        response = visitor.get(path)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "服务暂时无法使用" in response.text


def _templates() -> list[tuple[str, str]]:
    folder = Path(web.__file__).parent / "templates"
    return [(path.name, path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))]
