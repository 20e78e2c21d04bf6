"""`serve`: one installation in one command.

It starts the servers, then web, worker and clock, watches them all, starts again what dies,
and on SIGTERM or Ctrl-C stops them in the order in which nothing is lost: web finishes its
requests, the worker its job, then the clock, and the servers write everything down. Should
it be killed itself, none of them stays behind (Linux).
"""

from __future__ import annotations

import http.client
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from onboarding import processes
from onboarding.embedded import EmbeddedError
from onboarding.servers import EmbeddedPair
from onboarding.serving import await_port
from onboarding.settings import Settings
from onboarding.storage.connect import connect
from onboarding.storage.safety import check_jobs_server, check_server

log = logging.getLogger(__name__)

STANDARD_ERROR = 2
_LOOK_SECONDS = 0.2
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_SETTLED_SECONDS = 60.0
_EARLY_DEATHS = 4
"""So many deaths of one program before web ever answered mean that it can't start here."""


@dataclass(frozen=True)
class Child:
    """A program that `serve` keeps running; `patience` are the seconds it gets to stop."""

    name: str
    argv: tuple[str, ...]
    patience: float = 20.0


def program(*words: str) -> tuple[str, ...]:
    """The command line of one of our own commands."""
    return (sys.executable, "-m", "onboarding", *words)


CHILDREN = (
    Child("web", program("web")),
    Child("worker", program("worker"), patience=40.0),
    Child("clock", program("clock")),
)
"""In the order of stopping; they start the other way round."""


@dataclass
class _Watched:
    child: Child
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    due: float = 0.0
    pause: float = _FIRST_PAUSE
    deaths: int = 0

    def note_death(self, now: float) -> None:
        """Plan the next start: at once after a long life, ever later after short ones."""
        self.pause = _FIRST_PAUSE if now - self.born > _SETTLED_SECONDS else self.pause
        self.due = now + self.pause
        self.pause = min(self.pause * 2, _LONGEST_PAUSE)
        self.deaths += 1
        self.process = None


@dataclass
class Supervisor:
    """Runs `children` on `settings`; `first` are programs run to their end before them.

    `run` belongs into the main thread: it takes the signals, and on Linux the children end
    with the thread that started them.
    """

    settings: Settings
    children: Sequence[Child] = CHILDREN
    first: Sequence[Child] = ()
    _ready: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _watched: list[_Watched] = field(default_factory=list)
    _pair: EmbeddedPair | None = None
    _pair_due: float = 0.0

    def run(self) -> int:
        """Serve until told to stop. The exit status: 0, or 1 if web never came to answer.

        Prints one line to standard output, when web first answers. Raises
        `embedded.EmbeddedError`, `safety.UnsafeServer`, `serving.PortTakenError` or
        redis-py's errors if it can't begin.
        """
        os.umask(processes.PRIVATE_UMASK)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        try:
            await_port(self.settings.host, self.settings.port)
            environ = {**os.environ, **self._start_servers().environment()}
            if not self._run_first(environ):
                return 1
            self._watched = [_Watched(child) for child in reversed(self.children)]
            return self._watch(environ)
        finally:
            self._stop_all()

    def _start_servers(self) -> Settings:
        settings = self.settings
        if settings.embedded:
            self._pair = EmbeddedPair(settings.data)
            self._pair.start()
            settings = settings.on(self._pair.record.url, self._pair.jobs.url)
        for url, check in (
            (settings.redis_url, check_server),
            (settings.jobs_url, check_jobs_server),
        ):
            assert url is not None  # noqa: S101 - both are given, or were just started
            with connect(url) as client:
                check(client)
        return settings

    def _run_first(self, environ: dict[str, str]) -> bool:
        for child in self.first:
            process = processes.start(child.argv, environ=environ)
            while process.poll() is None and not self._stop.wait(_LOOK_SECONDS):
                pass
            if processes.stop(process, child.patience) != 0:
                log.error("%s failed", child.name)
                return False
        return True

    def _watch(self, environ: dict[str, str]) -> int:
        while not self._stop.is_set():
            now = time.monotonic()
            self._mend_servers(now)
            for watched in self._watched:
                self._mend(watched, environ, now)
                if watched.deaths >= _EARLY_DEATHS and not self._ready:
                    log.error("%s can't start", watched.child.name)
                    return 1
            if not self._ready and _answers(self.settings):
                self._ready = True
                print(f"ready on {self.settings.public_url}", flush=True)
            self._stop.wait(_LOOK_SECONDS)
        return 0

    def _mend_servers(self, now: float) -> None:
        if self._pair is None or now < self._pair_due:
            return
        try:
            for name in self._pair.mend():
                log.error("the %s server had died and runs again", name)
        except EmbeddedError:
            log.exception("a server can't be started again yet")
            self._pair_due = now + _FIRST_PAUSE

    def _mend(self, watched: _Watched, environ: dict[str, str], now: float) -> None:
        process = watched.process
        if process is not None and process.poll() is not None:
            log.error("%s ended with status %d", watched.child.name, process.returncode)
            watched.note_death(now)
        if watched.process is None and now >= watched.due:
            watched.process = processes.start(
                watched.child.argv, environ=environ, output=STANDARD_ERROR
            )
            watched.born = now

    def _stop_all(self) -> None:
        for watched in reversed(self._watched):
            if watched.process is not None:
                processes.stop(watched.process, watched.child.patience)
        if self._pair is not None:
            self._pair.stop()


def serve(settings: Settings, *, first: Sequence[Child] = ()) -> int:
    """Run the whole installation until told to stop; see `Supervisor.run`."""
    return Supervisor(settings, first=first).run()


def _answers(settings: Settings) -> bool:
    """Whether web says that it lives."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
