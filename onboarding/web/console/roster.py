"""The roster: the list, a new one from a file or pasted (previewed first), one person."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any, Final, Literal

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.importing import Reading, RosterFileRefused
from onboarding.importing.limits import FILE_BYTES
from onboarding.rules import errors
from onboarding.rules.roster import SECTIONS, Person, Section
from onboarding.rules.rosterrows import Row
from onboarding.services import rosters
from onboarding.services.revealing import reveal_roster
from onboarding.services.rosters import Outcome
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.words import problem_text
from schemas.console_forms import load_person, typed_person
from schemas.forms import FormInvalid

MOST_UPLOADED: Final = 2 * FILE_BYTES
"""A file comes back with the preview's form in base64, as nothing of it is kept meanwhile."""
GUARDIANS_SHOWN: Final = 4
GUARDIANS_ADDED: Final = 2

blueprint = console_pages("roster", __name__, largest=MOST_UPLOADED)


@blueprint.get("/admin/groups/<group_id>/roster")
def show(group_id: str) -> ResponseReturnValue:
    """The list as it is now."""
    group = group_for("roster_read", group_id)
    return _page(group)


@blueprint.post("/admin/groups/<group_id>/roster/preview")
def preview(group_id: str) -> ResponseReturnValue:
    """What a file or pasted names would change; nothing does yet."""
    group = group_for("roster_write", group_id)
    return _answer(group, *_handed_in(), apply=False)


@blueprint.post("/admin/groups/<group_id>/roster/apply")
def apply(group_id: str) -> ResponseReturnValue:
    """Make the previewed list the roster, unless that moved on since the preview."""
    group = group_for("roster_write", group_id)
    seen = request.form.get("version", "") == str(group.roster)
    return _answer(group, *_sent_back(), apply=seen)


@blueprint.post("/admin/groups/<group_id>/roster/people")
def add(group_id: str) -> ResponseReturnValue:
    """Add one person."""
    group = group_for("roster_write", group_id)
    try:
        section, fields = load_person(request.form.to_dict(), _sections(group))
        outcome = rosters.add(door(), caller(), group.id, Row(section, **fields))
    except FormInvalid as invalid:
        return _page(group, typed=request.form.to_dict(), problems=invalid.problems), 422
    except errors.Invalid as refusal:
        return _page(group, sentence=refusal_sentence(refusal)), status_of(refusal)
    if outcome.change.unclear:
        problems = {"label": "not_told_apart"}
        return _page(group, typed=request.form.to_dict(), problems=problems), 422
    return _back(group)


@blueprint.post("/admin/groups/<group_id>/roster/details")
def details(group_id: str) -> ResponseReturnValue:
    """The list with phones and guardians as they are, for this once."""
    group = group_for("roster_read", group_id)
    reveal_roster(door(), caller(), group.id)
    return _page(group, open_details=True)


@blueprint.get("/admin/groups/<group_id>/roster/people/<person_id>")
def person(group_id: str, person_id: str) -> ResponseReturnValue:
    """One person's line, the details masked."""
    group = group_for("roster_read", group_id)
    return render_template(
        "console/person.html",
        **about(group),
        person=_person(group, person_id),
        reveal=caller().may("personal_reveal", group.id),
    )


@blueprint.post("/admin/groups/<group_id>/roster/people/<person_id>/details")
def person_form(group_id: str, person_id: str) -> ResponseReturnValue:
    """One person's line as it is, to be changed."""
    group = group_for("roster_write", group_id)
    person = _person(group, person_id)
    reveal_roster(door(), caller(), group.id, person.id)
    return _person_page(group, person, typed_person(person), {}, "")


@blueprint.post("/admin/groups/<group_id>/roster/people/<person_id>")
def edit(group_id: str, person_id: str) -> ResponseReturnValue:
    """Change one person's line."""
    group = group_for("roster_write", group_id)
    person = _person(group, person_id)
    typed = {**request.form.to_dict(), "section": person.section}
    try:
        _, fields = load_person(typed, (person.section,))
        outcome = rosters.edit(door(), caller(), group.id, person_id, fields)
    except FormInvalid as invalid:
        return _person_page(group, person, typed, invalid.problems, ""), 422
    except errors.Invalid as refusal:
        sentence = refusal_sentence(refusal)
        return _person_page(group, person, typed, {}, sentence), status_of(refusal)
    if outcome.change.unclear:
        return _person_page(group, person, typed, {"label": "not_told_apart"}, ""), 422
    return _back(group)


