"""A list as somebody hands it in, and how it is said to be meant.

Nothing of it is kept until it is applied: the list goes back and forth with the form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import request

from onboarding.importing import Corrections, Reading
from onboarding.importing.limits import COLUMNS, FILE_BYTES
from onboarding.rules import errors
from onboarding.services import rosters
from onboarding.services.rosters import Replace
from onboarding.web.console.session import caller
from onboarding.web.here import door

_COLUMN: Final = re.compile(r"column(\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file (`filename` with its `data`) or pasted names, as UTF-8 and without a filename.

    `mapping` is what its columns are said to mean, and `class_name` whose rows are taken out
    of a file of several classes, "" for all; None where nothing was said.
    """

    data: bytes
    filename: str = ""
    replace: Replace = "merge"
    sheet: str = ""
    mapping: Corrections | None = None
    class_name: str | None = None

    @property
    def text(self) -> str:
        """The pasted names."""
        return "" if self.filename else self.data.decode("utf-8", "replace")

    @property
    def packed(self) -> str:
        """The file as it is sent back; "" for pasted names, which stand in the form."""
        return base64.b64encode(zlib.compress(self.data)).decode() if self.filename else ""

    def seen(self, reading: Reading) -> str:
        """What tells whether this is what a preview was made from, with `reading` out of it."""
        said = {column.at: column.meaning for column in reading.columns}
        how = [reading.sheet, sorted(said.items()), self.class_name, self.replace]
        return hashlib.sha256(self.data + json.dumps(how).encode()).hexdigest()

    def read(self) -> Reading:
        """Its rows. Raises errors.Invalid, RosterFileRefused."""
        if not self.filename:
            return rosters.read_pasted(door(), caller(), self.text)
        return rosters.read_file(
            door(), caller(), self.data, self.filename, mapping=self.mapping, sheet=self.sheet
        )

    def look(self) -> Reading:
        """How a file seems to be meant that couldn't be read. Raises errors.Invalid."""
        return rosters.look_at_file(door(), caller(), self.data, self.filename, sheet=self.sheet)


def handed_in() -> HandedIn:
    """What the form brings. Raises errors.Invalid for a file that comes back damaged."""
    form = request.form
    adds = "merge" in (form.get("instead"), form.get("replace"))
    replace: Replace = "merge" if adds else "whole"
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return HandedIn(upload.read(FILE_BYTES + 1), upload.filename, replace)
    filename = form.get("filename", "")
    if not filename:
        names = form.get("names", "").replace("\r\n", "\n")
        return HandedIn(names.encode(), replace=replace)
    sheet = form.get("sheet", "")
    another = sheet != form.get("sheet_read", "")
    return HandedIn(
        _unpacked(form.get("packed", "")),
        filename,
        replace,
        sheet,
        mapping=None if another else _mapping(form),
        class_name=None if another else form.get("class_name"),
    )


def _unpacked(packed: str) -> bytes:
    try:
        unpacking = zlib.decompressobj()
        return unpacking.decompress(base64.b64decode(packed, validate=True), FILE_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise errors.Invalid(field="file", reason="damaged") from None


def _mapping(form: Mapping[str, str]) -> dict[int | str, str] | None:
    """What the columns are said to mean: the fields `column0`, `column1` …"""
    found: dict[int | str, str] = {
        int(match[1]): meaning
        for name, meaning in form.items()
        if (match := _COLUMN.fullmatch(name)) and int(match[1]) < COLUMNS
    }
    return found or None
