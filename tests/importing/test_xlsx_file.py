"""Workbooks: cells of every sort, the wrong sort of file, and hostile ones."""

from __future__ import annotations

import datetime
import io
import random
import zipfile

import openpyxl
import pytest

from onboarding.importing import RosterFileRefused, read, read_sheets, xls_file, xlsx_file
from onboarding.importing.limits import ROWS, UNZIPPED_BYTES
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from tests.importing.files import (
    SHEET,
    index,
    package,
    saved,
    sheet,
    with_part,
    workbook,
)
from tests.importing.oldexcel import old_workbook

HEADER = ["姓名", "学号", "家长姓名", "家长电话"]
CONTENT_TYPES = "[Content_Types].xml"


def rows(data: bytes) -> tuple[Row, ...]:
    return read(data, "list.xlsx", national_key=index).rows


def reason(data: bytes, filename: str = "list.xlsx") -> object:
    with pytest.raises(Invalid) as refused:
        read(data, filename, national_key=index)
    assert refused.value.facts["field"] == "file"
    return refused.value.facts["reason"]


def zipfile_part(data: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part).decode()


def test_numbers_and_texts_become_what_a_person_sees() -> None:
    data = workbook(
        [
            HEADER,
            ["李明", "007", "李强", 13800000001],
            ["王芳", 8.0, None, 13900000002.0],
            ["赵云", datetime.date(2024, 9, 1), True, None],
        ]
    )
    read_rows = rows(data)
    assert [r.number for r in read_rows] == ["007", "8", "2024-09-01"]
    assert read_rows[0].guardians == (Guardian("李强", "", "13800000001"),)
    assert read_rows[1].guardians == (Guardian(phone="13900000002"),)
    assert [r.row for r in read_rows] == [2, 3, 4]


def test_a_national_number_kept_as_a_number_has_lost_digits_and_is_not_taken() -> None:
    with pytest.raises(RosterFileRefused) as refused:
        rows(workbook([["姓名", "学籍号"], ["李明", 440301202301011234]]))
    assert [(p.column, p.reason) for p in refused.value.problems] == [("学籍号", "digits_lost")]


def test_a_formula_counts_with_its_saved_value() -> None:
    data = sheet(
        '<row r="2"><c r="A2" t="str"><f>B2</f><v>李明</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>"王"</f><v>王芳</v></c></row>'
    )
    assert [r.name for r in rows(data)] == ["李明", "王芳"]


def test_the_first_visible_sheet_with_a_header_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["填写说明：请勿修改表头"])
    hidden = book.create_sheet("选项")
    hidden.append(["姓名"])
    hidden.append(["示例"])
    hidden.sheet_state = "hidden"
    listed = book.create_sheet("名单")
    listed.append(["三年二班"])
    listed.append(HEADER)
    listed.append(["李明", "1", None, None])
    assert [r.name for r in rows(saved(book))] == ["李明"]


def test_a_pupils_name_merged_over_two_lines_takes_both_guardians() -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "学号", "家长姓名", "关系", "联系电话"])
    book.active.append(["李明", "1", "李强", "爸爸", 13800000001])
    book.active.append([None, None, "王芳", "妈妈", 13900000002])
    book.active.merge_cells("A2:A3")
    (row,) = rows(saved(book))
    assert row.guardians == (
        Guardian("李强", "爸爸", "13800000001"),
        Guardian("王芳", "妈妈", "13900000002"),
    )


def test_content_decides_and_not_the_name_of_the_file() -> None:
    data = workbook([HEADER, ["李明", "1", None, None]])
    assert read(data, "list.csv", national_key=index).format == "xlsx"


