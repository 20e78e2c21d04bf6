"""The new school year, planned and applied."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.rules.rollover import Choice, Plan
from onboarding.rules.rosterrows import Row
from onboarding.services import groups, rollover, rosters
from onboarding.storage.rollovers import Rollovers
from tests.builders import SCHOOL, World
from tests.storage.dump import everything


@pytest.fixture
def school(world: World) -> World:
    """Three classes, of which the sixth grade leaves."""
    for group, title in (("three", "三年二班"), ("four", "四年二班"), ("six", "六年二班")):
        world.group(group_id=group, title=title)
        world.watch.forward(1)
    return world


def plan(world: World) -> Plan:
    found = rollover.candidates(world.door, world.operator)
    choices = [each.choice for each in found if each.choice is not None]
    earlier = rollover.plan(world.door, world.operator)
    return rollover.draw(world.door, world.operator, choices, earlier.version if earlier else 0)


def titles(world: World) -> dict[str, str]:
    found = [world.door.groups.get(SCHOOL, each) for each in ("three", "four", "six")]
    return {group.id: "" if group.closed else group.title for group in found}


AFTER = {"three": "四年二班", "four": "五年二班", "six": ""}


def test_classes_move_up_and_the_last_grade_is_closed_with_all_members_kept(school: World) -> None:
    group = school.door.groups.get(SCHOOL, "three")
    member = school.join(school.submit(group))
    people = rosters.read(school.door, school.operator, "three")[1].people
    done = rollover.apply(school.door, school.operator, plan(school).id)
    assert done.finished
    assert titles(school) == AFTER
    assert school.fresh(member).state == "joined"
    assert rosters.read(school.door, school.operator, "three")[1].people == people
    told = [event.what for event in school.door.events.after(SCHOOL, "", 100)]
    assert told[-4:] == ["rollover.drawn", "group.promoted", "group.promoted", "group.year_ended"]


def test_drawing_up_a_plan_changes_no_group(school: World) -> None:
    planned = plan(school)
    assert titles(school) == {"three": "三年二班", "four": "四年二班", "six": "六年二班"}
    assert [each.changed for each in rollover.lines(school.door, school.operator, planned)] == [
        False
    ] * 3


def test_killed_between_two_groups_it_goes_on_with_the_rest(
    school: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = plan(school)
    left = [1]
    rolled = Rollovers.roll_over

    def killed(self: Rollovers, *args: object) -> object:
        if not left.pop():
            raise KeyboardInterrupt
        left.append(0)
        return rolled(self, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Rollovers, "roll_over", killed)
        with pytest.raises(KeyboardInterrupt):
            rollover.apply(school.door, school.operator, planned.id)
    assert titles(school) == {"three": "四年二班", "four": "四年二班", "six": "六年二班"}
    halfway = rollover.plan(school.door, school.operator)
    assert halfway is not None
    assert halfway.begun
    assert list(halfway.done) == ["three"]
    assert rollover.apply(school.door, school.operator, planned.id).finished
    assert titles(school) == AFTER


def test_it_goes_over_by_portions(school: World) -> None:
    planned = plan(school)
    for done in (1, 2, 3):
        now = rollover.apply(school.door, school.operator, planned.id, portion=1)
        assert len(now.done) == done
    assert titles(school) == AFTER


def test_applied_again_a_finished_plan_changes_nothing(school: World) -> None:
    planned = plan(school)
    rollover.apply(school.door, school.operator, planned.id)
    before = everything(school.door.memory.record)
    rollover.apply(school.door, school.operator, planned.id)
    assert everything(school.door.memory.record) == before


@pytest.mark.parametrize("what", ["settings", "list", "closed"])
def test_a_group_that_was_changed_meanwhile_stops_the_plan_before_any_goes_over(
    school: World, what: str
) -> None:
    planned = plan(school)
    if what == "list":
        rosters.add(school.door, school.operator, "four", Row("students", "何静"))
    else:
        changed = {"title": "四年级二班"} if what == "settings" else {"closed": True}
        groups.change(school.door, school.operator, "four", **changed)
    before = everything(school.door.memory.record)
    with pytest.raises(errors.RolloverMoved) as refused:
        rollover.apply(school.door, school.operator, planned.id)
    assert refused.value.facts == {"groups": ["four"]}
    assert everything(school.door.memory.record) == before
    fresh = rollover.look_again(school.door, school.operator, planned.version)
    assert rollover.apply(school.door, school.operator, fresh.id).finished
    assert titles(school) == (AFTER if what != "closed" else {**AFTER, "four": ""})


def test_a_plan_that_another_took_the_place_of_is_not_applied(school: World) -> None:
    first, second = plan(school), plan(school)
    with pytest.raises(errors.RolloverMoved):
        rollover.apply(school.door, school.operator, first.id)
    with pytest.raises(errors.RolloverMoved):
        rollover.look_again(school.door, school.operator, first.version)
    assert rollover.apply(school.door, school.operator, second.id).finished


def test_a_plan_under_way_is_replaced_by_no_other(school: World) -> None:
    planned = plan(school)
    rollover.apply(school.door, school.operator, planned.id, portion=1)
    with pytest.raises(errors.RolloverMoved):
        plan(school)


def test_a_finished_plan_is_neither_looked_at_again_nor_given_up(school: World) -> None:
    done = rollover.apply(school.door, school.operator, plan(school).id)
    for errand in (rollover.look_again, rollover.give_up):
        with pytest.raises(errors.RolloverMoved):
            errand(school.door, school.operator, done.version)


def test_given_up_the_rest_stays_as_it_is(school: World) -> None:
    planned = plan(school)
    halfway = rollover.apply(school.door, school.operator, planned.id, portion=1)
    assert rollover.give_up(school.door, school.operator, halfway.version).finished
    assert titles(school) == {"three": "四年二班", "four": "四年二班", "six": "六年二班"}
    assert plan(school).steps  # the next one


def test_only_who_oversees_the_school_plans(school: World) -> None:
    owner = school.admin("owner", three="owner")
    for errand in (rollover.candidates, rollover.plan):
        with pytest.raises(errors.NotAllowed):
            errand(school.door, owner)
    planned = plan(school)
    with pytest.raises(errors.NotAllowed):
        rollover.apply(school.door, owner, planned.id)
    with pytest.raises(errors.NotAllowed):
        rollover.draw(school.door, owner, [Choice("three", "close")])
    with pytest.raises(errors.NotAllowed):
        rollover.give_up(school.door, owner, planned.version)
    with pytest.raises(errors.NotAllowed):
        rollover.lines(school.door, owner, planned)
    head = school.admin("head", supervisor=True)
    assert rollover.apply(school.door, head, planned.id).finished


def test_two_classes_of_one_title_are_refused(school: World) -> None:
    choices = [Choice("three", "promote", "五年一班"), Choice("four", "promote", "五年一班")]
    with pytest.raises(errors.Invalid) as refused:
        rollover.draw(school.door, school.operator, choices)
    assert refused.value.facts["problems"] == {"three": "title_twice", "four": "title_twice"}
    with pytest.raises(errors.Invalid) as refused:
        rollover.draw(school.door, school.operator, [Choice("three", "promote", "四年二班")])
    assert refused.value.facts["problems"] == {"three": "title_twice"}


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ([], "empty"),
        ([Choice("three", "close"), Choice("three", "close")], "twice"),
        ([Choice("nowhere", "close")], "unknown"),
        ([Choice("three", "forget")], "unknown"),  # type: ignore[arg-type]
    ],
)
def test_a_plan_names_groups_of_the_school_once(
    school: World, choices: list[Choice], reason: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        rollover.draw(school.door, school.operator, choices)
    assert refused.value.facts["reason"] == reason
