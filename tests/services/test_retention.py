"""What is forgotten, when, and what stays (design: retention)."""

import pytest
import redis

from onboarding.clock import DAY
from onboarding.jobs import duties
from onboarding.rules import errors
from onboarding.services import decisions, intake, membership, retention
from onboarding.services.decisions import Removal
from tests.builders import SCHOOL, World, account, guardian, make_world, mother


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


def later(world: World, days: int) -> int:
    """Let days pass, with one turn of the clock's duty at their end."""
    world.watch.forward(days * DAY)
    return duties.expire(world.door, world.watch())


def test_a_refused_request_loses_its_personal_fields_after_thirty_days(world: World) -> None:
    group = world.group()
    refused = world.submit(group, guardian("周不在", phone="13811112222", name="周某"))
    assert refused.state == "refused"

    assert later(world, 29) == 0
    assert later(world, 1) == 1

    forgotten = world.fresh(refused)
    assert forgotten.forgotten
    assert (forgotten.application.students, forgotten.application.phone) == ((), "")
    assert (forgotten.nickname, forgotten.bars) == ("", ())
    assert forgotten.verdict.codes == refused.verdict.codes
    assert later(world, 60) == 0


def test_nothing_is_forgotten_before_its_time_whoever_asks(world: World) -> None:
    group = world.group()
    refused = world.submit(group, guardian("周不在", phone="13811112222"))
    world.watch.forward(29 * DAY)
    assert not retention.forget(world.door, SCHOOL, refused.id)
    assert world.fresh(refused).application == refused.application


def test_the_status_page_and_the_index_of_people_end_with_it(
    world: World, record: redis.Redis
) -> None:
    group = world.group()
    submitted = intake.submit(world.door, group, mother())
    intake.withdraw(world.door, SCHOOL, submitted.request.id)

    later(world, 30)

    with pytest.raises(errors.NotFound):
        intake.by_reference(world.door, submitted.reference)
    assert not any(record.hvals(f"ob:{{{SCHOOL}}}:who:{group.id}"))


def test_a_member_is_remembered_for_as_long_as_he_is_one(world: World) -> None:
    joined = world.join(world.submit(world.group()))

    later(world, 400)

    assert world.fresh(joined).application == mother()


def test_a_member_who_left_is_forgotten_and_the_account_with_him(
    world: World, record: redis.Redis
) -> None:
    group = world.group()
    joined = world.join(world.submit(group, mother(account=account()), bound=True, via="token:x"))
    membership.leave(world.door, world.operator, group.id, joined.id)

    assert later(world, 30) == 1

    gone = world.fresh(joined)
    assert gone.forgotten
    assert gone.application.account is None


def test_a_ban_outlives_the_record_of_who_was_removed(world: World) -> None:
    group = world.group()
    joined = world.join(world.submit(group))
    removal = Removal(version=world.fresh(joined).version, article="H3", ban=True)
    decisions.remove(world.door, world.operator, group.id, joined.id, removal)

    assert later(world, 31) == 1

    assert "banned" in world.submit(group).verdict.codes


def test_an_expired_request_is_forgotten_thirty_days_after_it_lapsed(world: World) -> None:
    pending = world.submit(world.group())
    assert later(world, 14) == 1
    assert world.fresh(pending).state == "expired"
    assert later(world, 29) == 0
    assert later(world, 1) == 1
    assert world.fresh(pending).forgotten


def test_what_is_forgotten_is_not_reopened(world: World) -> None:
    group = world.group()
    refused = world.submit(group, guardian("周不在", phone="13811112222"))
    later(world, 30)
    version = world.fresh(refused).version
    with pytest.raises(errors.IllegalMove):
        decisions.reopen(world.door, world.operator, group.id, refused.id, version=version)


def test_a_request_that_is_reopened_in_time_is_kept(world: World) -> None:
    group = world.group()
    refused = world.submit(group, guardian("周不在", phone="13811112222"))
    later(world, 20)
    decisions.reopen(world.door, world.operator, group.id, refused.id, version=refused.version)
    assert later(world, 11) == 0
    assert not world.fresh(refused).forgotten
