from __future__ import annotations

import logging
import signal

import pytest
import redis

from onboarding.jobs import tasks
from onboarding.jobs.handling import make_handling
from onboarding.jobs.queue import JobQueue
from onboarding.jobs.relay import hand_out, hand_out_again
from onboarding.jobs.worker import EventWorker
from onboarding.storage.connect import connect
from onboarding.storage.events import LEASE, Told
from tests.builders import SCHOOL, World
from tests.jobs.conftest import Heard


@pytest.fixture
def worker(world: World, jobs_server: object, heard: Heard) -> EventWorker:
    return EventWorker(connect(jobs_server.url), make_handling(world.door, heard))  # type: ignore[attr-defined]


def test_a_worker_handles_what_the_relay_handed_out(
    world: World, queue: JobQueue, worker: EventWorker, heard: Heard
) -> None:
    world.submit(world.group())
    hand_out(world.door, queue, SCHOOL, world.watch())
    worker.work_off(burst=True)
    assert heard.ids == [event.id for event in world.door.events.after(SCHOOL, "", 100)]
    assert world.door.events.unfinished(SCHOOL) == 0


def test_nothing_is_left_on_the_jobs_server_of_a_job_that_was_done(
    world: World, queue: JobQueue, worker: EventWorker, jobs: redis.Redis
) -> None:
    world.group()
    hand_out(world.door, queue, SCHOOL, world.watch())
    worker.work_off(burst=True)
    assert jobs.keys("rq:job:*") == []
    assert jobs.keys("rq:*:intermediate*") == []


def test_a_job_that_failed_is_done_after_its_lease(
    world: World, queue: JobQueue, worker: EventWorker, heard: Heard
) -> None:
    world.group(rows=())
    hand_out(world.door, queue, SCHOOL, world.watch())
    heard.failures = 1
    worker.work_off(burst=True)
    assert heard.ids == []
    world.watch.forward(LEASE)
    assert hand_out_again(world.door, queue, SCHOOL, world.watch()) == 1
    worker.work_off(burst=True)
    assert len(heard.ids) == 1
    assert world.door.events.unfinished(SCHOOL) == 0


def test_a_failed_jobs_log_names_nobody(
    world: World,
    queue: JobQueue,
    worker: EventWorker,
    heard: Heard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    world.submit(world.group())
    hand_out(world.door, queue, SCHOOL, world.watch())
    heard.failures = 3
    with caplog.at_level(logging.INFO):
        worker.work_off(burst=True)
    assert "nobody listens" in caplog.text
    assert not any(p in caplog.text for p in ("李明", "王秀英", "1380000", "三年二班"))


def test_a_stop_lets_the_job_that_has_begun_finish_and_begins_no_other(
    world: World, queue: JobQueue, jobs: redis.Redis
) -> None:
    class Stopping(Heard):
        def tell(self, school: str, event: Told) -> None:
            signal.raise_signal(signal.SIGTERM)
            super().tell(school, event)

    heard = Stopping()
    worker = EventWorker(jobs, make_handling(world.door, heard))
    world.submit(world.group())
    hand_out(world.door, queue, SCHOOL, world.watch())
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        worker.work_off()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert worker.told_to_stop
    assert len(heard.ids) == 1
    assert queue.rq.count == 2


def test_outside_of_a_worker_a_job_has_nothing_to_call() -> None:
    with pytest.raises(LookupError):
        tasks.handle(SCHOOL, "1-0")
