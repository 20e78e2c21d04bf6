"""What the first page weighs: counted as a phone would fetch it, packed."""

from __future__ import annotations

import re

import pytest

from tests.builders import World
from tests.web.visitor import Visitor

MOST_BYTES = 60 * 1024
MOST_BLOCKING = 2
HEADERS = 300
"""About what the headers of an answer weigh."""


def blocking(page: str) -> list[str]:
    """The addresses that a browser waits for before it paints: styles, and scripts that are
    neither `defer` nor `async`."""
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    scripts = re.findall(r'<script src="([^"]+)"([^>]*)>', page)
    return styles + [url for url, more in scripts if "defer" not in more and "async" not in more]


@pytest.mark.parametrize("role", ["guardian", "teacher"])
def test_the_first_page_weighs_little_and_waits_for_its_style_alone(
    world: World, phone: Visitor, role: str
) -> None:
    world.group()
    phone.headers["Accept-Encoding"] = "gzip"
    page = phone.get(f"/j/{world.link}?role={role}")
    fetched = set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text))
    answers = [page, *(phone.get(url) for url in fetched)]
    assert sum(len(answer.data) + HEADERS for answer in answers) <= MOST_BYTES
    assert 1 + len(blocking(page.text)) <= MOST_BLOCKING
    assert blocking(page.text)[0].endswith("/parents.css")


def test_nothing_of_a_page_comes_from_elsewhere(world: World, phone: Visitor) -> None:
    world.group()
    page = phone.page(f"/j/{world.link}")
    for url in re.findall(r'(?:href|src)="([^"]+)"', page):
        assert url.startswith("/"), url
