from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from onboarding.storage.connect import connect
from tests.faults.installation import Installation, ended, eventually

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc; only Linux tells children"
)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    yield installation
    installation.clear()


@pytest.fixture
def ready(door: Installation) -> Installation:
    door.start()
    door.await_ready()
    return door


def server_pid(door: Installation, name: str) -> int | None:
    """A server's process id, None while it doesn't answer."""
    with connect(door.urls()[name]) as client:
        try:
            return int(client.info("server")["process_id"])
        except redis.ConnectionError:
            return None


def test_one_line_says_that_web_answers_and_a_stop_is_no_failure(ready: Installation) -> None:
    assert ready.get("/healthz")
    assert ready.end() == (0, "")


def test_web_stops_first_then_worker_then_clock_and_the_servers_last(ready: Installation) -> None:
    ready.end()
    assert [(name, record) for name, _, record in ready.noted("stop")] == [
        ("web", "True"),
        ("worker", "True"),
        ("clock", "True"),
    ]


def test_a_request_that_had_begun_is_answered_before_the_end(ready: Installation) -> None:
    answers: list[str] = []
    slow = threading.Thread(target=lambda: answers.append(ready.get("/slow")))
    slow.start()
    time.sleep(0.3)
    ready.end()
    slow.join()
    assert len(answers) == 1


def test_ctrl_c_in_a_terminal_stops_in_the_same_order(ready: Installation) -> None:
    assert ready.process is not None
    os.killpg(ready.process.pid, signal.SIGINT)
    ready.process.wait(20)
    assert ready.process.returncode == 0
    assert [name for name, *_ in ready.noted("stop")] == ["web", "worker", "clock"]


def test_nothing_is_lost_between_two_runs(ready: Installation) -> None:
    assert ready.get("/visit") == "1"
    ready.end()
    ready.start()
    ready.await_ready()
    assert ready.get("/visit") == "2"


def test_a_program_that_died_is_started_again(ready: Installation) -> None:
    before = ready.get("/healthz")
    os.kill(int(before), signal.SIGKILL)
    after = eventually(lambda: ready.tries("/healthz"), "web answers again")
    assert after != before


@pytest.mark.parametrize("name", ["record", "jobs"])
def test_a_server_that_died_is_started_again_on_its_data(ready: Installation, name: str) -> None:
    assert ready.get("/visit") == "1"
    before = server_pid(ready, name)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: server_pid(ready, name), "it answers again") != before
    assert len(ready.pids()) == 5
    assert ready.get("/visit") == "2"


def test_nothing_outlives_a_serve_that_was_killed_and_the_next_one_starts(
    ready: Installation,
) -> None:
    pids = ready.pids()
    assert len(pids) == 5
    assert ready.get("/visit") == "1"
    ready.end(signal.SIGKILL)
    eventually(lambda: all(ended(pid) for pid in pids), "all five ended")
    ready.start()
    ready.await_ready()
    assert ready.get("/visit") == "2"


def test_a_program_that_cannot_start_ends_serve_instead_of_being_tried_forever(
    door: Installation,
) -> None:
    process = door.start("web=/bin/false")
    out, errors = process.communicate(timeout=20)
    assert (process.returncode, out) == (1, "")
    assert "web can't start" in errors
    assert not (door.data / "servers.json").exists()
    assert {name for name, *_ in door.noted("stop")} == {"worker", "clock"}


def test_what_runs_first_has_ended_before_web_starts(door: Installation) -> None:
    marker = door.folder / "first"
    door.start(f"first=/bin/mkdir {marker}")
    door.await_ready()
    assert marker.is_dir()
    door.end()


def test_a_failure_of_what_runs_first_is_the_end(door: Installation) -> None:
    process = door.start("first=/bin/false")
    assert process.wait(20) == 1
    assert door.noted("start") == []


def test_a_second_serve_on_the_same_data_is_refused_and_harms_nothing(
    ready: Installation, tmp_path: Path
) -> None:
    second = Installation(tmp_path / "second")
    second.folder.mkdir()
    second.environ["ONBOARDING_DATA"] = str(ready.data)
    process = second.start()
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "another server works" in errors
    assert ready.get("/visit") == "1"
    assert ready.urls()


def test_a_port_that_somebody_else_listens_on_is_refused(door: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", door.port))
        other.listen()
        process = door.start()
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"port {door.port}" in errors
    assert not (door.data / "record").exists()


def test_no_secret_stands_on_a_command_line(ready: Installation) -> None:
    passwords = [url.partition("@")[0].rpartition(":")[2] for url in ready.urls().values()]
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in ready.pids()]
    assert len(lines) == 5
    assert not any(password in line for password in passwords for line in lines)


def test_every_file_that_serve_leaves_is_private(ready: Installation) -> None:
    ready.get("/visit")
    ready.end()
    files = [ready.data, *ready.data.rglob("*")]
    assert [file for file in files if file.stat().st_mode & 0o077] == []
