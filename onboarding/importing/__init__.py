"""From a school's list, as a file or pasted, to rows of a roster.

`read` tells by its content what a file is, finds the header by its words, and hands back
rows and how it understood them. National numbers leave as blind indexes; columns of
identity cards are never read. Nothing here keeps, logs or repeats what a cell holds.
"""

from __future__ import annotations

from itertools import chain, islice

from onboarding.importing import csv_file, headers, xlsx_file
from onboarding.importing.limits import FILE_BYTES, HEADER_LINES, Table
from onboarding.importing.pasted import read_pasted
from onboarding.importing.rows import (
    NationalKey,
    Problem,
    Reading,
    RosterFileRefused,
    read_rows,
)
from onboarding.rules.errors import Invalid

__all__ = ["Problem", "Reading", "RosterFileRefused", "read", "read_pasted"]

_WORKBOOKS = (".xlsx", ".xlsm")


def read(data: bytes, filename: str, *, national_key: NationalKey) -> Reading:
    """The rows of a list in CSV or Excel's XLSX.

    `filename` only helps to say what is wrong: the content decides. `national_key` turns a
    national number into its blind index. Raises RosterFileRefused for lines that can't be
    read, Invalid for the file (`field` file; `row` and `column` where they help; `reason`
    `empty`, `too_large`, `not_text`, `unsupported_type`, `old_excel`,
    `password_protected`, `damaged`, `bad_quoting`, `too_many_rows`, `too_many_columns`,
    `no_header`, `side_by_side`, `no_rows`).
    """
    table = _table(data, filename)
    top = list(islice(table.lines, HEADER_LINES))
    header = headers.find(top)
    if header is None:
        raise Invalid(field="file", reason="no_header" if top else "empty")
    under = (line for line in top if line[0] > header.line)
    rows = read_rows(header, chain(under, table.lines), national_key)
    if not rows:
        raise Invalid(field="file", reason="no_rows")
    return Reading(rows, header.mapping, header.ignored, table.format, table.encoding)


def _table(data: bytes, filename: str) -> Table:
    if len(data) > FILE_BYTES:
        raise Invalid(field="file", reason="too_large")
    if not data.strip():
        raise Invalid(field="file", reason="empty")
    if data.startswith(xlsx_file.OLE):
        xlsx_file.refuse_ole(data)
    if data.startswith(xlsx_file.ZIP):
        return xlsx_file.table(data)
    if b"\0" in data and filename.lower().endswith(_WORKBOOKS):
        raise Invalid(field="file", reason="unsupported_type")
    return csv_file.table(data)
