"""Excel workbooks, read so that a hostile one costs no more than a large honest one.

A workbook is a ZIP of XML parts. Declared sizes are looked at before anything is unpacked
(zipfile never unpacks more than a part declares). Each part is then read once, by a parser
that keeps what a list needs and counts the elements down.
"""

from __future__ import annotations

import datetime
import io
import math
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

import regex

from onboarding.importing.booksheets import MERGED_MOST, Known, SheetRead, chosen, has_header
from onboarding.importing.limits import (
    COLUMNS,
    HEADER_LINES,
    ROWS,
    UNZIPPED_BYTES,
    Line,
    Table,
)
from onboarding.importing.xlsx_parts import (
    ELEMENTS_MOST,
    Attributes,
    Handler,
    SheetPart,
    Styles,
    read_styles,
    sheets,
    strings,
    unescaped,
)
from onboarding.rules.errors import Invalid

ZIP: Final = b"PK\x03\x04"

_PARTS_MOST = 1_000
_SHEETS_MOST = 60
_LAST_ROW = 1_048_576
# A spreadsheet number has fifteen places; what is longer was rounded.
_ROUNDED = 10**15
_NUMBER_CHARACTERS = 40
_REFERENCE = regex.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RANGE = regex.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_DAY_ONE = datetime.date(1899, 12, 30)
_DAY_ONE_1904 = datetime.date(1904, 1, 1)
_DAYS_MOST = 2_958_465


def table(data: bytes, sheet: str = "", known: Known = has_header) -> Table:
    """The lines of one sheet: the one asked for, else the first in sight whose header is
    `known`.

    Formulas count with the values that were saved with them. Raises Invalid (`field` file;
    `reason` `unsupported_type`, `password_protected`, `damaged`, `too_large`, `empty`,
    `no_header`; or `field` sheet, reason `no_such_sheet`).
    """
    return next(tables(data, sheet, known))


def tables(
    data: bytes, sheet: str = "", known: Known = has_header, *, every: bool = False
) -> Iterator[Table]:
    """As `table`, or `every` sheet that is meant, of a workbook that is read once."""
    _check_parts(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = Styles()
        parts = sheets(archive, styles)[:_SHEETS_MOST]
        read_styles(archive, styles)
        shared, left = strings(archive, ELEMENTS_MOST)
        read = _read_all(archive, parts, shared, styles, left)
        return chosen(read, sheet, "xlsx", known, every=every)


def _check_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, OSError, ValueError):
        raise Invalid(field="file", reason="damaged") from None
    except NotImplementedError:
        raise Invalid(field="file", reason="unsupported_type") from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Invalid(field="file", reason="unsupported_type")
    if any(part.flag_bits & 1 for part in parts):
        raise Invalid(field="file", reason="password_protected")
    if len(parts) > _PARTS_MOST or sum(part.file_size for part in parts) > UNZIPPED_BYTES:
        raise Invalid(field="file", reason="too_large")


def _read_all(
    archive: zipfile.ZipFile, parts: list[SheetPart], shared: list[str], styles: Styles, left: int
) -> Iterator[SheetRead]:
    for part in parts:
        sheet = _Sheet(shared, styles, left)
        sheet.run(archive, part.part)
        left = sheet.left
        width = max((len(cells) for _, cells in sheet.lines), default=0)
        yield SheetRead(
            part.name,
            part.hidden,
            sheet.lines,
            tuple(sheet.lines[:HEADER_LINES]),
            sheet.hidden_rows,
            sum(max(0, min(last, width) - first + 1) for first, last in sheet.hidden_columns),
            tuple(sheet.merged),
        )


class _Sheet(Handler):
    """The lines of a sheet as they gather; empty ones and far cells are never made."""

    TEXTS = frozenset("vt")

    def __init__(self, shared: list[str], styles: Styles, left: int) -> None:
        super().__init__(left)
        self.lines: list[Line] = []
        self.hidden_rows = 0
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self._shared = shared
        self._styles = styles
        self._row = 0
        self._row_hidden = False
        self._cells: dict[int, str] = {}
        self._at = 0
        self._kind = "n"
        self._style = "0"
        self._spoken = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row = _row(attributes["r"]) if "r" in attributes else self._row + 1
            self._row_hidden = attributes.get("hidden") in ("1", "true")
            self._cells = {}
            self._at = 0
        elif name == "rPh":
            self._spoken = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.hidden_columns.append((first, last))
        self._gathering = self._gathering and not self._spoken

    def end(self, name: str) -> None:
        if name == "c" and self.text and self._at <= COLUMNS + 1:
            self._cells[self._at] = self._value()
        elif name == "row" and self._cells:
            if len(self.lines) > ROWS + HEADER_LINES:
                raise Invalid(field="file", row=self._row, reason="too_many_rows")
            cells = tuple(self._cells.get(at, "") for at in range(1, max(self._cells) + 1))
            self.lines.append((self._row, cells))
            self.hidden_rows += self._row_hidden
            self._cells = {}
        elif name == "rPh":
            self._spoken = False

    def _cell(self, attributes: Attributes) -> None:
        self.text = ""
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        reference = attributes.get("r")
        self._at = _column(reference) if reference else self._at + 1

    def _value(self) -> str:
        if self._kind == "s":
            at = int(self.text)
            if not 0 <= at < len(self._shared):
                raise Invalid(field="file", reason="damaged")
            return self._shared[at]
        if self._kind in ("str", "inlineStr", "e"):
            return unescaped(self.text)
        if self._kind == "b":
            return "是" if self.text.strip() == "1" else "否"
        if self._kind == "d":
            return datetime.datetime.fromisoformat(self.text).date().isoformat()
        if len(self.text) > _NUMBER_CHARACTERS:
            raise ValueError
        return number(float(self.text), self._style, self._styles)

    def _merge(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if match and len(self.merged) < MERGED_MOST:
            left, top, right, bottom = match.groups()
            self.merged.append((int(top), int(bottom), _letters(left), _letters(right)))


def number(value: float, style: str, styles: Styles) -> str:
    """A number as a person sees it: whole without a point, with its leading zeros, a date
    as 2024-09-01. Raises ValueError for one that is none."""
    if not math.isfinite(value):
        raise ValueError
    if abs(value) >= _ROUNDED:
        return f"{value:.14E}"
    if style in styles.dates and 0 < value <= _DAYS_MOST:
        first = _DAY_ONE_1904 if styles.since_1904 else _DAY_ONE
        return (first + datetime.timedelta(days=int(value))).isoformat()
    whole = int(value)
    return str(whole).zfill(styles.places.get(style, 0)) if whole == value else repr(value)


def _row(reference: str) -> int:
    row = int(reference[:10])
    if not 0 < row <= _LAST_ROW:
        raise ValueError
    return row


def _column(reference: str) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError
    return _letters(match[1])


def _letters(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column
