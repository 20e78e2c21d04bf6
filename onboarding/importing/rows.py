"""From the lines under a header to rows of the roster, or to all that is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeVar

from onboarding.importing import values
from onboarding.importing.footers import is_footer
from onboarding.importing.headers import Header
from onboarding.importing.headerwords import Column, is_header_word
from onboarding.importing.limits import CELL_CHARACTERS, Line
from onboarding.importing.onepupil import guardians_together
from onboarding.importing.reading import (
    LEFT_OUT_MOST,
    PROBLEMS_MOST,
    LeftOut,
    NationalKey,
    Problem,
    RosterFileRefused,
)
from onboarding.importing.values import CellError
from onboarding.rules import names
from onboarding.rules.roster import Guardian, Section
from onboarding.rules.rosterrows import GUARDIANS_MOST, Row, national_shaped, number_twice

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """The rows under a header, the class of each, and the lines that are nobody's."""

    rows: tuple[Row, ...]
    classes: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def read_rows(
    header: Header,
    lines: Iterable[Line],
    national_key: NationalKey,
    merged: Mapping[tuple[int, int], int],
) -> Found:
    """The rows under a header. A line without a name goes on with the pupil above it.

    Raises RosterFileRefused.
    """
    reader = _Reader(header, national_key, merged)
    for line, cells in lines:
        reader.take(line, cells)
        if len(reader.problems) >= PROBLEMS_MOST:
            break
    # Who has columns for a second guardian gives no guardian a line.
    numbered = any(column.number for column in header.columns)
    together = reader.rows, reader.classes
    rows, classes = together if numbered else guardians_together(*together)
    column = next((c.header for c in header.columns if c.field == "number"), "")
    twice = [Problem(line, column, "number_twice") for line in _number_twice(rows, classes)]
    if reader.problems or twice:
        raise RosterFileRefused(sorted([*reader.problems, *twice], key=lambda p: p.row))
    told = tuple(classes) if reader.has_classes else ()
    return Found(tuple(rows), told, tuple(reader.left_out[:LEFT_OUT_MOST]))


def _number_twice(rows: Sequence[Row], classes: Sequence[str]) -> Iterator[int]:
    """As `number_twice`, for each class by itself: many count their pupils from one."""
    by_class: dict[str, list[Row]] = defaultdict(list)
    for row, of in zip(rows, classes, strict=True):
        by_class[of].append(row)
    for together in by_class.values():
        yield from number_twice(together)


