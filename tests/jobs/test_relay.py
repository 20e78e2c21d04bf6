from __future__ import annotations

import json

import pytest
import redis
from rq.job import Job
from rq.serializers import JSONSerializer

from onboarding.jobs import queue as queues
from onboarding.jobs.queue import JobQueue
from onboarding.jobs.relay import hand_out, hand_out_again
from onboarding.storage.events import LEASE
from tests.builders import SCHOOL, World


def events(world: World) -> list[str]:
    return [event.id for event in world.door.events.after(SCHOOL, "", 1000)]


def waiting(queue: JobQueue) -> list[str]:
    """The events that jobs wait for."""
    return [job_id.removeprefix(f"{SCHOOL}-") for job_id in queue.rq.get_job_ids()]


def test_every_event_becomes_one_job_in_order(world: World, queue: JobQueue) -> None:
    world.submit(world.group())
    assert hand_out(world.door, queue, SCHOOL, world.watch()) == 3
    assert waiting(queue) == events(world)


def test_what_was_handed_out_is_not_news_any_more(world: World, queue: JobQueue) -> None:
    group = world.group()
    hand_out(world.door, queue, SCHOOL, world.watch())
    world.submit(group)
    assert hand_out(world.door, queue, SCHOOL, world.watch()) == 1
    assert waiting(queue) == events(world)


def test_more_events_than_one_batch_are_all_handed_out(
    world: World, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.jobs.relay.BATCH", 2)
    world.submit(world.group())
    assert hand_out(world.door, queue, SCHOOL, world.watch()) == 3
    assert waiting(queue) == events(world)


def test_a_full_queue_leaves_the_rest_in_the_record(
    world: World, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "LONGEST", 2)
    world.submit(world.group())
    assert hand_out(world.door, queue, SCHOOL, world.watch()) == 2
    assert hand_out(world.door, queue, SCHOOL, world.watch()) == 0
    queue.rq.empty()
    assert hand_out(world.door, queue, SCHOOL, world.watch()) == 1
    assert waiting(queue) == events(world)[2:]


def test_a_job_holds_opaque_ids_and_nothing_else(
    world: World, queue: JobQueue, jobs: redis.Redis
) -> None:
    request = world.submit(world.group())
    hand_out(world.door, queue, SCHOOL, world.watch())
    event = events(world)[-1]
    job = Job.fetch(f"{SCHOOL}-{event}", connection=jobs, serializer=JSONSerializer)
    assert (job.func_name, job.args, job.kwargs) == (queues.TASK, [SCHOOL, event], {})
    assert job.description == "event"
    kept = b" ".join(jobs.dump(key) or b"" for key in jobs.keys("*"))
    for personal in ("李明", "王秀英", "13800000002", request.id):
        assert personal.encode() not in kept
        assert json.dumps(personal).strip('"').encode() not in kept


def test_an_event_that_nobody_finished_is_handed_out_again_when_its_lease_ends(
    world: World, queue: JobQueue
) -> None:
    world.group(rows=())
    hand_out(world.door, queue, SCHOOL, world.watch())
    queue.rq.empty()  # as when the jobs server lost everything
    world.watch.forward(LEASE - 1)
    assert hand_out_again(world.door, queue, SCHOOL, world.watch()) == 0
    world.watch.forward(1)
    assert hand_out_again(world.door, queue, SCHOOL, world.watch()) == 1
    assert waiting(queue) == events(world)


def test_a_job_that_still_waits_is_not_put_there_twice(world: World, queue: JobQueue) -> None:
    world.group()
    hand_out(world.door, queue, SCHOOL, world.watch())
    for _ in range(3):
        world.watch.forward(LEASE)
        assert hand_out_again(world.door, queue, SCHOOL, world.watch()) == 0
    assert waiting(queue) == events(world)


def test_a_finished_event_is_never_handed_out_again(world: World, queue: JobQueue) -> None:
    world.group(rows=())
    hand_out(world.door, queue, SCHOOL, world.watch())
    queue.rq.empty()
    world.door.events.finish(SCHOOL, events(world)[0])
    world.watch.forward(LEASE)
    assert hand_out_again(world.door, queue, SCHOOL, world.watch()) == 0


def test_two_relays_share_the_news(world: World, jobs: redis.Redis, queue: JobQueue) -> None:
    world.submit(world.group())
    other = JobQueue(jobs)
    first = world.door.events.take(SCHOOL, world.watch(), 2)
    assert hand_out(world.door, other, SCHOOL, world.watch()) == 1
    assert [*first, *waiting(queue)] == events(world)
