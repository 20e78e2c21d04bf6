"""A browser without a window: the Flask test client on a door with real servers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from flask import Flask

from onboarding.app import create_app
from onboarding.storage.groups import Group
from onboarding.web import steady
from tests.builders import World, make_world, settings
from tests.web.visitor import Visitor


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


@pytest.fixture(scope="session")
def made_app() -> Flask:
    """The application, which takes a while to make; it asks for its door at each request."""
    return create_app(settings(redis_url="redis://127.0.0.1:1", jobs_url="redis://127.0.0.1:1"))


@pytest.fixture
def app(made_app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application before this door; answers are held back by a millisecond only (see
    test_steady)."""
    monkeypatch.setattr(steady, "STEP_SECONDS", 0.001)
    monkeypatch.setitem(made_app.extensions, "door", world.door)
    return made_app


@pytest.fixture
def phone(app: Flask, world: World) -> Iterator[Visitor]:
    """Somebody's phone, without cookies at first."""
    with Visitor.of(app) as visitor:
        yield visitor


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    world.admin("chen", **{group.id: "owner"})
    visitor = Visitor.of(app)
    assert visitor.sign_in().status_code == 303
    return visitor
