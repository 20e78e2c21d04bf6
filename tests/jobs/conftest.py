from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import redis

from onboarding.jobs.queue import JobQueue
from onboarding.storage.events import Told
from tests.builders import World, make_world


@dataclass
class Heard:
    """A notifier that writes down what it was told, after as many failures as asked for."""

    failures: int = 0
    told: list[tuple[str, Told]] = field(default_factory=list)

    def tell(self, school: str, event: Told) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("nobody listens")
        self.told.append((school, event))

    @property
    def ids(self) -> list[str]:
        return [event.id for _, event in self.told]


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


@pytest.fixture
def queue(jobs: redis.Redis) -> JobQueue:
    return JobQueue(jobs)


@pytest.fixture
def heard() -> Heard:
    return Heard()
