"""Which sheets of a workbook are meant, old Excel's or new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from onboarding.importing import headers
from onboarding.importing.limits import COLUMNS, ROWS, Line, Table, bounded
from onboarding.rules.errors import Invalid

MERGED_MOST: Final = 50_000

Known = Callable[[tuple[Line, ...]], bool]
"""Whether the first lines of a sheet show that it is one to read."""


def has_header(top: tuple[Line, ...]) -> bool:
    """Tell whether the first lines of a sheet have the header of a class."""
    try:
        return headers.look(list(bounded(top))) is not None
    except Invalid:
        # Which line is at fault is told when the sheet is read.
        return bool(top)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet that was read: `top` has its first lines, `lines` all of them."""

    name: str
    hidden: bool
    lines: Iterable[Line]
    top: tuple[Line, ...]
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: tuple[tuple[int, int, int, int], ...] = ()


def chosen(
    read: Iterable[SheetRead], asked: str, form: str, known: Known, *, every: bool = False
) -> Iterator[Table]:
    """The first sheet that is meant out of several, or `every` one, as tables.

    Raises Invalid (`field` file, `reason` `empty`, `no_header`; or `field` sheet, reason
    `no_such_sheet`).
    """
    names, listed, hidden = [], set(), set()
    anything = False
    found: list[SheetRead] = []
    for sheet in read:
        names.append(sheet.name)
        is_list = known(sheet.top)
        listed |= {sheet.name} if is_list else set()
        hidden |= {sheet.name} if sheet.hidden else set()
        anything = anything or bool(sheet.top)
        meant = sheet.name == asked if asked else is_list and not sheet.hidden
        if meant and (every or not found):
            found.append(sheet)
    if not found and asked:
        raise Invalid(field="sheet", reason="no_such_sheet")
    if not found:
        raise Invalid(field="file", reason="no_header" if anything else "empty")
    return (_table(each, form, names, listed, hidden) for each in found)


def _table(
    read: SheetRead, form: str, names: list[str], listed: set[str], hidden: set[str]
) -> Table:
    return Table(
        bounded(read.lines),
        form,
        sheet=read.name,
        sheets=tuple(names),
        listed=frozenset(listed),
        hidden=frozenset(hidden),
        hidden_rows=read.hidden_rows,
        hidden_columns=read.hidden_columns,
        merged=_merged_into(read.merged),
    )


def _merged_into(ranges: Iterable[tuple[int, int, int, int]]) -> dict[tuple[int, int], int]:
    """For each place in a cell merged over several lines, the line in which it begins."""
    begins: dict[tuple[int, int], int] = {}
    for top, bottom, left, right in ranges:
        if bottom == top or left > COLUMNS:
            continue
        # A cell merged to the end of the sheet goes no further than a list does.
        for line in range(top, min(bottom, top + ROWS) + 1):
            for at in range(left, min(right, COLUMNS) + 1):
                begins[line, at - 1] = top
            if len(begins) >= MERGED_MOST:
                return begins
    return begins
