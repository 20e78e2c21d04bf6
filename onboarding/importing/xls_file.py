"""Workbooks of old Excel (.xls), read by xlrd in a process of their own.

xlrd trusts what it reads: a broken file can cost it any amount of time and memory. The
child takes limits upon itself before it reads a byte (`xls_child`), so that whatever a file
holds, it ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from onboarding.importing.booksheets import Known, SheetRead, chosen, has_header
from onboarding.importing.limits import HEADER_LINES, UNZIPPED_BYTES, Table
from onboarding.importing.xlsx_file import number
from onboarding.importing.xlsx_parts import Styles
from onboarding.rules.errors import Invalid

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHILD: Final = Path(__file__).with_name("xls_child.py")
_SECONDS: Final = 20
# What the child counts fits into it; more is never taken from it, whatever it does.
_ANSWER_BYTES: Final = UNZIPPED_BYTES


def table(data: bytes, sheet: str = "", known: Known = has_header) -> Table:
    """The lines of one sheet, as `xlsx_file.table` finds it.

    Raises Invalid (`field` file; `reason` `password_protected`, `damaged`, `too_large`,
    `too_many_rows`, `empty`, `no_header`; or `field` sheet, reason `no_such_sheet`).
    """
    return next(tables(data, sheet, known))


def tables(
    data: bytes, sheet: str = "", known: Known = has_header, *, every: bool = False
) -> Iterator[Table]:
    """As `table`, or `every` sheet that is meant, by one child."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Invalid(field="file", reason="password_protected")
    answer = _answer(data)
    if "reason" in answer:
        raise Invalid(field="file", reason=answer["reason"])
    styles = Styles({"date"}, {}, answer["since_1904"])
    read = [_read(told, styles) for told in answer["sheets"]]
    return chosen(read, sheet, "xls", known, every=every)


def _read(told: dict[str, Any], styles: Styles) -> SheetRead:
    lines = [(row, tuple(_text(cell, styles) for cell in cells)) for row, cells in told["lines"]]
    return SheetRead(told["name"], told["hidden"], lines, tuple(lines[:HEADER_LINES]))


def _answer(data: bytes) -> dict[str, Any]:
    try:
        said = _said(data)
    except BrokenPipeError:
        raise Invalid(field="file", reason="damaged") from None
    if len(said) > _ANSWER_BYTES:
        raise Invalid(field="file", reason="too_large")
    answer: dict[str, Any] = json.loads(said)
    return answer


def _said(data: bytes) -> bytes:
    """What the child says, up to a byte more than it may; it is ended with that."""
    command = [sys.executable, "-I", str(_CHILD)]
    with subprocess.Popen(  # noqa: S603 - our own file, by our own interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as child:
        assert child.stdin is not None  # noqa: S101 - a pipe
        assert child.stdout is not None  # noqa: S101 - a pipe
        alarm = threading.Timer(_SECONDS, child.kill)
        alarm.start()
        try:
            child.stdin.write(data)
            child.stdin.close()
            said = child.stdout.read(_ANSWER_BYTES + 1)
            if len(said) <= _ANSWER_BYTES and child.wait():
                raise Invalid(field="file", reason="damaged")
        finally:
            child.kill()
            alarm.cancel()
    return said


def _text(cell: Any, styles: Styles) -> str:
    """A cell as the child hands it on: a text, a number, or a number that is a date."""
    if isinstance(cell, str):
        return cell
    value, style = (cell[0], "date") if isinstance(cell, list) else (cell, "")
    try:
        return number(value, style, styles)
    except ValueError:
        raise Invalid(field="file", reason="damaged") from None
