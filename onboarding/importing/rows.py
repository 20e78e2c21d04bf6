"""From the lines under a header to rows of the roster, or to all that is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final, TypeVar

from onboarding.importing import values
from onboarding.importing.headers import Column, Header, is_header_word
from onboarding.importing.limits import CELL_CHARACTERS, Line
from onboarding.importing.values import CellError
from onboarding.rules import names
from onboarding.rules.errors import Refusal
from onboarding.rules.roster import Guardian, Section
from onboarding.rules.rosterrows import GUARDIANS_MOST, Row, national_shaped, number_twice

PROBLEMS_MOST: Final = 50

NationalKey = Callable[[str], str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one line: `column` is the header's text, never what a cell holds.

    `reason`: `name_missing`, `cell_too_long`, `too_long`, `digits_lost`, `phone_wrong`,
    `section_unknown`, `number_twice`, `too_many_guardians`, `one_person_a_line`, or why a
    name is damaged (`control`, `bidi`, `private_use`, `question_mark`, `empty`).
    """

    row: int
    column: str
    reason: str


class RosterFileRefused(Refusal):
    """Lines of the list can't be read (`problems`, at most fifty, in the list's order)."""

    code: ClassVar[str] = "roster_file_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)[:PROBLEMS_MOST]
        super().__init__(problems=self.problems)


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it was read: its rows, and how it was understood.

    `mapping` has each column's header and meaning, `ignored` the headers of columns that
    were not read. `format` is `csv`, `xlsx` or `pasted`; `encoding` that of a text file.
    """

    rows: tuple[Row, ...]
    mapping: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    format: str
    encoding: str


def read_rows(header: Header, lines: Iterable[Line], national_key: NationalKey) -> tuple[Row, ...]:
    """The rows under a header. A line without a name goes on with the pupil above it.

    Raises RosterFileRefused.
    """
    reader = _Reader(header, national_key)
    for line, cells in lines:
        reader.take(line, cells)
        if len(reader.problems) >= PROBLEMS_MOST:
            break
    rows = _guardians_together(reader.rows)
    column = next((c.header for c in header.columns if c.field == "number"), "")
    twice = [Problem(line, column, "number_twice") for line in number_twice(rows)]
    if reader.problems or twice:
        raise RosterFileRefused(sorted([*reader.problems, *twice], key=lambda p: p.row))
    return tuple(rows)


class _Reader:
    """Rows and problems as they gather, line by line."""

    def __init__(self, header: Header, national_key: NationalKey) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self._header = header
        self._national_key = national_key
        self._columns: dict[str, list[Column]] = defaultdict(list)
        for column in header.columns:
            self._columns[column.field].append(column)
        self._slots = sorted({c.slot for c in header.columns if c.slot >= 0})

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one line into a row, into the row above, or into problems."""
        cell = _Cells(line, cells, self.problems)
        columns = self._columns
        before = len(self.problems)
        (named,) = columns["name"]
        if is_header_word(cell.of(named), "name"):
            return
        name, label = cell.read(named, _name) or ("", "")
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
                seat_number=cell.first(columns["seat_number"], values.number),
                label=cell.first(columns["label"], values.short) or label,
                guardians=guardians,
                phone=self._own_phone(cell, section),
                subjects=cell.read_any(columns["subjects"], values.subjects) or (),
                homeroom=section == "teachers" and self._homeroom(cell),
                department=cell.first(columns["department"], values.short),
                row=line,
            )
        )
        if len(self.problems) > before:
            self.rows.pop()

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
            name = cell.read_any(of_slot["name"], _name) or ("", "")
            said = next((c.relation for cs in of_slot.values() for c in cs if c.relation), "")
            relation = cell.first(of_slot["relation"], values.short) or said
            phones = [p for c in of_slot["phone"] for p in cell.read(c, values.phones) or ()]
            if name[0] or phones:
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


def _name(cell: str) -> tuple[str, str]:
    """A name and the label behind it, both empty in an empty cell."""
    name, label = values.labelled(cell)
    return (names.clean(name), label) if name else ("", "")


def _guardians_together(rows: Sequence[Row]) -> list[Row]:
    """Make one pupil's rows one where the list as a whole gives each guardian a row.

    Without numbers only the list tells: where more than half of the names come again, each
    time with another relation, that is how it is written. A single pair may be two pupils.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[names.key(row.name)].append(row)
    again = [group for group in groups.values() if len(group) > 1]
    if 2 * len(again) <= len(groups) or not all(_one_pupil(group) for group in again):
        return list(rows)
    return [
        replace(group[0], guardians=tuple(g for row in group for g in row.guardians))
        for group in groups.values()
    ]


def _one_pupil(group: Sequence[Row]) -> bool:
    relations = {row.guardians[0].relation for row in group if len(row.guardians) == 1}
    bare = (Row(r.section, r.name, guardians=r.guardians, row=r.row) for r in group)
    alone = len(relations - {""}) == len(group) <= GUARDIANS_MOST
    return alone and all(
        row == same and row.section == "students" for row, same in zip(group, bare, strict=True)
    )
