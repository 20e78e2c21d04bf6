"""The same call again: by caller, route and key, for a day, and only what was committed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import redis

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import decisions, intake, rosters
from onboarding.services.decisions import Approval
from onboarding.storage.outcome import Idempotency
from tests.builders import PUPILS, SCHOOL, World, mother


def key(world: World, **more: str) -> Idempotency:
    words = {"caller": "token:a", "route": "POST /x", "key": "k", "body": "{}", **more}
    body = words.pop("body").encode()
    return world.door.memory.key(SCHOOL, **words, body=body, status=201)


def test_a_replay_gives_the_record_as_it_is_now(world: World) -> None:
    group = world.group()
    first = intake.submit(world.door, group, mother(), idem=key(world))
    world.approve(first.request)
    again = intake.submit(world.door, group, mother(), idem=key(world))
    assert (again.request.id, again.request.state) == (first.request.id, "approved")
    assert (again.done.replayed, again.done.status, again.reference) == (True, 201, "")


@pytest.mark.parametrize("other", [{"caller": "token:b"}, {"route": "POST /y"}, {"key": "l"}])
def test_another_caller_route_or_key_is_another_call(world: World, other: dict[str, str]) -> None:
    assert key(world, **other).key != key(world).key


def test_another_body_is_a_conflict(world: World) -> None:
    group = world.group()
    intake.submit(world.door, group, mother(), idem=key(world))
    with pytest.raises(errors.IdempotencyConflict):
        intake.submit(world.door, group, mother(), idem=key(world, body="[]"))


@pytest.mark.parametrize("bad", ["", "x" * 201, "a\nb"])
def test_a_key_that_is_none_is_refused(world: World, bad: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        key(world, key=bad)
    assert refused.value.facts["field"] == "Idempotency-Key"


def test_the_body_is_kept_blind_and_for_a_day(world: World, record: redis.Redis) -> None:
    body = '{"name": "a telling body"}'
    idem = key(world, body=body)
    intake.submit(world.door, world.group(), mother(), idem=idem)
    kept = record.hgetall(idem.key)
    assert set(kept) == {b"body", b"status", b"record"}
    assert body.encode() not in kept[b"body"]
    assert DAY - 60_000 < record.pttl(idem.key) <= DAY


def test_a_replay_comes_before_the_version_is_looked_at(world: World) -> None:
    request = world.submit(world.group())
    approval = Approval(version=1)
    args = (world.door, world.operator, request.group, request.id, approval)
    first = decisions.approve(*args, key(world))
    assert decisions.approve(*args, key(world)) == first
    with pytest.raises(errors.Stale):
        decisions.approve(*args, key(world, key="another"))


def test_a_call_committed_while_its_double_was_on_the_way_is_a_replay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = world.submit(world.group())
    args = (world.door, world.operator, request.group, request.id, Approval(version=1))
    recall = type(world.door.memory).recall
    waiting: list[Callable[[], object]] = [lambda: decisions.approve(*args, key(world))]

    def late(self: object, idem: Idempotency | None) -> object:
        found = recall(self, idem)  # type: ignore[arg-type]
        if found is None and waiting:
            waiting.pop()()
        return found

    monkeypatch.setattr(type(world.door.memory), "recall", late)
    assert decisions.approve(*args, key(world)).state == "approved"
    assert world.fresh(request).version == 2


def test_an_import_again_is_a_replay_though_the_roster_moved_on(world: World) -> None:
    group = world.group(rows=())
    once = rosters.import_rows(world.door, world.operator, group.id, PUPILS, idem=key(world))
    rosters.mark_left(world.door, world.operator, group.id, world.person(group, "李明"))
    again = rosters.import_rows(world.door, world.operator, group.id, PUPILS, idem=key(world))
    assert (once.version, again.version) == (1, 2)
    assert world.door.groups.get(SCHOOL, group.id).roster == 2
