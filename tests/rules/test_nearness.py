from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.rules.nearness import near, nearest, traces

HAN = st.text(alphabet="李明朋华小土士己已巳未末单山刘劉·A", min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("李明", "李朋"),
        ("李明", "李小明"),
        ("李小明", "李明"),
        ("欧阳若兮", "欧阳若西兮"),
        ("Anna", "Ana"),
    ],
)
def test_one_edit_is_near(a: str, b: str) -> None:
    assert near(a, b) == "edit"


@pytest.mark.parametrize(
    ("a", "b"),
    [("李明", "王朋"), ("李", "王"), ("李", "李明"), ("李明", "李小华"), ("Anna", "Bob")],
)
def test_two_edits_or_a_name_of_one_character_are_not_near(a: str, b: str) -> None:
    assert near(a, b) == ""


def test_the_same_name_is_no_near_name() -> None:
    assert near("李\u3000明", "李明") == ""
    assert near("买买提•艾力", "买买提·艾力") == ""


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("李明", "黎鸣"),
        ("张小雨", "章晓宇"),
        ("单小明", "山晓鸣"),
        ("仇英", "邱莹"),
        ("曾丽", "增莉"),
        ("区明", "欧鸣"),
        ("解明", "谢鸣"),
        ("查明", "扎鸣"),
        ("朴英", "飘莹"),
        ("尉迟明", "玉池鸣"),
        ("单于明", "山宇鸣"),
        ("单于明", "缠宇鸣"),
        ("覃丽", "秦莉"),
        ("覃丽", "谭莉"),
        ("單明", "山鸣"),
        ("李明", "Li Ming"),
    ],
)
def test_names_read_alike_are_near(a: str, b: str) -> None:
    assert near(a, b) == "pinyin"
    assert near(b, a) == "pinyin"


@pytest.mark.parametrize(("a", "b"), [("单小明", "丹晓鸣"), ("曾丽", "层莉"), ("解丽", "姐莉")])
def test_a_surname_is_not_read_as_the_everyday_word(a: str, b: str) -> None:
    assert near(a, b) == ""


@pytest.mark.parametrize(
    ("a", "b"), [("劉媽", "刘妈"), ("張偉", "张伟"), ("薑明", "姜明"), ("龍", "龙")]
)
def test_traditional_and_simplified_are_near(a: str, b: str) -> None:
    assert near(a, b) == "traditional"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nguyễn Văn Ánh", "Nguyen Van Anh"),
        ("Đỗ Thị Mỹ", "Do Thi My"),
        ("Anna Petrova", "Petrova Anna"),
        ("Ánh Nguyễn", "nguyen anh"),
    ],
)
def test_words_in_another_order_or_without_accents_are_near(a: str, b: str) -> None:
    assert near(a, b) == "edit"
    assert near(b, a) == "edit"


@pytest.mark.parametrize(
    ("a", "b"), [("阚明", "坎鸣"), ("乜明", "捏鸣"), ("藏明", "脏鸣"), ("乐正明", "月政鸣")]
)
def test_rarer_surnames_are_read_as_surnames(a: str, b: str) -> None:
    assert near(a, b) == "pinyin"


@pytest.mark.parametrize(("a", "b"), [("O'Neill", "ONeill"), ("Jean-Luc D'Or", "Jean Luc Dor")])
def test_a_lost_apostrophe_or_hyphen_is_near(a: str, b: str) -> None:
    assert near(a, b) == "lost_dot"


@pytest.mark.parametrize("b", ["买买提艾力", "买买提 艾力", "买买提-艾力"])
def test_a_lost_dot_is_near(b: str) -> None:
    assert near("买买提·艾力", b) == "lost_dot"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("李土", "李士"),
        ("李己明", "李已明"),
        ("李已", "李巳"),
        ("李己", "李巳"),
        ("周未", "周末"),
        ("劉未", "刘末"),
    ],
)
def test_characters_one_stroke_apart_never_match(a: str, b: str) -> None:
    assert near(a, b) == ""
    assert near(b, a) == ""


def test_those_characters_match_themselves() -> None:
    assert near("李士明", "李士朋") == "edit"


def test_rare_characters_have_no_reading_and_are_compared_all_the_same() -> None:
    assert near("王\U00033479", "王\U00033478") == "edit"
    assert near("王\U00033479明", "王\U00033478鸣") == ""


def test_the_nearest_come_first_and_strangers_and_the_name_itself_not_at_all() -> None:
    found = nearest("刘明", ["刘朋", "王芳", "劉明", "刘明", "李华"])
    assert found == (("劉明", "traditional"), ("刘朋", "edit"))
    assert nearest("刘明", ["刘朋", "流鸣"]) == (("流鸣", "pinyin"), ("刘朋", "edit"))


@given(st.text(st.characters(), max_size=8), st.text(st.characters(), max_size=8))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_any_two_texts_can_be_compared(a: str, b: str) -> None:
    assert near(a, b) in {"", "lost_dot", "traditional", "pinyin", "edit"}
    assert near("\ud800明", "李明") == "edit"


@given(HAN, HAN)
@settings(derandomize=True, max_examples=150, deadline=None)
def test_nearness_is_mutual(a: str, b: str) -> None:
    assert near(a, b) == near(b, a)
    assert near(a, a) == ""


@given(HAN, HAN)
@settings(max_examples=400)
def test_names_that_are_near_are_found_by_what_they_leave(a: str, b: str) -> None:
    if near(a, b):
        assert not traces(a).isdisjoint(traces(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("买买提·艾力", "买买提艾力"),
        ("劉明", "刘明"),
        ("单小明", "山晓鸣"),
        ("朴英", "飘莹"),
        ("李明", "Li Ming"),
        ("Anna", "Ana"),
        ("Nguyen Anh", "Ánh Nguyễn"),
    ],
)
def test_every_way_of_being_near_leaves_a_trace(a: str, b: str) -> None:
    assert near(a, b)
    assert not traces(a).isdisjoint(traces(b))
