from __future__ import annotations

import pytest

from onboarding.rules.classnames import class_key, group_of_each

SPELLINGS = (
    "三年级（2）班", "三(2)班", "三2班", "302班", "3年2班", "三年02班", "三年二班", "3-2班",
    "三年二班家长群", "三年级2班学生群", "三年2班 家长交流群", "三年第2班",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_class_is_the_same_however_it_is_written(spelling: str) -> None:
    assert class_key(spelling) == class_key("三年二班")


@pytest.mark.parametrize(
    "other", ["三年三班", "二年三班", "十三年二班", "三十二班", "十二班", "初三2班"]
)
def test_another_class_is_another_one(other: str) -> None:
    assert class_key(other) != class_key("三年二班")


@pytest.mark.parametrize(("one", "other"), [
    ("2023级1班", "2023级（1）班家长群"),
    ("十二班", "12班"),
    ("初一（2）班", "初一2班"),
    ("高三十一班", "高三(11)班"),
    ("Class 3-2", "class 3.2"),
])  # fmt: skip
def test_years_of_entry_and_counting_through_are_read_too(one: str, other: str) -> None:
    assert class_key(one) == class_key(other)


def test_a_title_may_have_the_schools_name_in_front() -> None:
    titles = {"a": "育英小学三年二班家长群", "b": "十三年二班"}
    assert group_of_each(["三（2）班"], titles) == {"三（2）班": "a"}


def test_a_class_that_may_be_two_groups_is_nobodys() -> None:
    titles = {"a": "三年二班家长群", "b": "三年二班学生群"}
    assert group_of_each(["三（2）班"], titles) == {"三（2）班": ""}


def test_two_classes_never_lead_to_one_group_by_themselves() -> None:
    found = group_of_each(["三（2）班", "三年2班"], {"a": "三年二班"})
    assert found == {"三（2）班": "", "三年2班": ""}


@pytest.mark.parametrize("name", ["", "（）", "二班"])
def test_a_name_that_says_too_little_finds_nothing(name: str) -> None:
    assert group_of_each([name], {"a": "三年二班"}) == {name: ""}
