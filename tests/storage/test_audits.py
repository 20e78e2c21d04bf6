"""What the scripts about audits and known others change, and what they leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
import redis

from onboarding.rules import errors
from onboarding.rules.application import Account
from onboarding.rules.auditing import Candidate, Item
from onboarding.rules.worklist import KEPT, KEPT_UNSEEN, WorkItem
from onboarding.storage.audits import Board, Run
from onboarding.storage.keys import Keys
from onboarding.storage.others import KnownOther
from onboarding.storage.outcome import Event, Idempotency, Moved
from tests.builders import SCHOOL, START, World
from tests.storage.dump import everything

KEYS = Keys(SCHOOL)
EVENT = Event("test", "time", START)
EMPTY = Board(0, {})
RUN = Run("r1", START, "operator", 3, 2, 0, {"rename": 1}, head_count=3, complete=True)
ITEM = Item(
    "rename",
    "nickname_wrong",
    "P10",
    ("record", "m1"),
    line=2,
    nickname="李明妈",
    right="李明妈妈",
    record="m1",
    people=("p1",),
    inviter="李华爸爸",
    since=START,
    candidates=(Candidate(("p1",), "guardian", "妈妈", "李明妈妈", "edit", "m1"),),
    facts={"limit": 2, "people": ("p1",)},
)
WORK = WorkItem("i1", ITEM, START, START)


def idem(body: str = "body") -> Idempotency:
    return Idempotency(KEYS.idempotency("k"), body, 200)


@pytest.fixture
def group(world: World) -> str:
    return world.group().id


def test_what_is_kept_is_read_again_as_it_was(store: redis.Redis, world: World, group: str) -> None:
    audits = world.door.audits
    ignored = replace(
        WORK, id="i2", status="ignored", settled_at=START, settled_by="admin:a", reason="小号",
        reminders=2, reminded_at=START,
    )  # fmt: skip
    items = {"i1": WORK, "i2": ignored}
    audits.record(SCHOOL, group, EMPTY, items, RUN, EVENT)
    assert audits.board(SCHOOL, group) == Board(1, items)
    assert audits.runs(SCHOOL, group) == [RUN]
    assert audits.many(SCHOOL, group, ["i2", "none", "i1"]) == [ignored, WORK]
    assert store.hget(KEYS.group(group), "audited_at") == str(START).encode()
    assert store.zscore(KEYS.audits_forgetting, group) == START + KEPT_UNSEEN
    with pytest.raises(errors.NotFound):
        audits.get(SCHOOL, group, "none")


def test_a_change_writes_what_differs_and_drops_what_is_no_more(
    store: redis.Redis, world: World, group: str
) -> None:
    audits = world.door.audits
    audits.record(SCHOOL, group, EMPTY, {"i1": WORK, "i2": replace(WORK, id="i2")}, RUN, EVENT)
    sealed = store.hget(KEYS.audit(group), "i1")
    handled = replace(WORK, status="handled", settled_at=START, settled_by="admin:a")
    audits.change(SCHOOL, group, audits.board(SCHOOL, group), {"i1": handled}, EVENT)
    assert audits.board(SCHOOL, group) == Board(2, {"i1": handled})
    assert store.hgetall(KEYS.audit(group)) == {b"i1": sealed}
    assert store.zscore(KEYS.audits_forgetting, group) == START + KEPT
    audits.change(SCHOOL, group, audits.board(SCHOOL, group), {}, EVENT)
    assert store.zscore(KEYS.audits_forgetting, group) is None


def test_a_work_list_that_moved_on_is_left_alone(
    store: redis.Redis, world: World, group: str
) -> None:
    audits = world.door.audits
    audits.record(SCHOOL, group, EMPTY, {"i1": WORK}, RUN, EVENT)
    before = everything(store)
    with pytest.raises(Moved):
        audits.record(SCHOOL, group, EMPTY, {}, replace(RUN, id="r2"), EVENT)
    with pytest.raises(Moved):
        audits.change(SCHOOL, group, EMPTY, {}, EVENT)
    assert everything(store) == before


def test_a_group_that_is_not_there_gets_no_work_list(store: redis.Redis, world: World) -> None:
    before = everything(store)
    with pytest.raises(errors.NotFound):
        world.door.audits.record(SCHOOL, "none", EMPTY, {"i1": WORK}, RUN, EVENT)
    assert everything(store) == before


def test_the_script_itself_knows_the_key_of_a_call_that_ran_at_the_same_time(
    store: redis.Redis, world: World, group: str
) -> None:
    audits = world.door.audits
    audits.record(SCHOOL, group, EMPTY, {"i1": WORK}, RUN, EVENT, idem())
    before = everything(store)
    again = audits.record(SCHOOL, group, EMPTY, {}, replace(RUN, id="r2"), EVENT, idem())
    assert (again.replayed, again.record) == (True, "r1")
    with pytest.raises(errors.IdempotencyConflict):
        audits.change(SCHOOL, group, EMPTY, {}, EVENT, idem("another"))
    assert everything(store) == before


def test_the_log_keeps_the_latest_audits(
    store: redis.Redis, world: World, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.storage.audits.MOST_RUNS", 2)
    audits = world.door.audits
    for number in range(4):
        later = replace(RUN, id=f"r{number}", at=START + number)
        audits.record(SCHOOL, group, Board(number, {}), {}, later, EVENT)
    assert [run.id for run in audits.runs(SCHOOL, group)] == ["r3", "r2"]


def test_an_item_has_the_same_id_in_every_audit_and_tells_nothing(world: World) -> None:
    made = world.door.audits.item_id(SCHOOL, "g", ("nickname", "阳光"))
    assert made == world.door.audits.item_id(SCHOOL, "g", ("nickname", "阳光"))
    assert made != world.door.audits.item_id(SCHOOL, "h", ("nickname", "阳光"))
    assert made != world.door.audits.item_id(SCHOOL, "g", ("nickname", "阳光", "2"))
    assert len(made) == 16
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_known_other_is_kept_sealed_read_and_dropped(
    store: redis.Redis, world: World, group: str
) -> None:
    others = world.door.others
    bus = KnownOther(
        "o1", "校车", "陈老师", START, "admin:a", "校车通知", Account("wechat", "bus"), START + 1
    )
    others.keep(SCHOOL, group, bus, EVENT)
    assert others.of_group(SCHOOL, group) == [bus]
    [kept] = store.hvals(KEYS.others(group))
    assert "校车".encode() not in kept
    others.drop(SCHOOL, group, "o1", EVENT)
    before = everything(store)
    with pytest.raises(errors.NotFound):
        others.drop(SCHOOL, group, "o1", EVENT)
    with pytest.raises(errors.NotFound):
        others.get(SCHOOL, group, "o1")
    assert everything(store) == before


def test_a_group_knows_so_many_and_no_more(
    store: redis.Redis, world: World, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.storage.others.MOST_OTHERS", 1)
    bus = KnownOther("o1", "校车", "陈老师", START, "admin:a", "校车通知")
    world.door.others.keep(SCHOOL, group, bus, EVENT)
    before = everything(store)
    with pytest.raises(errors.TooMany):
        world.door.others.keep(SCHOOL, group, replace(bus, id="o2"), EVENT)
    assert everything(store) == before
