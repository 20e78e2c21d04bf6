"""A world on a record of its own, and the same on a cluster: a script has to run on both."""

from __future__ import annotations

from typing import cast

import pytest
import redis

from tests.builders import World, make_world


@pytest.fixture(params=["record", "cluster_record"], ids=["alone", "cluster"])
def store(request: pytest.FixtureRequest) -> redis.Redis:
    """An empty record, once alone and once as a cluster."""
    return cast("redis.Redis", request.getfixturevalue(request.param))


@pytest.fixture
def world(store: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(store, jobs)
