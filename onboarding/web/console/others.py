"""Whom a group knows without a place: bots, school leaders, life teachers, second phones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import knownothers
from onboarding.services.knownothers import NewOther
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, admin_name, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.here import door
from onboarding.words import end_of_day
from schemas.audit_forms import load_known
from schemas.forms import FormInvalid

blueprint = console_pages("others", __name__)


@blueprint.get("/admin/groups/<group_id>/others")
def show(group_id: str) -> ResponseReturnValue:
    """All whom the group knows, and the form for one more."""
    return _page(group_for("member_read", group_id))


@blueprint.post("/admin/groups/<group_id>/others")
def add(group_id: str) -> ResponseReturnValue:
    """Know somebody."""
    group = group_for("member_write", group_id)
    try:
        keep(group)
    except FormInvalid as invalid:
        return _page(group, invalid.problems), 422
    return _to_list(group)


@blueprint.post("/admin/groups/<group_id>/others/<other_id>/drop")
def drop(group_id: str, other_id: str) -> ResponseReturnValue:
    """Know somebody no longer."""
    group = group_for("member_write", group_id)
    knownothers.drop(door(), caller(), group.id, other_id)
    return _to_list(group)


@blueprint.get("/admin/groups/<group_id>/others/<other_id>/drop")
def back(group_id: str, other_id: str) -> ResponseReturnValue:  # noqa: ARG001 - the form's address
    """The address of a form, opened by itself."""
    return redirect(url_for(".show", group_id=group_id), SEE_OTHER)


def keep(group: Group, nickname: str = "") -> None:
    """Know whom the form names, or the one of that nickname. Raises FormInvalid and what
    knownothers.keep raises beside Invalid."""
    sent = load_known(request.form)
    sent = replace(sent, nickname=nickname or sent.nickname)
    # The day named is the last one.
    until = end_of_day(sent.until) if sent.until else None
    new = NewOther(sent.reason, sent.consented_by, sent.nickname, until=until)
    try:
        knownothers.keep(door(), caller(), group.id, new)
    except errors.Invalid as invalid:
        facts = invalid.facts
        raise FormInvalid({str(facts["field"]): str(facts["reason"])}) from None


def _page(group: Group, problems: Mapping[str, str] | None = None) -> str:
    return render_template(
        "console/others.html",
        **about(group),
        others=knownothers.of_group(door(), caller(), group.id),
        now=door().clock(),
        name_of=admin_name,
        problems=problems or {},
        typed=request.form,
    )


def _to_list(group: Group) -> ResponseReturnValue:
    return redirect(url_for(".show", group_id=group.id), SEE_OTHER)
