"""A web application of one address, `/<group>/<n>`: the n-th application is handed in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from onboarding.settings import Settings
from onboarding.wiring import make_door
from tests.faults.load import hand_in

door = make_door(Settings.from_environment(os.environ))


def app(environ: dict[str, str], start_response: Callable[..., object]) -> Iterable[bytes]:
    _, group, n = environ["PATH_INFO"].split("/")
    told = hand_in(door, group, int(n)) if n.isdigit() else str(os.getpid())
    body = (told or "").encode()
    start_response(
        "200 OK" if told else "503 Service Unavailable", [("Content-Length", str(len(body)))]
    )
    return [body]
