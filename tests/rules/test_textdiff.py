"""What one wording changes in another, marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.rules.textdiff import marks


def test_chinese_is_compared_by_character() -> None:
    assert marks("不发广告。", "不发广告、链接。") == (
        ("same", "不发广告"),
        ("new", "、链接"),
        ("same", "。"),
    )


def test_other_scripts_are_compared_by_word() -> None:
    assert marks("Post nothing rude.", "Post nothing unkind.") == (
        ("same", "Post nothing "),
        ("gone", "rude"),
        ("new", "unkind"),
        ("same", "."),
    )


@pytest.mark.parametrize(("old", "new", "mark"), [("", "新", "new"), ("旧", "", "gone")])
def test_a_wording_that_was_not_there_before_is_new_as_a_whole(
    old: str, new: str, mark: str
) -> None:
    assert marks(old, new) == ((mark, old + new),)


@given(st.text("不发广告 abAB\n。", max_size=30), st.text("不发广告 abAB\n。", max_size=30))
def test_both_wordings_can_be_read_off_the_marks(old: str, new: str) -> None:
    found = marks(old, new)
    assert "".join(text for what, text in found if what != "gone") == new
    assert "".join(text for what, text in found if what != "new") == old
    assert all(text for _, text in found)


def test_of_long_wordings_that_agree_at_both_ends_only_what_lies_between_is_marked() -> None:
    old, new = "一二" * 500 + "三四" + "五六" * 500, "一二" * 500 + "四" + "五六" * 500
    assert marks(old, new) == (
        ("same", "一二" * 500),
        ("gone", "三"),
        ("same", "四" + "五六" * 500),
    )


def test_wordings_too_long_to_be_held_against_each_other_are_marked_as_a_whole() -> None:
    old, new = "一二" * 500, "二一" * 500
    assert marks(old, new) == (("gone", old), ("new", new))
