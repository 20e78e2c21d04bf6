"""The one RQ queue: a job an event, and nothing in it but ids.

A job's id is made of the school's and the event's, so that the same event is the same job
however often it is handed over. There is one queue only: a worker that listens to several
can lose a job between taking and starting it.
"""

from __future__ import annotations

from collections.abc import Iterable

import redis
from rq import Queue
from rq.serializers import JSONSerializer

NAME = "onboarding"
TASK = "onboarding.jobs.tasks.handle"
LONGEST = 2_000
"""More than this many jobs aren't made ahead: what is still to do waits in the record."""

_JOB_SECONDS = 20
"""Shorter than a lease, so that no event is worked on twice at once."""
_KEEP_FAILURE_SECONDS = 300


class JobQueue:
    """Puts events into the queue. `connection` is to the jobs server, with replies as bytes."""

    def __init__(self, connection: redis.Redis) -> None:
        self.rq = Queue(
            NAME,
            connection=connection,
            default_timeout=_JOB_SECONDS,
            serializer=JSONSerializer,
        )

    def room(self) -> int:
        """How many more jobs may be made now."""
        return max(0, LONGEST - self.rq.count)

    def put(self, school: str, event_ids: Iterable[str]) -> None:
        """Make one job for each of these events, in one round trip."""
        self.rq.enqueue_many(
            Queue.prepare_data(
                TASK,
                args=(school, event_id),
                timeout=_JOB_SECONDS,
                result_ttl=0,
                failure_ttl=_KEEP_FAILURE_SECONDS,
                description="event",  # else RQ writes one from the arguments
                job_id=_job_id(school, event_id),
            )
            for event_id in event_ids
        )

    def without_waiting(self, school: str, event_ids: Iterable[str]) -> list[str]:
        """Those of the events that no job is waiting for, in the same order."""
        waiting = set(self.rq.get_job_ids())
        return [event_id for event_id in event_ids if _job_id(school, event_id) not in waiting]


def _job_id(school: str, event_id: str) -> str:
    return f"{school}-{event_id}"
