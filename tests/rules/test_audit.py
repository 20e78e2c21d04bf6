"""An audit finds what is to be done in a group, and nothing where all is well."""

from __future__ import annotations

import pytest

from onboarding.rules.auditing import Listed, Other
from tests.rules.looking import about, looked_at


def test_exactly_the_members_under_their_right_names_are_fine() -> None:
    outcome = looked_at("孙丽", "李明爸爸", "李明妈妈", complete=True)

    assert [item.what for item in outcome.items if item.what != "unseated"] == []
    assert outcome.fine == 3


@pytest.mark.parametrize(
    ("shown", "what", "code"),
    [
        ("李明-妈妈", "rename", "nickname_wrong"),
        ("李明", "rename", "nickname_wrong"),
        ("张伟妈妈", "adopt", "fits_free_place"),
        ("张纬妈妈", "unknown", "near"),
        ("陈晨妈妈", "unknown", "several_fit"),
        ("张伟", "remove", "student_not_admitted"),
        ("阳光", "unknown", "nobody_fits"),
        (Listed(4, "李明妈…", cut=True), "unknown", "cut"),
        (Listed(4, "阳光", inviter="李明爸爸"), "remove", "outside_invitee"),
    ],
)
def test_one_line_that_is_not_right(shown: str | Listed, what: str, code: str) -> None:
    outcome = looked_at("孙丽", "李明爸爸", "何平", shown)

    assert (about(outcome, 4).what, about(outcome, 4).code) == (what, code)


def test_a_third_guardian_is_to_be_removed_and_who_sits_there_is_named() -> None:
    item = about(looked_at("孙丽", "李明爸爸", "李明妈妈", "李明奶奶"), 4)

    assert (item.what, item.code, item.article) == ("remove", "seats_full", "S3")
    assert item.facts["records"] == ("r1", "r2")


def test_who_bears_a_teachers_name_beside_the_teacher_poses_as_staff() -> None:
    assert about(looked_at("孙丽", "李明爸爸", "李明妈妈", "孙丽老师"), 4).code == (
        "nickname_impersonates_staff"
    )


STRANGERS = ("阳光", "彩虹", "春风", "秋雨", "冬雪")


def test_where_most_lines_are_wrong_nobody_is_proposed_for_removal() -> None:
    outcome = looked_at("孙丽", "张伟", *STRANGERS[1:])

    assert outcome.doubtful
    assert "remove" not in {item.what for item in outcome.items}


def test_four_wrong_lines_leave_the_list_believed() -> None:
    assert not looked_at(*STRANGERS[:4]).doubtful


@pytest.mark.parametrize(("known", "doubtful"), [(12, False), (11, True)])
def test_five_wrong_lines_are_too_many_from_three_tenths_on(known: int, doubtful: bool) -> None:
    others = tuple(Other(f"o{n}", f"校车{n}号") for n in range(known))

    outcome = looked_at(*STRANGERS, *(other.nickname for other in others), others=others)

    assert (outcome.known, outcome.doubtful) == (known, doubtful)
