"""Somebody with a browser: reads forms as a browser does and sends them back filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PERSONAL = re.compile(r"[\u3400-\u9fff]|1[3-9]\d{9}|\b202\d{4}\b")


class FormReader(HTMLParser):
    """Every form of a page: its action and the values that it would send as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.forms.append((at.get("action") or "", {}))
        if not self.forms:
            return
        values = self.forms[-1][1]
        name = at.get("name") or ""
        if tag == "input" and name:
            box = at.get("type") in ("checkbox", "radio")
            if not box or "checked" in at:
                values[name] = at.get("value") or ""
        elif tag == "textarea" and name:
            values[name] = ""
            self._area = name
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in at or self._select not in values):
            values[self._select] = at.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            values = self.forms[-1][1]
            values[self._area] = values[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""


def forms(page: str) -> dict[str, dict[str, str]]:
    """The values of each form of a page, by its action."""
    reader = FormReader()
    reader.feed(page)
    return dict(reader.forms)


@dataclass
class Visitor:
    """One browser with its cookies."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask, **headers: str) -> Visitor:
        return cls(app.test_client(), dict(headers))

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, error, trace

    def get(self, url: str, **more: Any) -> TestResponse:
        return self.client.get(url, headers=self.headers, **more)

    def page(self, url: str) -> str:
        response = self.get(url)
        assert response.status_code == 200, (url, response.status_code, response.text)
        return response.text

    def post(self, url: str, data: dict[str, Any], **more: Any) -> TestResponse:
        response = self.client.post(url, data=data, headers=self.headers, **more)
        # Wherever a test goes, no answer leads to an address with a name or number in it.
        for name in ("Location", "HX-Redirect", "HX-Push-Url", "HX-Replace-Url"):
            assert not PERSONAL.search(unquote(response.headers.get(name, ""))), name
        return response

    def send(self, page_url: str, action: str = "", **filled: Any) -> TestResponse:
        """Open a page, fill in the form that goes to `action` (the page itself) and send it."""
        found = forms(self.page(page_url))
        action = action or page_url.partition("?")[0]
        return self.post(action, {**found[action], **filled})

    def sign_in(self, login: str = "chen", password: str = "correct horse battery") -> TestResponse:
        return self.send("/admin/sign-in", login=login, password=password)


MOTHER = {
    "pupil0": "李明",
    "relation": "妈妈",
    "name": "王秀英",
    "phone": "13800000002",
    "nickname": "yes",
    "consent": "yes",
}
STRANGER = {**MOTHER, "pupil0": "赵不在", "name": "赵大"}


def text_of(page: str) -> str:
    """What a reader sees of a page."""
    return unescape(re.sub(r"<[^>]+>", " ", page))
