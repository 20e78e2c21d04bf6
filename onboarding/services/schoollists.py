"""The lists of a whole school as they are handed in, read into rows by class."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from onboarding import importing
from onboarding.importing import Reading, oneroster, onerosterfiles, xlsx_file
from onboarding.importing.limits import FILE_BYTES
from onboarding.importing.onerosterfiles import UPLOADED, Bundle, Limits, Opener
from onboarding.rules import errors
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import ClassList, by_class
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door


@dataclass(frozen=True, slots=True)
class File:
    """One file that was handed in; its name may name a class. `opened` gives its content from
    the beginning, as often as it is asked for."""

    name: str
    opened: Opener = field(repr=False)

    @classmethod
    def of(cls, name: str, data: bytes) -> File:
        """A file that is held already."""
        return cls(name, lambda: io.BytesIO(data))

    def read(self, most: int) -> bytes:
        """What is in it; one byte more than `most` of one that is too large."""
        with self.opened() as stream:
            return stream.read(most + 1)


def read(
    door: Door, caller: Caller, files: Sequence[File], limits: Limits = UPLOADED
) -> Iterable[ClassList]:
    """The rows of the files by class, which a class column names, else the sheet of a workbook,
    else, among several files, the file's name; or those of a OneRoster bundle, whose files they
    are or whose ZIP.

    Raises errors.NotAllowed, RosterFileRefused, Invalid (as `importing.read` and
    `oneroster.read`, whose lists come one by one; for `file` also reason `no_classes`).
    """
    require(caller, "school_plan", "")
    if (bundle := _bundle(files, limits)) is not None:
        return oneroster.read(bundle, _national(door, caller))
    found: list[tuple[str, Row]] = []
    for file in files:
        found.extend(_read(door, caller, file, alone=len(files) == 1))
    if not found:
        raise errors.Invalid(field="file", reason="empty")
    return by_class(found)


def _bundle(files: Sequence[File], limits: Limits) -> Bundle | None:
    if len(files) != 1:
        return onerosterfiles.of_files({file.name: file.opened for file in files}, limits)
    if files[0].read(len(xlsx_file.ZIP) - 1) != xlsx_file.ZIP:
        return None
    return onerosterfiles.of_zip(files[0].read(limits.size), limits)


def _national(door: Door, caller: Caller) -> Callable[[str], str]:
    return lambda number: door.blinds.national(caller.school, number)


def _read(door: Door, caller: Caller, file: File, *, alone: bool) -> Iterator[tuple[str, Row]]:
    readings = importing.read_sheets(
        file.read(FILE_BYTES), file.name, national_key=_national(door, caller)
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
