from __future__ import annotations

import pytest

from onboarding.rules.rollover import Choice
from onboarding.services import groups, rollover
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from tests.commands.conftest import Run

OPERATOR = Operator("hill")


@pytest.fixture(autouse=True)
def school(door: Door) -> None:
    """Three classes, one of which has no grade in its title."""
    for group, title in (("a", "三年二班"), ("b", "六年二班"), ("c", "家委会")):
        groups.create(door, OPERATOR, kind="primary", title=title, group_id=group)


def titles(door: Door) -> list[str]:
    found = door.groups.many("hill", ["a", "b", "c"])
    return [f"{group.title} closed" if group.closed else group.title for group in found]


def test_a_dry_run_says_what_would_become_of_each_class(run: Run, door: Door) -> None:
    output = run("rollover", "--school", "hill", "--dry-run").stdout
    assert "moves up   三年二班 → 四年二班\n" in output
    assert "closes     六年二班\n" in output
    assert "stays      家委会\n" in output
    assert output.endswith("nothing was changed\n")
    assert titles(door) == ["三年二班", "六年二班", "家委会"]
    assert rollover.plan(door, OPERATOR) is None


def test_the_classes_go_over(run: Run, door: Door) -> None:
    assert "gone over  2 of 2\n" in run("rollover").stdout
    assert titles(door) == ["四年二班", "六年二班 closed", "家委会"]


def test_a_plan_that_is_under_way_is_gone_on_with(run: Run, door: Door) -> None:
    choices = [
        Choice("a", "promote", "四（2）班"),
        Choice("b", "close"),
    ]
    planned = rollover.draw(door, OPERATOR, choices)
    rollover.apply(door, OPERATOR, planned.id, portion=1)
    output = run("rollover", "--dry-run").stdout
    assert output == "closes     六年二班\nnothing was changed\n"
    assert titles(door) == ["四（2）班", "六年二班", "家委会"]
    run("rollover")
    assert titles(door) == ["四（2）班", "六年二班 closed", "家委会"]


def test_a_class_that_was_changed_meanwhile_ends_it_with_its_id(run: Run, door: Door) -> None:
    rollover.draw(door, OPERATOR, [Choice("b", "close")])
    groups.change(door, OPERATOR, "b", title="六（2）班")
    assert "rollover_moved (groups: ['b'])" in run("rollover", well=False).output
    assert titles(door)[1] == "六（2）班"
