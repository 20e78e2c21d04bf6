"""The lists of a whole school as they are handed in, read into rows by class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from onboarding import importing
from onboarding.importing import Reading
from onboarding.rules import errors
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import ClassList, by_class
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door


@dataclass(frozen=True, slots=True)
class File:
    """One file that was handed in; its name may name a class."""

    name: str
    data: bytes = field(repr=False)


def read(door: Door, caller: Caller, files: Sequence[File]) -> tuple[ClassList, ...]:
    """The rows of the files by class, which a class column names, else the sheet of a workbook,
    else, among several files, the file's name.

    Raises errors.NotAllowed, RosterFileRefused, Invalid (as `importing.read`; for `file` also
    reason `no_classes`).
    """
    require(caller, "school_plan", "")
    found: list[tuple[str, Row]] = []
    for file in files:
        found.extend(_read(door, caller, file, alone=len(files) == 1))
    if not found:
        raise errors.Invalid(field="file", reason="empty")
    return by_class(found)


def _read(door: Door, caller: Caller, file: File, *, alone: bool) -> Iterator[tuple[str, Row]]:
    readings = importing.read_sheets(
        file.data,
        file.name,
        national_key=lambda number: door.blinds.national(caller.school, number),
        remembered=door.mappings.all(caller.school),
    )
    for reading in readings:
        if reading.classes:
            yield from zip(reading.classes, reading.rows, strict=True)
        else:
            name = _class_of(reading, file, alone=alone)
            yield from ((name, row) for row in reading.rows)


def _class_of(reading: Reading, file: File, *, alone: bool) -> str:
    """The class of a list without a class column. Raises errors.Invalid."""
    if sum(sheet.listed and not sheet.hidden for sheet in reading.sheets) > 1:
        return reading.sheet
    if alone:
        raise errors.Invalid(field="file", reason="no_classes")
    return PurePath(file.name).stem
