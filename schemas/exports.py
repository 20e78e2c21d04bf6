"""Which list is taken along as a file, and in which format."""

from __future__ import annotations

from onboarding.export_tables import WHATS
from onboarding.exporting import FORMATS
from schemas.fields import Choice, Strict


class WhatToExport(Strict):
    """`findings` are the work list of the audits. `csv` is UTF-8 with a byte order mark."""

    what = Choice(*WHATS, required=True)
    format = Choice(*FORMATS, load_default="csv")
