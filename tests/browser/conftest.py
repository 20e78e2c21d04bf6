"""A real browser before a real server: Chromium, the app on a port, real embedded servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from tests.browser.site import Site, chromium, serving

PICTURES = Path(__file__).parent.parent.parent / "artefacts" / "screenshots"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-look", action="store_true", help="each page in all its looks")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as browser:
        yield browser


@pytest.fixture
def site(record: redis.Redis, jobs: redis.Redis) -> Iterator[Site]:
    with serving(record, jobs) as site:
        yield site


@pytest.fixture
def parents_phone(browser: Browser) -> Iterator[BrowserContext]:
    """A parent's phone in Chinese, on which no script runs."""
    context = browser.new_context(
        viewport=PHONE,
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        java_script_enabled=False,
    )
    yield context
    context.close()


@pytest.fixture
def teachers_desk(browser: Browser) -> Iterator[BrowserContext]:
    """A teacher's computer in Chinese."""
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN")
    yield context
    context.close()
