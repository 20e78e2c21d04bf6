"""What members confirm: the version that was shown, asked again when a major one comes."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import covenants, membership
from tests.builders import SCHOOL, World, father, mother


def test_a_confirmation_keeps_version_moment_and_digest(world: World) -> None:
    group = world.group()
    confirmed = world.confirm(world.submit(group))
    text = covenants.current(world.door, group)
    assert (confirmed.receipt, confirmed.receipt_at) == ("1.0", world.watch.now)
    assert confirmed.receipt_digest == text.digest
    assert world.confirm(confirmed).version == confirmed.version  # again: nothing to do


def test_only_the_version_in_force_is_confirmed(world: World) -> None:
    group = world.group()
    request = world.submit(group)
    world.publish(group, major=False)
    with pytest.raises(errors.CovenantMoved) as refused:
        covenants.confirm(world.door, SCHOOL, request.id, "1.0")
    assert refused.value.facts == {"covenant": "1.1"}


@pytest.mark.parametrize(("major", "version"), [(True, "2.0"), (False, "1.1")])
def test_a_major_version_asks_again_and_a_minor_one_does_not(
    world: World, major: bool, version: str
) -> None:
    group = world.group()
    request = world.confirm(world.approve(world.submit(group)))
    assert world.publish(group, major=major) == version
    if not major:
        assert membership.join(world.door, world.operator, group.id, request.id).state == "joined"
        return
    with pytest.raises(errors.ReceiptMissing) as refused:
        membership.join(world.door, world.operator, group.id, request.id)
    assert refused.value.facts == {"covenant": "2.0"}


def test_every_version_is_kept(world: World) -> None:
    group = world.group()
    world.publish(group, major=True, text="二")
    world.publish(group, major=False, text="三")
    fresh = world.door.groups.get(SCHOOL, group.id)
    listed = world.door.groups.covenant_versions(fresh)
    assert [each["version"] for each in listed] == ["1.0", "2.0", "2.1"]
    assert len({each["digest"] for each in listed}) == 3
    first = world.door.groups.covenant(fresh, "2.0").articles[0]
    assert first.words("zh") == "二"
    with pytest.raises(errors.NotFound):
        world.door.groups.covenant(fresh, "9.0")


def test_publishing_what_is_in_force_already_is_refused(world: World) -> None:
    group = world.group()
    world.publish(group, major=True)
    with pytest.raises(errors.Invalid) as refused:
        world.publish(group, major=True)
    assert refused.value.facts == {"field": "articles", "reason": "unchanged"}


def test_who_is_inside_already_is_joined_by_the_last_of_approval_and_receipt(
    world: World,
) -> None:
    group = world.group()
    first = world.approve(world.submit(group, mother(already_inside=True)))
    assert first.state == "approved"
    assert world.confirm(first).state == "joined"
    second = world.confirm(world.submit(group, father(already_inside=True)))
    assert second.state == "pending"
    assert world.approve(second).state == "joined"


def test_who_is_not_inside_waits_for_the_join(world: World) -> None:
    request = world.confirm(world.approve(world.submit(world.group())))
    assert request.state == "approved"
