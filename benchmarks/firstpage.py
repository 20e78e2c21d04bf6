"""What a parent waits for who opens the join link: bytes, and time on a slow connection.

Chromium itself plays the connection (150 ms round trip, 1.6 Mbit/s): each answer comes a round
trip after it was asked for, and all share the width. Setting the connection up isn't in it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, ViewportSize, sync_playwright

from benchmarks.lines import Line
from benchmarks.people import Bench
from onboarding.services import groups

ROUND_TRIP_MS: Final = 150
BITS_A_SECOND: Final = 1_600_000
VISITS: Final = 5
PATIENCE_MS: Final = 20_000
MOST_KB: Final = 60
MOST_SECONDS: Final = 1.0
_PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_TIMES: Final = """async () => ({
  painted: await new Promise(tell => new PerformanceObserver(list => {
    const [paint] = list.getEntriesByName("first-contentful-paint");
    if (paint) tell(paint.startTime / 1000);
  }).observe({type: "paint", buffered: true})),
  loaded: performance.getEntriesByType("navigation")[0].loadEventEnd / 1000,
})"""


@dataclass(frozen=True)
class Visit:
    """One visit of a phone that has never been here: seconds, and bytes with headers."""

    painted: float
    loaded: float
    bytes: float


def measure(port: int, bench: Bench) -> Iterator[Line]:
    """The first page's weight and time; nothing where there is no Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        print("first page: left out, there is no Chromium here", file=sys.stderr)
        return
    made = groups.create(
        bench.door, bench.operator, kind="primary", title="三年二班", group_id="firstpage"
    )
    url = f"http://127.0.0.1:{port}/j/{made.link}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(_ARGUMENTS), timeout=PATIENCE_MS
        )
        _visit(browser, url)  # the server's first answer compiles the templates
        visits = [_visit(browser, url) for _ in range(VISITS)]
        browser.close()
    weight = max(visit.bytes for visit in visits) / 1024
    yield Line("first page, over the wire", weight, f"≤ {MOST_KB} KB", weight <= MOST_KB, "in KB")
    painted = median(visit.painted for visit in visits)
    yield Line(
        f"first page at {ROUND_TRIP_MS} ms and 1.6 Mbit/s, painted",
        painted,
        f"≤ {MOST_SECONDS:.0f} s",
        painted <= MOST_SECONDS,
        f"median of {VISITS}, the connection standing; with its script "
        f"{median(visit.loaded for visit in visits):.2f} s",
    )


def _visit(browser: Browser, url: str) -> Visit:
    context = browser.new_context(viewport=_PHONE, is_mobile=True, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    devtools = context.new_cdp_session(page)
    weights = _slow_down(devtools)
    page.goto(url, wait_until="load")
    times: dict[str, float] = page.evaluate(_TIMES)
    context.close()
    return Visit(times["painted"], times["loaded"], sum(weights))


def _slow_down(devtools: CDPSession) -> list[float]:
    """Make the connection slow; the list fills with what each answer weighed."""
    weights: list[float] = []

    def finished(event: dict[str, Any]) -> None:
        weights.append(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", finished)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BITS_A_SECOND / 8,
            "uploadThroughput": BITS_A_SECOND / 8,
        },
    )
    return weights
