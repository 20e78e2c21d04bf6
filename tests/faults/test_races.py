"""Many callers at once, over HTTP, on two web processes: one wins, and the others are told."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import redis

from onboarding.clock import system_clock
from onboarding.embedded import EmbeddedServer
from onboarding.rules.access import SCOPES
from onboarding.rules.rosterrows import Row
from tests.builders import World, make_world, settings
from tests.faults.installation import ROOT, eventually, free_port

PROGRAM = """
import os
from onboarding import serving
from onboarding.settings import Settings
serving.run(Settings.from_environment(os.environ))
"""
AT_ONCE = 24
ROUNDS = pytest.mark.parametrize(
    "rounds", [pytest.param(5, id="five"), pytest.param(100, id="hundred", marks=pytest.mark.soak)]
)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    json: Any


@dataclass
class Site:
    """The real application in two processes, and a token that may do everything."""

    world: World
    port: int
    token: str

    def call(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Reply:
        """One call on a connection of its own, so that it may meet either process."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **(headers or {}),
            }
            text = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1{path}", text, sent)
            reply = connection.getresponse()
            told = reply.read()
            named = {name.lower(): value for name, value in reply.headers.items()}
            return Reply(reply.status, named, json.loads(told))
        finally:
            connection.close()

    def ready(self) -> bool:
        try:
            return self.call("GET", "/groups").status == 200
        except OSError:
            return False

    def submit(self, student: str, phone: str, headers: dict[str, str] | None = None) -> Reply:
        student_named = {"name": student, "relation": "监护人"}
        asked = {"role": "guardian", "students": [student_named], "phone": phone, "consent": True}
        return self.call("POST", "/groups/g/join-requests", asked, headers)

    def act(self, request: str, move: str, body: object, version: str) -> Reply:
        path = f"/groups/g/join-requests/{request}/actions/{move}"
        return self.call("POST", path, body, {"If-Match": version})


def at_once(calls: Sequence[Callable[[], Reply]]) -> list[Reply]:
    """The replies to calls that all start together."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Reply]) -> Reply:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def site(
    tmp_path: Path,
    record: redis.Redis,
    jobs: redis.Redis,
    record_server: EmbeddedServer,
    jobs_server: EmbeddedServer,
) -> Iterator[Site]:
    world = make_world(record, jobs)
    world.watch.now = system_clock()  # the processes have no other
    world.group(group_id="g", rows=[Row("students", name) for name in pupils(100)])
    there = settings(data=tmp_path, port=free_port(), workers=2)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, **there.on(record_server.url, jobs_server.url).environment()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        made = Site(world, there.port, world.token(*SCOPES))
        eventually(made.ready, "the site answers")
        yield made
    finally:
        process.kill()
        process.wait(20)


def pupils(count: int) -> list[str]:
    digits = str.maketrans("0123456789", "零一二三四五六七八九")
    return [f"林{n:02}".translate(digits) for n in range(count)]


@ROUNDS
def test_of_many_approvals_for_one_student_two_are_seated(site: Site, rounds: int) -> None:
    for student in pupils(rounds):
        made = [site.submit(student, f"1381111{n:04}").json for n in range(AT_ONCE)]
        assert {request["state"] for request in made} == {"pending"}
        replies = at_once([partial(site.act, r["id"], "approve", {}, r["etag"]) for r in made])
        assert Counter(reply.status for reply in replies) == {200: 2, 409: AT_ONCE - 2}
        codes = {reply.json["code"] for reply in replies if reply.status == 409}
        assert codes == {"seats_full"}


@ROUNDS
def test_of_two_admins_one_wins_and_the_other_is_told_what_was_decided(
    site: Site, rounds: int
) -> None:
    for student in pupils(rounds):
        request = site.submit(student, "13811110000").json
        version = request["etag"]
        replies = at_once(
            [
                partial(site.act, request["id"], "approve", {}, version),
                partial(site.act, request["id"], "decline", {"reason": "other"}, version),
            ]
        )
        won, lost = sorted(replies, key=lambda reply: reply.status)
        assert (won.status, lost.status) == (200, 412)
        told = {"approved": "approve", "declined": "decline"}[won.json["state"]]
        assert (lost.json["code"], lost.json["state"]) == ("stale", won.json["state"])
        assert (lost.json["move"], lost.json["etag"]) == (told, won.headers["etag"])
        assert lost.json["decided_by"].startswith("token:")


@ROUNDS
def test_one_submission_sent_many_times_under_one_key_is_one_request(
    site: Site, rounds: int
) -> None:
    for student in pupils(rounds):
        key = {"Idempotency-Key": f"key-{pupils(100).index(student)}"}
        replies = at_once([partial(site.submit, student, "13811110000", key)] * AT_ONCE)
        assert {reply.status for reply in replies} == {201}
        assert len({reply.headers["location"] for reply in replies}) == 1
        replayed = Counter(reply.headers.get("idempotency-replayed") for reply in replies)
        assert replayed == {None: 1, "true": AT_ONCE - 1}


@ROUNDS
def test_one_person_sent_many_times_without_a_key_takes_one_seat(site: Site, rounds: int) -> None:
    for student in pupils(rounds):
        made = [r.json for r in at_once([partial(site.submit, student, "13811110000")] * 4)]
        for request in made:
            site.act(request["id"], "approve", {}, request["etag"])
        kept = [site.call("GET", f"/groups/g/join-requests/{r['id']}").json for r in made]
        assert Counter(request["state"] for request in kept)["approved"] == 1
