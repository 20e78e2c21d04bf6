"""The web server: granian, with one process a core and threads in each."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import socket
import time
from collections.abc import MutableMapping
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

from onboarding.processes import end_with_parent
from onboarding.settings import Settings

DRAIN_SECONDS = 15
"""How long requests that have begun may take once a stop was asked for."""


class PortTakenError(Exception):
    """Something else listens where we should."""


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what has begun. Raises `PortTakenError`."""
    await_port(settings.host, settings.port)
    count_together(settings, os.environ)
    server = Server(
        "wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backlog=2048,
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        log_dictconfig=_logging(),
    )
    server.serve(target_loader=functools.partial(_load, os.getpid()), wrap_loader=False)


def count_together(settings: Settings, environ: MutableMapping[str, str]) -> None:
    """Let the web processes count into one folder, so that `/metrics` tells of all of them.

    A folder that the environment names is left alone; ours begins empty at every start.
    """
    if "PROMETHEUS_MULTIPROC_DIR" in environ:
        return
    folder = settings.data / "metrics"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True)
    environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def await_port(host: str, port: int, patience: float = 3.0) -> None:
    """Wait until the address is free, `patience` seconds for one who is just leaving it.

    Asked beforehand because granian shares its port: a second server would silently take
    half of the first one's callers. Raises `PortTakenError`.
    """
    deadline = time.monotonic() + patience
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                if time.monotonic() > deadline:
                    raise PortTakenError(f"port {port} of {host}: {error.strerror}") from None
            else:
                return
        time.sleep(0.1)


def _load(parent: int) -> Any:
    """The application, inside a worker process that must not outlive `parent`.

    By SIGKILL: an orderly stop of granian's can hang, which only its parent would end.
    """
    end_with_parent(signal.SIGKILL, parent)
    from wsgi import app

    return app


def _logging() -> dict[str, Any]:
    """Granian's own messages on standard error: standard output is for who started us."""
    return {
        "handlers": {
            name: {"class": "logging.StreamHandler", "formatter": formatter}
            for name, formatter in (("console", "generic"), ("access", "access"))
        }
    }
