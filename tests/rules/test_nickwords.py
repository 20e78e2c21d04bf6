from __future__ import annotations

import pytest

from onboarding.rules.nicknames import staff_core


@pytest.mark.parametrize(
    "nickname",
    [
        "王芳",
        "王 芳",
        "王芳老师",
        "王芳老師",
        "语文王芳",
        "语文王芳老师",
        "語文老師王芳",
        "王芳（语文）",
        "班主任王芳",
        "王芳-班主任",
        "🌸王芳老师🌸",
        "三(2)班班主任王芳",
        "三(2)班语文王芳",
        "三班主任王芳",
        "王芳副校长",
    ],
)
def test_subjects_and_titles_are_taken_off_a_teachers_nickname(nickname: str) -> None:
    assert staff_core(nickname, ["语文", "数学"]) == "王芳"


@pytest.mark.parametrize("nickname", ["王芳妈妈", "王芳芳", "小王芳"])
def test_a_longer_name_stays_another_name(nickname: str) -> None:
    assert staff_core(nickname, ["语文"]) == nickname


@pytest.mark.parametrize("nickname", ["", "老师", "🌸"])
def test_a_title_alone_leaves_nothing(nickname: str) -> None:
    assert staff_core(nickname, []) == ""


def test_a_subject_of_one_character_may_be_part_of_a_name() -> None:
    assert staff_core("王英", ["英"]) == "王英"


def test_the_dot_of_a_teachers_name_stays() -> None:
    assert staff_core("买买提•艾力老师", []) == "买买提·艾力"
