"""Many at once, through threads: one wins, and everybody else is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

import pytest
import redis

from onboarding.embedded import EmbeddedServer
from onboarding.rules import errors
from onboarding.services import admins, decisions, intake
from onboarding.services.decisions import Approval
from onboarding.services.replacing import Replacement, replace_by
from onboarding.storage.connect import connect
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Idempotency
from onboarding.storage.requestrecord import Request
from onboarding.wiring import door_on
from tests.builders import SCHOOL, World, guardian, mother, settings

T = TypeVar("T")
KEYS = Keys(SCHOOL)


def at_once(calls: list[Callable[[], T]]) -> list[T | errors.Refusal]:
    """What each call returned or was refused with; all start together."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | errors.Refusal:
        start.wait()
        try:
            return call()
        except errors.Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refused(answers: list[T | errors.Refusal]) -> list[errors.Refusal]:
    return [answer for answer in answers if isinstance(answer, errors.Refusal)]


@pytest.fixture
def worlds(
    world: World, record_server: EmbeddedServer, jobs: redis.Redis
) -> Iterator[tuple[World, ...]]:
    """Four doors on one record, each with connections of its own as a process would have."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(record_server.url)) for _ in range(4)]
        yield tuple(
            replace(world, door=door_on(client, jobs, settings(), world.watch))
            for client in clients
        )


@pytest.mark.parametrize("kind", ["primary", "secondary"])
def test_two_hundred_approvals_for_one_student_seat_exactly_two(
    world: World, worlds: tuple[World, ...], kind: str
) -> None:
    group = world.group(kind)
    requests = [
        world.submit(group, guardian(relation="监护人", phone=f"1381111{n:04}")) for n in range(200)
    ]
    assert {request.state for request in requests} == {"pending"}
    answers = at_once(
        [lambda r=request, w=worlds[n % 4]: w.approve(r) for n, request in enumerate(requests)]
    )
    losers = refused(answers)
    assert len(losers) == 198
    assert {type(loser) for loser in losers} == {errors.SeatsFull}
    now = world.door.requests.many(SCHOOL, [request.id for request in requests])
    assert Counter(request.state for request in now) == {"approved": 2, "pending": 198}


def test_fifty_replacements_and_approvals_for_one_student_never_seat_more_than_two(
    world: World, worlds: tuple[World, ...]
) -> None:
    group = world.group()
    asking = [
        world.submit(group, guardian(relation="监护人", phone=f"1381111{n:04}")) for n in range(50)
    ]
    holders = [world.join(asking.pop()) for _ in range(2)]
    versions = [world.fresh(holder).version for holder in holders]

    def take(n: int) -> Request:
        if n % 3 == 0:
            return worlds[n % 4].approve(asking[n])
        given = Replacement(Approval(1), holders[n % 2].id, versions[n % 2], "family_asked")
        return replace_by(worlds[n % 4].door, world.operator, group.id, asking[n].id, given)

    answers = at_once([lambda n=n: take(n) for n in range(len(asking))])
    losers = refused(answers)
    assert len(losers) == len(asking) - 2
    assert {type(loser) for loser in losers} == {errors.SeatsFull, errors.Stale}
    assert [world.fresh(holder).state for holder in holders] == ["left", "left"]
    person = world.person(group, "李明")
    assert world.door.requests.places_held(SCHOOL, group.id, [person], world.watch()) == 2
    assert world.door.requests.counts(SCHOOL, group.id)["approved"] == 2


def test_of_two_admins_on_one_request_one_wins_and_the_other_is_told(world: World) -> None:
    group = world.group(group_id="g")
    both = [world.admin(login, g="owner") for login in ("chen", "zhou")]
    for _ in range(10):
        request = world.submit(group, guardian("欧阳娜娜"))
        answers = at_once(
            [
                lambda r=request: decisions.decline(
                    world.door, both[0], "g", r.id, version=1, reason="other"
                ),
                lambda r=request: decisions.approve(world.door, both[1], "g", r.id, Approval(1)),
            ]
        )
        [loser] = refused(answers)
        won = world.fresh(request)
        assert isinstance(loser, errors.Stale)
        assert loser.facts == {
            "state": won.state,
            "version": 2,
            "move": won.decided_move,
            "decided_by": won.decided_by,
            "decided_at": world.watch.now,
        }
        if won.state == "approved":
            intake.withdraw(world.door, SCHOOL, won.id)


def test_identical_submissions_under_one_key_are_one_record(world: World) -> None:
    group = world.group()
    key = Idempotency(KEYS.idempotency("k"), "body", 201)
    answers = at_once(
        [lambda: intake.submit(world.door, group, mother(), idem=key) for _ in range(20)]
    )
    assert refused(answers) == []
    made = {answer.request.id for answer in answers if isinstance(answer, intake.Submitted)}
    assert len(made) == 1
    assert world.door.requests.counts(SCHOOL, group.id)["pending"] == 1


def test_one_approval_sent_many_times_under_one_key_is_one_answer(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    key = Idempotency(KEYS.idempotency("k"), "body", 200)
    answers = at_once(
        [
            lambda: decisions.approve(
                world.door, world.operator, group.id, request.id, Approval(1), key
            )
            for _ in range(20)
        ]
    )
    assert refused(answers) == []
    assert world.fresh(request).version == 2


def test_the_same_person_twice_without_a_key_makes_one_chain(world: World) -> None:
    group = world.group()
    answers = at_once([lambda: intake.submit(world.door, group, mother()) for _ in range(4)])
    made = [answer.request for answer in answers if isinstance(answer, intake.Submitted)]
    alone = [request for request in made if not request.attaches]
    assert len(alone) == 1
    assert {r.attaches for r in made if r.attaches} <= {request.id for request in made}


def test_the_last_owner_cannot_be_lost_by_two_leaving_at_once(world: World) -> None:
    group = world.group(group_id="g")
    both = [world.admin(login, g="owner") for login in ("chen", "zhou")]
    answers = at_once(
        [
            lambda a=admin: admins.give_role(world.door, world.operator, "g", a.admin.id, None)
            for admin in both
        ]
    )
    [loser] = refused(answers)
    assert isinstance(loser, errors.LastOwner)
    assert len(world.door.admins.of_group(SCHOOL, group.id)) == 1
