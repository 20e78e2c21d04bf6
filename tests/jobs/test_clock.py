from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import pytest
import redis

from onboarding.clock import DAY
from onboarding.embedded import JOBS, EmbeddedServer
from onboarding.jobs.clock import FIRST_PAUSE, LONGEST_PAUSE, Duty, Timekeeper
from onboarding.jobs.queue import JobQueue
from onboarding.storage.connect import connect
from onboarding.storage.events import LEASE
from onboarding.storage.keys import Keys
from tests.builders import SCHOOL, World, make_world


def away() -> object:
    raise redis.ConnectionError("away")


def test_a_duty_is_done_when_it_is_due_and_not_before() -> None:
    done: list[int] = []
    duty = Duty("count", 3.0, lambda: done.append(1))
    assert [duty.turn(at) for at in (0.0, 2.9, 3.0)] == [True, False, True]
    assert len(done) == 2


def test_a_duty_whose_server_is_away_is_tried_again_ever_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    duty, now, pauses = Duty("expiry", 3.0, away), 0.0, []
    for _ in range(8):
        assert not duty.turn(now)
        pauses.append(duty.due - now)
        now = duty.due
    assert pauses[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert set(caplog.messages) == {"expiry has to wait: ConnectionError"}


def test_a_duty_that_is_well_again_keeps_its_own_pace() -> None:
    duty = Duty("expiry", 3.0, away)
    duty.turn(0.0)
    duty.do = lambda: None
    assert duty.turn(duty.due)
    assert duty.due == FIRST_PAUSE + 3.0
    assert duty.pause == FIRST_PAUSE


@pytest.mark.parametrize("error", [ValueError(), redis.ResponseError("ERR no such command")])
def test_a_defect_of_ours_is_not_taken_for_trouble(error: Exception) -> None:
    def broken() -> object:
        raise error

    with pytest.raises(type(error)):
        Duty("expiry", 3.0, broken).turn(0.0)


class Running:
    """A timekeeper at work in a thread."""

    def __init__(self, keeper: Timekeeper) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=keeper.run, args=(self.stop,))

    def __enter__(self) -> Running:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


def eventually(look: object, seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not look():  # type: ignore[operator]
        assert time.monotonic() < end, "never happened"
        time.sleep(0.02)


def test_news_become_jobs_at_once_and_deadlines_are_recorded(
    world: World, jobs_server: EmbeddedServer, queue: JobQueue
) -> None:
    with Running(Timekeeper(world.door, connect(jobs_server.url))):
        time.sleep(0.2)
        request = world.submit(world.group())
        eventually(lambda: queue.rq.count == 3, 1.0)
        world.watch.now = request.expires_at or 0
        eventually(lambda: world.fresh(request).state == "expired")


def test_news_without_a_hint_are_found_on_the_walk(
    world: World, jobs: redis.Redis, jobs_server: EmbeddedServer, queue: JobQueue
) -> None:
    world.group()
    jobs.flushall()  # the hints are gone
    with Running(Timekeeper(world.door, connect(jobs_server.url))):
        eventually(lambda: queue.rq.count == 2)


def test_what_got_lost_on_the_jobs_server_is_handed_out_again(
    world: World, jobs_server: EmbeddedServer, queue: JobQueue
) -> None:
    world.group()
    with Running(Timekeeper(world.door, connect(jobs_server.url))):
        eventually(lambda: queue.rq.count == 2)
        queue.rq.empty()
        world.watch.forward(LEASE)
        eventually(lambda: queue.rq.count == 2)


def test_retired_rosters_are_swept(
    world: World, jobs_server: EmbeddedServer, record: redis.Redis
) -> None:
    group = world.group()
    world.door.rosters.stage(SCHOOL, group.id, (), world.watch())
    world.watch.forward(2 * DAY)
    waste = Keys(SCHOOL).roster_waste
    assert record.exists(waste)
    with Running(Timekeeper(world.door, connect(jobs_server.url))):
        eventually(lambda: not record.exists(waste))


def test_without_the_jobs_server_deadlines_are_recorded_and_news_wait(
    record: redis.Redis, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = EmbeddedServer(tmp_path, JOBS)
    server.start()
    jobs = connect(server.url)
    world = make_world(record, jobs)
    request = world.submit(world.group())
    server.stop()
    world.watch.now = request.expires_at or 0
    caplog.set_level(logging.WARNING)
    with Running(Timekeeper(world.door, jobs)):
        eventually(lambda: world.fresh(request).state == "expired")
        server.start()
        try:
            eventually(lambda: JobQueue(connect(server.url)).rq.count == 4)
        finally:
            server.stop()
    assert any("has to wait" in message for message in caplog.messages)
    assert world.door.events.after(SCHOOL, "", 10)[-1].what == "request.expired"
