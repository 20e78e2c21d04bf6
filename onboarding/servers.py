"""The pair of servers that an installation works on, wherever they come from."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from onboarding import secretfile
from onboarding.embedded import JOBS, RECORD, EmbeddedServer, FolderHeldError
from onboarding.settings import Settings

FILE = "servers.json"


class EmbeddedPair:
    """The embedded record and jobs servers of one data folder.

    While they run, a private file there tells their addresses to the other commands.
    """

    def __init__(self, data: Path, *, patience: float = 3.0) -> None:
        self.record = EmbeddedServer(data / "record", RECORD, patience=patience)
        self.jobs = EmbeddedServer(data / "jobs", JOBS, patience=patience)
        self._file = data / FILE
        self._told = False

    def start(self) -> None:
        """Start both, or none. Raises `embedded.EmbeddedError`, `FolderHeldError`."""
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            self.record.start()
            self.jobs.start()
            self._tell()
            undo.pop_all()

    def mend(self) -> list[str]:
        """Start again what has died; the names of what had. Raises `EmbeddedError`."""
        dead = [server for server in (self.record, self.jobs) if not server.alive()]
        for server in dead:
            server.start()
        return [server.purpose.name for server in dead]

    def stop(self) -> None:
        """Shut both down orderly, the record last."""
        if self._told:  # else the file is another pair's
            self._file.unlink(missing_ok=True)
            self._told = False
        self.jobs.stop()
        self.record.stop()

    def _tell(self) -> None:
        draft = self._file.with_name(f".{FILE}")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"record": self.record.url, "jobs": self.jobs.url}, file)
        draft.replace(self._file)
        self._told = True


@contextlib.contextmanager
def reach(settings: Settings) -> Iterator[Settings]:
    """The settings with both servers' addresses, for a command that runs beside `serve` or alone.

    Servers of one's own are taken as they are; embedded ones where they run, and if they
    don't they run as long as the context. Raises `embedded.EmbeddedError`.
    """
    if settings.redis_url is not None:
        yield settings
        return
    pair = EmbeddedPair(settings.data, patience=0.0)
    try:
        pair.start()
    except FolderHeldError:
        yield _running(settings)
        return
    try:
        yield settings.on(pair.record.url, pair.jobs.url)
    finally:
        pair.stop()


def _running(settings: Settings) -> Settings:
    try:
        told = json.loads(secretfile.read_private(settings.data / FILE))
    except FileNotFoundError:
        raise FolderHeldError(f"the servers of {settings.data} are just starting") from None
    return settings.on(told["record"], told["jobs"])
