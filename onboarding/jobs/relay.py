"""From the record's stream to the queue: every event once as news, and again where nobody
finished it in time.

Recovery is here alone. RQ may lose a job, or its whole server; the lease in the record ends
all the same, and the event is handed out anew under the same id.
"""

from __future__ import annotations

from onboarding.jobs.queue import JobQueue
from onboarding.services.door import Door

BATCH = 200


def hand_out(door: Door, queue: JobQueue, school: str, now: int) -> int:
    """Make jobs for the school's new events while the queue has room; how many."""
    handed = 0
    while room := queue.room():
        fresh = door.events.take(school, now, min(BATCH, room))
        if fresh:
            queue.put(school, fresh)
        handed += len(fresh)
        if len(fresh) < min(BATCH, room):
            break
    return handed


def hand_out_again(door: Door, queue: JobQueue, school: str, now: int) -> int:
    """Make jobs anew for events whose lease ended before they were finished; how many.

    What still waits in the queue isn't put there twice: without a worker it would pile up.
    """
    lapsed = door.events.sweep(school, now, BATCH)
    lost = queue.without_waiting(school, lapsed) if lapsed else []
    if lost:
        queue.put(school, lost)
    return len(lost)
