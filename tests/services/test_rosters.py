"""Rosters change by one pointer flip: all of it or nothing, and members keep their places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import redis

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterguard import Shrinkage
from onboarding.rules.rosterrows import Row
from onboarding.services import rosters
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Event
from onboarding.storage.rosters import Publishing, Rosters
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
    run(world, [Row("students", "孙丽")], replace="whole", reason="分班")
    assert names(world) == ["孙丽", "陈静", "周伟"]  # a list of pupils dismisses no teacher


def test_people_keep_their_ids_and_members_their_places(world: World, group: Any) -> None:
    member = world.join(world.submit(group))
    rows = [Row("students", "李明", number="2026001"), Row("students", "孙丽")]
    run(world, rows, reason="分班")
    assert world.person(group, "李明") == member.people[0]


def test_who_comes_back_finds_the_places_beside_still_held(world: World, group: Any) -> None:
    member = world.join(world.submit(group))
    rest = [row for row in PUPILS if row.name != "李明"]
    assert run(world, rest).change.gone == member.people
    assert "李明" not in names(world)
    assert world.fresh(member).state == "joined"
    back = [Row("students", "李明"), *rest]
    assert run(world, back).change.back == member.people
    assert world.door.requests.places_held(SCHOOL, "g", member.people, world.watch()) == 1


@pytest.mark.parametrize(("days", "same"), [(14, True), (15, False)])
def test_the_name_alone_brings_back_within_the_grace_period_of_the_group(
    world: World, group: Any, days: int, same: bool
) -> None:
    before = world.person(group, "欧阳娜娜")
    rest = [row for row in PUPILS if row.name != "欧阳娜娜"]
    run(world, rest)
    world.watch.forward(days * DAY)
    change = run(world, [Row("students", "欧阳娜娜"), *rest]).change
    assert (change.back == (before,)) is same


def test_a_list_that_takes_out_very_many_needs_a_reason_that_only_the_log_keeps(
    world: World, group: Any, record: redis.Redis
) -> None:
    few = [Row("students", "李明", number="2026001")]
    preview = run(world, few, dry_run=True)
    assert preview.shrinks == Shrinkage("students", 4, 1)
    with pytest.raises(errors.RosterShrinks) as refused:
        run(world, few, reason=" ")
    assert refused.value.facts == {"section": "students", "before": 4, "after": 1}
    assert world.door.groups.get(SCHOOL, "g") == group
    run(world, few, reason="分班了")
    told = world.door.events.after(SCHOOL, "", 1000)[-1]
    assert (told.what, told.facts["shrinks"]) == ("roster.imported", "reason_given")
    assert "分班" not in repr(told)
    assert "分班了".encode() not in b"".join(record.hvals(Keys(SCHOOL).roster_log("g")))
    assert world.door.rosters.versions(SCHOOL, "g")[0]["reason"] == "分班了"


def test_a_list_is_put_in_only_over_the_version_that_was_previewed(
    world: World, group: Any
) -> None:
    preview = run(world, [Row("students", "孙丽")], replace="merge", dry_run=True)
    rosters.add(world.door, world.operator, "g", Row("students", "钱多"))
    with pytest.raises(errors.RosterMoved) as refused:
        run(world, [Row("students", "孙丽")], replace="merge", against=preview.version)
    assert refused.value.facts == {"version": 2}
    assert run(world, [Row("students", "孙丽")], replace="merge", against=2).version == 3


@pytest.mark.parametrize("how", ["whole", "merge"])
@pytest.mark.parametrize(
    "rows",
    [
        [Row("students", "李明", number="2026001"), Row("students", "孙丽")],
        [Row("students", "刘洋"), Row("students", "刘洋"), Row("students", "王芳", label="小")],
        [Row("teachers", "陈静", left=True), Row("students", "欧阳娜娜", number="2026009")],
    ],
)
def test_what_was_previewed_is_what_is_applied(
    world: World, group: Any, rows: list[Row], how: str
) -> None:
    def told(outcome: rosters.Outcome) -> tuple[Any, ...]:
        change = outcome.change
        fresh = dict.fromkeys(change.added, "new")
        people = [replace(p, id=fresh.get(p.id, p.id)) for p in change.people]
        return (people, len(change.added), change.changed, change.gone, change.unclear, change.same)

    preview = run(world, rows, replace=how, dry_run=True)
    applied = run(world, rows, replace=how, against=preview.version, reason="分班")
    assert told(preview) == told(applied)
    assert rosters.read(world.door, world.operator, "g")[1].people == applied.change.people


def test_a_list_from_before_it_was_noted_who_left_when_takes_the_time_it_went_live(
    world: World, group: Any
) -> None:
    old = [replace(p, left=True) for p in rosters.read(world.door, world.operator, "g")[1].people]
    staged = world.door.rosters.stage(SCHOOL, "g", old, 77)
    live = Publishing(group, staged, old, {"at": 77}, Event("x", "time", 77))
    world.door.rosters.publish(live)
    assert {p.left_at for p in world.door.rosters.read(SCHOOL, "g", staged).people} == {77}


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
