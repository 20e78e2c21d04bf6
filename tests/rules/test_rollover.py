from __future__ import annotations

import pytest

from onboarding.rules.rollover import LONGEST_TITLE, Plan, Step, problems, suggestion


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("三年二班", "四年二班"),
        ("三年级二班", "四年级二班"),
        ("三年级(2)班", "四年级(2)班"),
        ("3年2班", "4年2班"),
        ("三（2）班", "四（2）班"),
        ("3(2)班", "4(2)班"),
        ("302班", "402班"),
        ("七2班", "八2班"),
        ("10年级3班", "11年级3班"),
        ("十年级3班", "十一年级3班"),
        ("初一(3)班", "初二(3)班"),
        ("高二3班", "高三3班"),
        ("高中一年级2班", "高中二年级2班"),
        ("大一计算机1班", "大二计算机1班"),
        ("小班", "中班"),
        ("中（2）班", "大（2）班"),
        ("第二小学三年二班", "第二小学四年二班"),
        ("2026年三年级二班", "2026年四年级二班"),
        ("五年级三班家长群", "六年级三班家长群"),
        ("Grade 3 Class 2", "Grade 4 Class 2"),
    ],
)
def test_a_class_moves_up_by_its_title_in_the_numerals_it_has(title: str, following: str) -> None:
    found = suggestion(title)
    assert (found.title, found.last, found.known) == (following, False, True)


@pytest.mark.parametrize(
    "title",
    [
        "六年级一班",
        "6年1班",
        "九年级1班",
        "十二年级1班",
        "初三3班",
        "初中三年级1班",
        "高三（10）班",
        "高中三年级1班",
        "大班",
        "大一班",
    ],
)
def test_the_last_grade_leaves(title: str) -> None:
    assert suggestion(title).last


@pytest.mark.parametrize("title", ["2023级2班", "初2025级3班", "2029届4班"])
def test_a_class_named_after_its_year_of_entry_keeps_its_title(title: str) -> None:
    found = suggestion(title)
    assert (found.title, found.last, found.known) == (title, False, True)


@pytest.mark.parametrize("title", ["三班", "3班", "家委会", "2026年家长会", "", "99年级1班"])
def test_a_title_that_no_rule_speaks_of_stays_and_is_said_to_be_unknown(title: str) -> None:
    found = suggestion(title)
    assert (found.title, found.last, found.known) == (title, False, False)


def step(group: str, before: str, title: str, fate: str = "promote", kind: str = "k") -> Step:
    return Step(group, kind, fate, before, title, policy=1, roster=1)  # type: ignore[arg-type]


def test_a_whole_school_moves_up_without_two_of_one_title() -> None:
    steps = [step("a", "三年二班", "四年二班"), step("b", "四年二班", "五年二班")]
    assert problems(steps, []) == {}


def test_two_classes_that_would_bear_one_title_are_named() -> None:
    steps = [step("a", "三年二班", "四年二班"), step("b", "三年三班", "四年二班")]
    assert problems(steps, []) == {"a": "title_twice", "b": "title_twice"}


def test_a_title_that_another_class_keeps_is_taken() -> None:
    staying = [step("b", "四年二班", "四年二班")]
    assert problems([step("a", "三年二班", "四年二班")], staying) == {"a": "title_twice"}


def test_a_title_becomes_free_with_the_class_that_leaves() -> None:
    steps = [step("a", "五年二班", "六年二班"), step("b", "六年二班", "六年二班", "close")]
    assert problems(steps, []) == {}


def test_groups_of_two_kinds_and_groups_alike_before_may_be_alike() -> None:
    steps = [
        step("a", "三年二班", "四年二班"),
        step("b", "三年三班", "四年二班", kind="other"),
        step("c", "三年二班", "四年二班"),
    ]
    assert problems(steps, []) == {}


@pytest.mark.parametrize("title", ["", "班" * (LONGEST_TITLE + 1), "四年\n二班"])
def test_a_title_has_a_length_and_one_line(title: str) -> None:
    assert problems([step("a", "三年二班", title)], []) == {"a": "length"}


def test_what_is_left_of_a_plan_moves_up_first_and_leaves_last() -> None:
    steps = (step("a", "六年一班", "", "close"), step("b", "x", "y"), step("c", "x", "z"))
    plan = Plan("p", 1, 0, "time", steps, done={"b": 5})
    assert [each.group for each in plan.rest] == ["c", "a"]
    assert plan.begun
    assert not plan.finished
