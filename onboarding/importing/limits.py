"""What a roster file may be at most, and a table's lines as every reader hands them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from onboarding.rules.errors import Invalid

FILE_BYTES: Final = 5 * 1024 * 1024
UNZIPPED_BYTES: Final = 32 * 1024 * 1024
ROWS: Final = 20_000
HEADER_LINES: Final = 10
COLUMNS: Final = 100
CELL_CHARACTERS: Final = 500

# A line's number in the file, from 1, and its cells as text.
Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its lines, of which none is empty, come as they are asked for.

    `sheets` are the names of a workbook's sheets in order, `listed` those of them whose
    header is known, `hidden` those that are out of sight, `sheet` the one being read.
    `merged` leads from a place (line, column) to the line in which its merged cell begins.
    """

    lines: Iterator[Line]
    format: str
    encoding: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    listed: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)


def bounded(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that hold anything, their empty ends cut.

    Raises Invalid (`field` file, `row`, reason `too_many_rows` or `too_many_columns`).
    """
    count = 0
    for number, cells in lines:
        width = len(cells)
        while width and not cells[width - 1].strip():
            width -= 1
        if not width:
            continue
        count += 1
        if width > COLUMNS:
            raise Invalid(field="file", row=number, reason="too_many_columns")
        if count > ROWS + HEADER_LINES:
            raise Invalid(field="file", row=number, reason="too_many_rows")
        yield number, cells[:width]
