"""The main journey through the services, on real servers."""

import redis

from onboarding.services import eligibility
from onboarding.services.eligibility import Question
from tests.builders import account, father, make_world, mother


def test_a_mother_asks_is_approved_confirms_joins_and_is_eligible(
    record: redis.Redis, jobs: redis.Redis
) -> None:
    world = make_world(record, jobs)
    group = world.group()
    request = world.submit(group, mother(account=account()), bound=True, via="token:x")
    assert (request.state, request.nickname) == ("pending", "李明妈妈")

    joined = world.join(request)

    assert joined.state == "joined"
    token = world.token("eligibility:read")
    [answer] = eligibility.ask(world.door, token, group.id, [Question(account=account())])
    assert (answer.answer, answer.advice, answer.nickname) == ("yes", "admit", "李明妈妈")


def test_a_member_who_asks_again_keeps_the_seat_on_the_new_request(
    record: redis.Redis, jobs: redis.Redis
) -> None:
    world = make_world(record, jobs)
    group = world.group()
    first = world.join(world.submit(group))
    world.join(world.submit(group, father()))

    again = world.submit(group)

    assert (again.attaches, again.attaches_as) == (first.id, "reentry")
    assert world.approve(again).state == "approved"
    assert world.fresh(first).state == "left"
