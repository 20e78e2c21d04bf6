"""Lists as files. Asked for by POST, since that somebody took one is noted."""

from __future__ import annotations

from typing import Any, Final

from flask import Response

from onboarding import export_tables
from onboarding.api import auth, here
from onboarding.api.routes import Media, Routes
from onboarding.exporting import MEDIA_TYPES
from schemas.exports import WhatToExport

_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_FILES: Final[Media] = dict.fromkeys(MEDIA_TYPES.values(), _BINARY)

routes = Routes("exports", "Lists as files, for spreadsheets")
auth.by_token(routes.blueprint)


@routes.add(
    "POST",
    "/groups/<slug:group>/exports",
    acts=["roster_export"],
    takes=WhatToExport(),
    files=_FILES,
)
def export(body: dict[str, Any], group: str) -> Response:
    """The roster, the members, the seats or what audits found, as CSV or XLSX.

    The roster is read back by the import as it was: no more changes by it than was edited.
    Members and seats take members:read too, findings audits:write.
    """
    door, caller = here.door(), here.caller()
    form = body["format"]
    name, made = export_tables.file_of(door, caller, group, body["what"], form, here.language())
    answer = Response(made, mimetype=MEDIA_TYPES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
