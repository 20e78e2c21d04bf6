"""What is measured, and how the table is made."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import redis

from benchmarks import audits, firstpage, imports, memory, people, queuepage
from benchmarks.lines import Line
from benchmarks.load import Outcome, drive, request
from benchmarks.people import Bench
from onboarding.embedded import JOBS, RECORD, EmbeddedServer
from onboarding.settings import Settings
from onboarding.storage.connect import connect

WINDOW = 2.0
ROUNDS = 5
PAIRS = 7


@dataclasses.dataclass(frozen=True)
class Site:
    """The two web servers under test on one record server."""

    port: int
    bare_port: int
    record: redis.Redis
    bench: Bench


@contextlib.contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Real servers, the door and the yardstick, each under granian with the same settings."""
    base = Settings.from_environment({"ONBOARDING_DATA": str(folder)})
    with contextlib.ExitStack() as stack:
        record = stack.enter_context(EmbeddedServer(folder / "record", RECORD))
        jobs = stack.enter_context(EmbeddedServer(folder / "jobs", JOBS))
        ports = [_free_port(), _free_port()]
        for app, port in zip(("wsgi:app", "benchmarks.bare:app"), ports, strict=True):
            ours = dataclasses.replace(
                base.on(record.url, jobs.url), port=port, public_url=f"http://127.0.0.1:{port}"
            )
            stack.enter_context(_granian(app, ours))
        yield Site(
            ports[0],
            ports[1],
            connect(record.url),
            people.prepare(base.on(record.url, jobs.url)),
        )


@contextlib.contextmanager
def _granian(app: str, settings: Settings) -> Iterator[None]:
    command = [
        sys.executable, "-m", "granian", app, "--interface", "wsgi", "--port", str(settings.port),
        "--workers", "1", "--blocking-threads", "16", "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, **settings.environment()}
    process = subprocess.Popen(command, env=environment)
    try:
        _await_answer(settings.port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _await_answer(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            drive(port, iter([request("GET", "/healthz")]), seconds=1, connections=1)
            return
        time.sleep(0.1)
    raise RuntimeError("the web server didn't answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# -- the works


def run(large: bool) -> Iterator[Line]:
    """Measure everything once, line by line."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, site(Path(name)) as under_test:
        yield from firstpage.measure(under_test.port, under_test.bench)
        yield from _reads(under_test, 1_000_000 if large else 200_000)
        yield from _writes(under_test)
        yield from memory.measure(under_test.record, under_test.bench)
        yield from queuepage.measure(under_test.port, under_test.bench)
    yield from audits.measure()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield from imports.measure(Path(name))


def _interleaved(
    one: Iterator[bytes], other: Iterator[bytes], ports: tuple[int, int], status: int, rounds: int
) -> tuple[float, list[Outcome], list[Outcome]]:
    """The median ratio one/other over `rounds` turns, each of WINDOW seconds a side."""
    pairs: list[tuple[Outcome, Outcome]] = []
    for _ in range(rounds):
        first = drive(ports[0], one, seconds=WINDOW).expect(status)
        second = drive(ports[1], other, seconds=WINDOW).expect(status)
        pairs.append((first, second))
    ratio = median(a.rate / b.rate for a, b in pairs)
    return ratio, [a for a, _ in pairs], [b for _, b in pairs]


def _rate(outcomes: list[Outcome]) -> float:
    return median(outcome.rate for outcome in outcomes)


def _reads(under: Site, members: int) -> Iterator[Line]:
    bench = under.bench
    bare = people.bare_reads()
    small, large = bench.group(1_000), bench.group(members)
    warm = drive(under.port, bench.eligibility(small), seconds=1.0)
    warm.expect(200)
    ratio, ours, bares = _interleaved(
        bench.eligibility(small), bare, (under.port, under.bare_port), 200, ROUNDS
    )
    yield Line(
        "eligibility, one account",
        ratio,
        "≥ 0.85 × B(read)",
        ratio >= 0.85,
        f"{_rate(ours):.0f}/s against {_rate(bares):.0f}/s",
    )
    growth, bigs, smalls = _interleaved(
        bench.eligibility(large), bench.eligibility(small), (under.port, under.port), 200, PAIRS
    )
    yield Line(
        f"the same at {members:,} members",
        growth,
        "≥ 0.85 × at 1,000",
        growth >= 0.85,
        f"{_rate(bigs):.0f}/s against {_rate(smalls):.0f}/s",
    )
    batches = drive(under.port, bench.batches(small, 500), seconds=WINDOW * 2).expect(200)
    times = batches.rate * 500 / _rate(ours)
    yield Line(
        "eligibility, batch of 500, per account",
        times,
        "≥ 15 × the single rate",
        times >= 15,
        f"{batches.rate * 500:.0f} accounts/s",
    )


def _writes(under: Site) -> Iterator[Line]:
    bench = under.bench
    bare = people.bare_writes()
    submits = bench.submits()
    drive(under.port, submits, seconds=1.0).expect(201)
    ratio, ours, bares = _interleaved(submits, bare, (under.port, under.bare_port), 201, ROUNDS)
    detail = f"{_rate(ours):.0f}/s against {_rate(bares):.0f}/s"
    yield Line("submit, sealed and durable", ratio, "≥ 0.6 × B(write)", ratio >= 0.6, detail)
    # Approvals run out sooner than submissions come, so their turns are shorter.
    approvals = bench.approvals()
    pairs = []
    for _ in range(ROUNDS):
        first = drive(under.port, approvals, seconds=WINDOW / 3).expect(200)
        second = drive(under.bare_port, bare, seconds=WINDOW / 3).expect(201)
        pairs.append((first.rate, second.rate))
    ratio = median(a / b for a, b in pairs)
    detail = f"{median(a for a, _ in pairs):.0f}/s against {median(b for _, b in pairs):.0f}/s"
    yield Line("approve", ratio, "≥ 0.6 × B(write)", ratio >= 0.6, detail)
