"""A passed deadline counts at once, whether or not the clock has recorded it."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import covenants, decisions, groups, intake, membership
from onboarding.services.membership import expire
from onboarding.storage.keys import Keys
from tests.builders import SCHOOL, World, father, guardian, mother


@pytest.mark.parametrize("wrong", ["", "阳光"])
def test_a_request_that_nobody_decided_lapses_after_the_kinds_days(
    world: World, wrong: str
) -> None:
    group = world.group()
    request = world.submit(group, mother(nickname=wrong))
    world.watch.forward(14 * DAY - 1)
    assert world.fresh(request).state_at(world.watch.now) == request.state
    world.watch.forward(1)
    for move in (
        lambda: world.approve(request),
        lambda: decisions.decline(
            world.door, world.operator, group.id, request.id, version=1, reason="other"
        ),
        lambda: intake.withdraw(world.door, SCHOOL, request.id),
        lambda: intake.amend(world.door, group, request.id, mother()),
        lambda: covenants.confirm(world.door, SCHOOL, request.id, "1.0"),
    ):
        with pytest.raises(errors.IllegalMove) as refused:
            move()
        assert refused.value.facts["state"] == "expired"


def test_an_unused_approval_lapses_and_cannot_join(world: World) -> None:
    request = world.approve(world.submit(world.group()))
    world.confirm(request)
    world.watch.forward(7 * DAY)
    for move in (membership.join, membership.leave):
        with pytest.raises(errors.IllegalMove) as refused:
            move(world.door, world.operator, request.group, request.id)
        assert refused.value.facts["state"] == "expired"


def test_a_lapsed_approval_gives_its_seat_without_the_clock(world: World) -> None:
    group = world.group()
    for application in (mother(), father()):
        world.approve(world.submit(group, application))
    third = guardian(relation="监护人", phone="13811110001")
    assert world.submit(group, third).state == "refused"
    world.watch.forward(7 * DAY)
    request = world.submit(group, third)
    assert request.state == "pending"
    assert world.approve(request).state == "approved"


def test_the_clock_records_tells_and_frees_once(world: World) -> None:
    group = world.group()
    request = world.approve(world.submit(group))
    assert expire(world.door, SCHOOL, request.id) is False
    world.watch.forward(7 * DAY)
    assert expire(world.door, SCHOOL, request.id) is True
    assert expire(world.door, SCHOOL, request.id) is False
    keys = Keys(SCHOOL)
    assert world.door.memory.record.exists(keys.place(group.id, request.people[0])) == 0
    after = world.fresh(request)
    assert (after.state, after.code, after.expires_at) == ("expired", "", None)
    told = world.door.events.after(SCHOOL, "", 100)[-1]
    assert (told.what, told.who, told.facts) == ("request.expired", "time", {"from": "approved"})


def test_a_group_may_have_days_of_its_own(world: World) -> None:
    group = world.group(overrides={"days": {"pending": 1, "approved": 2}})
    request = world.submit(group)
    assert request.expires_at == world.watch.now + DAY
    assert world.approve(request).expires_at == world.watch.now + 2 * DAY


def test_a_deadline_stays_what_it_was_when_the_days_change(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    groups.change(world.door, world.operator, group.id, overrides={"days": {"pending": 1}})
    assert world.fresh(request).expires_at == request.expires_at
