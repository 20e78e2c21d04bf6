"""Guardians who apply while something is being killed, and what must be true afterwards.

Every call is repeated under its own idempotency key until it is acknowledged, as a careful
caller does. Three guardians of each pupil come for the two seats.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

import redis

from onboarding.rules import errors, journey
from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import decisions, intake
from onboarding.services.callers import Operator
from onboarding.services.decisions import Approval
from onboarding.services.door import Door
from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import Request
from onboarding.storage.trouble import is_trouble
from tests.builders import SCHOOL

PUPILS = 3_000
RELATIONS = ("爸爸", "妈妈", "监护人")
SEATS = 2
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def pupil(n: int) -> str:
    return f"林{n:04}".translate(_DIGITS)


def phone(n: int) -> str:
    return f"138{n:08}"


def rows() -> list[Row]:
    """A roster with three guardians a pupil; the n-th application is of guardian n."""
    return [
        Row(
            "students",
            pupil(at),
            guardians=tuple(
                Guardian("", relation, phone(3 * at + k)) for k, relation in enumerate(RELATIONS)
            ),
        )
        for at in range(PUPILS)
    ]


def application(n: int) -> Application:
    student = NamedStudent(pupil(n // 3), RELATIONS[n % 3])
    return Application("guardian", students=(student,), phone=phone(n), name="林安", consent=True)


def hand_in(door: Door, group: str, n: int) -> str | None:
    """Apply and approve; the request's id, or None where the record didn't answer."""
    try:
        request = _submit(door, group, n)
        if request.state_at(door.clock()) in journey.OPEN:
            _approve(door, request, n)
    except redis.RedisError as error:
        if not is_trouble(error):
            raise
        return None
    return request.id


def _submit(door: Door, group: str, n: int) -> Request:
    key = door.memory.key(SCHOOL, "bot", "submit", str(n), b"", 201)
    found = door.groups.get(SCHOOL, group)
    return intake.submit(door, found, application(n), via="token:x", idem=key).request


def _approve(door: Door, request: Request, n: int) -> None:
    key = door.memory.key(SCHOOL, "bot", "approve", str(n), b"", 200)
    approval = Approval(version=request.version)
    with suppress(errors.SeatsFull):  # two others were quicker
        decisions.approve(door, Operator(SCHOOL), request.group, request.id, approval, key)


@dataclass
class Load:
    """Four callers at work; `ids` are the acknowledged ones by number of the application."""

    call: Callable[[int], str | None]
    ids: dict[int, set[str]] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    unanswered: int = 0
    _numbers: Iterator[int] = field(default_factory=count)

    def work(self) -> None:
        while not self.stop.is_set():
            n = next(self._numbers)
            while (acknowledged := self.call(n)) is None:
                self.unanswered += 1
                time.sleep(0.01)
            self.ids.setdefault(n, set()).add(acknowledged)

    def await_more(self, more: int) -> None:
        """Wait for so many further acknowledgements."""
        goal = len(self.ids) + more
        deadline = time.monotonic() + 30
        while len(self.ids) < goal:
            assert time.monotonic() < deadline, "nothing gets through any more"
            time.sleep(0.002)


@contextmanager
def under_load(call: Callable[[int], str | None]) -> Iterator[Load]:
    """The load runs inside; afterwards every call that had begun is acknowledged."""
    load = Load(call)
    with ThreadPoolExecutor(4) as pool:
        callers = [pool.submit(load.work) for _ in range(4)]
        try:
            yield load
        finally:
            load.stop.set()
    for caller in callers:
        caller.result()


def nothing_lost_and_nothing_doubled(door: Door, group: str, load: Load) -> None:
    """Hold the record against what callers were told."""
    assert all(len(ids) == 1 for ids in load.ids.values())
    acknowledged = sorted(i for ids in load.ids.values() for i in ids)
    assert len(set(acknowledged)) == len(load.ids)
    kept = _everything(door, group)
    assert sorted(r.id for r in kept) == acknowledged
    told = Counter((e.what, e.record) for e in _events(door))
    assert all(told["request.submitted", r.id] == 1 for r in kept)
    assert all(told["request.approved", r.id] == (r.state == "approved") for r in kept)
    _seats_agree(door, group, kept)


def _seats_agree(door: Door, group: str, kept: list[Request]) -> None:
    keys = Keys(SCHOOL)
    held: dict[str, list[str]] = {}
    for request in kept:
        if request.state == "approved":
            for person in request.people:
                held.setdefault(person, []).append(request.id)
    assert held
    for person, ids in held.items():
        assert len(ids) <= SEATS
        assert sorted(ids) == sorted(_members(door, keys.place(group, person)))


def _members(door: Door, key: str) -> list[str]:
    raw = door.events._record.zrange(key, 0, -1)
    return [value.decode() for value in raw]


def _everything(door: Door, group: str) -> list[Request]:
    found: list[Request] = []
    for state in journey.STATES:
        cursor = ""
        while True:
            page, cursor = door.requests.page(SCHOOL, group, state, cursor, 500)
            found += page
            if not cursor:
                break
    return found


def _events(door: Door) -> Iterator[object]:
    cursor = ""
    while page := door.events.after(SCHOOL, cursor, 1_000):
        yield from page
        cursor = page[-1].id
