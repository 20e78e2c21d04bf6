from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest
import redis

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import DONE, ClassList, Mark, Plan
from onboarding.services import groups, rosters, schoolimport, schoollists
from onboarding.services.schoolsteps import CREATE
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Event
from onboarding.storage.rosters import Rosters
from onboarding.storage.schoolimports import SchoolImports
from tests.builders import PUPILS, SCHOOL, World

KEYS = Keys(SCHOOL)


def pupils(*names: str) -> tuple[Row, ...]:
    return tuple(Row("students", name, number=f"n{name}") for name in names)


ONE = ClassList("三1班", pupils("孙丽", "周杰"))
TWO = ClassList("三2班", pupils("吴敏"))
SENT = (ONE, TWO)


@pytest.fixture
def kind(world: World) -> str:
    """Two groups without a list; their kind."""
    for title, group in (("三年一班", "one"), ("三年二班", "two")):
        world.group(rows=(), group_id=group, title=title)
    return world.door.groups.get(SCHOOL, "one").kind


def started(world: World, lists: Sequence[ClassList] = SENT, kind: str = "") -> Plan:
    plan = schoolimport.draw(world.door, world.operator, lists, kind)
    return schoolimport.start(world.door, world.operator, plan.version)


def students(world: World) -> dict[str, int]:
    found = world.door.groups.many(SCHOOL, world.door.groups.ids(SCHOOL))
    return {group.title: group.students for group in found}


def told(world: World, what: str) -> list[dict[str, object]]:
    return [dict(e.facts) for e in world.door.events.after(SCHOOL, "0", 500) if e.what == what]


@pytest.mark.usefixtures("kind")
def test_every_class_goes_to_its_group_and_the_school_is_told_once(world: World) -> None:
    started(world)
    assert students(world) == {"三年一班": 0, "三年二班": 0}
    plan = schoolimport.carry_on(world.door, SCHOOL)
    assert plan is not None
    assert plan.state == "finished"
    assert students(world) == {"三年一班": 2, "三年二班": 1}
    assert len(told(world, "roster.imported")) == 2
    assert told(world, "school.imported") == [{"classes": 2, "done": 2, "refused": 0}]
    assert schoolimport.carry_on(world.door, SCHOOL) is None


def test_missing_groups_are_made_of_the_kind_that_was_chosen(world: World, kind: str) -> None:
    started(world, [*SENT, ClassList("四1班", pupils("郑爽"))], kind)
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年一班": 2, "三年二班": 1, "四1班": 1}


@pytest.mark.usefixtures("kind")
def test_without_a_kind_a_class_that_has_no_group_is_left_out(world: World) -> None:
    plan = started(world, [*SENT, ClassList("四1班", pupils("郑爽")), ClassList("", PUPILS)])
    assert [step.goes for step in plan.steps] == [True, True, False, False]


class Killed(BaseException):
    """The process is gone."""


def killed_at(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, when: str, at: int) -> None:
    """Die before or after the call number `at` of a method."""
    whole = getattr(owner, name)
    calls: list[None] = []

    def call(*args: object, **more: object) -> object:
        calls.append(None)
        if when == "before" and len(calls) == at:
            raise Killed
        result = whole(*args, **more)
        if when == "after" and len(calls) == at:
            raise Killed
        return result

    monkeypatch.setattr(owner, name, call)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("owner", "name", "at"), [
    (Rosters, "stage", 1),
    (Rosters, "publish", 1),
    (Rosters, "publish", 3),
    (SchoolImports, "mark", 1),
    (SchoolImports, "mark", 3),
    (SchoolImports, "turn", 1),
])  # fmt: skip
def test_after_a_kill_each_list_is_whole_or_absent_and_the_rest_follows(
    world: World, kind: str, owner: type, name: str, at: int, when: str
) -> None:
    started(world, [*SENT, ClassList("四1班", pupils("郑爽"))], kind)
    whole = {"三年一班": 2, "三年二班": 1, "四1班": 1}
    with pytest.MonkeyPatch.context() as patch:
        killed_at(patch, owner, name, when, at)
        with pytest.raises(Killed):
            schoolimport.carry_on(world.door, SCHOOL)
    assert all(count in (0, whole[title]) for title, count in students(world).items())
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == whole
    assert len(told(world, "roster.imported")) == 3
    assert len(told(world, "school.imported")) == 1


@pytest.mark.usefixtures("kind")
def test_an_edit_behind_a_list_that_is_live_already_is_not_undone(world: World) -> None:
    started(world)
    with pytest.MonkeyPatch.context() as patch:
        killed_at(patch, SchoolImports, "mark", "before", 1)
        with pytest.raises(Killed):
            schoolimport.carry_on(world.door, SCHOOL)
    rosters.add(world.door, world.operator, "one", Row("students", "钱多"))
    plan = schoolimport.carry_on(world.door, SCHOOL)
    assert plan is not None
    assert len(plan.done) == 2
    assert students(world)["三年一班"] == 3


