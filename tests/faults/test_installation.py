"""The whole installation, as `serve --demo` runs it: stopped, killed in parts, started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onboarding.demo import school
from onboarding.services import groups, intake
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.storage.groups import Group
from onboarding.wiring import make_door
from tests.builders import guardian
from tests.faults.installation import Installation, eventually

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc; only Linux tells children"
)
DEMO = school.read()["id"]


class Whole(Installation):
    """An installation of real programs."""

    def start(self, *others: str) -> subprocess.Popen[str]:
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "onboarding", "serve", "--demo", *others],
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                process_group=0,
            )
        return self.process

    def addresses(self) -> list[str]:
        """What is printed before web answers, down to the token."""
        assert self.process is not None
        assert self.process.stdout is not None
        lines: list[str] = []
        while not (lines and lines[-1].startswith("  ob_")):
            line = self.process.stdout.readline()
            assert line, (self.folder / "log").read_text()
            lines.append(line)
        return lines

    def told(self, record: str) -> bool:
        """Whether an event of this record was told."""
        return f'"record": "{record}"' in (self.folder / "log").read_text()

    def door(self) -> Door:
        settings = Settings.from_environment(self.environ)
        urls = self.urls()
        return make_door(settings.on(urls["record"], urls["jobs"]))

    def child(self, name: str) -> int | None:
        """The process of one of the programs."""
        for pid in self.pids():
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            if "onboarding" in words and name in words:
                return pid
        return None


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Whole]:
    whole = Whole(tmp_path)
    whole.start()
    yield whole
    whole.clear()


def submit(door: Door) -> str:
    group = a_group(door)
    return intake.submit(door, group, guardian("李明", "监护人")).request.id


def a_group(door: Door) -> Group:
    ids = door.groups.ids(DEMO)
    return next(g for g in door.groups.many(DEMO, ids) if door.policy(g).seats)


def test_a_stop_and_another_start_lose_nothing_and_tell_the_same_addresses(whole: Whole) -> None:
    before = whole.addresses()
    whole.await_ready()
    door = whole.door()
    request = submit(door)
    eventually(lambda: whole.told(request), "the event is told")
    eventually(lambda: not door.events.unfinished(DEMO), "the event is finished")
    events = [event.id for event in door.events.after(DEMO, "", 10_000)]
    assert whole.end()[0] == 0

    whole.start()
    assert whole.addresses() == before
    whole.await_ready()
    door = whole.door()
    assert [event.id for event in door.events.after(DEMO, "", 10_000)] == events
    assert door.requests.get(DEMO, request).id == request
    assert whole.end()[0] == 0


def test_news_are_told_though_clock_and_worker_were_killed(whole: Whole) -> None:
    whole.addresses()
    whole.await_ready()
    door = whole.door()
    for name in ("clock", "worker"):
        pid = eventually(lambda name=name: whole.child(name), f"{name} runs")
        os.kill(pid, signal.SIGKILL)
    request = submit(door)
    eventually(lambda: whole.told(request), "the event is told")
    eventually(lambda: not door.events.unfinished(DEMO), "the event is finished")


def test_a_group_made_beside_a_running_installation_is_there(whole: Whole) -> None:
    whole.addresses()
    whole.await_ready()
    done = subprocess.run(
        [sys.executable, "-m", "onboarding", "groups", "add", "--kind",
         a_group(whole.door()).kind, "--title", "新班", "--school", "hill"],
        env=whole.environ, capture_output=True, text=True, timeout=20, check=True,
    )  # fmt: skip
    link = done.stdout.split()[-1].rpartition("/")[2]
    assert groups.by_link(whole.door(), link).title == "新班"
    assert groups.visible(whole.door(), Operator("hill"))