class _Reader:
    """Rows and problems as they gather, line by line."""

    def __init__(
        self,
        header: Header,
        national_key: NationalKey,
        merged: Mapping[tuple[int, int], int],
    ) -> None:
        self.rows: list[Row] = []
        self.classes: list[str] = []
        self.problems: list[Problem] = []
        self.left_out: list[LeftOut] = []
        self._merged = merged
        self._merged_text: dict[tuple[int, int], str] = {}
        self._header = header
        self._national_key = national_key
        self._columns: dict[str, list[Column]] = defaultdict(list)
        for column in header.columns:
            self._columns[column.field].append(column)
        self._slots = sorted({c.slot for c in header.columns if c.slot >= 0})
        self.has_classes = bool(self._columns["class_name"] or self._columns["grade"])

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one line into a row, into the row above, or into problems."""
        cell = _Cells(line, cells, self.problems)
        columns = self._columns
        before = len(self.problems)
        (named,) = columns["name"]
        if self._nobodys(line, cells, cell.of(named)):
            return
        class_name = self._class(line, cell)
        name, label = cell.read(named, values.name) or ("", "")
        section = self._section(cell)
        guardians = self._guardians(cell) if section == "students" else ()
        if len(guardians) > GUARDIANS_MOST:
            self._too_many(line)
        number, national = self._numbers(cell)
        if len(self.problems) > before:
            return
        if not name:
            self._without_name(line, cell, guardians, alone=not (number or national))
            return
        self.rows.append(
            Row(
                section=section,
                name=name,
                number=number,
                national=national,
                seat_number=self._seat(cell),
                label=cell.first(columns["label"], values.short) or label,
                guardians=guardians,
                phone=self._own_phone(cell, section),
                subjects=cell.read_any(columns["subjects"], values.subjects) or (),
                homeroom=section == "teachers" and self._homeroom(cell),
                department=cell.first(columns["department"], values.short),
                row=line,
            )
        )
        self.classes.append(class_name)
        if len(self.problems) > before:
            self.rows.pop()
            self.classes.pop()

    def _nobodys(self, line: int, cells: Sequence[str], name: str) -> bool:
        first = next(cell for cell in cells if cell.strip())
        if is_header_word(name, "name"):
            self.left_out.append(LeftOut(line, "header_again"))
        elif is_footer(values.text(first[:CELL_CHARACTERS]), values.text(name)):
            self.left_out.append(LeftOut(line, "footer"))
        else:
            return False
        return True

    def _class(self, line: int, cell: _Cells) -> str:
        """The class as it is written, the grade before it where that stands by itself."""
        grade, name = (
            next((said for c in self._columns[f] if (said := self._spread(line, c, cell))), "")
            for f in ("grade", "class_name")
        )
        return name if name.startswith(grade) else grade + name

    def _spread(self, line: int, column: Column, cell: _Cells) -> str:
        """What stands in a cell, or in the merged one that it is a part of."""
        said = cell.read(column, values.short) or ""
        top = self._merged.get((line, column.at), 0)
        return self._merged_text.setdefault((top, column.at), said) if top else said

    def _without_name(
        self, line: int, cell: _Cells, guardians: tuple[Guardian, ...], *, alone: bool
    ) -> None:
        if guardians and alone and self.rows and self.rows[-1].section == "students":
            together = (*self.rows[-1].guardians, *guardians)
            if len(together) > GUARDIANS_MOST:
                self._too_many(line)
            else:
                self.rows[-1] = replace(self.rows[-1], guardians=together)
        elif any(values.text(cell.of(column)) for column in self._header.columns):
            self.problems.append(Problem(line, self._columns["name"][0].header, "name_missing"))

    def _too_many(self, line: int) -> None:
        column = next(c.header for c in self._header.columns if c.slot >= 0)
        self.problems.append(Problem(line, column, "too_many_guardians"))

    def _section(self, cell: _Cells) -> Section:
        return cell.read_any(self._columns["section"], values.section) or self._header.section

    def _homeroom(self, cell: _Cells) -> bool:
        said = (values.text(cell.of(column)) for column in self._columns["section"])
        return "班主任" in said or any(
            values.yes(cell.of(column)) for column in self._columns["homeroom"]
        )

    def _numbers(self, cell: _Cells) -> tuple[str, str]:
        """The school's number and the index of the national one, whatever column it is in."""
        national = cell.first(self._columns["national"], values.number)
        number = cell.first(self._columns["number"], values.number)
        if national_shaped(number):
            national, number = national or number, ""
        return number, self._national_key(national.upper()) if national else ""

    def _seat(self, cell: _Cells) -> str:
        seat = cell.first(self._columns["seat_number"], values.number)
        return "" if national_shaped(seat) else seat

    def _own_phone(self, cell: _Cells, section: Section) -> str:
        columns = list(self._columns["own_phone"])
        if section != "students":
            columns += self._columns["phone"]
        found = cell.read_any(columns, values.phones)
        return found[0] if found else ""

    def _guardians(self, cell: _Cells) -> tuple[Guardian, ...]:
        guardians: list[Guardian] = []
        for slot in self._slots:
            of_slot = {
                field: [c for c in self._header.columns if c.slot == slot and c.field in fields]
                for field, fields in _GUARDIAN_FIELDS.items()
            }
            name = cell.read_any(of_slot["name"], values.name) or ("", "")
            said = next((c.relation for cs in of_slot.values() for c in cs if c.relation), "")
            relation = said
            for column in of_slot["relation"]:
                meaning = partial(values.relation, legend=dict(column.legend))
                relation = cell.read(column, meaning) or relation
            phones = [p for c in of_slot["phone"] for p in cell.read(c, values.phones) or ()]
            meant = any(values.as_it_stands(cell.of(column)) for column in of_slot["relation"])
            if name[0] or phones or meant:
                first, *more = dict.fromkeys(phones or [""])
                guardians.append(Guardian(name[0], relation, first))
                guardians.extend(Guardian(name[0], relation, phone) for phone in more)
        return tuple(dict.fromkeys(guardians))


_GUARDIAN_FIELDS: Final = {
    "name": ("guardian_name",),
    "relation": ("guardian_relation",),
    "phone": ("guardian_phone", "phone"),
}


class _Cells:
    """The cells of one line; what is wrong with one becomes a problem of its column."""

    def __init__(self, line: int, cells: Sequence[str], problems: list[Problem]) -> None:
        self._line = line
        self._cells = cells
        self._problems = problems

    def of(self, column: Column) -> str:
        """What stands in the column, at most as much as a cell may hold and one more."""
        cell = self._cells[column.at] if column.at < len(self._cells) else ""
        return cell[: CELL_CHARACTERS + 1]

    def read(self, column: Column, meaning: Callable[[str], T]) -> T | None:
        """The value in the column; None where it is wrong."""
        cell = self.of(column)
        if len(cell) > CELL_CHARACTERS:
            self._problems.append(Problem(self._line, column.header, "cell_too_long"))
            return None
        try:
            return meaning(cell)
        except CellError as wrong:
            reason = wrong.reason
        except names.DamagedName as damaged:
            reason = str(damaged.facts["reason"])
        self._problems.append(Problem(self._line, column.header, reason))
        return None

    def read_any(self, columns: Iterable[Column], meaning: Callable[[str], T]) -> T | None:
        """The first value that isn't empty in one of several columns."""
        return next((value for c in columns if (value := self.read(c, meaning))), None)

    def first(self, columns: Iterable[Column], meaning: Callable[[str], str]) -> str:
        """As `read_any`, empty where there is none."""
        return self.read_any(columns, meaning) or ""
