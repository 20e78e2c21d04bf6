"""Files for the tests, made as they are needed: every name and number is invented."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
SHEET_START = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
)
SHEET_END = "</sheetData></worksheet>"


def index(number: str) -> str:
    """A stand-in for storage's blind index: nothing of the number is left."""
    return hashlib.sha256(number.encode()).hexdigest()[:12]


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join((*lines, "")).encode(encoding)


def workbook(rows: Iterable[Sequence[object]], **cells: object) -> bytes:
    """A workbook of one sheet; `cells` sets single ones by their reference."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for reference, value in cells.items():
        book.active[reference] = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, part: str, body: str | bytes) -> bytes:
    """The same package with one part exchanged, or one more."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, body)
    return stream.getvalue()


def sheet(body: str) -> bytes:
    """A workbook whose sheet has a name column and then the given XML."""
    return with_part(workbook([["姓名"]]), SHEET, SHEET_START + body + SHEET_END)


def package(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()
