"""Counters for operators: requests, their times, and the moves of join requests.

Labels are route templates, statuses and names of moves: no ids, nobody's data. With
PROMETHEUS_MULTIPROC_DIR set, the web processes count together.
"""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

_REQUESTS: Final = Counter(
    "onboarding_requests", "Requests answered", ["method", "route", "status"]
)
_SECONDS: Final = Histogram("onboarding_request_seconds", "Time to answer", ["method", "route"])
_MOVES: Final = Counter("onboarding_moves", "Moves of join requests made", ["move"])

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request. `route` is the template ("" where none matched), never a path.

    A method that we don't know counts as `other`: callers make up as many as they like, and
    each label is kept for good.
    """
    method = method if method in _METHODS else "other"
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(method, route).observe(seconds)


def moved(move: str) -> None:
    """Count one move that was made."""
    _MOVES.labels(move).inc()


def page() -> bytes:
    """Everything counted, in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # registers itself
    return generate_latest(together)
