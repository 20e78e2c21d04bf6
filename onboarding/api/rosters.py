"""Rosters: import a list, read it, add, change or mark as left one person."""

from __future__ import annotations

from typing import Any, cast

from flask import request
from werkzeug.exceptions import BadRequest

from onboarding import words
from onboarding.api import auth, body, here, once
from onboarding.api.routes import Media, Routes
from onboarding.api.rows import row_of, rows_of, values
from onboarding.importing.reading import Reading
from onboarding.rules import errors
from onboarding.rules.roster import Person, Roster, Section
from onboarding.services import impact, members, publishing, rosters
from onboarding.services.rosters import Outcome
from schemas.paging import Page, page
from schemas.roster import (
    ChangedPerson,
    HowToImport,
    NewPerson,
    RosterTable,
    ShownChange,
    ShownRoster,
)

FILE_BYTES = 6 * 1024 * 1024
"""A roster file and the multipart around it."""

ROSTER = "/groups/<slug:group>/roster"
PERSON = f"{ROSTER}/people/<slug:person>"
_LIST = RosterTable()

_FILE = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}, "reason": {"type": "string"}},
}
_MEDIA: Media = {"application/json": {"schema": _LIST}, "multipart/form-data": {"schema": _FILE}}

routes = Routes("roster", "Who belongs")
auth.by_token(routes.blueprint)


@routes.add(
    "POST",
    ROSTER,
    acts=["roster_write"],
    query=HowToImport(),
    media=_MEDIA,
    answers=ShownChange(),
)
def import_roster(query: dict[str, Any], group: str) -> dict[str, Any]:
    """Put a list in place of the roster, or into it: JSON, or a file as multipart `file`.

    CSV (UTF-8 or GB18030) and Excel's XLSX are read; `reading` tells how. A `reason` goes with
    the list, as a field of either.
    """
    door, caller = here.door(), here.caller()
    reading: Reading | None = None
    if request.mimetype == "multipart/form-data":
        request.max_content_length = FILE_BYTES
        # Read whole before it is parsed: a parser that meets the limit midway would leave
        # its temporary file open.
        request.get_data()
        idem = None if query["dry_run"] else once.key()
        data, filename, reason = _file()
        reading = rosters.read_file(door, caller, data, filename)
        rows = reading.rows
    else:
        idem = None if query["dry_run"] else once.key()
        loaded = body.load(_LIST, body.read_json())
        rows, reason = tuple(rows_of(loaded, _national)), loaded["reason"]
    if not rows:
        raise errors.Invalid(field="roster", reason="empty")
    outcome = rosters.import_rows(
        door,
        caller,
        group,
        rows,
        replace=query["replace"],
        dry_run=query["dry_run"],
        against=query.get("against"),
        reason=reason,
        reading=reading,
        idem=idem,
    )
    return _shown(outcome, group)


@routes.add("GET", ROSTER, acts=["roster_read"], query=Page(), answers=ShownRoster())
def show_roster(query: dict[str, Any], group: str) -> dict[str, Any]:
    """The live roster, in its own order; every page tells the version it is of."""
    _, roster = rosters.read(here.door(), here.caller(), group)
    start = _start(query["cursor"])
    end = start + query["limit"]
    following = str(end) if end < len(roster.people) else ""
    return page([_person(each) for each in roster.people[start:end]], following) | {
        "version": roster.version,
        "counts": publishing.counts(roster),
    }


@routes.add(
    "POST",
    f"{ROSTER}/people",
    acts=["roster_write"],
    takes=NewPerson(),
    answers=ShownChange(),
)
def add_person(body: dict[str, Any], group: str) -> dict[str, Any]:
    """Add one person; a shared number fills in who is on the list already."""
    if len(body) != 1:
        raise errors.Invalid(field="students", reason="count")
    [(section, person)] = body.items()
    row = row_of(cast("Section", section), person, _national)
    return _shown(rosters.add(here.door(), here.caller(), group, row, idem=once.key()), group)


@routes.add("PATCH", PERSON, acts=["roster_write"], takes=ChangedPerson(), answers=ShownChange())
def change_person(body: dict[str, Any], group: str, person: str) -> dict[str, Any]:
    """Change fields of one person; an empty value clears a field."""
    fields = values(body, _national)
    outcome = rosters.edit(here.door(), here.caller(), group, person, fields, idem=once.key())
    return _shown(outcome, group)


@routes.add("DELETE", PERSON, acts=["roster_write"], answers=ShownChange())
def mark_left(group: str, person: str) -> dict[str, Any]:
    """Mark one person as having left: kept on the list, admitted no more."""
    outcome = rosters.mark_left(here.door(), here.caller(), group, person, idem=once.key())
    return _shown(outcome, group)


def _national(number: str) -> str:
    return here.door().blinds.national(here.caller().school, number)


def _file() -> tuple[bytes, str, str]:
    """What was uploaded, under which name, and the reason that came along."""
    parts = list(request.files.items(multi=True))
    if len(parts) != 1 or parts[0][0] != "file" or request.form.keys() - {"reason"}:
        raise BadRequest
    upload = parts[0][1]
    return upload.read(), upload.filename or "", request.form.get("reason", "")


def _start(cursor: str) -> int:
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise errors.Invalid(field="cursor", reason="not_a_cursor")
    return int(cursor or 0)


def _person(person: Person) -> dict[str, Any]:
    plain = {name: getattr(person, name) for name in Person.__slots__ if name != "national"}
    return plain | {"has_national": bool(person.national)}


def _shown(outcome: Outcome, group: str) -> dict[str, Any]:
    change, door = outcome.change, here.door()
    touched = members.places_held(door, here.caller().school, group, change.gone)
    unclear = [
        {"rows": each.rows, "reason": each.reason, "text": _why(each.reason)}
        for each in change.unclear
    ]
    return {
        "version": outcome.version,
        "applied": outcome.applied,
        "counts": publishing.counts(Roster(outcome.version, change.people)),
        "added": change.added,
        "changed": change.changed,
        "gone": change.gone,
        "back": change.back,
        "forgotten": change.forgotten,
        "same": change.same,
        "seats_touched": touched,
        "unclear": unclear,
        "reading": outcome.reading,
        "shrinks": outcome.shrinks,
        "impact": None if outcome.applied else _impact(outcome, group),
    }


def _impact(outcome: Outcome, group_id: str) -> dict[str, Any]:
    """What a preview would mean for people. Nicknames are for who may read the members."""
    told = here.caller().may("member_read", group_id)
    group = here.door().groups.get(here.caller().school, group_id)
    found = impact.impact(here.door(), group, outcome.change)
    return {
        "losing": [{"request": each.request.id, "people": each.people} for each in found.losing],
        "freed": found.freed,
        "passing": [each.id for each in found.passing],
        "renamed": [
            {"request": each.request.id}
            | ({"before": each.before, "after": each.after} if told else {})
            for each in found.renamed
        ],
        "namesakes": [[person.id for person in people] for people in found.namesakes],
    }


def _why(reason: str) -> str:
    return words.reason_text(reason, here.language())
