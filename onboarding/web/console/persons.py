"""One person of the list: added, looked at, changed, marked as left and as back."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.roster import Person
from onboarding.rules.rosterrows import Row
from onboarding.rules.transfer import MOVING
from onboarding.services import rosters
from onboarding.services.revealing import reveal_roster
from onboarding.storage.groups import Group
from onboarding.web.console import roster
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from schemas.console_forms import load_person, typed_person
from schemas.forms import FormInvalid

GUARDIANS_SHOWN: Final = 2

blueprint = console_pages("persons", __name__)


@blueprint.post("/admin/groups/<group_id>/roster/people")
def add(group_id: str) -> ResponseReturnValue:
    """Add one person."""
    group = group_for("roster_write", group_id)
    typed = request.form.to_dict()
    try:
        section, fields = load_person(typed, roster.sections(group))
        outcome = rosters.add(door(), caller(), group.id, Row(section, **fields))
    except FormInvalid as invalid:
        return roster.page(group, typed=typed, problems=invalid.problems), 422
    except errors.Invalid as refusal:
        wrong, sentence = _wrong(refusal)
        page = roster.page(group, typed=typed, problems=wrong, sentence=sentence)
        return page, status_of(refusal)
    if outcome.change.unclear:
        return roster.page(group, typed=typed, problems={"label": "not_told_apart"}), 422
    return redirect(url_for("roster.show", group_id=group.id), SEE_OTHER)


@blueprint.get("/admin/groups/<group_id>/roster/people/<person_id>")
def show(group_id: str, person_id: str) -> ResponseReturnValue:
    """One person's line, the details masked."""
    group = group_for("roster_read", group_id)
    return _page(group, _person(group, person_id))


@blueprint.post("/admin/groups/<group_id>/roster/people/<person_id>/details")
def form(group_id: str, person_id: str) -> ResponseReturnValue:
    """One person's line as it is, to be changed."""
    group = group_for("roster_write", group_id)
    person = _person(group, person_id)
    reveal_roster(door(), caller(), group.id, person.id)
    return _form(group, person, typed_person(person), {}, "")


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
        return _form(group, person, typed, invalid.problems, ""), 422
    except errors.Invalid as refusal:
        return _form(group, person, typed, *_wrong(refusal)), status_of(refusal)
    if outcome.change.unclear:
        return _form(group, person, typed, {"label": "not_told_apart"}, ""), 422
    return _to(group, person_id)


@blueprint.post("/admin/groups/<group_id>/roster/people/<person_id>/left")
def left(group_id: str, person_id: str) -> ResponseReturnValue:
    """Mark one person as having left."""
    group = group_for("roster_write", group_id)
    rosters.mark_left(door(), caller(), group.id, person_id)
    return _to(group, person_id)


@blueprint.post("/admin/groups/<group_id>/roster/people/<person_id>/back")
def back(group_id: str, person_id: str) -> ResponseReturnValue:
    """Take back that one person has left."""
    group = group_for("roster_write", group_id)
    person = _person(group, person_id)
    try:
        outcome = rosters.edit(door(), caller(), group.id, person_id, {"left": False})
    except errors.Invalid as refusal:
        return _page(group, person, sentence=refusal_sentence(refusal)), status_of(refusal)
    if outcome.change.unclear:
        return _page(group, person, confused=True), 422
    return _to(group, person_id)


def _wrong(refusal: errors.Invalid) -> tuple[dict[str, str], str]:
    """What is wrong beside a field, or else in a sentence of its own."""
    field, reason = str(refusal.facts.get("field", "")), str(refusal.facts.get("reason", ""))
    return ({field: reason}, "") if field == "number" else ({}, refusal_sentence(refusal))


def _page(group: Group, person: Person, *, sentence: str = "", confused: bool = False) -> str:
    return render_template(
        "console/person.html",
        **about(group),
        person=person,
        movable=person.section == MOVING,
        reveal=caller().may("personal_reveal", group.id),
        grace=door().policy(group).days["grace"],
        sentence=sentence,
        confused=confused,
    )


def _form(group: Group, person: Person, typed: Any, problems: Any, sentence: str) -> str:
    return render_template(
        "console/person_form.html",
        **about(group),
        person=person,
        typed=typed,
        problems=problems,
        sentence=sentence,
        guardians=range(max(GUARDIANS_SHOWN, len(person.guardians) + 1)),
    )


def _person(group: Group, person_id: str) -> Person:
    found = door().rosters.read(group.school, group.id, group.roster)
    if person_id not in found.by_id:
        raise errors.NotFound(what="person")
    return found.by_id[person_id]


def _to(group: Group, person_id: str) -> ResponseReturnValue:
    there = url_for("persons.show", group_id=group.id, person_id=person_id)
    return redirect(there, SEE_OTHER)
