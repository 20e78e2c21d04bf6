"""Pupils who change class: chosen, looked at in both classes, moved."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.roster import Roster
from onboarding.rules.rosterchange import Change
from onboarding.rules.transfer import MOVING
from onboarding.services import transfers
from onboarding.services.impact import impact
from onboarding.services.transfers import Transfer
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import gettext
from schemas.console_forms import load_version

UNPROCESSABLE: Final = 422

blueprint = console_pages("transfer", __name__)


@blueprint.get("/admin/groups/<group_id>/roster/transfer")
def show(group_id: str) -> ResponseReturnValue:
    """The pupils of the class, and where they may go."""
    return _form(_group(group_id), request.args.getlist("person"))


@blueprint.post("/admin/groups/<group_id>/roster/transfer")
def preview(group_id: str) -> ResponseReturnValue:
    """What it would mean in both classes; nothing is moved yet."""
    group = _group(group_id)
    return _look(group, request.form.getlist("person"), request.form.get("target", ""))


@blueprint.post("/admin/groups/<group_id>/roster/transfer/apply")
def apply(group_id: str) -> ResponseReturnValue:
    """Move the pupils, unless one of the lists moved on since the preview."""
    group = _group(group_id)
    people, target = request.form.getlist("person"), request.form.get("target", "")
    seen = (load_version(request.form.get(name, "")) or 0 for name in ("from", "to"))
    against = (next(seen), next(seen))
    try:
        transfers.move(door(), caller(), group.id, target, people, against=against)
    except errors.RosterMoved as refusal:
        return _look(group, people, target, refusal)
    except errors.Invalid as refusal:
        return _form(group, people, target, refusal_sentence(refusal)), status_of(refusal)
    return redirect(url_for("transfer.done", group_id=group.id, target_id=target), SEE_OTHER)


@blueprint.get("/admin/groups/<group_id>/roster/transfer/<target_id>")
def done(group_id: str, target_id: str) -> ResponseReturnValue:
    """What the families may be told."""
    group = _group(group_id)
    return render_template(
        "console/transferred.html",
        **about(group),
        target=group_for("roster_read", target_id),
        grace=door().policy(group).days["grace"],
    )


def _group(group_id: str) -> Group:
    group = group_for("roster_read", group_id)
    if not transfers.may_move(caller(), group.id):
        raise errors.NotAllowed(act="roster_write")
    return group


def _form(group: Group, chosen: list[str], target: str = "", sentence: str = "") -> str:
    people = door().rosters.read(group.school, group.id, group.roster).section(MOVING)
    found = transfers.targets(door(), caller(), group.id)
    return render_template(
        "console/transfer.html",
        **about(group),
        people=people,
        chosen=frozenset(chosen),
        options=[("", gettext("Please choose")), *((each.id, each.title) for each in found)],
        anywhere=bool(found),
        typed={"target": target},
        sentence=sentence,
    )


def _look(
    group: Group, people: list[str], target: str, moved: errors.Refusal | None = None
) -> ResponseReturnValue:
    if not target:
        return _form(group, people, sentence=gettext("Please choose one of these.")), UNPROCESSABLE
    try:
        planned = transfers.preview(door(), caller(), group.id, target, people)
    except errors.Invalid as refusal:
        return _form(group, people, target, refusal_sentence(refusal)), status_of(refusal)
    gone = frozenset(planned.leaving.gone)
    page = render_template(
        "console/transfer_preview.html",
        **about(group),
        planned=planned,
        moving=[person for person in planned.leaving.people if person.id in gone],
        sides=_sides(planned),
        sentence=refusal_sentence(moved) if moved else "",
    )
    return page, status_of(moved) if moved else 200


def _sides(planned: Transfer) -> list[dict[str, Any]]:
    """Both classes with how many pupils they have before and after, and the impact."""
    return [
        _side(planned.source, planned.leaving),
        _side(planned.target, planned.coming),
    ]


def _side(group: Group, change: Change) -> dict[str, Any]:
    after = Roster(group.roster, change.people)
    return {
        "group": group,
        "after": len(after.section(MOVING)),
        "impact": impact(door(), group, change),
        "known": after.by_id,
        "policy": door().policy(group),
    }
