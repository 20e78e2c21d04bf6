"""Whatever order things happen in, the record equals a model of a few dictionaries.

The model knows states, versions, seats and time. Everything else (names, verdicts, scripts)
is the real thing, on a server that is stopped and started again in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from onboarding.clock import DAY
from onboarding.embedded import JOBS, RECORD, EmbeddedServer
from onboarding.rules import errors, journey
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import decisions, groups, intake, membership, rosters
from onboarding.services.decisions import Approval, Removal
from onboarding.services.replacing import Replacement, replace_by
from onboarding.storage.connect import connect
from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, guardian, make_world

STUDENTS = ("李明", "王芳", "欧阳娜娜")
RELATIONS = ("爸爸", "妈妈")
WRONG = "阳光总在风雨后"


@dataclass
class Known:
    """What the model remembers of one request. `student` is a name; `seat` holds while the
    state does."""

    request: Request
    student: str
    person: tuple[str, str, str]
    state: str
    version: int = 1
    expires_at: int | None = None
    named_right: bool = True
    seated: bool = False

    def state_at(self, now: int) -> str:
        lapsed = self.expires_at is not None and self.expires_at <= now
        return "expired" if lapsed and self.state in journey.SCORED else self.state


class DoorMachine(RuleBasedStateMachine):
    """A class of three pupils, whose guardians and admins do whatever the table allows."""

    requests = Bundle("requests")
    record: redis.Redis
    jobs: redis.Redis
    server: EmbeddedServer
    restarts = 0

    def __init__(self) -> None:
        super().__init__()
        self.record.flushall()
        self.jobs.flushall()
        self.world: World = make_world(self.record, self.jobs)
        self.rows = {
            name: Row("students", name, number=f"202600{at}") for at, name in enumerate(STUDENTS)
        }
        self.group = self.world.group(rows=tuple(self.rows.values()))
        self.known: dict[str, Known] = {}
        self.latest: dict[tuple[str, str, str], list[str]] = {}
        self.present = set(STUDENTS)
        self.limit = 2

    # -- what the model says

    @property
    def now(self) -> int:
        return self.world.watch.now

    def live(self, known: Known) -> bool:
        return known.state_at(self.now) in journey.LIVE

    def seats(self, student: str, without: set[str]) -> int:
        """How many hold a seat beside a student now, some requests aside."""
        return sum(
            known.seated and known.student == student and self.holds(known)
            for known in self.known.values()
            if known.request.id not in without
        )

    def holds(self, known: Known) -> bool:
        return known.state_at(self.now) in journey.HOLDS_PLACE

    def same_person(self, known: Known) -> list[Known]:
        """The person's other live records."""
        return [
            self.known[other]
            for other in self.latest.get(known.person, ())
            if other != known.request.id and self.live(self.known[other])
        ]

    @contextmanager
    def legal(self, known: Known, move: str, *, otherwise: bool = False) -> Iterator[None]:
        """The block's move is made if the table has it; else it is refused by its name."""
        state = known.state_at(self.now)
        if state in journey.MOVES[move].starts:
            yield
            return
        with pytest.raises(errors.IllegalMove) as refused:
            yield
        assert refused.value.facts == {"move": move, "state": state}

    def allowed(self, known: Known, move: str) -> bool:
        return known.state_at(self.now) in journey.MOVES[move].starts

    def moved(self, known: Known, state: str, expires_at: int | None = None) -> None:
        known.state, known.version, known.expires_at = state, known.version + 1, expires_at

    @initialize(target=requests, seats=st.integers(0, 2))
    def some_sit_there_already(self, seats: int) -> MultipleResults[str]:
        """So that full seats are met with early."""
        made = [self.submit(STUDENTS[0], word, "13811110001", True) for word in RELATIONS[:seats]]
        for request in made:
            self.approve(request)
        return multiple(*made)

    # -- what people do

    @rule(
        target=requests,
        student=st.sampled_from(STUDENTS),
        relation=st.sampled_from(RELATIONS),
        phone=st.sampled_from(["13811110001", "13811110002"]),
        right=st.booleans(),
    )
    def submit(self, student: str, relation: str, phone: str, right: bool) -> str:
        nickname = f"{student}{relation}" if right else WRONG
        person = (student, relation, phone)
        application = guardian(student, relation, phone=phone, nickname=nickname)
        request = self.world.submit(self.group, application)
        known = Known(request, student, person, "", named_right=right)
        known.state = self.submitted_as(known)
        if known.state in journey.OPEN:
            known.expires_at = self.now + 14 * DAY
        self.known[request.id] = known
        self.latest.setdefault(person, []).append(request.id)
        return request.id

    def submitted_as(self, known: Known) -> str:
        if known.student not in self.present or self.is_full(known):
            return "refused"
        return "pending" if known.named_right else "needs_rename"

    def is_full(self, known: Known, *leaving: str) -> bool:
        own = {other.request.id for other in self.same_person(known)}
        return self.seats(known.student, {*own, known.request.id, *leaving}) >= self.limit

    @rule(request=requests, right=st.booleans())
    def rename(self, request: str, right: bool) -> None:
        known = self.known[request]
        student, relation, _ = known.person
        nickname = f"{student}{relation}" if right else WRONG
        gone, full = known.student not in self.present, self.is_full(known)
        with self.legal(known, "rename"):
            intake.rename(self.world.door, self.fresh_group(), request, nickname)
        if self.allowed(known, "rename"):
            known.named_right = right
            fits = right and not gone and not full
            self.moved(known, "pending" if fits else "needs_rename", known.expires_at)

    @rule(request=requests)
    def approve(self, request: str) -> None:
        known = self.known[request]
        if not self.allowed(known, "approve"):
            with self.legal(known, "approve"):
                self.world.approve(known.request)
            return
        if known.student not in self.present:
            with pytest.raises((errors.OverrideMissing, errors.SeatsFull)):
                self.world.approve(known.request)
            return
        others = self.same_person(known)
        if self.is_full(known):
            with pytest.raises(errors.SeatsFull):
                self.world.approve(known.request)
            return
        self.world.approve(known.request)
        self.moved(known, "approved", self.now + 7 * DAY)
        known.seated = True
        self.take_over(others)

    @precondition(lambda self: any(map(self.holds, self.known.values())))
    @rule(request=requests, chosen=st.integers(0, 9))
    def replace(self, request: str, chosen: int) -> None:
        """The one takes the other's seat, if with that seat free it could be approved."""
        taker = self.known[request]
        holders = [each for each in self.known.values() if self.holds(each)]
        beside = [each for each in holders if each.student == taker.student]
        among = beside or holders
        giver = among[chosen % len(among)]
        given = Replacement(Approval(taker.version), giver.request.id, giver.version, "other")
        others = [each for each in self.same_person(taker) if each is not giver]
        fits = (
            self.allowed(taker, "replace")
            and self.allowed(giver, "hand_over")
            and (taker.state != "refused" or "seats_full" in self.codes(taker))
            and taker.student == giver.student
            and taker.student in self.present
            and not self.is_full(taker, giver.request.id)
        )
        if not fits:
            with pytest.raises(errors.Refusal):
                self.hand(request, given)
            return
        ended = journey.handed_over(giver.state_at(self.now))
        self.hand(request, given)
        self.moved(giver, ended)
        giver.seated = False
        self.moved(taker, "approved", self.now + 7 * DAY)
        taker.seated = True
        self.take_over(others)

    def hand(self, request: str, given: Replacement) -> None:
        replace_by(self.world.door, self.world.operator, self.group.id, request, given)

    def codes(self, known: Known) -> frozenset[str]:
        return self.world.fresh(known.request).verdict.codes

    def take_over(self, others: list[Known]) -> None:
        """Of the person's other records at most one ended, and the one that held a seat did."""
        holding = [each for each in others if self.holds(each)]
        assert len(holding) <= 1
        for each in others:
            stored = self.world.fresh(each.request)
            if stored.version == each.version:
                assert each not in holding
                continue
            ended = "left" if each.state == "joined" else "withdrawn"
            assert stored.state == ended
            assert not holding or each in holding
            self.moved(each, ended)
            each.seated = False

    @rule(request=requests)
    def decline(self, request: str) -> None:
        known = self.known[request]
        with self.legal(known, "decline"):
            decisions.decline(
                self.world.door,
                self.world.operator,
                self.group.id,
                request,
                version=known.version,
                reason="other",
            )
        if self.allowed(known, "decline"):
            self.moved(known, "declined")

    @rule(request=requests)
    def withdraw(self, request: str) -> None:
        known = self.known[request]
        with self.legal(known, "withdraw"):
            intake.withdraw(self.world.door, SCHOOL, request)
        if self.allowed(known, "withdraw"):
            self.moved(known, "withdrawn")
            known.seated = False

    @rule(request=requests)
    def confirm_and_join(self, request: str) -> None:
        known = self.known[request]
        if not self.allowed(known, "join"):
            with self.legal(known, "join"):
                membership.join(self.world.door, self.world.operator, self.group.id, request)
            return
        if self.world.confirm(known.request).version == known.version + 1:
            known.version += 1
        membership.join(self.world.door, self.world.operator, self.group.id, request)
        self.moved(known, "joined")

    @rule(request=requests)
    def leave(self, request: str) -> None:
        known = self.known[request]
        with self.legal(known, "leave"):
            membership.leave(self.world.door, self.world.operator, self.group.id, request)
        if self.allowed(known, "leave"):
            self.moved(known, "left")
            known.seated = False

    @rule(request=consumes(requests))
    def remove(self, request: str) -> None:
        known = self.known[request]
        removal = Removal(known.version, "M3")
        with self.legal(known, "remove"):
            decisions.remove(self.world.door, self.world.operator, self.group.id, request, removal)
        if self.allowed(known, "remove"):
            self.moved(known, "removed")
            known.seated = False

    @rule(request=requests)
    def reopen(self, request: str) -> None:
        known = self.known[request]
        with self.legal(known, "reopen"):
            decisions.reopen(
                self.world.door,
                self.world.operator,
                self.group.id,
                request,
                version=known.version,
            )
        if self.allowed(known, "reopen"):
            self.moved(known, "pending", self.now + 14 * DAY)
            known.seated = False

    # -- what happens around them

    @rule(days=st.sampled_from([1, 5, 8, 15]))
    def time_goes_by(self, days: int) -> None:
        self.world.watch.forward(days * DAY)

    @rule()
    def the_clock_records_what_lapsed(self) -> None:
        due = self.world.door.requests.due(SCHOOL, self.now)
        for request, known in self.known.items():
            if known.state_at(self.now) != known.state:
                assert request in due
                assert membership.expire(self.world.door, SCHOOL, request)
                self.moved(known, "expired")
                known.seated = False
            assert not membership.expire(self.world.door, SCHOOL, request)

    @rule(student=st.sampled_from(STUDENTS), phone=st.sampled_from(["", "13811110001"]))
    def a_roster_is_imported(self, student: str, phone: str) -> None:
        """A pupil goes or comes back, and who comes back is the same one: the places beside
        the pupil are held still. (Each has a number, so that it holds after any time.)"""
        there = student in self.present
        if self.present == {student}:
            return
        self.present ^= {student}
        if not there:
            guardians = (Guardian(phone=phone),) if phone else ()
            self.rows[student] = replace(self.rows[student], guardians=guardians)
        listed = [self.rows[name] for name in STUDENTS if name in self.present]
        rosters.import_rows(
            self.world.door, self.world.operator, self.group.id, listed, reason="转班"
        )

    @rule(limit=st.sampled_from([1, 2]))
    def the_limit_changes(self, limit: int) -> None:
        self.limit = limit
        groups.change(
            self.world.door,
            self.world.operator,
            self.group.id,
            overrides={"guardians_maximum": limit},
        )

    @precondition(lambda self: self.known)
    @rule()
    def the_server_is_restarted(self) -> None:
        """Once a run: a restart takes as long as thirty steps. An example played again
        must find the same rules, so the rule itself is always there."""
        if type(self).restarts == 0:
            type(self).restarts += 1
            self.server.stop()
            self.server.start()

    # -- what always holds

    def fresh_group(self) -> groups.Group:
        return self.world.door.groups.get(SCHOOL, self.group.id)

    @invariant()
    def the_record_equals_the_model(self) -> None:
        stored = {r.id: r for r in self.world.door.requests.many(SCHOOL, self.known)}
        assert {i: (r.state, r.version, r.expires_at) for i, r in stored.items()} == {
            i: (k.state, k.version, k.expires_at) for i, k in self.known.items()
        }
        self.world.door.requests.counts(SCHOOL, self.group.id)
        for request in stored.values():
            assert request.nickname or request.state == "refused"

    @invariant()
    def every_queue_and_deadline_is_where_the_state_says(self) -> None:
        keys = Keys(SCHOOL)
        for state in journey.STATES:
            queued = self.record.zrange(keys.queue(self.group.id, state), 0, -1)
            expected = {i for i, k in self.known.items() if k.state == state}
            assert {value.decode() for value in queued} == expected
        deadlines = dict(self.record.zrange(keys.deadlines, 0, -1, withscores=True))
        for request, known in self.known.items():
            if known.state in journey.LIVE:
                assert deadlines.get(request.encode()) == known.expires_at

    @invariant()
    def the_seats_are_held_by_whom_the_model_says(self) -> None:
        keys = Keys(SCHOOL)
        held: dict[str, set[str]] = {}
        for request in self.world.door.requests.many(SCHOOL, self.known):
            for person in request.people:
                key = keys.place(self.group.id, person)
                now_held = self.record.zrangebyscore(key, f"({self.now}", "+inf")
                held[person] = {value.decode() for value in now_held}
        assert {i for ids in held.values() for i in ids} == {
            i for i, k in self.known.items() if k.seated and self.holds(k)
        }


def run(machine: type[DoorMachine], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[DoorMachine]]:
    """The machine on servers of its own, since it stops one."""
    record = EmbeddedServer(tmp_path_factory.mktemp("record"), RECORD)
    jobs = EmbeddedServer(tmp_path_factory.mktemp("jobs"), JOBS)
    with record, jobs, connect(record.url) as client, connect(jobs.url) as jobs_client:

        class Machine(DoorMachine):
            pass

        Machine.server, Machine.record, Machine.jobs = record, client, jobs_client
        yield Machine


def test_the_record_equals_a_simple_model_after_every_step(machine: type[DoorMachine]) -> None:
    run(machine, 50, 30)
    assert machine.restarts == 1


@pytest.mark.soak
def test_the_record_equals_a_simple_model_for_long(machine: type[DoorMachine]) -> None:
    run(machine, 500, 50)
