"""The worker: takes jobs from the queue and handles their events.

It works in its own process and forks for nothing. A fork a job would cost more than the job,
and open the record's connection anew each time; what it would protect from, a job that takes
its process along, the lease in the record already makes good: the event is handed out again.
"""

from __future__ import annotations

import logging
import sys

import redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from onboarding.jobs import tasks
from onboarding.jobs.handling import Handling, make_handling
from onboarding.jobs.notify import LogNotifier
from onboarding.jobs.queue import JobQueue
from onboarding.settings import Settings
from onboarding.storage.connect import connect
from onboarding.wiring import make_door

_TTL_SECONDS = 30
"""RQ waits half of this for a job before it looks around, and as long for a reply."""


class EventWorker(SimpleWorker):
    """RQ's worker, quiet and quick to come back. `told_to_stop`: a signal ended its work."""

    max_connection_wait_time = 5.0
    log_result_lifespan = False
    told_to_stop = False

    def __init__(self, jobs: redis.Redis, handling: Handling) -> None:
        super().__init__(
            [JobQueue(jobs).rq],
            connection=jobs,
            worker_ttl=_TTL_SECONDS,
            log_job_description=False,
            serializer=JSONSerializer,
        )
        self._handling = handling

    def handle_warm_shutdown_request(self) -> None:
        """Note that the end which follows was asked for."""
        self.told_to_stop = True

    def work_off(self, *, burst: bool = False) -> None:
        """Handle events until a signal comes, or with `burst` until none is left."""
        token = tasks.handling.set(self._handling)
        try:
            self.work(burst=burst)
        finally:
            tasks.handling.reset(token)


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, finishing the job that has begun.

    RQ gives up when the jobs server vanishes in the middle of a job. Then the process ends
    with status 1, and whoever keeps it running starts it anew.
    """
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    assert settings.jobs_url is not None  # noqa: S101 - the command saw to it
    jobs = connect(settings.jobs_url)
    worker = EventWorker(jobs, make_handling(make_door(settings), LogNotifier()))
    worker.work_off()
    sys.exit(0 if worker.told_to_stop else 1)
