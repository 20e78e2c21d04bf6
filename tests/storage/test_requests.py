"""Reading requests: pages of a queue, and what time makes of a stored state."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import decisions
from tests.builders import SCHOOL, World, guardian


def test_pages_of_a_queue_hold_everything_once_though_requests_leave_between_them(
    world: World,
) -> None:
    group = world.group()
    made = []
    for number in range(7):
        made.append(world.submit(group, guardian(phone=f"1381111000{number}")).id)
        world.watch.forward(number % 2)  # some at the same moment
    requests = world.door.requests
    first, cursor = requests.page(SCHOOL, group.id, "pending", limit=3)
    for request in first:
        decisions.decline(
            world.door, world.operator, group.id, request.id, version=1, reason="other"
        )
    second, cursor = requests.page(SCHOOL, group.id, "pending", cursor, limit=3)
    third, end = requests.page(SCHOOL, group.id, "pending", cursor, limit=3)
    seen = [request.id for page in (first, second, third) for request in page]
    assert sorted(seen) == sorted(made)
    assert [len(page) for page in (first, second, third)] == [3, 3, 1]
    assert end == ""


def test_a_page_that_ends_with_the_queue_says_so(world: World) -> None:
    group = world.group()
    world.submit(group)
    assert world.door.requests.page(SCHOOL, group.id, "pending", limit=1)[1] == ""
    assert world.door.requests.page(SCHOOL, group.id, "joined") == ([], "")


@pytest.mark.parametrize("cursor", ["x", "5", "-a", "5-", "(5-a"])
def test_a_place_in_the_queue_that_is_none_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        world.door.requests.page(SCHOOL, "g", "pending", cursor)
    assert refused.value.facts == {"field": "after", "reason": "not_a_cursor"}


def test_what_has_lapsed_is_due_and_expired_before_anybody_recorded_it(world: World) -> None:
    request = world.submit(world.group())
    assert request.expires_at is not None
    assert world.door.requests.due(SCHOOL, request.expires_at - 1) == []
    assert world.door.requests.due(SCHOOL, request.expires_at) == [request.id]
    assert request.state_at(request.expires_at - 1) == "pending"
    assert request.state_at(request.expires_at) == "expired"
