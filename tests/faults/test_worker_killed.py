"""`kill -9` of workers in the middle of a job."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from onboarding.embedded import EmbeddedServer
from onboarding.jobs.queue import JobQueue
from onboarding.jobs.relay import hand_out, hand_out_again
from onboarding.storage.events import LEASE
from tests.builders import SCHOOL, World, make_world, settings
from tests.faults.installation import ROOT, eventually


class Workers:
    """Workers that share a journal."""

    def __init__(self, folder: Path, record: EmbeddedServer, jobs: EmbeddedServer) -> None:
        self.folder = folder
        self.environ = {
            **os.environ,
            **settings(data=folder).on(record.url, jobs.url).environment(),
            "PYTHONPATH": str(ROOT),
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        program = str(Path(__file__).with_name("journal_worker.py"))
        process = subprocess.Popen(
            [sys.executable, program, str(self.folder)],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def hold(self, *, on: bool) -> None:
        file = self.folder / "hold"
        file.touch() if on else file.unlink()

    def noted(self, word: str) -> Counter[str]:
        journal = self.folder / "journal"
        lines = journal.read_text().splitlines() if journal.exists() else []
        return Counter(line.split()[1] for line in lines if line.startswith(word))

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            process.wait(20)


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


@pytest.fixture
def workers(
    tmp_path: Path, record_server: EmbeddedServer, jobs_server: EmbeddedServer
) -> Iterator[Workers]:
    workers = Workers(tmp_path, record_server, jobs_server)
    yield workers
    workers.end()


@pytest.mark.parametrize(
    "kills", [pytest.param(2, id="two"), pytest.param(50, id="fifty", marks=pytest.mark.soak)]
)
def test_an_event_whose_worker_was_killed_is_handled_by_the_next(
    world: World, workers: Workers, jobs: redis.Redis, kills: int
) -> None:
    world.submit(world.group())
    ids = [event.id for event in world.door.events.after(SCHOOL, "", 100)]
    queue = JobQueue(jobs)
    workers.hold(on=True)
    hand_out(world.door, queue, SCHOOL, world.watch())
    for at in range(1, kills + 1):
        worker = workers.start()
        eventually(lambda at=at: workers.noted("begin").total() == at, "a job has begun")
        worker.kill()
        worker.wait(20)
        world.watch.forward(LEASE)
        hand_out_again(world.door, queue, SCHOOL, world.watch())
    workers.hold(on=False)
    workers.start()
    eventually(lambda: world.door.events.unfinished(SCHOOL) == 0, "all is finished")
    assert workers.noted("told") == Counter(ids)


def test_a_worker_that_is_told_to_stop_finishes_its_job_and_ends_well(
    world: World, workers: Workers, jobs: redis.Redis
) -> None:
    world.submit(world.group())
    workers.hold(on=True)
    hand_out(world.door, JobQueue(jobs), SCHOOL, world.watch())
    worker = workers.start()
    eventually(lambda: workers.noted("begin"), "a job has begun")
    worker.terminate()
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.3)
    workers.hold(on=False)
    assert worker.wait(20) == 0
    assert workers.noted("told").total() == 1
    assert world.door.events.unfinished(SCHOOL) == 2
