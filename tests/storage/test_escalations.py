"""What the scripts about matters passed to the school change, and what they leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
import redis

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.storage.escalations import Escalation
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Event, Idempotency
from tests.builders import SCHOOL, START, World
from tests.storage.dump import everything

KEYS = Keys(SCHOOL)
EVENT = Event("test", "time", START)
NOTE = "昨晚在群里辱骂老师"


def idem(body: str = "body") -> Idempotency:
    return Idempotency(KEYS.idempotency("k"), body, 201)


def made(number: str = "1", **more: object) -> Escalation:
    usual = Escalation(f"e{number}", SCHOOL, "g", "attack", "admin:a", START, note=NOTE)
    return replace(usual, **more)  # type: ignore[arg-type]


def closed(**more: object) -> Escalation:
    usual = {"state": "reported", "handled_by": "admin:b", "handled_at": START + 1}
    told = {"reported_at": START, "reported_to": "区教育局", "answer": "已上报"}
    return made(**{**usual, **told, **more})


def test_what_is_kept_is_read_again_as_it_was(store: redis.Redis, world: World) -> None:
    first = made(request="r1", article="M3")
    world.door.escalations.put(first, EVENT)
    assert world.door.escalations.get(SCHOOL, first.id) == first
    ended = closed(request="r1", article="M3")
    world.door.escalations.close(ended, START + DAY, EVENT)
    assert world.door.escalations.get(SCHOOL, first.id) == ended
    assert store.zrange(KEYS.escalations, 0, -1) == []
    assert store.zrange(KEYS.group_escalations("g"), 0, -1) == [b"e1"]
    assert store.zscore(KEYS.escalations_forgetting, "e1") == START + DAY


def test_nothing_that_was_written_stands_there_in_plain(store: redis.Redis, world: World) -> None:
    world.door.escalations.put(made(), EVENT)
    world.door.escalations.close(closed(), START + DAY, EVENT)
    kept = b"".join(store.hvals(KEYS.escalation("e1")))
    for written in (NOTE, "区教育局", "已上报"):
        assert written.encode() not in kept


def test_the_script_itself_knows_the_key_of_a_call_that_ran_at_the_same_time(
    store: redis.Redis, world: World
) -> None:
    world.door.escalations.put(made("1"), EVENT, idem())
    before = everything(store)
    again = world.door.escalations.put(made("2"), EVENT, idem())
    assert (again.replayed, again.record, again.status) == (True, "e1", 201)
    with pytest.raises(errors.IdempotencyConflict):
        world.door.escalations.put(made("3"), EVENT, idem("another"))
    assert everything(store) == before


def test_one_too_many_changes_nothing(
    store: redis.Redis, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.storage.escalations.MOST_OPEN", 1)
    world.door.escalations.put(made("1"), EVENT)
    before = everything(store)
    with pytest.raises(errors.TooMany):
        world.door.escalations.put(made("2"), EVENT)
    assert everything(store) == before


def test_what_is_closed_is_not_closed_again(store: redis.Redis, world: World) -> None:
    world.door.escalations.put(made(), EVENT)
    world.door.escalations.close(closed(), START + DAY, EVENT)
    before = everything(store)
    for late in (closed(answer="还有"), made("2", state="answered")):
        with pytest.raises(errors.Stale):
            world.door.escalations.close(late, START + 2 * DAY, EVENT)
    assert everything(store) == before


def test_one_of_two_clocks_forgets(store: redis.Redis, world: World) -> None:
    world.door.escalations.put(made(), EVENT)
    world.door.escalations.close(closed(), START + DAY, EVENT)
    left = closed(note="", answer="", forgotten=True)
    world.door.escalations.forget(left, START + DAY, START + 9 * DAY, EVENT)
    assert world.door.escalations.get(SCHOOL, "e1") == left
    before = everything(store)
    for seen, forget_at in ((START + DAY, START + 9 * DAY), (START + DAY, None)):
        with pytest.raises(errors.Stale):
            world.door.escalations.forget(left, seen, forget_at, EVENT)
    assert everything(store) == before
    world.door.escalations.forget(left, START + 9 * DAY, None, EVENT)
    names = [key.decode() for key in store.scan_iter("*escalation*")]
    assert names == []
