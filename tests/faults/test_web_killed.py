"""`kill -9` of web processes while people hand in their applications."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import redis

from onboarding.embedded import EmbeddedServer
from tests.builders import World, make_world, settings
from tests.faults.installation import ROOT, eventually, free_port
from tests.faults.load import nothing_lost_and_nothing_doubled, rows, under_load

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="worker processes end with their parent there"
)
PROGRAM = """
import os
from onboarding import serving
from onboarding.settings import Settings
serving.run(Settings.from_environment(os.environ))
"""


class Web:
    """The real web server on `door_app`, in two processes; it is started again when it ends,
    as `serve` does."""

    def __init__(self, folder: Path, record: EmbeddedServer, jobs: EmbeddedServer) -> None:
        (folder / "wsgi.py").write_text("from tests.faults.door_app import app\n")
        self.folder = folder
        self.settings = settings(data=folder, port=free_port(), workers=2).on(record.url, jobs.url)
        self.process = self.start()
        self.mending = threading.Lock()

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=self.folder,  # whose wsgi.py comes first
            env={
                **os.environ,
                **self.settings.environment(),
                "PYTHONPATH": f"{self.folder}:{ROOT}",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def get(self, path: str) -> str | None:
        """The answer; None if there was none, or not a good one."""
        url = f"http://127.0.0.1:{self.settings.port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:
                return reply.read().decode()
        except (OSError, http.client.HTTPException):
            self.mend()
            return None

    def mend(self) -> None:
        with self.mending:
            if self.process.poll() is not None:
                self.process = self.start()

    def kill(self, *, whole: bool) -> None:
        """End a process that answers, or the one above all."""
        pid = eventually(lambda: self.get("/pid/of"), "web answers")
        os.kill(self.process.pid if whole else int(pid), signal.SIGKILL)


@pytest.fixture
def web(
    tmp_path: Path, record_server: EmbeddedServer, jobs_server: EmbeddedServer
) -> Iterator[Web]:
    web = Web(tmp_path, record_server, jobs_server)
    yield web
    web.process.kill()  # a stop would wait for processes that have only just begun
    web.process.wait(20)


@pytest.mark.parametrize(
    "kills", [pytest.param(3, id="three"), pytest.param(50, id="fifty", marks=pytest.mark.soak)]
)
def test_what_was_acknowledged_is_there_once_after_web_was_killed(
    web: Web, record: redis.Redis, jobs: redis.Redis, kills: int
) -> None:
    world: World = make_world(record, jobs)
    group = world.group(rows=rows()).id
    chance = Random(kills)
    eventually(lambda: web.get("/pid/of"), "web answers")
    with under_load(lambda n: web.get(f"/{group}/{n}")) as load:
        for at in range(kills):
            load.await_more(chance.randint(10, 40))
            web.kill(whole=at % 2 == 1)
        load.await_more(10)
    assert load.unanswered
    nothing_lost_and_nothing_doubled(world.door, group, load)
