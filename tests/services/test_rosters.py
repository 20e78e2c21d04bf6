"""Rosters change by one pointer flip: all of it or nothing, and members keep their places."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.rules import errors
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import rosters
from onboarding.storage.rosters import Rosters
from tests.builders import PUPILS, SCHOOL, World, guardian


def run(world: World, rows: Any, **more: Any) -> rosters.Outcome:
    return rosters.import_rows(world.door, world.operator, "g", rows, **more)


def names(world: World) -> list[str]:
    return [p.name for p in rosters.read(world.door, world.operator, "g")[1].people if not p.left]


@pytest.fixture
def group(world: World) -> Any:
    return world.group(group_id="g")


def test_names_alone_are_a_roster(world: World) -> None:
    world.group(group_id="g", rows=[Row("students", "孙丽"), Row("students", "钱多")])
    group, roster = rosters.read(world.door, world.operator, "g")
    assert (group.roster, group.people, group.students) == (1, 2, 2)
    assert [person.name for person in roster.people] == ["孙丽", "钱多"]


def test_a_preview_changes_nothing(world: World, group: Any) -> None:
    outcome = run(world, [Row("students", "孙丽")], dry_run=True)
    assert (outcome.applied, outcome.version, len(outcome.change.added)) == (False, 1, 1)
    assert world.door.groups.get(SCHOOL, "g") == group


def test_the_same_list_again_makes_no_new_version(world: World, group: Any) -> None:
    outcome = run(world, PUPILS)
    assert (outcome.version, outcome.applied) == (1, True)
    assert world.door.groups.get(SCHOOL, "g") == group


def test_a_whole_list_dismisses_and_a_merged_one_does_not(world: World, group: Any) -> None:
    run(world, [Row("students", "孙丽")], replace="merge")
    assert {"李明", "孙丽", "陈静"} <= set(names(world))
    run(world, [Row("students", "孙丽")], replace="whole")
    assert names(world) == ["孙丽", "陈静", "周伟"]  # a list of pupils dismisses no teacher


def test_people_keep_their_ids_and_members_their_places(world: World, group: Any) -> None:
    member = world.join(world.submit(group))
    run(world, [Row("students", "李明", number="2026001"), Row("students", "孙丽")])
    assert world.person(group, "李明") == member.people[0]


def test_who_cannot_be_told_apart_is_left_out_and_the_rest_goes_live(
    world: World, group: Any
) -> None:
    listed = enumerate(("刘洋", "刘洋", "孙丽"), start=1)
    rows = [Row("students", name, row=line) for line, name in listed]
    outcome = run(world, rows, replace="merge")
    assert {unclear.reason for unclear in outcome.change.unclear} == {"same_name"}
    assert sorted(row for unclear in outcome.change.unclear for row in unclear.rows) == [1, 2]
    assert "孙丽" in names(world)
    assert "刘洋" not in names(world)


def test_one_number_for_two_people_is_refused_and_the_old_roster_stays(
    world: World, group: Any
) -> None:
    rows = [Row("students", "孙丽", number="2026077"), Row("students", "钱多", number="2026077")]
    with pytest.raises(errors.Invalid) as refused:
        run(world, rows)
    assert refused.value.facts["field"] == "number"
    assert world.door.groups.get(SCHOOL, "g") == group


def test_a_first_roster_has_somebody_on_it(world: World) -> None:
    world.group(group_id="g", rows=())
    with pytest.raises(errors.Invalid) as refused:
        run(world, [])
    assert refused.value.facts == {"field": "roster", "reason": "empty"}


def test_one_person_is_added_edited_and_marked_as_left(world: World, group: Any) -> None:
    door, operator = world.door, world.operator
    rosters.add(door, operator, "g", Row("students", "孙丽"))
    person = world.person(group, "孙丽")
    phones = (Guardian("", "妈妈", "13833330001"),)
    assert rosters.edit(door, operator, "g", person, {"guardians": phones}).version == 3
    request = world.submit(group, guardian("孙丽", phone="13833330001"))
    assert [e.strength for e in request.verdict.evidence] == ["strong"]
    rosters.mark_left(door, operator, "g", person)
    assert "孙丽" not in names(world)
    assert world.submit(group, guardian("孙丽")).state == "refused"
    with pytest.raises(errors.NotFound):
        rosters.mark_left(door, operator, "g", "nobody")


def test_two_changes_at_once_are_both_kept(
    world: World, group: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = Rosters.publish
    waiting = [Row("students", "钱多")]

    def late(self: Rosters, *args: Any, **more: Any) -> Any:
        while waiting:
            rosters.add(world.door, world.operator, "g", waiting.pop())
        return publish(self, *args, **more)

    monkeypatch.setattr(Rosters, "publish", late)
    outcome = rosters.add(world.door, world.operator, "g", Row("students", "孙丽"))
    assert {"孙丽", "钱多"} <= set(names(world))
    assert outcome.version == world.door.groups.get(SCHOOL, "g").roster


def test_the_log_tells_who_changed_what_and_shows_nobody(world: World, group: Any) -> None:
    rosters.mark_left(world.door, world.operator, "g", world.person(group, "李明"))
    last, first = world.door.rosters.versions(SCHOOL, "g")
    assert (last["by"], last["at"]) == ("operator", world.watch.now)
    assert last["counts"] == {"students": 3, "teachers": 2, "staff": 0}
    assert first["digest"] != last["digest"]


def test_a_national_number_is_a_key_and_nothing_else(world: World) -> None:
    national = "G110101201509090017"
    reading = rosters.read_file(
        world.door, world.operator, f"姓名,学籍号\n孙丽,{national}\n".encode(), "list.csv"
    )
    world.group(group_id="g", rows=reading.rows)
    [person] = rosters.read(world.door, world.operator, "g")[1].people
    assert (person.number, bool(person.national)) == ("", True)
    assert national not in person.national
    group = world.door.groups.get(SCHOOL, "g")
    request = world.submit(group, guardian("孙丽", number=national.lower()))
    assert request.application.students[0].number == ""
    assert [e.strength for e in request.verdict.evidence] == ["medium"]


def test_only_who_may_reads_or_changes_a_roster(world: World, group: Any) -> None:
    row = Row("students", "孙丽")
    for caller in (world.admin("li", g="committee"), world.bot("roster:read")):
        assert rosters.read(world.door, caller, "g")
        with pytest.raises(errors.NotAllowed):
            rosters.add(world.door, caller, "g", row)
    with pytest.raises(errors.NotAllowed):
        rosters.read(world.door, world.bot("members:read"), "g")
