"""A real browser before a real server: Chromium, the app on a port, real embedded servers."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from onboarding.app import create_app
from onboarding.clock import system_clock
from onboarding.wiring import door_on
from tests.builders import Watch, World, settings

PICTURES = Path(__file__).parent.parent.parent / "artefacts" / "screenshots"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@dataclass
class Site:
    """The running door: its address, and the school behind it; `world.watch` is its clock."""

    url: str
    world: World


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed (make chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def site(record: redis.Redis, jobs: redis.Redis) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    here = settings(public_url=url, port=port)
    watch = Watch(system_clock())
    world = World(door_on(record, jobs, here, watch), watch)
    server = make_server("127.0.0.1", port, create_app(here, world.door), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(url, world)
    server.shutdown()
    thread.join()
    server.server_close()


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
