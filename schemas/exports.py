"""Which list is taken along as a file, and in which format."""

from __future__ import annotations

from schemas.fields import Choice, Strict

WHATS = ("roster", "members", "seats", "findings")
FORMATS = ("csv", "xlsx")


class WhatToExport(Strict):
    """`findings` are the work list of the audits. `csv` is UTF-8 with a byte order mark."""

    what = Choice(*WHATS, required=True)
    format = Choice(*FORMATS, load_default="csv")
