"""Real servers for every test: one of each sort a test process, flushed before each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from onboarding.embedded import JOBS, RECORD, EmbeddedServer, Purpose
from onboarding.storage.connect import connect


def _serve(
    factory: pytest.TempPathFactory, purpose: Purpose, *, cluster: bool = False
) -> Iterator[EmbeddedServer]:
    folder = factory.mktemp("cluster" if cluster else purpose.name)
    with EmbeddedServer(folder, purpose, cluster=cluster) as server:
        yield server


def _flushed(server: EmbeddedServer) -> Iterator[redis.Redis]:
    with connect(server.url) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="session")
def record_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The record's server, as safe as in production (fsync always)."""
    yield from _serve(tmp_path_factory, RECORD)


@pytest.fixture(scope="session")
def jobs_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """RQ's server."""
    yield from _serve(tmp_path_factory, JOBS)


@pytest.fixture(scope="session")
def cluster_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A record server that is a Valkey Cluster of one node."""
    yield from _serve(tmp_path_factory, RECORD, cluster=True)


@pytest.fixture
def record(record_server: EmbeddedServer) -> Iterator[redis.Redis]:
    """A client of an empty record; replies are bytes."""
    yield from _flushed(record_server)


@pytest.fixture
def jobs(jobs_server: EmbeddedServer) -> Iterator[redis.Redis]:
    """A client of an empty jobs server; replies are bytes."""
    yield from _flushed(jobs_server)


@pytest.fixture
def cluster_record(cluster_server: EmbeddedServer) -> Iterator[redis.Redis]:
    """A client of an empty record on a cluster: keys of two slots in one script are refused."""
    yield from _flushed(cluster_server)
