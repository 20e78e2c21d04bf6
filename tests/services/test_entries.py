"""The picture for a group's way in: how it stands, whom it tells, and whose time it stops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from onboarding.clock import DAY
from onboarding.jobs import duties
from onboarding.services import decisions, entries, groups, intake
from onboarding.services.eligibility import Question, ask
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Idempotency
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, account, father, guardian, mother

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def standing(world: World, group: Group) -> tuple[str, int | None, int]:
    found = entries.standing(world.door, world.door.groups.get(SCHOOL, group.id))
    return found.state, found.until, found.waiting


def put(world: World, group: Group, days: int = 7) -> int:
    """A picture that works so many days; until when."""
    until = world.watch.now + days * DAY
    entries.put(world.door, world.operator, group.id, PNG, until)
    return until


def test_a_picture_is_valid_then_lapsing_then_lapsed(world: World) -> None:
    group = world.group(entry_mode="qr")
    assert standing(world, group) == ("none", None, 0)
    until = put(world, group)
    for now, state in ((until - 2 * DAY - 1, "valid"), (until - 2 * DAY, "lapsing"),
                       (until - 1, "lapsing"), (until, "lapsed")):  # fmt: skip
        world.watch.now = now
        assert standing(world, group) == (state, until, 0)


def test_a_card_without_an_end_stays_valid(world: World) -> None:
    group = world.group()
    entries.put(world.door, world.operator, group.id, PNG, None)
    world.watch.forward(400 * DAY)
    assert standing(world, group) == ("valid", None, 0)


def test_who_is_approved_and_has_confirmed_waits(world: World) -> None:
    group = world.group(entry_mode="qr")
    asked, approved, confirmed, inside = (
        world.submit(group, each)
        for each in (guardian("欧阳娜娜"), father(), mother(), guardian("王芳"))
    )
    for each in (approved, confirmed, inside):
        world.approve(each)
    world.confirm(confirmed)
    world.join(inside)
    assert world.fresh(asked).state == "pending"
    assert standing(world, group)[2] == 1
    world.publish(group, major=True)
    assert standing(world, group)[2] == 0


@pytest.mark.parametrize("mode", ["invite", "bot"])
def test_each_way_in_has_its_own_picture(world: World, mode: str) -> None:
    group = world.group(entry_mode="qr")
    put(world, group)
    groups.change(world.door, world.operator, group.id, entry_mode=mode)
    assert standing(world, group)[0] == "none"


# -- whose time it stops


def tick(world: World) -> None:
    duties.expire(world.door, world.watch())


def held(world: World, request: Request) -> int:
    return world.door.requests.places_held(
        SCHOOL, request.group, world.fresh(request).people, world.watch()
    )


def test_an_approval_does_not_lapse_while_no_picture_works(world: World) -> None:
    group = world.group(entry_mode="qr", overrides={"guardians_maximum": 1})
    request = world.approve(world.submit(group))
    rival = world.submit(group, father())
    world.watch.forward(90 * DAY)
    tick(world)
    assert world.fresh(request).state_at(world.watch()) == "approved"
    assert held(world, request) == 1
    assert rival.state == "refused"


@pytest.mark.parametrize("late", [0, 40 * DAY])
def test_with_the_next_picture_it_has_what_it_had_left_when_the_last_one_lapsed(
    world: World, late: int
) -> None:
    group = world.group(entry_mode="qr")
    until = put(world, group, 3)
    request = world.approve(world.submit(group))  # 7 days, of which 3 pass
    assert (request.expires_at, request.unspent) == (None, 4 * DAY)
    world.watch.now = until + late
    tick(world)
    put(world, group)
    resumed = world.fresh(request)
    assert (resumed.expires_at, resumed.unspent) == (world.watch() + 4 * DAY, None)
    world.watch.forward(4 * DAY - 1)
    tick(world)
    assert (held(world, request), world.fresh(request).state) == (1, "approved")
    world.watch.forward(1)
    assert held(world, request) == 0
    tick(world)
    assert world.fresh(request).state == "expired"


def test_a_picture_renewed_in_time_takes_and_gives_nothing(world: World) -> None:
    group = world.group(entry_mode="qr")
    put(world, group, 7)
    request = world.approve(world.submit(group))
    ends = request.expires_at
    assert ends == world.watch() + 7 * DAY
    world.watch.forward(2 * DAY)
    put(world, group, 1)
    assert world.fresh(request).unspent == 4 * DAY
    world.watch.forward(DAY // 2)
    put(world, group)
    assert world.fresh(request).expires_at == ends


@pytest.mark.parametrize("mode", ["invite", "bot"])
def test_with_another_way_in_the_time_goes_on(world: World, mode: str) -> None:
    group = world.group(entry_mode="qr")
    request = world.approve(world.submit(group))
    world.watch.forward(30 * DAY)
    groups.change(world.door, world.operator, group.id, entry_mode=mode)
    assert world.fresh(request).expires_at == world.watch() + 7 * DAY
    world.watch.forward(DAY)
    groups.change(world.door, world.operator, group.id, entry_mode="qr")
    assert world.fresh(request).unspent == 6 * DAY
    assert held(world, request) == 1


def test_what_has_lapsed_already_is_not_brought_back(world: World) -> None:
    group = world.group(entry_mode="qr")
    put(world, group, 7)
    request = world.approve(world.submit(group))
    world.watch.forward(7 * DAY)  # and no clock has recorded it
    put(world, group)
    assert world.fresh(request).state_at(world.watch()) == "expired"


def test_whoever_waits_may_join_withdraw_and_be_removed(world: World) -> None:
    group = world.group(entry_mode="qr")
    joined, withdrawn, removed = (
        world.approve(world.submit(group, each))
        for each in (mother(), guardian("欧阳娜娜"), guardian("王芳"))
    )
    world.join(joined)
    intake.withdraw(world.door, SCHOOL, withdrawn.id)
    removal = decisions.Removal(removed.version, "M3")
    decisions.remove(world.door, world.operator, group.id, removed.id, removal)
    put(world, group)
    for each, state in ((joined, "joined"), (withdrawn, "withdrawn"), (removed, "removed")):
        now = world.fresh(each)
        assert (now.state, now.expires_at, now.unspent) == (state, None, None)
        assert held(world, each) == (state == "joined")


def test_a_bot_hears_the_same_of_whoever_waits(world: World) -> None:
    group = world.group(entry_mode="qr")
    request = world.approve(world.submit(group, mother(account=account()), bound=True))
    world.confirm(request)
    world.watch.forward(60 * DAY)
    token = world.token("eligibility:read")
    [answer] = ask(world.door, token, group.id, [Question(account=account())])
    assert (answer.answer, answer.state) == ("yes", "approved")


def test_an_approval_beside_a_new_picture_is_given_its_time_by_the_new_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group(entry_mode="qr")
    request = world.submit(group)
    approve = world.door.approvals.approve
    puts: list[int] = []

    def between(*given: Any, **more: Any) -> Any:
        if not puts:
            puts.append(put(world, group))
        return approve(*given, **more)

    monkeypatch.setattr(world.door.approvals, "approve", between)
    assert world.approve(request).expires_at == puts[0]


def test_a_picture_beside_a_decision_settles_on_what_was_decided(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group(entry_mode="qr")
    request = world.approve(world.submit(group))
    write = world.door.entries.put
    done: list[Request] = []

    def between(*given: Any, **more: Any) -> Any:
        if not done:
            done.append(intake.withdraw(world.door, SCHOOL, request.id))
        return write(*given, **more)

    monkeypatch.setattr(world.door.entries, "put", between)
    put(world, group)
    assert (world.fresh(request).state, world.fresh(request).expires_at) == ("withdrawn", None)
    assert held(world, request) == 0


# -- whom it tells


def told(world: World) -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (event.what, event.facts)
        for event in world.door.events.after(SCHOOL, "", 1000)
        if event.what.startswith("entry.")
    ]


def test_a_picture_is_told_of_two_days_before_it_lapses_when_it_has_and_when_it_is_renewed(
    world: World,
) -> None:
    group = world.group(entry_mode="qr")
    until = put(world, group)
    world.watch.forward(DAY)
    world.confirm(world.approve(world.submit(group)))
    seen = [told(world)]
    for now in (until - 2 * DAY - 1, until - 2 * DAY, until - 1, until, until + DAY):
        world.watch.now = now
        for _ in range(2):
            duties.tell_of_entries(world.door, now)
        seen.append(told(world))
    put(world, group)
    facts = {"mode": "qr", "waiting": 1}
    assert [len(each) for each in seen] == [1, 1, 2, 2, 3, 3]
    assert told(world) == [
        ("entry.renewed", {"mode": "qr", "waiting": 0, "was": "none"}),
        ("entry.lapsing", facts),
        ("entry.lapsed", facts),
        ("entry.renewed", {**facts, "was": "lapsed"}),
    ]


def test_a_picture_that_was_renewed_is_told_of_by_its_own_end(world: World) -> None:
    group = world.group(entry_mode="qr")
    put(world, group, 3)
    world.watch.forward(DAY // 2)
    until = put(world, group)
    world.watch.now = until - 2 * DAY - 1
    assert duties.tell_of_entries(world.door, world.watch()) == 0
    groups.change(world.door, world.operator, group.id, title="三年三班")
    world.watch.now = until
    assert duties.tell_of_entries(world.door, world.watch()) == 1
    assert told(world)[-1][0] == "entry.lapsed"


def test_a_picture_that_lets_nobody_in_any_more_is_told_of_no_longer(world: World) -> None:
    group = world.group(entry_mode="qr")
    until = put(world, group)
    groups.change(world.door, world.operator, group.id, entry_mode="bot")
    assert duties.tell_of_entries(world.door, until) == 0


def test_several_clocks_at_once_tell_once(world: World) -> None:
    group = world.group(entry_mode="qr")
    until = put(world, group)
    world.watch.now = until
    assert entries.tell(world.door, SCHOOL, group.id, until - 2 * DAY)
    assert not entries.tell(world.door, SCHOOL, group.id, until - 2 * DAY)


def test_a_picture_sent_twice_under_one_key_is_put_once(world: World) -> None:
    group = world.group(entry_mode="qr")
    key = Idempotency(Keys(SCHOOL).idempotency("k"), "body", 204)
    for _ in range(2):
        entries.put(world.door, world.operator, group.id, PNG, world.watch() + DAY, key)
    assert len(told(world)) == 1
