"""Lists as files to take along. Asked for by a form, since that somebody took one is noted."""

from __future__ import annotations

from typing import Final

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from onboarding import export_tables
from onboarding.exporting import MEDIA_TYPES
from onboarding.rules import errors
from onboarding.web.console.frame import console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.here import door
from onboarding.web.language import language

blueprint = console_pages("exporting", __name__)

_PAGES: Final = {
    "roster": "roster.show",
    "members": "seats.show",
    "seats": "seats.show",
    "findings": "audit.show",
}


@blueprint.post("/admin/groups/<group_id>/export/<any(roster, members, seats, findings):table>")
def take(group_id: str, table: export_tables.What) -> ResponseReturnValue:
    """A list as a file."""
    group = group_for("roster_export", group_id)
    form = next((each for each in MEDIA_TYPES if each == request.form.get("form")), None)
    if form is None:
        raise errors.Invalid(field="form", reason="not_one_of")
    name, made = export_tables.file_of(door(), caller(), group.id, table, form, language())
    answer = Response(made, mimetype=MEDIA_TYPES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.get("/admin/groups/<group_id>/export/<any(roster, members, seats, findings):table>")
def back(group_id: str, table: export_tables.What) -> ResponseReturnValue:
    """The address of a file, opened: the page where it is asked for."""
    return redirect(url_for(_PAGES[table], group_id=group_id), SEE_OTHER)
