"""Starts `small_door.py` for a test and looks at it from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
T = TypeVar("T")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(look: Callable[[], T], what: str) -> T:
    """The first true answer of `look`, within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := look():
            return answer
        time.sleep(0.03)
    raise AssertionError(f"never happened: {what}")


def ended(pid: int) -> bool:
    """Whether a process is gone, or a corpse that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


class Installation:
    """One data folder, one port, and the `serve` that runs on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.journal = folder / "journal"
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ONBOARDING_")},
            "ONBOARDING_DATA": str(self.data),
            "ONBOARDING_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *others: str) -> subprocess.Popen[str]:
        """Start `serve` in a process group of its own; `others` replace children."""
        self.journal.unlink(missing_ok=True)
        program = str(Path(__file__).with_name("small_door.py"))
        self.process = subprocess.Popen(
            [sys.executable, program, "serve", str(self.journal), *others],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        return self.process

    def await_ready(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if line != f"ready on http://127.0.0.1:{self.port}\n":
            self.process.terminate()
            _, errors = self.process.communicate(timeout=PATIENCE)
            raise AssertionError(f"not ready: {line!r}\n{errors}")

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Signal `serve`; its exit status and what else it printed."""
        assert self.process is not None
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, rest

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as reply:
            return reply.read().decode()

    def tries(self, path: str) -> str | None:
        try:
            return self.get(path)
        except OSError:
            return None

    def noted(self, event: str) -> list[list[str]]:
        """The journal's lines of an event: name, pid, whether the record answered."""
        lines = self.journal.read_text().splitlines() if self.journal.exists() else []
        return [line.split()[1:] for line in lines if line.split()[0] == event]

    def pids(self) -> list[int]:
        """Every process that `serve` runs, servers included."""
        assert self.process is not None
        folder = Path(f"/proc/{self.process.pid}/task")
        return [int(p) for t in folder.iterdir() for p in (t / "children").read_text().split()]

    def urls(self) -> dict[str, str]:
        told: dict[str, str] = json.loads((self.data / "servers.json").read_text())
        return told

    def clear(self) -> None:
        """Leave nothing running, however the test went."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
