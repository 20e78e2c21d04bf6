"""A new address of a status page ends the old one."""

from __future__ import annotations

import pytest
import redis

from onboarding.rules import errors
from onboarding.services import intake, references
from tests.builders import SCHOOL, World, make_world


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


def test_the_new_reference_opens_the_request_and_the_old_one_nothing(world: World) -> None:
    group = world.group()
    old = f"{SCHOOL}.{'x' * 22}"
    request = world.submit(group, reference=old)
    new = references.renew(world.door, world.operator, group.id, request.id)
    assert intake.by_reference(world.door, new).id == request.id
    with pytest.raises(errors.NotFound):
        intake.by_reference(world.door, old)
    assert world.fresh(request).version == request.version


def test_renewing_twice_leaves_only_the_last(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    first = references.renew(world.door, world.operator, group.id, request.id)
    references.renew(world.door, world.operator, group.id, request.id)
    with pytest.raises(errors.NotFound):
        intake.by_reference(world.door, first)


def test_it_is_for_those_who_decide_in_this_group(world: World) -> None:
    group, other = world.group(), world.group()
    request = world.submit(group)
    with pytest.raises(errors.NotFound):
        references.renew(world.door, world.operator, other.id, request.id)
    supervisor = world.admin("school", supervisor=True)
    with pytest.raises(errors.NotAllowed):
        references.renew(world.door, supervisor, group.id, request.id)


def test_an_address_that_shows_what_was_typed_is_a_look_on_record(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    member = world.admin("jia", **{group.id: "committee"})
    references.renew(world.door, member, group.id, request.id)
    told = [e.what for e in world.door.events.after(SCHOOL, "", 100) if e.who == member.ref]
    assert told == ["request.revealed", "request.reference_renewed"]
    world.join(request)
    with pytest.raises(errors.NotAllowed):
        references.renew(world.door, member, group.id, request.id)
