from __future__ import annotations

import contextlib
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from onboarding.embedded import (
    JOBS,
    LONGEST_SOCKET_PATH,
    RECORD,
    EmbeddedError,
    EmbeddedServer,
    FolderHeldError,
)
from onboarding.storage.connect import connect

only_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells children"
)


def _ended(pid: int, seconds: float = 5.0) -> bool:
    """Whether a process that isn't our child ends in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_the_record_writes_to_disk_before_it_answers_and_jobs_may_lose_a_second(
    record: redis.Redis, jobs: redis.Redis
) -> None:
    for client, fsync in ((record, "always"), (jobs, "everysec")):
        found = client.config_get("append*", "maxmemory*", "save", "hide-user*")
        assert found["appendonly"] == "yes"
        assert found["appendfsync"] == fsync
        assert found["maxmemory-policy"] == "noeviction"
        assert int(found["maxmemory"]) > 0
        assert found["save"] == ""
        assert found["hide-user-data-from-log"] == "yes"


def test_what_was_answered_is_there_after_the_server_was_killed(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path, RECORD) as server, connect(server.url) as client:
        client.set("kept", "yes")
        os.kill(server.pid, signal.SIGKILL)
        while server.alive():
            time.sleep(0.01)
        server.start()
        assert client.get("kept") == b"yes"


def test_a_file_that_was_cut_short_is_read_up_to_the_cut(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path, RECORD) as server, connect(server.url) as client:
        client.set("first", "1")
        client.set("second", "2")
    (log,) = tmp_path.glob("appendonlydir/*.incr.aof")
    os.truncate(log, log.stat().st_size - 3)
    with EmbeddedServer(tmp_path, RECORD) as server, connect(server.url) as client:
        assert client.mget("first", "second") == [b"1", None]


def test_an_orderly_stop_loses_nothing_of_the_jobs_either(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path, JOBS) as server, connect(server.url) as client:
        client.set("last", "moment")
    with EmbeddedServer(tmp_path, JOBS) as server, connect(server.url) as client:
        assert client.get("last") == b"moment"


def test_nobody_but_the_owner_can_read_any_file(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with EmbeddedServer(folder, RECORD) as server, connect(server.url) as client:
        client.set("a", "b")
        client.bgrewriteaof()
        files = [folder, *folder.rglob("*")]
        assert any(file.suffix == ".aof" for file in files)
        loose = [file.name for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]
    assert loose == []


def test_a_client_without_the_password_learns_nothing(record_server: EmbeddedServer) -> None:
    path = record_server.url.partition("@")[2]
    with connect(f"unix://{path}") as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_the_password_stands_in_no_file_and_on_no_command_line(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path, RECORD) as server:
        password = server.url.partition("@")[0].rpartition(":")[2].encode()
        assert password not in Path(f"/proc/{server.pid}/cmdline").read_bytes()
        files = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert all(password not in file.read_bytes() for file in files)


def test_a_second_server_on_the_folder_is_refused(record_server: EmbeddedServer) -> None:
    second = EmbeddedServer(record_server.folder, RECORD, patience=0.1)
    with pytest.raises(FolderHeldError):
        second.start()
    second.stop()
    with connect(record_server.url) as client:
        assert client.ping()


def test_a_folder_is_free_again_after_a_stop(tmp_path: Path) -> None:
    for _ in range(2):
        with EmbeddedServer(tmp_path, RECORD) as server:
            assert server.alive()
    assert not (tmp_path / "valkey.sock").exists()


def test_a_long_path_still_finds_a_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 20) / ("name" * 20)
    assert len(str(folder)) > LONGEST_SOCKET_PATH
    with EmbeddedServer(folder, RECORD) as server, connect(server.url) as client:
        assert client.ping()
        socket = Path(client.connection_pool.connection_kwargs["path"])
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert not socket.parent.exists()


def test_a_folder_named_with_spaces_quotes_and_chinese_works(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path / '一 班 "A"', RECORD) as server, connect(server.url) as client:
        assert client.ping()


def test_a_server_that_cannot_start_says_where_the_reason_stands(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("not a folder")
    server = EmbeddedServer(tmp_path, RECORD)
    with pytest.raises(EmbeddedError, match=r"valkey\.log"):
        server.start()
    assert not server.alive()


@contextlib.contextmanager
def killed_parent(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server's process id, and the process that started it, to be killed."""
    program = (
        "import sys, time; from pathlib import Path;"
        "from onboarding.embedded import EmbeddedServer, RECORD;"
        "server = EmbeddedServer(Path(sys.argv[1]), RECORD); server.start();"
        "print(server.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        try:
            yield int(parent.stdout.readline()), parent
        finally:
            parent.kill()


@only_linux
def test_a_server_does_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    with killed_parent(tmp_path) as (pid, parent):
        parent.kill()
        assert _ended(pid)
    with EmbeddedServer(tmp_path, RECORD) as server:
        assert server.alive()


@only_linux
def test_a_server_that_lingers_keeps_its_folder(tmp_path: Path) -> None:
    with killed_parent(tmp_path) as (pid, parent):
        os.kill(pid, signal.SIGSTOP)
        parent.kill()
        parent.wait()
        with pytest.raises(FolderHeldError):
            EmbeddedServer(tmp_path, RECORD, patience=0.1).start()
        os.kill(pid, signal.SIGCONT)
        assert _ended(pid)


def test_a_cluster_node_owns_every_slot_and_refuses_keys_of_two(
    cluster_record: redis.Redis,
) -> None:
    assert cluster_record.mset({"{a}1": "x", "{a}2": "y"})
    with pytest.raises(redis.ResponseError, match="same slot"):
        cluster_record.mset({"a": "x", "b": "y"})


def test_each_test_finds_the_record_empty(record: redis.Redis) -> None:
    assert record.dbsize() == 0
