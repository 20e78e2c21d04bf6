"""What the record's memory holds for one roster line and for one joined member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import redis

from benchmarks.lines import Line
from benchmarks.people import SCHOOL, Bench, application, new_group, pupil, walk_to_joined

ROSTER = 20_000
MEMBERS = 200


def measure(record: redis.Redis, bench: Bench) -> Iterator[Line]:
    """Bytes of used memory per person, from the difference that people make."""
    before = _used(record)
    new_group(bench.door, bench.operator, "memory", [pupil(5_000_000 + i) for i in range(ROSTER)])
    line = (_used(record) - before) / ROSTER
    yield Line(
        "memory, a pupil with two guardians on the roster",
        line,
        "≤ 600 bytes",
        line <= 600,
        f"{ROSTER:,} lines",
    )
    group = bench.door.groups.get(SCHOOL, "memory")
    before = _used(record)
    for number in range(MEMBERS):
        asked = application(pupil(5_000_000 + number), mother=True)
        walk_to_joined(bench.door, bench.operator, group, asked)
    member = (_used(record) - before) / MEMBERS
    yield Line(
        "memory, a joined member with request, receipt and events",
        member,
        "≤ 2,500 bytes",
        member <= 2_500,
        f"{MEMBERS} members",
    )


def _used(record: redis.Redis) -> int:
    info = cast("dict[str, Any]", record.info("memory"))
    return int(info["used_memory_dataset"])
