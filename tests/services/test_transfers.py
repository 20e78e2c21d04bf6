"""Pupils who go from one group's list to another's."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.rules.rosterrows import Row
from onboarding.services import departures, groups, rosters, transfers
from onboarding.services.callers import Caller
from onboarding.services.impact import impact
from onboarding.storage.groups import Group
from onboarding.storage.rosters import Publishing, Rosters
from tests.builders import SCHOOL, STAFF, World
from tests.storage.dump import everything


@pytest.fixture
def here(world: World) -> Group:
    return world.group(group_id="here", title="三年二班")


@pytest.fixture
def there(world: World, here: Group) -> Group:
    rows = [Row("students", "孙丽", number="2026009")]
    return world.group(group_id="there", title="三年三班", rows=rows)


def present(world: World, group: str) -> list[str]:
    roster = rosters.read(world.door, world.operator, group)[1]
    return [person.name for person in roster.section("students")]


def move(world: World, here: Group, caller: Caller | None = None, *names: str) -> None:
    people = [world.person(here, name) for name in names or ("李明",)]
    transfers.move(world.door, caller or world.operator, here.id, "there", people)


def test_a_pupil_changes_class_in_one_step_and_both_groups_tell_of_it(
    world: World, here: Group, there: Group
) -> None:
    move(world, here)
    assert "李明" not in present(world, "here")
    assert present(world, "there") == ["孙丽", "李明"]
    told = world.door.events.after(SCHOOL, "", 100)[-2:]
    assert [(e.what, e.group) for e in told] == [
        ("roster.pupils_sent", "here"),
        ("roster.pupils_received", "there"),
    ]
    assert told[0].facts["gone"] == told[1].facts["came"] == 1
    assert world.door.groups.get(SCHOOL, there.id).students == 2


def test_the_guardians_keep_their_places_in_the_old_group_and_are_listed_there(
    world: World, here: Group, there: Group
) -> None:
    member = world.join(world.submit(here))
    move(world, here)
    assert world.fresh(member).state == "joined"
    [departure] = departures.departures(world.door, world.operator, here.id)
    assert [record.id for record in departure.records] == [member.id]
    assert departure.stage == "listed"
    assert departures.departures(world.door, world.operator, there.id) == ()


def test_the_preview_changes_nothing_and_says_what_it_means_in_both(
    world: World, here: Group, there: Group
) -> None:
    world.join(world.submit(here))
    pupil = world.person(here, "李明")
    before = everything(world.door.memory.record)
    planned = transfers.preview(world.door, world.operator, here.id, there.id, [pupil])
    assert everything(world.door.memory.record) == before
    assert planned.leaving.gone == planned.coming.added == (pupil,)
    assert len(impact(world.door, planned.source, planned.leaving).losing) == 1
    assert impact(world.door, planned.target, planned.coming).losing == ()


def test_a_list_that_was_changed_since_the_preview_stops_it(
    world: World, here: Group, there: Group
) -> None:
    pupil = world.person(here, "李明")
    planned = transfers.preview(world.door, world.operator, here.id, there.id, [pupil])
    rosters.add(world.door, world.operator, there.id, Row("students", "何静"))
    with pytest.raises(errors.RosterMoved):
        transfers.move(
            world.door,
            world.operator,
            here.id,
            there.id,
            [pupil],
            against=planned.versions,
        )
    assert "李明" in present(world, "here")


def test_killed_before_the_lists_go_live_nobody_has_moved_and_again_everybody_has(
    world: World, here: Group, there: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: Rosters, *parts: Publishing, idem: object = None) -> None:
        del self, parts, idem
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Rosters, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            move(world, here)
    assert "李明" in present(world, "here")
    assert present(world, "there") == ["孙丽"]
    move(world, here)
    assert "李明" not in present(world, "here")
    assert present(world, "there") == ["孙丽", "李明"]


def test_a_class_is_split_by_moving_several_and_made_one_by_moving_all(
    world: World, here: Group, there: Group
) -> None:
    move(world, here, None, "李明", "王芳")
    assert present(world, "there") == ["孙丽", "李明", "王芳"]
    move(world, here, None, "欧阳娜娜", "阿依古丽·买买提")
    assert present(world, "here") == []
    assert len(present(world, "there")) == 5


def test_the_owner_of_both_groups_and_who_oversees_the_school_may_move_others_may_not(
    world: World, here: Group, there: Group
) -> None:
    of_one = world.admin("one", here="owner")
    helping = world.admin("two", here="owner", there="committee")
    for caller in (of_one, helping):
        with pytest.raises(errors.NotAllowed):
            move(world, here, caller)
        with pytest.raises(errors.NotAllowed):
            transfers.preview(world.door, caller, here.id, there.id, [world.person(here, "李明")])
        assert transfers.targets(world.door, caller, here.id) == []
    of_both = world.admin("both", here="owner", there="owner")
    assert [g.id for g in transfers.targets(world.door, of_both, here.id)] == ["there"]
    move(world, here, of_both)
    move(world, here, world.admin("head", supervisor=True), "王芳")
    assert present(world, "there") == ["孙丽", "李明", "王芳"]


def test_groups_of_the_same_kind_are_offered_first(world: World, here: Group, there: Group) -> None:
    world.group("secondary", group_id="a", title="七年一班")
    offered = transfers.targets(world.door, world.operator, here.id)
    assert [group.id for group in offered] == ["there", "a"]
    offered = transfers.targets(world.door, world.operator, "a")
    assert {group.id for group in offered} == {here.id, there.id}


def test_a_group_without_pupils_a_closed_one_and_the_same_take_nobody_in(
    world: World, here: Group, there: Group
) -> None:
    office = world.group("company", STAFF, "office", title="办公室")
    pupil = [world.person(here, "李明")]
    for target in (office.id, here.id):
        with pytest.raises(errors.Invalid):
            transfers.move(world.door, world.operator, here.id, target, pupil)
    groups.change(world.door, world.operator, there.id, closed=True)
    with pytest.raises(errors.GroupClosed):
        transfers.move(world.door, world.operator, here.id, there.id, pupil)
    assert transfers.targets(world.door, world.operator, here.id) == []
