"""The application on a port of this machine, with a school behind it."""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import redis
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

from onboarding.app import create_app
from onboarding.clock import system_clock
from onboarding.wiring import door_on
from tests.builders import PASSWORD, Watch, World, settings

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIGNED_IN: Final = re.compile(r"/admin/(sign-in/code)?$")


@dataclass
class Site:
    """The running door: its address, and the school behind it; `world.watch` is its clock."""

    url: str
    world: World


@contextmanager
def serving(record: redis.Redis, jobs: redis.Redis, started: int = 0) -> Iterator[Site]:
    """The door on these servers; its clock is behind ours by `started` (ms)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    here = settings(public_url=url, port=port)
    watch = Watch(system_clock() - started)
    world = World(door_on(record, jobs, here, watch), watch)
    server = make_server("127.0.0.1", port, create_app(here, world.door), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(url, world)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser of this machine."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed (make chromium)"
    browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
    yield browser
    browser.close()


def sign_in(page: Page, site: Site, login: str = "chen") -> None:
    """Give login and password, in whatever language the page is; on the next one afterwards."""
    page.goto(f"{site.url}/admin/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(SIGNED_IN)
