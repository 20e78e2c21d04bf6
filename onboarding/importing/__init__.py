"""From a school's list, as a file or pasted, to rows of a roster.

`read` tells by its content what a file is, finds the header by its words, and hands back
rows and how it understood them; `look` tells how a file seems to be meant before anybody
can read rows from it. National numbers leave as blind indexes; columns of identity cards
are never read. Nothing here keeps, logs or repeats what a cell holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from onboarding.importing import csv_file, headers, xls_file, xlsx_file
from onboarding.importing.corrections import CHOICES, Corrections, Remembered, Understood
from onboarding.importing.limits import FILE_BYTES, HEADER_LINES, Table
from onboarding.importing.pasted import read_pasted
from onboarding.importing.reading import (
    LeftOut,
    NationalKey,
    Problem,
    Reading,
    RosterFileRefused,
    Sheet,
)
from onboarding.importing.rows import read_rows
from onboarding.rules.errors import Invalid
from onboarding.rules.rosterrows import Row

__all__ = [
    "CHOICES",
    "Corrections",
    "LeftOut",
    "Problem",
    "Reading",
    "Remembered",
    "RosterFileRefused",
    "Sheet",
    "Understood",
    "look",
    "read",
    "read_pasted",
    "read_sheets",
]

_WORKBOOKS = (".xlsx", ".xlsm")


def read(
    data: bytes,
    filename: str,
    *,
    national_key: NationalKey,
    mapping: Corrections | None = None,
    remembered: Remembered | None = None,
    sheet: str = "",
) -> Reading:
    """The rows of a list in CSV, Excel's XLSX or XLS, or JSON.

    `filename` only helps to say what is wrong: the content decides. `national_key` turns a
    national number into its blind index. `mapping` corrects what columns mean, by their
    place or header; without it, what is `remembered` of this header tells of columns whose
    words don't. `sheet` is the one to read of a workbook, else the first in sight whose header
    is known.

    Raises RosterFileRefused for lines that can't be read, Invalid for the file (`field`
    file; `row` and `column` where they help; `reason` `empty`, `too_large`, `not_text`,
    `unsupported_type`, `password_protected`, `damaged`, `bad_quoting`,
    `line_too_long`, `too_many_rows`, `too_many_columns`, `no_header`, `no_name_column`,
    `two_names`, `side_by_side`, `json_shape`, `no_rows`), for the `sheet`
    (`no_such_sheet`), or for the `mapping` (`not_one_of`, `identity_card`).
    """
    (table,) = _tables(data, filename, sheet)
    return _read(table, national_key, mapping, remembered)


def _read(
    table: Table,
    national_key: NationalKey,
    mapping: Corrections | None,
    remembered: Remembered | None = None,
) -> Reading:
    top = list(islice(table.lines, HEADER_LINES))
    header = headers.find(top, mapping, remembered)
    if header is None:
        raise Invalid(field="file", reason="no_header" if top else "empty")
    under = (line for line in top if line[0] > header.line)
    found = read_rows(header, chain(under, table.lines), national_key, table.merged)
    if not found.rows:
        raise Invalid(field="file", reason="no_rows")
    return _reading(table, header, found.rows, found.classes, found.left_out)


def look(
    data: bytes, filename: str, *, remembered: Remembered | None = None, sheet: str = ""
) -> Reading:
    """How a file seems to be meant, without any row of it: for people to correct.

    Raises Invalid as `read`, but for what a correction of the columns would mend.
    """
    (table,) = _tables(data, filename, sheet)
    top = list(islice(table.lines, HEADER_LINES))
    header = headers.look(top, remembered)
    if header is None:
        raise Invalid(field="file", reason="no_header" if top else "empty")
    return _reading(table, header, (), (), ())


def read_sheets(
    data: bytes,
    filename: str,
    *,
    national_key: NationalKey,
    mapping: Corrections | None = None,
) -> Iterator[Reading]:
    """Each sheet in sight whose header is known, in order: a workbook of a sheet a class.
    Nobody looks at how each was understood, so nothing that is remembered counts.

    Raises as `read`; a file that isn't a workbook is one reading.
    """
    for table in _tables(data, filename, every=True):
        yield _read(table, national_key, mapping)


def _reading(
    table: Table,
    header: headers.Header,
    rows: tuple[Row, ...],
    classes: tuple[str, ...],
    left_out: tuple[LeftOut, ...],
) -> Reading:
    return Reading(
        rows,
        header.told,
        table.format,
        table.encoding,
        classes,
        table.sheet,
        tuple(Sheet(n, n in table.listed, n in table.hidden) for n in table.sheets),
        table.hidden_rows,
        table.hidden_columns,
        left_out,
        header.signature,
    )


def _tables(data: bytes, filename: str, sheet: str = "", *, every: bool = False) -> Iterator[Table]:
    """The table that is meant, or `every` one of a workbook; each file is parsed once."""
    if len(data) > FILE_BYTES:
        raise Invalid(field="file", reason="too_large")
    if not data.strip():
        raise Invalid(field="file", reason="empty")
    if data.startswith(xls_file.OLE):
        return xls_file.tables(data, sheet, every=every)
    if data.startswith(xlsx_file.ZIP):
        return xlsx_file.tables(data, sheet, every=every)
    if b"\0" in data and filename.lower().endswith(_WORKBOOKS):
        raise Invalid(field="file", reason="unsupported_type")
    return iter((csv_file.table(data),))
