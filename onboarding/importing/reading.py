"""What reading a list comes to: its rows and how it was understood, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from onboarding.importing.corrections import Understood
from onboarding.rules.errors import Refusal
from onboarding.rules.rosterrows import Row

PROBLEMS_MOST: Final = 50
LEFT_OUT_MOST: Final = 50

NationalKey = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one line: `column` is the header's text, never what a cell holds.

    `reason`: `name_missing`, `cell_too_long`, `too_long`, `digits_lost`, `phone_wrong`,
    `relation_code`, `section_unknown`, `number_twice`, `too_many_guardians`,
    `one_person_a_line`, or why a name is damaged (`control`, `bidi`, `private_use`,
    `question_mark`, `empty`).
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
class LeftOut:
    """A line that is nobody's: `why` is `footer` (合计, 制表人 …) or `header_again`."""

    row: int
    why: Literal["footer", "header_again"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: whether it has a header that is known, and is hidden."""

    name: str
    listed: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it was read: its rows, and how it was understood.

    `columns` has each column that has a header; `classes`, where there is a class column,
    the class of each row in their order, as it is written ("" where it isn't), else nothing.
    `format` is `csv`, `xlsx`, `xls`, `json` or `pasted`; `encoding` that of a text file.
    `sheet` is the one that was read out of `sheets`; hidden rows and columns of it are
    counted, and read like the others. `left_out` has at most fifty lines. Under `signature`
    corrected columns are remembered.
    """

    rows: tuple[Row, ...]
    columns: tuple[Understood, ...] = ()
    format: str = ""
    encoding: str = ""
    classes: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[Sheet, ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    left_out: tuple[LeftOut, ...] = ()
    signature: str = ""

    @property
    def mapping(self) -> tuple[tuple[str, str], ...]:
        """The header and meaning of each column that was read."""
        return tuple((column.header, column.meaning) for column in self.columns if not column.why)

    @property
    def remembered(self) -> tuple[str, ...]:
        """The headers of the columns that were read as the school remembers them."""
        return tuple(column.header for column in self.columns if column.remembered)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers of the columns that were not read."""
        return tuple(column.header for column in self.columns if column.why)
