"""A small installation for the tests of `serve`: real processes that do next to nothing.

`small_door.py serve JOURNAL [CHILD=PROGRAM …]` supervises web, worker and clock, which are
this file too. Each writes to JOURNAL, a line an event.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import redis

from onboarding.settings import Settings
from onboarding.storage.connect import connect
from onboarding.supervise import Child, Supervisor


def note(journal: Path, *words: object) -> None:
    with journal.open("a") as file:
        file.write(" ".join(str(word) for word in words) + "\n")


def record() -> redis.Redis:
    return connect(os.environ["ONBOARDING_REDIS_URL"])


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            time.sleep(1)
        else:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        body = str(record().incr("visits") if self.path == "/visit" else os.getpid()).encode()
        self.wfile.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's name
        pass


class Web(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for the requests that have begun


def web() -> None:
    server = Web(("127.0.0.1", int(os.environ["ONBOARDING_PORT"])), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    server.server_close()


def idle() -> None:
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    while not told.wait(0.1):
        pass


def child(name: str, journal: Path) -> None:
    print(f"{name} has something to say", flush=True)  # which is not for serve's own output
    note(journal, "start", name, os.getpid(), record().ping())
    {"web": web}.get(name, idle)()
    note(journal, "stop", name, os.getpid(), record().ping())


def serve(journal: Path, *others: str) -> int:
    programs = {
        name: (sys.executable, __file__, name, str(journal)) for name in ("web", "worker", "clock")
    }
    changed = {name: tuple(program.split()) for name, program in (o.split("=") for o in others)}
    first = [Child("first", changed.pop("first"))] if "first" in changed else []
    children = [Child(name, argv) for name, argv in (programs | changed).items()]
    return Supervisor(Settings.from_environment(os.environ), children, first).run()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        sys.exit(serve(Path(sys.argv[2]), *sys.argv[3:]))
    child(sys.argv[1], Path(sys.argv[2]))
