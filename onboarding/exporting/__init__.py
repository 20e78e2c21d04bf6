"""Tables as files that people take along: CSV that spreadsheets open right, and XLSX.

Every cell is text, so that leading zeros stay, and none is a formula. What `rosterlist` makes of
a list is read back by `importing` as the same list.
"""

from __future__ import annotations

import csv
import io
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from onboarding.exporting.cells import harmless
from onboarding.exporting.tables import Table

__all__ = ["FORMATS", "MEDIA_TYPES", "Format", "Table", "written"]

Format = Literal["csv", "xlsx"]
MEDIA_TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS: Final[tuple[Format, ...]] = tuple(MEDIA_TYPES)
_WIDEST: Final = 40
_HAN_WIDTH: Final = 2


def written(table: Table, form: Format) -> bytes:
    """The table as a file."""
    return _csv(table) if form == "csv" else _xlsx(table)


def _csv(table: Table) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    for cells in table.lines:
        writer.writerow([harmless(cell) for cell in cells])
    # With the mark spreadsheets take it for UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _xlsx(table: Table) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    for at in range(len(table.header)):
        longest = max(map(_width, (cells[at] for cells in table.lines)))
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(longest, _WIDEST) + 2
    for line, cells in enumerate(table.lines):
        row = []
        for cell in cells:
            made = WriteOnlyCell(sheet, harmless(cell))
            made.data_type = "s"  # whatever it looks like
            made.number_format = "@"
            made.font = Font(bold=not line)
            row.append(made)
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _width(cell: str) -> int:
    return sum(1 if char.isascii() else _HAN_WIDTH for char in cell)
