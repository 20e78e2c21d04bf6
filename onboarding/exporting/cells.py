"""Cells that no spreadsheet carries out, and that our importer reads back as what they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from onboarding.importing.values import AS_IT_STANDS, CellError

T = TypeVar("T")

# Full width too: where such are typed, spreadsheets take them for the plain ones.
_CARRIED_OUT: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """The cell with an apostrophe before what would make it a formula; importers drop it."""
    return f"'{cell}" if cell.startswith(_CARRIED_OUT) else cell


def faithful(value: T, cell: str, reading: Callable[[str], T]) -> str:
    """The cell, marked as meant just so where `reading` would make another value of it."""
    try:
        same = reading(harmless(cell)) == value
    except CellError:
        same = False
    return cell if same else AS_IT_STANDS + cell
