"""What was passed to the school's supervisor: read, answered, or reported upward (M1, M3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import escalating
from onboarding.services.escalating import Handling
from onboarding.storage.escalations import Escalation
from onboarding.storage.groups import Group
from onboarding.web.console.frame import admin_name, console_pages
from onboarding.web.console.rows import who
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import status_of
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.words import end_of_day, iso_day
from schemas.console_escalations import load_closing
from schemas.forms import FormInvalid

blueprint = console_pages("escalations", __name__)


@blueprint.get("/admin/school/escalations")
def listed() -> ResponseReturnValue:
    """Everything that was passed on, the latest first."""
    found = escalating.all_of(door(), caller())
    return render_template(
        "console/escalations.html", found=found, titles=titles_of(found), names=names_of(found)
    )


@blueprint.get("/admin/school/escalations/<escalation_id>")
def show(escalation_id: str) -> ResponseReturnValue:
    """One matter, and where it is open still the forms that close it."""
    return _page(escalating.one(door(), caller(), escalation_id))


@blueprint.post("/admin/school/escalations/<escalation_id>")
def close(escalation_id: str) -> ResponseReturnValue:
    """Close it: answered, or reported upward."""
    try:
        said = load_closing(request.form)
        reported_at = _beginning(said.reported_on) if said.reported_on else None
        handling = Handling(said.outcome, said.answer, said.reported_to, reported_at)
        escalating.handle(door(), caller(), escalation_id, handling)
    except FormInvalid as invalid:
        return _again(escalation_id, invalid.problems), 422
    except errors.Invalid as refusal:
        wrong = {str(refusal.facts["field"]): str(refusal.facts["reason"])}
        return _again(escalation_id, wrong), status_of(refusal)
    except errors.Stale as stale:
        if stale.facts["decided_by"] != caller().ref:
            return _page(escalating.one(door(), caller(), escalation_id), late=True), 412
    return redirect(url_for(".show", escalation_id=escalation_id), SEE_OTHER)


def passed_on(group: Group, request_id: str) -> dict[str, Any]:
    """What the page of a request shows of what was passed on about it."""
    if not caller().may("escalate", group.id):
        return {"passed": [], "names": {}}
    found = escalating.of_group(door(), caller(), group.id, request_id)
    return {"passed": found, "names": names_of(found)}


def titles_of(found: Iterable[Escalation]) -> dict[str, str]:
    """The titles of the groups that these are from, by their ids."""
    groups = list(dict.fromkeys(each.group for each in found))
    return {group.id: group.title for group in door().groups.many(caller().school, groups)}


def names_of(found: Iterable[Escalation]) -> dict[str, str]:
    """The names of those who raised and handled these, by how the record names them."""
    refs = {ref for each in found for ref in (each.by, each.handled_by) if ref}
    return {ref: admin_name(ref) for ref in refs}


def _beginning(day: date) -> int:
    """When a day begins in China (ms)."""
    return end_of_day(day) - DAY


def _again(escalation_id: str, problems: Mapping[str, str]) -> str:
    matter = escalating.one(door(), caller(), escalation_id)
    return _page(matter, problems=problems, typed=request.form)


def _page(
    matter: Escalation,
    *,
    late: bool = False,
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    group = door().groups.get(matter.school, matter.group)
    today = iso_day(door().clock())
    return render_template(
        "console/escalation.html",
        matter=matter,
        home=group,
        behind=next(
            (
                article.words(language())
                for article in door().groups.covenant(group).articles
                if article.id == matter.article
            ),
            "",
        ),
        made=door().requests.get(matter.school, matter.request) if matter.request else None,
        who=who,
        names=names_of([matter]),
        today=today,
        late=late,
        problems=problems or {},
        typed=typed or {"reported_on": today},
    )
