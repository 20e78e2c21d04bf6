"""The process in which a workbook of old Excel is read: the file on standard input, JSON on
standard output. Run by its path and alone, so that it loads nothing but xlrd.

Its limits hold whatever the file does: a process that exceeds them is ended or runs out of
memory, and the file is called damaged.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any, Final

import xlrd

_CPU_SECONDS: Final = 2
_MEMORY: Final = 140 * 1024 * 1024
_COLUMNS: Final = 101
_CHARACTERS: Final = 501
_LINES: Final = 20_011
_SHEETS: Final = 60
# Of all sheets together. Many cells may share one text, which is written out for each.
_CELLS_MOST: Final = 1_000_000
_CHARACTERS_MOST: Final = 8 * 1024 * 1024


def main() -> None:
    """Limit ourselves, read, answer."""
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = _read(data)
    except xlrd.XLRDError as refused:
        answer = {"reason": _reason(str(refused))}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode(errors="replace"))


def _reason(said: str) -> str:
    if "encrypted" in said:
        return "password_protected"
    return "unsupported_type" if "Can't find workbook" in said else "damaged"


def _read(data: bytes) -> dict[str, Any]:
    book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())
    sheets: list[dict[str, Any]] = []
    count = characters = 0
    for at in range(min(book.nsheets, _SHEETS)):
        sheet = book.sheet_by_index(at)
        if sheet.nrows > _LINES:
            return {"reason": "too_many_rows"}
        lines = []
        for row in range(sheet.nrows):
            cells = [_cell(cell) for cell in sheet.row(row)[:_COLUMNS]]
            count += len(cells)
            characters += sum(len(cell) for cell in cells if isinstance(cell, str))
            if count > _CELLS_MOST or characters > _CHARACTERS_MOST:
                return {"reason": "too_large"}
            if any(cell != "" for cell in cells):
                lines.append((row + 1, cells))
        sheets.append({"name": sheet.name, "hidden": sheet.visibility != 0, "lines": lines})
        book.unload_sheet(at)
    return {"since_1904": book.datemode == 1, "sheets": sheets}


def _cell(cell: Any) -> Any:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return cell.value[:_CHARACTERS]
    if cell.ctype == xlrd.XL_CELL_DATE:
        return [cell.value]
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    return ""


if __name__ == "__main__":
    main()
