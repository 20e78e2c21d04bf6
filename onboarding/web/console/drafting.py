"""The covenant's editor. The draft travels with the form; the record has it once it is published.

Every press answers with the whole form, so that it works without a script; htmx swaps it in place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import draft, errors
from onboarding.services import confirmations, covenants
from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, admin_name, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import asks_for_fragment, door
from schemas.console_covenant import Written, load_written, pressed, rearranged

LARGEST: Final = 3 * 1024 * 1024
"""As many articles as a covenant may have, each as long as it may be, in both languages."""

blueprint = console_pages("drafting", __name__, largest=LARGEST)


@blueprint.get("/admin/groups/<group_id>/covenant/edit")
def edit(group_id: str) -> ResponseReturnValue:
    """The text in force, to be changed."""
    group = group_for("covenant_write", group_id)
    lines = draft.of(covenants.current(door(), group).articles)
    return _editor(group, Written(lines, group.covenant), opened=lines[0].id)


@blueprint.post("/admin/groups/<group_id>/covenant/edit")
def rearrange(group_id: str) -> ResponseReturnValue:
    """The draft with a line moved, dropped or added; nothing is kept yet."""
    group = group_for("covenant_write", group_id)
    written = _written()
    press, article = request.form.get("press", ""), request.form.get("article", "")
    lines = rearranged(written.lines, door().policy(group), press, article)
    opened = pressed(written.lines, lines, press)
    return _editor(group, Written(lines, written.base, written.note), opened=opened)


@blueprint.post("/admin/groups/<group_id>/covenant/preview")
def preview(group_id: str) -> ResponseReturnValue:
    """What the draft would change, and what publishing it would mean."""
    group = group_for("covenant_write", group_id)
    written = _written()
    try:
        return _preview(group, written)
    except errors.Invalid as refusal:
        return _refused(group, written, refusal)


@blueprint.post("/admin/groups/<group_id>/covenant")
def publish(group_id: str) -> ResponseReturnValue:
    """Publish the draft, as a change of wording or as new rules that everybody is asked about."""
    group = group_for("covenant_write", group_id)
    written, change = _written(), request.form.get("change", "")
    try:
        _publish(group, written, change)
    except errors.CovenantMoved as refusal:
        return _moved(group_id, written, refusal)
    except errors.Invalid as refusal:
        return _refused(group, written, refusal)
    asked = "covenant.confirmed" if change == "major" else "covenant.show"
    return redirect(url_for(asked, group_id=group_id), SEE_OTHER)


def _publish(group: Group, written: Written, change: str) -> None:
    if change not in ("minor", "major"):
        raise errors.Invalid(field="change", reason="unknown")
    body = json.dumps([change, written.base, written.note, written.articles]).encode()
    route = f"covenant {group.id}"
    idem = door().memory.key(group.school, caller().ref, route, written.key, body, SEE_OTHER)
    covenants.publish(
        door(),
        caller(),
        group.id,
        written.articles,
        major=change == "major",
        base=written.base,
        note=written.note,
        idem=idem,
    )


def _written() -> Written:
    form = request.form
    columns = (form.getlist(name) for name in ("id", "zh", "en"))
    return load_written(form, zip(*columns, strict=False))


def _editor(group: Group, written: Written, **more: Any) -> str:
    policy = door().policy(group)
    page = "console/_draft.html" if asks_for_fragment() else "console/covenant_edit.html"
    return render_template(
        page,
        **about(group),
        written=written,
        missing=draft.missing(written.lines, policy),
        fixed=draft.fixed(policy),
        left=_left(group, written),
        folds=f"line-{ids.new_id(6)}",  # else what is swapped in closes as long as the old is there
        **{"problems": {}, "sentence": "", "newer": None, "opened": "", **more},
    )


def _left(group: Group, written: Written) -> Mapping[str, str]:
    """What was left as it is in one language of the lines that were changed in the other."""
    return draft.one_sided(written.lines, covenants.current(door(), group).articles)


def _preview(group: Group, written: Written, **more: Any) -> str:
    return render_template(
        "console/covenant_preview.html",
        **about(group),
        written=written,
        left=_left(group, written),
        key=ids.new_secret(),
        difference=covenants.foresee(door(), caller(), group.id, written.articles),
        asked=confirmations.of_group(door(), caller(), group.id).everybody,
        **{"newer": None, **more},
    )


def _refused(group: Group, written: Written, refusal: errors.Invalid) -> ResponseReturnValue:
    """The editor again: what is wrong with a line stands beside it, anything else above all."""
    field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    _, _, place = field.partition("articles.")
    problems = {place: reason} if place else {}
    sentence = "" if place else refusal_sentence(refusal)
    return _editor(group, written, problems=problems, sentence=sentence), status_of(refusal)


def _moved(group_id: str, written: Written, refusal: errors.CovenantMoved) -> ResponseReturnValue:
    """Another admin published meanwhile: the draft is kept, and held against what is there now."""
    group = door().groups.get(caller().school, group_id)
    theirs = door().groups.covenant_versions(group)[-1]
    newer = {**theirs, "by": admin_name(theirs["published_by"]), "base": written.base}
    rebased = Written(written.lines, group.covenant, written.note)
    try:
        return _preview(group, rebased, newer=newer), status_of(refusal)
    except errors.Invalid:
        # Both wrote the same.
        return _editor(group, rebased, newer=newer), status_of(refusal)
