"""Text files with separators, in whatever encoding a school's spreadsheet wrote them.

The order of encodings matters: almost any UTF-8 file decodes as GB18030 too, into other
characters, while text in GB18030 is hardly ever valid UTF-8.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import regex

from onboarding.importing import json_file
from onboarding.importing.headerwords import column
from onboarding.importing.limits import (
    CELL_CHARACTERS,
    COLUMNS,
    HEADER_LINES,
    Line,
    Table,
    bounded,
)
from onboarding.rules.errors import Invalid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Empty lines too; each separator that is tried reads them again.
_LINES_MOST = 100_000
# Longer is no row of a list: a cell whose quote is never closed, or something else entirely.
_RECORD_CHARACTERS = 2 * COLUMNS * CELL_CHARACTERS
_END = regex.compile(r"\r\n|\r|\n")
_SEPARATORS = (",", "\t", ";", "，", "|")
# Excel's own way of telling the separator, as a line before all others.
_SAID = regex.compile(r"\s*\"?sep=(?P<separator>[,;\t|])\"?\s*(?:\r\n|\r|\n)", regex.IGNORECASE)


def table(data: bytes) -> Table:
    """The lines of a text file, separated by what makes most of its header, or of JSON.

    Raises Invalid (`field` file; `reason` `not_text`, `unsupported_type`, and while lines
    are read `bad_quoting` or `line_too_long` with the `row`, or what `bounded` raises).
    """
    text, encoding = decode(data)
    if json_file.is_json(text):
        return json_file.table(text, encoding)
    if text.lstrip()[:1] == "<":
        # Some school systems call a web page a spreadsheet.
        raise Invalid(field="file", reason="unsupported_type")
    said = _SAID.match(text, 0, 20)
    if said:
        lines = ((n + 1, cells) for n, cells in _lines(text, said["separator"], said.end()))
        return Table(bounded(lines), "csv", encoding)
    separator = max(_SEPARATORS, key=lambda separator: _columns_known(text, separator))
    return Table(bounded(_lines(text, separator)), "csv", encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: byte order mark, else UTF-8, else GB18030.

    Raises Invalid (`field` file, `reason` not_text).
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Invalid(field="file", reason="not_text")


class _Written:
    """The written lines of a text; `row` is the line in which the current record began."""

    def __init__(self, text: str, start: int) -> None:
        self.row = 1
        self._text = text
        self._start = start
        self._record = start

    def begin(self, row: int) -> None:
        """A record is whole; the next begins here."""
        self.row = row
        self._record = self._start

    def __iter__(self) -> Iterator[str]:
        text = self._text
        while self._start < len(text):
            ended = _END.search(text, self._start, self._start + _RECORD_CHARACTERS)
            end = ended.end() if ended else len(text)
            if end - self._record > _RECORD_CHARACTERS:
                one = self._start == self._record
                reason = "line_too_long" if one else "bad_quoting"
                raise Invalid(field="file", row=self.row, reason=reason)
            line = text[self._start : end]
            self._start = end
            yield line


def _lines(text: str, separator: str, start: int = 0) -> Iterator[Line]:
    written = _Written(text, start)
    reader = csv.reader(iter(written), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if line > _LINES_MOST:
                raise Invalid(field="file", row=line, reason="too_many_rows")
            yield line, tuple(cells)
            line = reader.line_num + 1
            written.begin(line)
    except csv.Error:
        raise Invalid(field="file", row=line, reason="bad_quoting") from None


def _columns_known(text: str, separator: str) -> int:
    most = 0
    # What is wrong further on is told when the lines are read for good.
    with suppress(Invalid):
        for _, cells in islice(bounded(_lines(text, separator)), HEADER_LINES):
            most = max(most, _known(cells))
    return most


def _known(cells: tuple[str, ...]) -> int:
    """How many columns a line names, and where it names any, how many it has."""
    known = sum(column(at, cell) is not None for at, cell in enumerate(cells))
    return 1_000 * known + len(cells) if known else 0
