"""The real web server, on an application of a few lines in place of ours."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import ROOT, ended, eventually, free_port

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc; only Linux tells children"
)

APPLICATION = """
import os, time

def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""
PROGRAM = """
import os
from onboarding import serving
from onboarding.settings import Settings
serving.run(Settings.from_environment(os.environ))
"""


class Web:
    def __init__(self, folder: Path) -> None:
        (folder / "wsgi.py").write_text(APPLICATION)
        self.folder = folder
        self.port = free_port()
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ONBOARDING_")},
            "ONBOARDING_DATA": str(self.folder / "data"),
            "ONBOARDING_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=self.folder,  # where its wsgi.py lies
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self.process

    def get(self, path: str = "/") -> int | None:
        """The process that answers, None if nobody does."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as reply:
                return int(reply.read())
        except OSError:
            return None

    def workers(self) -> set[int]:
        """The processes that answer, as far as twenty calls show."""
        return {pid for _ in range(20) if (pid := self.get()) is not None}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    web = Web(tmp_path)
    eventually(web.get, "web answers")
    yield web
    if web.process.poll() is None:
        web.process.terminate()
    web.process.communicate(timeout=20)


def test_two_processes_share_the_calls(web: Web) -> None:
    assert len(eventually(lambda: (w := web.workers()) and len(w) == 2 and w, "two answer")) == 2


def test_a_stop_answers_what_had_begun_and_prints_nothing(web: Web) -> None:
    answers: list[int | None] = []
    slow = threading.Thread(target=lambda: answers.append(web.get("/slow")))
    slow.start()
    time.sleep(0.3)
    web.process.terminate()
    out, _ = web.process.communicate(timeout=20)
    slow.join()
    assert answers[0] is not None
    assert (web.process.returncode, out) == (0, "")


def test_a_killed_worker_process_is_replaced(web: Web) -> None:
    before = web.get()
    assert before is not None
    os.kill(before, signal.SIGKILL)
    workers = eventually(lambda: (w := web.workers()) and len(w) == 2 and w, "two answer again")
    assert before not in workers


def test_worker_processes_do_not_outlive_a_killed_server(web: Web) -> None:
    workers = eventually(lambda: (w := web.workers()) and len(w) == 2 and w, "two answer")
    web.process.kill()
    eventually(lambda: all(ended(pid) for pid in workers), "both ended")


def test_a_port_in_use_is_refused_instead_of_shared(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        web = Web.__new__(Web)
        web.folder, web.port = tmp_path, other.getsockname()[1]
        _, errors = web.start().communicate(timeout=20)
    assert web.process.returncode == 1
    assert "PortTakenError" in errors