@pytest.mark.usefixtures("kind")
def test_two_who_carry_on_at_once_bring_each_list_once(world: World) -> None:
    plan = started(world)
    again = schoolimport._taken(world.door, SCHOOL, plan, plan.steps[0])
    assert again == DONE
    schoolimport.carry_on(world.door, SCHOOL)
    assert len(told(world, "roster.imported")) == 2


@pytest.mark.usefixtures("kind")
def test_that_a_list_is_live_counts_more_than_that_somebody_was_refused(world: World) -> None:
    plan = started(world)
    step, imports = plan.steps[0], world.door.school_imports
    for mark in (Mark("busy", 1), Mark(DONE, 2), Mark("busy", 3)):
        imports.mark(SCHOOL, plan, step, mark)
    fresh = imports.get(SCHOOL, world.watch())
    assert fresh is not None
    assert fresh.marks == {step.number: Mark(DONE, 2)}


@pytest.mark.usefixtures("kind")
def test_a_slice_is_over_after_a_group_and_asks_for_the_next_one(world: World) -> None:
    started(world)
    plan = schoolimport.carry_on(world.door, SCHOOL, seconds=0)
    assert plan is not None
    assert (plan.state, len(plan.done), len(plan.rest)) == ("running", 1, 1)
    assert len(told(world, "school.import_goes_on")) == 1


@pytest.mark.usefixtures("kind")
def test_a_list_that_moved_since_the_plan_is_kept_and_may_be_tried_again(world: World) -> None:
    plan = schoolimport.draw(world.door, world.operator, SENT)
    rosters.import_rows(world.door, world.operator, "two", pupils("冯程", "褚健"))
    schoolimport.start(world.door, world.operator, plan.version)
    ended = schoolimport.carry_on(world.door, SCHOOL)
    assert ended is not None
    assert [ended.outcome(step) for step in ended.steps] == ["done", "roster_moved"]
    anew = schoolimport.choose(world.door, world.operator, {}, "", ended.version)
    assert (len(anew.done), anew.rest[0].shrinks) == (1, "students")
    with pytest.raises(errors.Invalid, match="shrink_reason"):
        schoolimport.start(world.door, world.operator, anew.version)
    schoolimport.start(world.door, world.operator, anew.version, "分班")
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年一班": 2, "三年二班": 1}


def test_where_a_class_goes_can_be_put_right(world: World, kind: str) -> None:
    plan = schoolimport.draw(world.door, world.operator, SENT)
    chosen = {0: "two", 1: CREATE}
    anew = schoolimport.choose(world.door, world.operator, chosen, kind, plan.version)
    schoolimport.start(world.door, world.operator, anew.version)
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年一班": 0, "三年二班": 2, "三2班": 1}


def test_a_group_that_was_made_for_a_refused_list_is_not_made_again(
    world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(world, [ClassList("四1班", pupils("郑爽"))], kind)
    with monkeypatch.context() as patch:
        patch.setattr("onboarding.services.rosters.import_rows", _busy)
        ended = schoolimport.carry_on(world.door, SCHOOL)
    assert ended is not None
    assert ended.refused
    anew = schoolimport.choose(world.door, world.operator, {0: CREATE}, kind, ended.version)
    schoolimport.start(world.door, world.operator, anew.version)
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年一班": 0, "三年二班": 0, "四1班": 1}


def _busy(*_args: object, **_more: object) -> None:
    raise errors.Busy


@pytest.mark.parametrize(("chosen", "reason"), [
    ({0: "two"}, "twice"), ({0: "nowhere"}, "unknown"), ({0: CREATE}, "unknown"),
])  # fmt: skip
@pytest.mark.usefixtures("kind")
def test_what_cannot_be_chosen_is_refused(
    world: World, chosen: dict[int, str], reason: str
) -> None:
    plan = schoolimport.draw(world.door, world.operator, SENT)
    with pytest.raises(errors.Invalid) as refused:
        schoolimport.choose(world.door, world.operator, chosen, "", plan.version)
    assert refused.value.facts["reason"] == reason


@pytest.mark.usefixtures("kind")
def test_rows_that_cannot_be_a_list_say_so_and_hold_up_nobody_else(world: World) -> None:
    twice = (Row("students", "孙丽", number="1", row=2), Row("students", "周杰", number="1", row=3))
    plan = started(world, [ClassList("三1班", twice), TWO])
    assert (plan.steps[0].problem, plan.steps[0].row) == ("number_twice", 3)
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world) == {"三年一班": 0, "三年二班": 1}


@pytest.mark.usefixtures("kind")
def test_a_plan_that_was_seen_differently_is_not_begun(world: World) -> None:
    plan = schoolimport.draw(world.door, world.operator, SENT)
    schoolimport.choose(world.door, world.operator, {0: ""}, "", plan.version)
    with pytest.raises(errors.Stale):
        schoolimport.start(world.door, world.operator, plan.version)
    with pytest.raises(errors.Stale):
        schoolimport.choose(world.door, world.operator, {}, "", plan.version)


