"""A client of the API on real servers, and a school behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from onboarding.app import create_app
from onboarding.rules.access import SCOPES
from tests.builders import World, make_world, settings

PREFIX = "/api/v1"


@dataclass
class Api:
    """Calls the API with a token that may do everything, unless another is given."""

    world: World
    app: Flask
    client: FlaskClient
    token: str

    def call(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.token if token is None else token}"}
        if token == "":
            sent = {}
        if json is not None:
            more["json"] = json
        if not path.startswith("/api/"):
            path = PREFIX + path
        return self.client.open(path, method=method, headers={**sent, **(headers or {})}, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.call("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> TestResponse:
        return self.call("POST", path, json, **more)

    def act(self, path: str, move: str, json: Any = None, **more: Any) -> TestResponse:
        """A move on the version that the request has now."""
        headers = {"If-Match": self.get(path).headers["ETag"], **more.pop("headers", {})}
        return self.post(f"{path}/actions/{move}", json or {}, headers=headers, **more)


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


@pytest.fixture(scope="session")
def app() -> Flask:
    """One app for all tests: describing the whole API takes its time."""
    return create_app(settings(redis_url="redis://127.0.0.1:1", jobs_url="redis://127.0.0.1:1"))


@pytest.fixture
def api(app: Flask, world: World) -> Api:
    app.extensions["door"] = world.door
    return Api(world, app, app.test_client(), world.token(*SCOPES))


MOTHER = {
    "role": "guardian",
    "students": [{"name": "李明", "relation": "妈妈"}],
    "name": "王秀英",
    "phone": "13800000002",
    "account": {"platform": "wechat", "id": "wx-1"},
    "consent": True,
}
