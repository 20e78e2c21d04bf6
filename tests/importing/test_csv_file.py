"""Text files: encodings, separators, quoting, and what is too much."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.importing import RosterFileRefused, read
from onboarding.importing.limits import FILE_BYTES, ROWS
from onboarding.rules.errors import Invalid
from tests.importing.files import csv, index


def reason(data: bytes, filename: str = "list.csv") -> object:
    with pytest.raises(Invalid) as refused:
        read(data, filename, national_key=index)
    assert refused.value.facts["field"] == "file"
    return refused.value.facts["reason"]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (csv("姓名,学号", "李明,007"), "utf-8"),
        (codecs.BOM_UTF8 + csv("姓名,学号", "李明,007"), "utf-8-sig"),
        (csv("姓名,学号", "李明,007", encoding="gb18030"), "gb18030"),
        (csv("姓名\t学号", "李明\t007", encoding="utf-16"), "utf-16"),
    ],
)
def test_a_list_is_read_in_the_encoding_it_was_written_in(data: bytes, encoding: str) -> None:
    reading = read(data, "list.csv", national_key=index)
    assert [(r.name, r.number, r.row) for r in reading.rows] == [("李明", "007", 2)]
    assert (reading.format, reading.encoding) == ("csv", encoding)


def test_utf_8_is_tried_before_gb18030_which_would_read_it_too() -> None:
    data = csv("姓名,学号", "李明,1")
    data.decode("gb18030")
    assert [r.name for r in read(data, "a.csv", national_key=index).rows] == ["李明"]


def test_one_wrong_byte_at_the_end_makes_the_whole_file_gb18030() -> None:
    data = csv("姓名", *["李明"] * 3, "王芳", encoding="gb18030")
    assert read(data, "a.csv", national_key=index).encoding == "gb18030"


def test_a_rare_surname_of_gb18030_comes_out_as_the_character() -> None:
    data = "姓名\n".encode("gb18030") + b"\xfe\x9f" + "明\n".encode("gb18030")
    assert [r.name for r in read(data, "a.csv", national_key=index).rows] == ["䶮明"]


@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_the_separator_is_the_one_that_makes_the_header(separator: str) -> None:
    lines = [
        separator.join(row) for row in (("姓名", "学号", "家长电话"), ("李明", "1", "13800000001"))
    ]
    (row,) = read(csv(*lines), "a.csv", national_key=index).rows
    assert (row.name, row.number, row.guardians[0].phone) == ("李明", "1", "13800000001")


def test_quoted_cells_may_hold_separators_and_breaks_and_lines_are_counted_right() -> None:
    data = csv('"姓\n名","学\r\n号"', '"李明","01"', "", '"Smith, Ann",02')
    rows = read(data, "a.csv", national_key=index).rows
    assert [(r.name, r.number, r.row) for r in rows] == [("李明", "01", 4), ("Smith, Ann", "02", 6)]


def test_what_spreadsheets_put_around_a_number_goes() -> None:
    (row,) = read(csv("姓名,学号", '李明,"=""007"""'), "a.csv", national_key=index).rows
    assert row.number == "007"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n\r\n ", "empty"),
        (csv("姓名,学号"), "no_rows"),
        (csv("李明,007", "王芳,008"), "no_header"),
        (csv("姓名", "李明\0"), "not_text"),
        (b"\xff\x00\x80\x81\xff", "not_text"),
        (csv("<html><table><tr><td>姓名</td></tr></table>"), "unsupported_type"),
        (csv("姓名", '"李明'), "bad_quoting"),
        (csv("姓名", '"李"明'), "bad_quoting"),
        (csv("姓名") + b'"' * 2_000_001, "line_too_long"),
        (csv("姓名") + b"," * 90_000, "no_rows"),
        (csv("姓名", '"李明', *["王芳"] * 60_000), "bad_quoting"),
        (csv("姓名") + b"," * 90_000 + b"x", "too_many_columns"),
        (csv("姓名") + b"," * 1_000_000 + b"x", "line_too_long"),
        (csv("姓名") + b"\n" * 200_000, "too_many_rows"),
        (csv("姓名", *["王芳"] * (ROWS + 20)), "too_many_rows"),
        (b"x" * (FILE_BYTES + 1), "too_large"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(data: bytes, why: str) -> None:
    assert reason(data) == why


def test_a_cell_that_is_too_long_is_named_by_line_and_column() -> None:
    with pytest.raises(RosterFileRefused) as refused:
        read(csv("姓名,学号", "李明,1", "王" * 501 + ",2"), "a.csv", national_key=index)
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.reason) == (3, "姓名", "cell_too_long")


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.sampled_from((b"", csv("姓名,学号"), codecs.BOM_UTF16_LE)))
def test_any_bytes_are_read_or_refused_by_name(noise: bytes, before: bytes) -> None:
    try:
        reading = read(before + noise, "a.csv", national_key=index)
    except (Invalid, RosterFileRefused):
        return
    assert reading.rows