@pytest.mark.usefixtures("kind")
def test_while_one_runs_no_other_takes_its_place(world: World) -> None:
    started(world)
    with pytest.raises(errors.Stale):
        schoolimport.draw(world.door, world.operator, SENT)
    schoolimport.drop(world.door, world.operator)
    schoolimport.draw(world.door, world.operator, SENT)


@pytest.mark.usefixtures("kind")
def test_rows_are_sealed_and_go_when_they_are_a_list(world: World, record: redis.Redis) -> None:
    plan = started(world)
    key = KEYS.school_import_rows(plan.id)
    hashes = [cast("dict[bytes, bytes]", record.hgetall(k)) for k in (key, KEYS.school_import)]
    kept = b"".join(value for each in hashes for value in each.values())
    assert not any(word.encode() in kept for word in ("孙丽", "吴敏", "三1班"))
    schoolimport.carry_on(world.door, SCHOOL, seconds=0)
    assert record.hkeys(key) == [b"1"]
    schoolimport.carry_on(world.door, SCHOOL)
    assert not record.exists(key)


@pytest.mark.usefixtures("kind")
def test_what_nobody_begins_is_gone_after_a_day(world: World, record: redis.Redis) -> None:
    plan = schoolimport.draw(world.door, world.operator, SENT)
    for key in (KEYS.school_import, KEYS.school_import_rows(plan.id)):
        assert 0 < record.pttl(key) <= DAY
    world.watch.forward(DAY)
    assert schoolimport.current(world.door, world.operator) is None


@pytest.mark.usefixtures("kind")
def test_another_import_takes_the_rows_of_the_one_before_along(
    world: World, record: redis.Redis
) -> None:
    first = schoolimport.draw(world.door, world.operator, SENT)
    schoolimport.draw(world.door, world.operator, SENT)
    assert not record.exists(KEYS.school_import_rows(first.id))


@pytest.mark.usefixtures("kind")
def test_only_who_may_plan_for_the_school_may(world: World) -> None:
    owner = world.admin(one="owner", two="owner")
    with pytest.raises(errors.NotAllowed):
        schoolimport.draw(world.door, owner, SENT)
    lead = world.admin("lead", supervisor=True)
    plan = schoolimport.draw(world.door, lead, SENT)
    with pytest.raises(errors.NotAllowed):
        schoolimport.start(world.door, owner, plan.version)
    schoolimport.start(world.door, lead, plan.version)
    schoolimport.carry_on(world.door, SCHOOL)
    [first, _] = [
        e for e in world.door.events.after(SCHOOL, "0", 99) if e.what == "roster.imported"
    ]
    assert first.who == lead.ref


@pytest.mark.usefixtures("kind")
def test_a_closed_group_is_not_found_again(world: World) -> None:
    groups.change(world.door, world.operator, "one", closed=True)
    plan = schoolimport.draw(world.door, world.operator, SENT)
    assert [step.group for step in plan.steps] == ["", "two"]


def test_a_teachers_line_may_name_several_classes(world: World) -> None:
    text = "班级,姓名,身份\n三1班,孙丽,学生\n三1班、三2班,陈静,教师\n,周伟,教师\n"
    file = schoollists.File.of("school.csv", text.encode())
    found = schoollists.read(world.door, world.operator, [file])
    assert {each.name: [row.name for row in each.rows] for each in found} == {
        "三1班": ["孙丽", "陈静"], "三2班": ["陈静"], "": ["周伟"],
    }  # fmt: skip


def test_a_delta_only_changes_whom_it_names(world: World, kind: str) -> None:
    world.group(kind, group_id="three", title="三年三班")
    some = (Row("students", "李明", number="2026001", left=True), *pupils("郑爽"))
    plan = started(world, [ClassList("三3班", some, merge=True)])
    assert (plan.steps[0].added, plan.steps[0].gone) == (1, 1)
    schoolimport.carry_on(world.door, SCHOOL)
    assert students(world)["三年三班"] == 4


@pytest.mark.usefixtures("kind")
def test_an_import_ends_once_and_another_one_is_not_ended_in_its_place(world: World) -> None:
    imports = world.door.school_imports
    event = Event("test", "operator", world.watch())
    running = started(world)
    imports.turn(SCHOOL, running, "finished", event)
    with pytest.raises(errors.Stale):
        imports.turn(SCHOOL, running, "finished", event)
    other = started(world)
    for change in (
        lambda: imports.turn(SCHOOL, running, "finished", event),
        lambda: imports.mark(SCHOOL, running, running.steps[0], Mark(DONE, 1)),
        lambda: imports.drop(SCHOOL, running, event),
    ):
        with pytest.raises(errors.Stale):
            change()  # type: ignore[no-untyped-call]
    assert imports.get(SCHOOL, world.watch()) == other
