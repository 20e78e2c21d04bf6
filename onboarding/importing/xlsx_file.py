"""Excel workbooks, read so that a hostile one costs no more than a large honest one.

A workbook is a ZIP of XML parts. Declared sizes are looked at before anything is unpacked
(zipfile never unpacks more than a part declares). Then every part is scanned once in
constant memory: no document type, hence no entity, and not more elements than a large list
has, since openpyxl holds a part's elements, and a row's cells, in memory together. Cells
far off are cut by row and column limits. openpyxl itself reads through defusedxml.
"""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from xml.parsers import expat

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from onboarding.importing import headers
from onboarding.importing.limits import (
    CELL_CHARACTERS,
    COLUMNS,
    HEADER_LINES,
    UNZIPPED_BYTES,
    Line,
    Table,
    bounded,
)
from onboarding.rules.errors import Invalid

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

_PARTS_MOST = 1_000
# 20,000 rows of two dozen cells; every part that isn't a sheet or its strings is small.
_ELEMENTS_MOST = 1_200_000
_OTHER_ELEMENTS_MOST = 100_000
_ROW_ELEMENTS_MOST = 50_000
_SHEETS_MOST = 20
_LAST_ROW = 1_048_576
# A spreadsheet number has fifteen places; what is longer was rounded.
_ROUNDED = 10**15
# openpyxl has no error of its own: a damaged part surfaces as whatever it trips over.
# Entities and external references are a ValueError (defusedxml), bad XML a SyntaxError.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


def refuse_ole(data: bytes) -> None:
    """Refuse a file of old Office, or one that a password locks, saying which.

    Raises Invalid (`field` file, `reason` `password_protected` or `old_excel`).
    """
    locked = "EncryptedPackage".encode("utf-16-le") in data
    raise Invalid(field="file", reason="password_protected" if locked else "old_excel")


def table(data: bytes) -> Table:
    """The lines of the first visible sheet whose header is known.

    Formulas count with the values that were saved with them. Raises Invalid (`field` file;
    `reason` `unsupported_type`, `damaged`, `too_large`, `empty`, `no_header`).
    """
    _check_parts(data)
    _scan_parts(data)
    return Table(_guarded(_found_lines(data)), "xlsx", "")


def _check_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except _DAMAGED:
        raise Invalid(field="file", reason="damaged") from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Invalid(field="file", reason="unsupported_type")
    if any(part.flag_bits & 1 for part in parts):
        raise Invalid(field="file", reason="password_protected")
    if len(parts) > _PARTS_MOST or sum(part.file_size for part in parts) > UNZIPPED_BYTES:
        raise Invalid(field="file", reason="too_large")


def _scan_parts(data: bytes) -> None:
    """Refuse a document type in any part, and more elements than openpyxl should hold."""
    left = _ELEMENTS_MOST
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if not part.endswith((".xml", ".rels")):
                continue
            rows = part.startswith(("xl/worksheets/", "xl/sharedStrings"))
            most = left if rows else min(left, _OTHER_ELEMENTS_MOST)
            scan = _Scan(most)
            try:
                with archive.open(part) as stream:
                    scan.parser.ParseFile(stream)
            except (*_DAMAGED, expat.ExpatError):
                raise Invalid(field="file", reason="damaged") from None
            left -= most - scan.left


class _Scan:
    """A parser that counts elements down and keeps nothing."""

    def __init__(self, left: int) -> None:
        self.left = left
        self._row_ends = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._element
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _element(self, name: str, _attributes: object) -> None:
        self.left -= 1
        if name.rpartition(":")[2] == "row":
            self._row_ends = self.left - _ROW_ELEMENTS_MOST
        if self.left < max(self._row_ends, 0):
            raise Invalid(field="file", reason="too_large")

    def _doctype(self, *_declared: object) -> None:
        raise Invalid(field="file", reason="damaged")


def _guarded(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines, with openpyxl's stumbling turned into a refusal and its warnings dropped."""
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                line = next(lines, None)
        except _DAMAGED:
            raise Invalid(field="file", reason="damaged") from None
        if line is None:
            return
        yield line


def _found_lines(data: bytes) -> Iterator[Line]:
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    try:
        anything = False
        for sheet in book.worksheets[:_SHEETS_MOST]:
            if sheet.sheet_state != "visible":
                continue
            lines = bounded(_lines(sheet))
            top = list(islice(lines, HEADER_LINES))
            anything = anything or bool(top)
            if headers.find(top) is not None:
                yield from chain(top, lines)
                return
        raise Invalid(field="file", reason="no_header" if anything else "empty")
    finally:
        book.close()


def _lines(sheet: Worksheet) -> Iterator[Line]:
    rows = sheet.iter_rows(min_row=1, max_row=_LAST_ROW, max_col=COLUMNS + 1, values_only=True)
    for line, cells in enumerate(rows, start=1):
        # Gaps are handed on row by row; a cell at the far end means a million of them.
        if cells.count(None) < len(cells):
            yield line, tuple(map(_text, cells))


def _text(value: object) -> str:
    """A cell as a person sees it: whole numbers without a point, dates as 2024-09-01."""
    if value is None:
        return ""
    if isinstance(value, str):
        # One long shared string may stand in a million cells: never copy it whole.
        return value[: CELL_CHARACTERS + 1]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if abs(value) >= _ROUNDED:
            return f"{value:.14E}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)
