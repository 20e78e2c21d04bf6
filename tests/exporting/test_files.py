"""Files that spreadsheets open right: text in every cell, nothing that is carried out."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from onboarding.exporting import FORMATS, Format, Table, written
from onboarding.exporting.cells import harmless
from onboarding.exporting.rosterlist import roster_table
from onboarding.importing import values
from onboarding.rules.roster import Guardian, Person, Roster

FORM = pytest.mark.parametrize("form", FORMATS)
MOTHER = Guardian("王秀英", "妈妈", "13800000002")
FATHER = Guardian("李建国", "爸爸", "")
PUPIL = Person("a", "students", "李明", "007", guardians=(MOTHER, FATHER), label="大")
TEACHER = Person(
    "b", "teachers", "陈静", subjects=("语文", "道法"), homeroom=True, phone="13900000"
)
CLERK = Person("c", "staff", "钱进", "A02", department="财务部")


def cells(table: Table, form: Format) -> list[list[str]]:
    """What a plain reader finds in the file."""
    data = written(table, form)
    if form == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def shown(*people: Person) -> list[list[str]]:
    return cells(roster_table(Roster(1, people)), "csv")


@FORM
@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+86 138", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"],
)
def test_no_cell_is_carried_out_and_our_importer_takes_off_the_mark(
    form: Format, cell: str
) -> None:
    [[found]] = cells(Table("x", (cell,), ()), form)
    assert found.startswith("'")
    assert values.text(harmless(cell)) == " ".join(cell.split())


@FORM
def test_plain_cells_stand_as_they_are(form: Format) -> None:
    line = ("李明", "007", "13800000002", "110101201501011234", "a=b", 'say "a, b"', "#N/A")
    assert cells(Table("x", line, ()), form) == [list(line)]


def test_a_workbook_has_text_in_every_cell_and_no_formula() -> None:
    data = written(Table("x", ("=1+1", "#N/A", "007"), ()), "xlsx")
    [row] = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()
    assert [(cell.data_type, cell.number_format) for cell in row] == [("s", "@")] * 3


def test_a_text_file_tells_spreadsheets_that_it_is_utf_8() -> None:
    assert written(Table("x", ("姓名",), ()), "csv") == "\ufeff姓名\r\n".encode()


def test_a_list_of_pupils_has_the_columns_that_schools_know() -> None:
    assert shown(PUPIL) == [
        ["序号", "姓名", "学号", "座号", "区分", "家长1姓名", "家长1关系", "家长1电话",
         "家长2姓名", "家长2关系", "家长2电话"],
        ["1", "李明", "007", "", "大", "王秀英", "妈妈", "13800000002", "李建国", "爸爸", ""],
    ]  # fmt: skip


def test_a_list_of_teachers_has_theirs() -> None:
    assert shown(TEACHER) == [
        ["序号", "姓名", "身份", "任教学科", "班主任", "电话"],
        ["1", "陈静", "教师", "语文、道法", "是", "13900000"],
    ]


def test_a_list_of_staff_has_theirs() -> None:
    assert shown(CLERK) == [
        ["序号", "姓名", "身份", "工号", "部门", "电话"],
        ["1", "钱进", "职工", "A02", "财务部", ""],
    ]


def test_in_a_list_of_both_a_phone_of_a_teacher_is_no_guardians() -> None:
    header, *rows = shown(PUPIL, TEACHER)
    own = header.index("本人电话")
    assert [row[own] for row in rows] == ["", "13900000"]


def test_who_has_left_is_not_on_it_and_no_index_of_a_national_number() -> None:
    gone = Person("d", "students", "王芳", left=True, left_at=1)
    national = Person("e", "students", "赵晨", national="abcdef")
    _, *rows = shown(PUPIL, gone, national)
    assert [row[1] for row in rows] == ["李明", "赵晨"]
    assert not any("abcdef" in cell for row in rows for cell in row)


@pytest.mark.parametrize("name", ["Na", "无", "'Brien", "老师", "Anna (Li)"])
def test_a_name_that_would_be_read_as_something_else_is_marked_as_meant(name: str) -> None:
    _, row = shown(Person("f", "students", name))
    assert row[1] == f"''{name}"
    assert values.labelled(row[1]) == (name, "")