@blueprint.post("/admin/groups/<group_id>/roster/people/<person_id>/left")
def left(group_id: str, person_id: str) -> ResponseReturnValue:
    """Mark one person as having left."""
    group = group_for("roster_write", group_id)
    rosters.mark_left(door(), caller(), group.id, person_id)
    return _back(group)


def _handed_in() -> tuple[str, bytes]:
    """The file's name and contents; "" and the text for pasted names."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return upload.filename, upload.read(FILE_BYTES + 1)
    return "", request.form.get("names", "").encode()


def _sent_back() -> tuple[str, bytes]:
    try:
        packed = base64.b64decode(request.form.get("packed", ""), validate=True)
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(packed, FILE_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise errors.Invalid(field="file", reason="damaged") from None
    return request.form.get("filename", ""), data


def _answer(group: Group, filename: str, data: bytes, *, apply: bool) -> ResponseReturnValue:
    try:
        reading = _read(filename, data)
        outcome = rosters.import_rows(
            door(),
            caller(),
            group.id,
            reading.rows,
            replace=_replace(),
            dry_run=not apply,
            reading=reading,
        )
    except RosterFileRefused as refused:
        lines = [problem_text(p.row, p.column, p.reason, language()) for p in refused.problems]
        page = _page(group, sentence=refusal_sentence(refused), lines=lines)
        return page, status_of(refused)
    except errors.Invalid as refusal:
        return _page(group, sentence=refusal_sentence(refusal)), status_of(refusal)
    if outcome.applied:
        return _back(group)
    packed = base64.b64encode(zlib.compress(data)).decode()
    return _preview(group, outcome, filename=filename, packed=packed, replace=_replace())


def _read(filename: str, data: bytes) -> Reading:
    if filename:
        return rosters.read_file(door(), caller(), data, filename)
    return rosters.read_pasted(door(), caller(), data.decode("utf-8", "replace"))


def _replace() -> Literal["whole", "merge"]:
    return "merge" if request.form.get("replace") == "merge" else "whole"


def _preview(group: Group, outcome: Outcome, **form: str) -> str:
    before = door().rosters.read(group.school, group.id, group.roster).by_id
    after = {person.id: person for person in outcome.change.people}
    return render_template(
        "console/roster_preview.html",
        **about(group),
        outcome=outcome,
        added=[after[each] for each in outcome.change.added],
        changed=[after[each] for each in outcome.change.changed],
        gone=[before[each] for each in outcome.change.gone],
        **form,
    )


def _page(group: Group, **more: Any) -> str:
    roster = door().rosters.read(group.school, group.id, group.roster)
    return render_template(
        "console/roster.html",
        **about(group),
        roster=roster,
        counts=rosters.counts(roster),
        sections=_sections(group),
        reveal=caller().may("personal_reveal", group.id),
        guardians=range(GUARDIANS_ADDED),
        **{
            "typed": {},
            "problems": {},
            "sentence": "",
            "lines": [],
            "open_details": False,
            **more,
        },
    )


def _person_page(group: Group, person: Person, typed: Any, problems: Any, sentence: str) -> str:
    return render_template(
        "console/person_form.html",
        **about(group),
        person=person,
        typed=typed,
        problems=problems,
        sentence=sentence,
        guardians=range(max(GUARDIANS_SHOWN, len(person.guardians) + 1)),
    )


def _sections(group: Group) -> tuple[Section, ...]:
    """The parts of the roster that the group's roles look into."""
    used = {role.section for role in door().policy(group).roles.values()}
    return tuple(section for section in SECTIONS if section in used)


def _person(group: Group, person_id: str) -> Person:
    roster = door().rosters.read(group.school, group.id, group.roster)
    if person_id not in roster.by_id:
        raise errors.NotFound(what="person")
    return roster.by_id[person_id]


def _back(group: Group) -> ResponseReturnValue:
    return redirect(url_for("roster.show", group_id=group.id), SEE_OTHER)
