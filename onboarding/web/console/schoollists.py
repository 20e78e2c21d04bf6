"""The lists of a whole school: handed in, each class to its group, looked at, carried out.

The page shows what there is: the form, the plan, or how far it has come.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.importing import RosterFileRefused
from onboarding.importing.limits import FILE_BYTES
from onboarding.rules import errors
from onboarding.rules.schoolplan import DONE, Plan, Step
from onboarding.sentences import N_
from onboarding.services import schoolimport, schoollists, schoolsteps
from onboarding.services.rosters import LONGEST_REASON
from onboarding.services.schoollists import File
from onboarding.storage.groups import Group
from onboarding.web.console.frame import console_pages
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import gettext, language
from onboarding.words import problem_text, reason_text
from schemas.console_forms import load_version

MOST_SENT: Final = 4 * FILE_BYTES
OPTIONS_MOST: Final = 20_000
"""So many choices a page can hold; beyond it a class only gets its own group, or none."""
_GOAL: Final = re.compile(r"group(\d{1,4})", re.ASCII)
_REFUSED: Final[Mapping[str, str]] = {
    "roster_moved": N_("its list was changed meanwhile"),
    "roster_shrinks": N_("too many would leave its list"),
    "not_found": N_("the group is gone"),
}
_REFUSED_OTHERWISE: Final = N_("it was refused; please try once more")

blueprint = console_pages("schoollists", __name__, largest=MOST_SENT)


@dataclass(frozen=True, slots=True)
class Line:
    """One class of the plan, where it may go, and what stands against it, in words."""

    step: Step
    goal: str
    options: Sequence[Group]
    done: bool
    wrong: str


@blueprint.get("/admin/school/lists")
def show() -> ResponseReturnValue:
    """The import of the last day, or the form for one."""
    plan = schoolimport.current(door(), caller())
    return _form() if plan is None or request.args.get("anew") else _plan(plan)


@blueprint.post("/admin/school/lists")
def hand_in() -> ResponseReturnValue:
    """Read the files by class; no group is touched yet."""
    try:
        lists = schoollists.read(door(), caller(), _files())
        schoolimport.draw(door(), caller(), lists, request.form.get("kind", ""))
    except RosterFileRefused as refusal:
        lines = [problem_text(p.row, p.column, p.reason, language()) for p in refusal.problems]
        return _form(refusal_sentence(refusal), lines), status_of(refusal)
    except errors.Invalid as refusal:
        return _form(refusal_sentence(refusal)), status_of(refusal)
    return _there()


@blueprint.post("/admin/school/lists/groups")
def choose() -> ResponseReturnValue:
    """Where each class goes, put right; looked at anew."""
    chosen = {
        int(match[1]): value
        for name, value in request.form.items()
        if (match := _GOAL.fullmatch(name))
    }
    try:
        schoolimport.choose(door(), caller(), chosen, request.form.get("kind", ""), _seen())
    except errors.Invalid as refusal:
        return _again(refusal)
    return _there()


@blueprint.post("/admin/school/lists/start")
def start() -> ResponseReturnValue:
    """Let the lists go to their groups; the page then tells how far they are."""
    try:
        schoolimport.start(door(), caller(), _seen(), request.form.get("reason", ""))
    except errors.Invalid as refusal:
        return _again(refusal)
    return _there()


@blueprint.post("/admin/school/lists/drop")
def drop() -> ResponseReturnValue:
    """Leave off what isn't done."""
    schoolimport.drop(door(), caller())
    return _there()


def _files() -> list[File]:
    uploads = [each for each in request.files.getlist("file") if each.filename]
    if not uploads:
        raise errors.Invalid(field="file", reason="missing")
    return [File.of(str(each.filename), each.read()) for each in uploads]


def _seen() -> int:
    return load_version(request.form.get("version", "")) or 0


def _there() -> ResponseReturnValue:
    return redirect(url_for("schoollists.show"), SEE_OTHER)


def _again(refusal: errors.Invalid) -> ResponseReturnValue:
    """The plan once more, with what is to be mended."""
    plan = schoolimport.current(door(), caller())
    if plan is None:
        raise errors.NotFound(what="school_import")
    field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    named = {"reason": "shrink_reason"} if reason == "shrink_reason" else {field: reason}
    if field == "group" and reason == "twice":
        return _plan(plan, gettext("Two classes can’t go to one group.")), status_of(refusal)
    return _plan(plan, problems=named), status_of(refusal)


def _form(sentence: str = "", lines: Sequence[str] = ()) -> str:
    return render_template(
        "console/school_lists.html",
        sentence=sentence,
        lines=lines,
        kinds=door().kinds.values(),
        typed=request.form.to_dict(),
    )


def _plan(plan: Plan, sentence: str = "", problems: Mapping[str, str] | None = None) -> str:
    groups = schoolsteps.open_groups(door(), caller())
    many = len(groups) * len(plan.steps) > OPTIONS_MOST
    name = "school_lists_running.html" if plan.state == "running" else "school_lists_plan.html"
    return render_template(
        f"console/{name}",
        plan=plan,
        lines=[_line(plan, step, groups, many=many) for step in plan.steps],
        kinds=door().kinds.values(),
        kind=next((step.kind for step in plan.steps if step.create), ""),
        sentence=sentence,
        problems=problems or {},
        longest=LONGEST_REASON,
        typed=request.form.to_dict(),
        CREATE=schoolsteps.CREATE,
    )


def _line(plan: Plan, step: Step, groups: Sequence[Group], *, many: bool) -> Line:
    outcome = plan.outcome(step)
    options = [group for group in groups if not many or group.id == step.group]
    wrong = ""
    if outcome not in ("", DONE):
        wrong = gettext(_REFUSED.get(outcome, _REFUSED_OTHERWISE))
    elif step.problem:
        wrong = _problem(step)
    return Line(step, schoolsteps.goal(step), options, outcome == DONE, wrong)


def _problem(step: Step) -> str:
    if step.row:
        return problem_text(step.row, "", step.problem, language())
    return reason_text(step.problem, language())
