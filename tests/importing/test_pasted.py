"""Names pasted one a line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.importing import RosterFileRefused, read_pasted
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from tests.importing.files import index

NATIONAL = "G440301202301011234"


def one(text: str) -> Row:
    (row,) = read_pasted(text, national_key=index).rows
    return row


def test_names_alone_are_a_list() -> None:
    reading = read_pasted("李明\n\n  王芳\r\n", national_key=index)
    assert [(r.name, r.section, r.row) for r in reading.rows] == [
        ("李明", "students", 1),
        ("王芳", "students", 3),
    ]
    assert reading.format == "pasted"


@pytest.mark.parametrize(
    "text",
    [
        "李明 007 13800000001",
        "李明\t007\t138 0000 0001",
        "李明，007，+8613800000001",
        "李明、13800000001、007",
        "李明;007;138-0000-0001",
        "1. 李明 007 13800000001",
        "1、李明 007 13800000001",
        "(1)李明 007 13800000001",
        "（12） 李明 007 13800000001",
        "① 李明 007 13800000001",
        "3 李明 ００７ １３８０００００００１",
    ],
)
def test_a_number_and_a_phone_may_follow_the_name(text: str) -> None:
    row = one(text)
    assert (row.name, row.number) == ("李明", "007")
    assert row.guardians == (Guardian(phone="13800000001"),)


def test_a_long_number_before_the_name_is_the_pupils_number() -> None:
    assert (one("20230101 李明").name, one("20230101 李明").number) == ("李明", "20230101")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("阿依古丽·买买提 12", "阿依古丽·买买提"),
        ("Anna Maria Smith 12", "Anna Maria Smith"),
        ("4. Jean-Luc O'Neil, 12", "Jean-Luc O'Neil"),
        ("李　明 12", "李明"),
        ("欧阳 锋 12", "欧阳锋"),
        ("さくら はな 12", "さくら はな"),
    ],
)
def test_a_name_of_several_parts_stays_one_name(text: str, name: str) -> None:
    assert (one(text).name, one(text).number) == (name, "12")


def test_a_label_behind_the_name_is_the_teachers_word() -> None:
    for text in ("李明（大）", "李明 (大)", "李明(大) 7"):
        assert (one(text).name, one(text).label) == ("李明", "大")


def test_a_national_number_leaves_as_an_index() -> None:
    row = one(f"李明 {NATIONAL.lower()} 007")
    assert (row.national, row.number) == (index(NATIONAL), "007")


def test_a_teachers_phone_is_the_teachers_own() -> None:
    (row,) = read_pasted("王芳 13800000001", national_key=index, section="teachers").rows
    assert (row.section, row.phone, row.guardians) == ("teachers", "13800000001", ())


def test_a_landline_is_a_phone() -> None:
    assert one("李明 0571-88888888").guardians == (Guardian(phone="057188888888"),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("李明 王芳", "one_person_a_line"),
        ("李明、王芳", "one_person_a_line"),
        ("李明 妈妈 13800000001", "one_person_a_line"),
        ("李明 Smith", "one_person_a_line"),
        ("Anna, Ben", "one_person_a_line"),
        ("13800000001", "name_missing"),
        ("李?", "question_mark"),
        ("王" * 501, "cell_too_long"),
        ("李明 7\n王芳 7", "number_twice"),
    ],
)
def test_a_line_that_is_not_one_person_is_a_problem_of_that_line(text: str, reason: str) -> None:
    with pytest.raises(RosterFileRefused) as refused:
        read_pasted(f"赵云\n{text}", national_key=index)
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.reason) == (1 + len(text.splitlines()), "", reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t\n", "empty"),
        ("x" * 6_000_000, "too_large"),
        ("李明\n" * 20_002, "too_many_rows"),
    ],
)
def test_nothing_or_too_much_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_pasted(text, national_key=index)
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("text", reason)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        assert read_pasted(text, national_key=index).rows
    except (Invalid, RosterFileRefused):
        return
