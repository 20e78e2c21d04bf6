"""Text files with separators, in whatever encoding a school's spreadsheet wrote them.

The order of encodings matters: almost any UTF-8 file decodes as GB18030 too, into other
characters, while text in GB18030 is hardly ever valid UTF-8.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from onboarding.importing import headers
from onboarding.importing.limits import HEADER_LINES, Line, Table, bounded
from onboarding.rules.errors import Invalid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Empty lines too; each separator that is tried reads them again.
_LINES_MOST = 100_000
_SEPARATORS = (",", "\t", ";", "，")


def table(data: bytes) -> Table:
    """The lines of a text file, separated by what makes most of its header.

    Raises Invalid (`field` file; `reason` `not_text`, `unsupported_type`, and while lines
    are read `bad_quoting` with the `row`, or what `bounded` raises).
    """
    text, encoding = decode(data)
    if text.lstrip()[:1] == "<":
        # Some school systems call a web page a spreadsheet.
        raise Invalid(field="file", reason="unsupported_type")
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


def _lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if line > _LINES_MOST:
                raise Invalid(field="file", row=line, reason="too_many_rows")
            yield line, tuple(cells)
            line = reader.line_num + 1
    except csv.Error:
        raise Invalid(field="file", row=line, reason="bad_quoting") from None


def _columns_known(text: str, separator: str) -> int:
    try:
        lines = list(islice(bounded(_lines(text, separator)), HEADER_LINES))
        header = headers.find(lines)
    except Invalid:
        return 0
    return len(header.columns) if header else 0