def test_a_protected_or_old_workbook_is_told_apart() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    assert reason(ole, "list.xls") == "damaged"
    assert reason(ole + "EncryptedPackage".encode("utf-16-le")) == "password_protected"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (package(CONTENT_TYPES, "word/document.xml"), "unsupported_type"),
        (package(CONTENT_TYPES, "xl/workbook.bin"), "unsupported_type"),
        (package(CONTENT_TYPES, "xl/workbook.xml"), "damaged"),
        (b"PK\x03\x04 and then nothing of the sort", "damaged"),
        (b"%PDF-1.7\n\0\0", "unsupported_type"),
        (workbook([]), "empty"),
        (workbook([HEADER]), "no_rows"),
        (workbook([["李明", 1], ["王芳", 2]]), "no_header"),
        (workbook([[*[None] * 100, "x"], HEADER]), "too_many_columns"),
        (workbook([["姓名"]], A1048576="李明")[:-30], "damaged"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(data: bytes, why: str) -> None:
    assert reason(data) == why


def test_more_rows_than_a_list_may_have_are_refused() -> None:
    body = '<row><c t="inlineStr"><is><t>李</t></is></c></row>' * (ROWS + 20)
    assert reason(sheet(body)) == "too_many_rows"


def test_a_far_cell_costs_nothing_and_hides_nothing() -> None:
    far = workbook([["姓名"], ["李明"]], XFD1048576="x")
    assert [r.name for r in rows(far)] == ["李明"]
    low = workbook([["姓名"], ["李明"]], A1048576="王芳")
    assert [(r.name, r.row) for r in rows(low)] == [("李明", 2), ("王芳", 1_048_576)]


def test_a_row_or_column_beyond_any_sheet_ends_the_reading() -> None:
    assert reason(sheet('<row r="99999999999"><c><v>1</v></c></row>')) == "damaged"
    assert reason(sheet('<row r="2"><c r="ZZZZZZZZ2"><v>1</v></c></row>')) == "damaged"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert reason(sheet(" " * UNZIPPED_BYTES)) == "too_large"


def test_a_package_of_very_many_parts_is_refused() -> None:
    assert reason(package("xl/workbook.xml", *map(str, range(1_001)))) == "too_large"


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize(
    "doctype",
    [ENTITIES, '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">]>', "<!DOCTYPE x>"],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_document_type_is_refused_in_every_part(doctype: str, part: str) -> None:
    data = workbook([["姓名"], ["李明"]])
    assert reason(with_part(data, part, doctype + "<x>&i;</x>")) == "damaged"


def test_a_bare_document_type_is_refused_though_nothing_is_declared() -> None:
    data = workbook([["姓名"], ["李明"]])
    declared = "<!DOCTYPE worksheet>" + zipfile_part(data, SHEET)
    assert reason(with_part(data, SHEET, declared)) == "damaged"


def test_more_elements_than_a_list_has_are_refused() -> None:
    assert reason(sheet("<row/>" * 1_300_000)) == "too_large"


@pytest.mark.parametrize(
    "body",
    ["<row>" + "<c><v>1</v></c>" * 60_000 + "</row>", "<a>" * 60_000 + "</a>" * 60_000],
)
def test_a_wide_row_and_a_deep_sheet_hold_nothing_but_columns(body: str) -> None:
    assert reason(sheet(body)) in ("too_many_columns", "no_rows")


def test_a_part_that_is_no_sheet_may_hold_fewer_elements() -> None:
    bloated = with_part(workbook([["姓名"]]), "xl/styles.xml", f"<x>{'<xf/>' * 100_001}</x>")
    assert reason(bloated) == "too_large"


def test_one_long_string_shared_by_very_many_cells_is_a_problem_of_each_line() -> None:
    types = zipfile_part(workbook([["姓名"]]), CONTENT_TYPES).replace(
        "</Types>",
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats'
        '-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{'x' * 3_000_000}</t></si></sst>"
    )
    data = sheet('<row><c t="s"><v>0</v></c></row>' * 5_000)
    data = with_part(with_part(data, CONTENT_TYPES, types), "xl/sharedStrings.xml", strings)
    with pytest.raises(RosterFileRefused) as refused:
        rows(data)
    assert len(refused.value.problems) == 50
    assert {p.reason for p in refused.value.problems} == {"cell_too_long"}


def test_a_damaged_workbook_is_refused_by_name_wherever_the_damage_is() -> None:
    whole = workbook([HEADER, ["李明", "1", "李强", 13800000001]])
    dice = random.Random(7)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            damaged[dice.randrange(4, len(damaged))] = dice.randrange(256)
        try:
            read(bytes(damaged), "list.xlsx", national_key=index)
        except (Invalid, RosterFileRefused):
            continue


@pytest.mark.parametrize(
    "body",
    [
        '<row r="x"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="n"><v>x</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>77</v></c></row>',
        '<row r="2"><c r="A2"><v>' + "9" * 5_000 + "</v></c></row>",
        '<row r="2"><c r="A2" t="d"><v>never</v></c></row>',
        "<row",
    ],
)
def test_a_cell_that_makes_no_sense_is_damage(body: str) -> None:
    assert reason(sheet(body)) == "damaged"


def a_sheet_a_class(count: int) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for at in range(count):
        sheet = book.create_sheet(f"{at}班")
        sheet.append(["姓名"])
        sheet.append([f"李明{'甲乙丙丁'[at]}"])
    return book


def test_a_workbook_of_a_sheet_a_class_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    run = xlsx_file._Sheet.run

    def counted(self: xlsx_file._Sheet, archive: zipfile.ZipFile, part: str) -> None:
        parsed.append(part)
        run(self, archive, part)

    monkeypatch.setattr(xlsx_file._Sheet, "run", counted)
    found = list(read_sheets(saved(a_sheet_a_class(4)), "list.xlsx", national_key=str))

    assert [each.sheet for each in found] == ["0班", "1班", "2班", "3班"]
    assert [row.name for each in found for row in each.rows] == [
        "李明甲", "李明乙", "李明丙", "李明丁",
    ]  # fmt: skip
    assert len(parsed) == 4


def test_an_old_workbook_of_a_sheet_a_class_is_read_by_one_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    said = xls_file._said
    monkeypatch.setattr(xls_file, "_said", lambda data: asked.append(1) or said(data))
    old = old_workbook(*((f"{at}班", [["姓名"], ["李明"]]) for at in range(4)))

    found = list(read_sheets(old, "list.xls", national_key=str))

    assert [each.sheet for each in found] == ["0班", "1班", "2班", "3班"]
    assert len(asked) == 1


def test_two_sheets_on_one_part_are_damage() -> None:
    data = saved(a_sheet_a_class(2))
    relations = "xl/_rels/workbook.xml.rels"
    body = zipfile_part(data, relations).replace("sheet2.xml", "sheet1.xml")

    assert reason(with_part(data, relations, body)) == "damaged"
