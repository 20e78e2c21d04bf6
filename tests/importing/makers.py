"""Files of `oddities.toml` that are no text: every name and number is invented."""

from __future__ import annotations

import datetime

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.importing.files import SHEET, SHEET_END, SHEET_START, saved, sheet, with_part, workbook
from tests.importing.oldexcel import compound, old_workbook

INLINE = '<c r="A2" t="inlineStr"><is>{}</is></c>'


def numbers_as_floats() -> bytes:
    return _written("学号", '<c r="B2"><v>20230101.0</v></c>')


def leading_zeros_by_format() -> bytes:
    return _formatted(7, "0000")


def date_as_number() -> bytes:
    return _formatted(datetime.date(2024, 9, 1), 'yyyy"年"m"月"d"日"')


def dates_since_1904() -> bytes:
    book = _book([["姓名", "学号"], ["李明", None]])
    book.epoch = CALENDAR_MAC_1904
    book.active["B2"] = datetime.date(2024, 9, 1)
    return saved(book)


def rich_text() -> bytes:
    name = CellRichText("李", TextBlock(InlineFont(b=True), "明"))
    return workbook([["姓名", "学号"], [name, "007"]])


def reading_aid() -> bytes:
    name = INLINE.format('<t>李明</t><rPh sb="0" eb="1"><t>リメイ</t></rPh>')
    return sheet(f'<row r="2">{name}</row>')


def formula_without_a_value() -> bytes:
    return workbook([["姓名", "学号"], ["李明", "=A1&1"]])


def lookup_that_found_nothing() -> bytes:
    return _written("家长电话", '<c r="B2" t="e"><f>VLOOKUP(A2,X:Y,2,0)</f><v>#N/A</v></c>')


def hidden_rows_and_columns() -> bytes:
    book = _book([["姓名", "学号"], ["李明", "007"], ["王芳", "008"]])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    return saved(book)


def class_merged_over_lines() -> bytes:
    book = _book([["班级", "姓名"], ["三年1班", "李明"], [None, "王芳"], ["三年2班", "赵云"]])
    book.active.merge_cells("A2:A3")
    return saved(book)


def name_merged_over_lines() -> bytes:
    book = _book([["姓名", "家长姓名", "关系"], ["李明", "李强", "爸爸"], [None, "王芳", "妈妈"]])
    book.active.merge_cells("A2:A3")
    return saved(book)


def title_merged() -> bytes:
    book = _book([["三年2班学生名单", None], ["姓名", "学号"], ["李明", "007"]])
    book.active.merge_cells("A1:B1")
    return saved(book)


def a_sheet_a_class() -> bytes:
    book = _book([["姓名"], ["李明"]])
    book.active.title = "三年1班"
    second = book.create_sheet("三年2班")
    second.append(["姓名"])
    second.append(["王芳"])
    book.create_sheet("说明").append(["请勿修改"])
    return saved(book)


def sheet_out_of_sight() -> bytes:
    book = _book([["姓名"], ["示例"]])
    book.active.title = "选项"
    book.active.sheet_state = "hidden"
    listed = book.create_sheet("名单")
    listed.append(["姓名"])
    listed.append(["李明"])
    return saved(book)


def styled_blanks_to_the_end() -> bytes:
    book = _book([["姓名", "学号"], ["李明", "007"]])
    for row in range(3, 500):
        book.active.cell(row, 1).fill = PatternFill("solid", fgColor="FFFF00")
    return saved(book)


def strict_prefixes() -> bytes:
    body = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>李明</x:t></x:is></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    return with_part(workbook([["姓名"]]), SHEET, body)


def no_cell_references() -> bytes:
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = (("姓名", "学号"), ("李明", "007"))
    body = "".join(f"<row>{''.join(map(cell.format, row))}</row>" for row in rows)
    return with_part(
        workbook([["姓名"]]),
        SHEET,
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>",
    )


def old_excel() -> bytes:
    return old_workbook(
        ("三年1班", [["姓名", "学号"], ["李明", 20230101.0], ["王芳", 8]]),
        ("三年2班", [["姓名"], ["赵云"]]),
    )


def old_word() -> bytes:
    return compound("WordDocument", b"\0" * 100)


def locked() -> bytes:
    return compound("EncryptedPackage", b"\0" * 100)


def _written(header: str, cell: str) -> bytes:
    """A workbook of a name and one more cell, as they are written in XML."""
    named = INLINE.format("<t>李明</t>")
    start = SHEET_START.replace(
        "</row>", f'<c r="B1" t="inlineStr"><is><t>{header}</t></is></c></row>'
    )
    body = f'{start}<row r="2">{named}{cell}</row>{SHEET_END}'
    return with_part(workbook([["姓名"]]), SHEET, body)


def _formatted(value: object, number_format: str) -> bytes:
    book = _book([["姓名", "学号"], ["李明", value]])
    book.active["B2"].number_format = number_format
    return saved(book)


def _book(rows: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book
