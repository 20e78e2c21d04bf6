"""A record that is gone, full or read-only: told as such, nothing half done, and over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask

from onboarding.embedded import RECORD, EmbeddedServer
from onboarding.rules.access import SCOPES
from onboarding.storage.connect import connect
from tests.api.calls import CALLS
from tests.api.conftest import MOTHER, Api
from tests.builders import make_world

PARTS = {
    "group": "c302",
    "request_id": "a" * 16,
    "person": "b" * 12,
    "admin": "c",
    "token": "d",
    "item": "e" * 16,
    "other": "f" * 16,
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A record of this test's own, which it may stop."""
    with EmbeddedServer(tmp_path / "record", RECORD) as server:
        yield server


@pytest.fixture
def school(server: EmbeddedServer, app: Flask, jobs: redis.Redis) -> Iterator[Api]:
    with connect(server.url) as record:
        world = make_world(record, jobs)
        world.group(group_id="c302")
        app.extensions["door"] = world.door
        yield Api(world, app, app.test_client(), world.token(*SCOPES))


def test_while_the_record_is_gone_every_call_says_when_to_try_again_and_then_works(
    school: Api, server: EmbeddedServer
) -> None:
    made = school.post("/groups/c302/join-requests", MOTHER)
    server.stop()
    for call in CALLS:
        headers = {"If-Match": '"1"', "Idempotency-Key": "k"}
        refused = school.call(call.method, call.path(**PARTS), call.body, headers=headers)
        assert (refused.status_code, refused.json["code"]) == (503, "record_unavailable"), call
        assert int(refused.headers["Retry-After"]) > 0
    assert school.client.get("/healthz").status_code == 200
    ready = school.client.get("/readyz")
    assert (ready.status_code, ready.json["record"]) == (503, "unreachable")
    assert school.client.get("/metrics").status_code == 200

    server.start()

    assert school.client.get("/readyz").status_code == 200
    assert school.get(made.headers["Location"]).json["state"] == "pending"
    assert school.act(made.headers["Location"], "approve").status_code == 200


def test_a_full_record_refuses_changes_and_still_answers_questions(
    school: Api, server: EmbeddedServer
) -> None:
    with connect(server.url) as record:
        record.config_set("maxmemory", "1mb")
        refused = school.post("/groups/c302/join-requests", MOTHER)
        assert (refused.status_code, refused.json["code"]) == (503, "record_unavailable")
        question = {"account": MOTHER["account"]}
        answer = school.post("/groups/c302/eligibility", question)
        assert (answer.status_code, answer.json["answer"]) == (200, "unknown")
        assert school.get("/groups/c302/join-requests").json["items"] == []
        record.config_set("maxmemory", "256mb")
    assert school.post("/groups/c302/join-requests", MOTHER).status_code == 201


def test_a_record_without_its_replicas_changes_nothing(school: Api, server: EmbeddedServer) -> None:
    with connect(server.url) as record:
        record.config_set("min-replicas-to-write", "1")
        body = {"kind": "primary", "title": "一班", "id": "c303"}
        refused = school.post("/groups", body)
        assert (refused.status_code, refused.json["code"]) == (503, "record_unavailable")
        record.config_set("min-replicas-to-write", "0")
    assert school.get("/groups/c303").status_code == 404


def test_without_the_jobs_server_the_api_goes_on(server: EmbeddedServer, app: Flask) -> None:
    with connect(server.url) as record, connect("redis://127.0.0.1:1") as nowhere:
        world = make_world(record, nowhere)
        world.group(group_id="c302")
        app.extensions["door"] = world.door
        api = Api(world, app, app.test_client(), world.token(*SCOPES))
        path = api.post("/groups/c302/join-requests", MOTHER).headers["Location"]
        assert api.act(path, "approve").json["state"] == "approved"
        ready = api.client.get("/readyz")
        assert (ready.status_code, ready.json["jobs"]) == (503, "unreachable")
