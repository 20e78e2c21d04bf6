"""Columns told by their headers, as schools write them."""

from __future__ import annotations

import pytest

from onboarding.importing import headers
from onboarding.importing.limits import Line
from onboarding.rules.errors import Invalid


def found(*lines: str) -> headers.Header | None:
    numbered: list[Line] = [(n, tuple(line.split("|"))) for n, line in enumerate(lines, start=1)]
    return headers.find(numbered)


def header(*lines: str) -> headers.Header:
    result = found(*lines)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("姓名", "name"),
        ("\ufeff★ 姓 名 *", "name"),
        ("学生姓名（必填）", "name"),
        ("【学生】姓名", "name"),
        ("姓\n名：", "name"),
        ("Student Name", "name"),
        ("Full name", "name"),
    ],
)
def test_a_name_column_is_known_under_stars_brackets_and_breaks(text: str, meaning: str) -> None:
    assert [column.field for column in header(text).columns] == [meaning]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("学号", "number"),
        ("学号(校内)", "number"),
        ("Student No.", "number"),
        ("工号", "number"),
        ("学号（身份证号）", None),
        ("学籍号（G+身份证号）", "national"),
        ("座号", "seat_number"),
        ("学籍号", "national"),
        ("★全国学籍号", "national"),
        ("监护人姓名", "guardian_name"),
        ("监护人1姓名", "guardian_name"),
        ("第二监护人姓名", "guardian_name"),
        ("家长（1）姓名", "guardian_name"),
        ("父亲", "guardian_name"),
        ("Mother's name", "guardian_name"),
        ("Guardian 2 Name", "guardian_name"),
        ("与学生关系", "guardian_relation"),
        ("监护人2关系", "guardian_relation"),
        ("称谓", "guardian_relation"),
        ("Relationship", "guardian_relation"),
        ("母亲联系电话", "guardian_phone"),
        ("家长手机号码", "guardian_phone"),
        ("Guardian phone", "guardian_phone"),
        ("联系电话", "phone"),
        ("手机", "phone"),
        ("电话（家长）", "phone"),
        ("Mobile", "phone"),
        ("学生本人电话", None),
        ("本人电话", "own_phone"),
        ("身份", "section"),
        ("任教学科", "subjects"),
        ("是否班主任", "homeroom"),
        ("所属部门", "department"),
        ("身份证号", None),
        ("证件类型", None),
        ("监护人1身份证件号", None),
        ("ID card", None),
        ("National ID", None),
        ("班级", "class_name"),
        ("行政班", "class_name"),
        ("年级", "grade"),
        ("备注", None),
        ("父亲工作单位", None),
        ("序号", None),
    ],
)
def test_what_a_column_means(text: str, meaning: str | None) -> None:
    known = header(f"姓名|{text}")
    assert [column.field for column in known.columns[1:]] == ([meaning] if meaning else [])
    assert any(told.why for told in known.told) == (meaning is None)


def slots(line: str) -> dict[str, list[int]]:
    by_field: dict[str, list[int]] = {}
    for column in header(line).columns:
        if column.slot >= 0:
            by_field.setdefault(column.field, []).append(column.slot)
    return by_field


@pytest.mark.parametrize(
    "line",
    [
        "姓名|监护人1姓名|监护人1关系|监护人1电话|监护人2姓名|监护人2关系|监护人2电话",
        "姓名|家长姓名|关系|家长电话|家长姓名|关系|家长电话",
        "姓名|家长1姓名|家长2姓名|家长1关系|家长2关系|家长1电话|家长2电话",
        "姓名|家长姓名|家长姓名|关系|关系|家长电话|家长电话",
    ],
)
def test_two_guardians_in_a_row_keep_their_own_columns(line: str) -> None:
    assert slots(line) == {
        "guardian_name": [0, 1],
        "guardian_relation": [0, 1],
        "guardian_phone": [0, 1],
    }


def test_father_and_mother_are_two_guardians_with_their_relation() -> None:
    columns = header("姓名|父亲姓名|电话|母亲姓名|电话").columns
    assert [(c.field, c.slot) for c in columns[1:]] == [
        ("guardian_name", 0),
        ("phone", 0),
        ("guardian_name", 1),
        ("phone", 1),
    ]
    assert [c.relation for c in columns if c.field == "guardian_name"] == ["爸爸", "妈妈"]


def test_one_phone_beside_two_guardians_is_neithers() -> None:
    assert slots("姓名|父亲姓名|母亲姓名|联系电话") == {"guardian_name": [0, 1], "phone": [2]}


def test_a_second_phone_of_one_guardian_stands_for_itself() -> None:
    assert slots("姓名|家长姓名|联系电话|备用电话") == {"guardian_name": [0], "phone": [0, 1]}


def test_titles_above_the_header_are_passed_over_up_to_the_tenth_line() -> None:
    titles = ["三年二班花名册"] * 9
    assert header(*titles, "姓名|学号").line == 10
    assert found(*titles, "2024年9月", "姓名|学号") is None


def test_a_header_of_two_lines_is_read_as_one() -> None:
    known = header("姓名|学号|父亲||母亲|", "||姓名|电话|姓名|电话", "李明|1|李强|1|王芳|2")
    assert known.line == 2
    assert [(c.header, c.field, c.slot) for c in known.columns[2:]] == [
        ("父亲姓名", "guardian_name", 0),
        ("父亲电话", "guardian_phone", 0),
        ("母亲姓名", "guardian_name", 1),
        ("母亲电话", "guardian_phone", 1),
    ]


def test_a_pupils_line_without_a_name_is_no_second_header_line() -> None:
    assert header("姓名|家长姓名|电话", "|李强|13800000001").line == 1


@pytest.mark.parametrize(
    "line", ["姓名|学号|姓名|学号", "姓名|姓名|姓名", "座号|姓名|电话|座号|姓名|电话"]
)
def test_a_list_printed_in_two_halves_is_refused_rather_than_half_read(line: str) -> None:
    with pytest.raises(Invalid, match="side_by_side"):
        found(line)


def test_a_second_name_beside_a_relation_is_the_guardians() -> None:
    assert [c.field for c in header("学生姓名|学号|姓名|关系|电话").columns] == [
        "name",
        "number",
        "guardian_name",
        "guardian_relation",
        "phone",
    ]


def test_the_homeroom_teachers_name_in_a_pupils_list_is_nobodys_name() -> None:
    known = header("学生姓名|教师姓名|学号")
    assert [(told.header, told.why) for told in known.told[1:2]] == [("教师姓名", "second_name")]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("姓名", "students"),
        ("姓名|学号", "students"),
        ("学科|教师", "teachers"),
        ("姓名|任教学科", "teachers"),
        ("姓名|部门|手机", "staff"),
        ("员工姓名|工号", "staff"),
        ("姓名|家长姓名|学科", "students"),
    ],
)
def test_whom_a_list_is_about_is_told_by_its_columns(line: str, section: str) -> None:
    assert header(line).section == section
