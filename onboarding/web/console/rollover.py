"""The new school year: what becomes of each class, looked at as a plan, and applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.rollover import LONGEST_TITLE, Choice, Fate, Plan
from onboarding.services import rollover
from onboarding.services.rollover import Candidate
from onboarding.web.console.frame import console_pages
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from schemas.console_forms import load_version

MOST_SENT: Final = 1024 * 1024
KEEP: Final = "keep"

blueprint = console_pages("rollover", __name__, largest=MOST_SENT)


@blueprint.get("/admin/school/year")
def show() -> ResponseReturnValue:
    """The plan that is under way; else every class with what is suggested for it."""
    planned = rollover.plan(door(), caller())
    if planned is not None and not planned.finished:
        return _plan(planned)
    return _form(planned, rollover.candidates(door(), caller()))


@blueprint.post("/admin/school/year")
def draw() -> ResponseReturnValue:
    """Draw up the plan; no class is touched yet."""
    found = rollover.candidates(door(), caller())
    typed = request.form.to_dict()
    try:
        rollover.draw(door(), caller(), _choices(found, typed), _seen())
    except errors.Invalid as refusal:
        planned = rollover.plan(door(), caller())
        wrong = cast("Mapping[str, str]", refusal.facts.get("problems", {}))
        problems = {f"title-{group}": reason for group, reason in wrong.items()}
        sentence = "" if wrong else refusal_sentence(refusal)
        page = _form(planned, found, typed=typed, problems=problems, sentence=sentence)
        return page, status_of(refusal)
    return _there()


@blueprint.post("/admin/school/year/apply")
def apply() -> ResponseReturnValue:
    """Take the classes over, or as many as one call takes; the page says how many are left."""
    try:
        rollover.apply(door(), caller(), request.form.get("plan", ""))
    except errors.RolloverMoved as refusal:
        planned = rollover.plan(door(), caller())
        if planned is None or planned.finished:
            raise
        return _plan(planned, refusal_sentence(refusal)), status_of(refusal)
    return _there()


@blueprint.post("/admin/school/year/again")
def again() -> ResponseReturnValue:
    """Bring the plan up to date with classes that were changed meanwhile."""
    rollover.look_again(door(), caller(), _seen())
    return _there()


@blueprint.post("/admin/school/year/give-up")
def give_up() -> ResponseReturnValue:
    """Leave the classes that haven't gone over as they are."""
    rollover.give_up(door(), caller(), _seen())
    return _there()


def _form(planned: Plan | None, found: Sequence[Candidate], **more: Any) -> str:
    return render_template(
        "console/year.html",
        planned=planned,
        candidates=found,
        kinds=door().kinds,
        longest=LONGEST_TITLE,
        **{"typed": _suggested(found), "problems": {}, "sentence": "", **more},
    )


def _plan(planned: Plan, sentence: str = "") -> str:
    found = rollover.lines(door(), caller(), planned)
    return render_template(
        "console/year_plan.html",
        planned=planned,
        lines=found,
        changed=[line for line in found if line.changed],
        sentence=sentence,
    )


def _suggested(found: Sequence[Candidate]) -> dict[str, str]:
    """The form as it is filled in at first."""
    typed: dict[str, str] = {}
    for each in found:
        choice = each.choice
        typed[f"fate-{each.group.id}"] = choice.fate if choice else KEEP
        typed[f"title-{each.group.id}"] = each.suggested.title
    return typed


def _choices(found: Sequence[Candidate], typed: Mapping[str, str]) -> list[Choice]:
    """What the form says of each class that it speaks of."""
    groups = [each.group.id for each in found]
    said = ((group, typed.get(f"fate-{group}", KEEP)) for group in groups)
    return [
        Choice(group, cast("Fate", fate), typed.get(f"title-{group}", ""))
        for group, fate in said
        if fate != KEEP
    ]


def _seen() -> int:
    """The version of the plan that the form was made from."""
    return load_version(request.form.get("version", "")) or 0


def _there() -> ResponseReturnValue:
    return redirect(url_for("rollover.show"), SEE_OTHER)
