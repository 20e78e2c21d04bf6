"""Workbooks of old Excel (.xls), read by xlrd in a process of their own.

xlrd trusts what it reads: a broken file can cost it any amount of time and memory. The
child takes limits upon itself before it reads a byte (`xls_child`), so that whatever a file
holds, it ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from onboarding.importing.limits import HEADER_LINES, Table
from onboarding.importing.xlsx_file import Known, SheetRead, chosen, has_header, number
from onboarding.importing.xlsx_parts import Styles
from onboarding.rules.errors import Invalid

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHILD: Final = Path(__file__).with_name("xls_child.py")
_SECONDS: Final = 20


def table(data: bytes, sheet: str = "", known: Known = has_header) -> Table:
    """The lines of one sheet, as `xlsx_file.table` finds it.

    Raises Invalid (`field` file; `reason` `password_protected`, `damaged`, `too_large`,
    `too_many_rows`, `empty`, `no_header`; or `field` sheet, reason `no_such_sheet`).
    """
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Invalid(field="file", reason="password_protected")
    answer = _answer(data)
    if "reason" in answer:
        raise Invalid(field="file", reason=answer["reason"])
    styles = Styles({"date"}, {}, answer["since_1904"])
    read = [_read(told, styles) for told in answer["sheets"]]
    return chosen(read, sheet, "xls", known)


def _read(told: dict[str, Any], styles: Styles) -> SheetRead:
    lines = [(row, tuple(_text(cell, styles) for cell in cells)) for row, cells in told["lines"]]
    return SheetRead(told["name"], told["hidden"], lines, tuple(lines[:HEADER_LINES]))


def _answer(data: bytes) -> dict[str, Any]:
    try:
        child = subprocess.run(  # noqa: S603 - our own file, by our own interpreter
            [sys.executable, "-I", str(_CHILD)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            env={},
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Invalid(field="file", reason="damaged") from None
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _text(cell: Any, styles: Styles) -> str:
    """A cell as the child hands it on: a text, a number, or a number that is a date."""
    if isinstance(cell, str):
        return cell
    value, style = (cell[0], "date") if isinstance(cell, list) else (cell, "")
    try:
        return number(value, style, styles)
    except ValueError:
        raise Invalid(field="file", reason="damaged") from None
