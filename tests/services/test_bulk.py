"""Many requests decided in one call."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import bulk
from onboarding.services.bulk import Item
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, father, guardian, mother


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


def items(*requests: Request) -> list[Item]:
    return [Item(each.id, each.version) for each in requests]


def grandmother() -> object:
    return guardian(relation="奶奶", phone="13800000001")


def test_each_item_is_approved_as_it_would_be_alone(world: World, group: Group) -> None:
    made = [world.submit(group, mother()), world.submit(group, father())]
    results = bulk.decide(world.door, world.operator, group.id, "approve", items(*made))
    assert [each.refusal for each in results] == [None, None]
    assert [each.request and each.request.state for each in results] == ["approved"] * 2
    told = [e.what for e in world.door.events.after(SCHOOL, "", 100)]
    assert told.count("request.approved") == 2


def test_what_cannot_be_decided_holds_nothing_else_up(world: World, group: Group) -> None:
    full = [world.submit(group, each) for each in (mother(), father(), grandmother())]  # type: ignore[arg-type]
    unclear = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    stranger = world.submit(group, guardian("赵不在", phone="13800000008"), shielded=True)
    other = world.submit(group, guardian("王芳", "爸爸", phone="13800000003"))
    every = [*items(*full, unclear, stranger), Item("a" * 16, 1), *items(other)]
    results = bulk.decide(world.door, world.operator, group.id, "approve", every)
    assert [type(each.refusal) for each in results] == [
        type(None),
        type(None),
        errors.SeatsFull,
        errors.StudentUnsettled,
        errors.OverrideMissing,
        errors.NotFound,
        type(None),
    ]
    assert world.fresh(other).state == "approved"
    assert {world.fresh(each).state for each in (full[2], unclear, stranger)} == {"pending"}


def test_what_somebody_else_decided_meanwhile_stays_and_is_told(world: World, group: Group) -> None:
    one, other = world.submit(group, mother()), world.submit(group, father())
    world.approve(one)
    results = bulk.decide(
        world.door, world.operator, group.id, "decline", items(one, other), reason="other"
    )
    stale = results[0].refusal
    assert isinstance(stale, errors.Stale)
    assert (stale.facts["move"], stale.facts["decided_by"]) == ("approve", "operator")
    assert [world.fresh(each).state for each in (one, other)] == ["approved", "declined"]


def test_an_item_without_its_version_is_not_decided(world: World, group: Group) -> None:
    made = world.submit(group)
    [result] = bulk.decide(world.door, world.operator, group.id, "approve", [Item(made.id, None)])
    assert isinstance(result.refusal, errors.VersionMissing)
    assert world.fresh(made).state == "pending"


def test_a_request_of_another_group_is_not_found(world: World, group: Group) -> None:
    elsewhere = world.submit(world.group(group_id="other"))
    [result] = bulk.decide(world.door, world.operator, group.id, "approve", items(elsewhere))
    assert isinstance(result.refusal, errors.NotFound)
    assert result.request is None
    assert world.fresh(elsewhere).state == "pending"


def test_declining_says_the_same_reason_and_note_to_all_and_is_undone_by_reopening(
    world: World, group: Group
) -> None:
    made = [world.submit(group, mother()), world.submit(group, father())]
    said = {"reason": "ask_school", "note": "请联系教务处"}
    declined = bulk.decide(world.door, world.operator, group.id, "decline", items(*made), **said)
    assert [(r.request.reason, r.request.note) for r in declined if r.request] == [
        ("ask_school", "请联系教务处")
    ] * 2
    again = [each.request for each in declined if each.request]
    reopened = bulk.decide(world.door, world.operator, group.id, "reopen", items(*again))
    assert [each.request and each.request.state for each in reopened] == ["pending"] * 2


def test_a_decline_without_a_reason_decides_nothing(world: World, group: Group) -> None:
    made = world.submit(group)
    with pytest.raises(errors.Invalid):
        bulk.decide(world.door, world.operator, group.id, "decline", items(made))
    assert world.fresh(made).state == "pending"


@pytest.mark.parametrize("count", [0, 101])
def test_none_and_more_than_a_hundred_are_refused(world: World, group: Group, count: int) -> None:
    made = world.submit(group)
    with pytest.raises(errors.Invalid):
        bulk.decide(world.door, world.operator, group.id, "approve", items(made) * count)
    assert world.fresh(made).state == "pending"


def test_who_may_not_decide_decides_nothing(world: World, group: Group) -> None:
    made = world.submit(group)
    supervisor = world.admin("school", supervisor=True)
    with pytest.raises(errors.NotAllowed):
        bulk.decide(world.door, supervisor, group.id, "approve", items(made))
    assert world.fresh(made).state == "pending"
