"""What a roster file may be at most, and a table's lines as every reader hands them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    """A table being read: its lines, of which none is empty, come as they are asked for."""

    lines: Iterator[Line]
    format: str
    encoding: str


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
