"""What members confirm: the version that was shown, asked again when a major one comes."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import covenants, membership
from onboarding.storage.groups import Group
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


def tables(world: World, group: Group) -> list[dict[str, str]]:
    """The covenant in force, ready to be published again."""
    text = covenants.current(world.door, world.door.groups.get(SCHOOL, group.id))
    return [{"id": each.id, **each.text} for each in text.articles]


def test_who_wrote_from_an_older_version_does_not_overwrite_a_newer_one(world: World) -> None:
    group = world.group()
    mine = [{**tables(world, group)[0], "zh": "我的。"}, *tables(world, group)[1:]]
    world.publish(group, major=False, text="别人的。")
    with pytest.raises(errors.CovenantMoved) as refused:
        covenants.publish(world.door, world.operator, group.id, mine, major=True, base="1.0")
    assert refused.value.facts == {"covenant": "1.1"}
    covenants.publish(world.door, world.operator, group.id, mine, major=True, base="1.1")


def test_a_note_tells_members_what_is_new(world: World) -> None:
    group = world.group()
    lines = tables(world, group)
    lines[0]["zh"] = "新的。"
    covenants.publish(
        world.door, world.operator, group.id, lines, major=True, note="晚上九点后不发消息"
    )
    fresh = world.door.groups.get(SCHOOL, group.id)
    assert covenants.current(world.door, fresh).note == "晚上九点后不发消息"


def test_another_order_is_a_version_of_its_own(world: World) -> None:
    group = world.group()
    first, *rest = tables(world, group)
    published = covenants.publish(world.door, world.operator, group.id, [*rest, first], major=False)
    assert str(published.covenant.version) == "1.1"
    assert published.changes == ()


def test_what_would_change_is_told_before_anything_does(world: World) -> None:
    group = world.group()
    lines = tables(world, group)
    lines[0]["zh"] = "新的。"
    foreseen = covenants.foresee(world.door, world.operator, group.id, lines)
    assert [each.article for each in foreseen if each.what != "same"] == [lines[0]["id"]]
    assert world.door.groups.get(SCHOOL, group.id).covenant == "1.0"
    with pytest.raises(errors.Invalid):
        covenants.foresee(world.door, world.operator, group.id, tables(world, group))


def test_who_may_not_write_the_covenant_foresees_and_publishes_nothing(world: World) -> None:
    group = world.group(group_id="class3")
    zhou = world.admin("zhou", class3="committee")
    lines = tables(world, group)
    lines[0]["zh"] = "新的。"
    with pytest.raises(errors.NotAllowed):
        covenants.foresee(world.door, zhou, group.id, lines)
    with pytest.raises(errors.NotAllowed):
        covenants.publish(world.door, zhou, group.id, lines, major=True)
