"""Passing something to the school's supervisor: about a request or member, or about the group."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.escalations import CAUSES
from onboarding.sentences import N_
from onboarding.services import escalating
from onboarding.services.escalating import Matter
from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.escalations import names_of
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.request import request_of
from onboarding.web.console.rows import who
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import gettext, language
from onboarding.words import code_text
from schemas.console_escalations import load_raising
from schemas.forms import FormInvalid

blueprint = console_pages("escalating", __name__)

TOO_MANY: Final = N_(
    "The school hasn’t answered much of what this group has passed on already. Please ask in "
    "person."
)
"""What somebody reads whose group has too much open."""


@blueprint.get("/admin/groups/<group_id>/escalations")
def show(group_id: str) -> ResponseReturnValue:
    """What the group has passed on and what came of it, and the form for more."""
    return _page(group_for("escalate", group_id), None)


@blueprint.post("/admin/groups/<group_id>/escalations")
def raise_about_group(group_id: str) -> ResponseReturnValue:
    """Pass on something about the group as such."""
    return _raise(group_for("escalate", group_id), None)


@blueprint.get("/admin/groups/<group_id>/requests/<request_id>/escalate")
def about_request(group_id: str, request_id: str) -> ResponseReturnValue:
    """The form about one request or member."""
    group = group_for("escalate", group_id)
    return _page(group, request_of(group, request_id))


@blueprint.post("/admin/groups/<group_id>/requests/<request_id>/escalate")
def raise_about_request(group_id: str, request_id: str) -> ResponseReturnValue:
    """Pass on something about one request or member."""
    group = group_for("escalate", group_id)
    return _raise(group, request_of(group, request_id))


def _raise(group: Group, made: Request | None) -> ResponseReturnValue:
    form = request.form
    try:
        _escalate(group, made, form)
    except FormInvalid as invalid:
        return _page(group, made, problems=invalid.problems, typed=form), 422
    except errors.TooMany as refusal:
        return _page(group, made, wrong=gettext(TOO_MANY), typed=form), status_of(refusal)
    except (errors.Invalid, errors.IdempotencyConflict) as refusal:
        wrong = refusal_sentence(refusal)
        return _page(group, made, wrong=wrong, typed=form), status_of(refusal)
    if made is None:
        return redirect(url_for(".show", group_id=group.id), SEE_OTHER)
    place = url_for("request.show", group_id=group.id, request_id=made.id)
    return redirect(f"{place}#passed", SEE_OTHER)


def _escalate(group: Group, made: Request | None, form: Mapping[str, str]) -> None:
    said = load_raising(form)
    matter = Matter(said.cause, said.note, made.id if made else "")
    body = json.dumps([group.id, matter.request, matter.cause, matter.note]).encode()
    key = form.get("key", "")
    idem = door().memory.key(group.school, caller().ref, "escalate", key, body, SEE_OTHER)
    escalating.escalate(door(), caller(), group.id, matter, idem)


def _page(
    group: Group,
    made: Request | None,
    *,
    wrong: str = "",
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    found = escalating.of_group(door(), caller(), group.id, made.id if made else "")
    return render_template(
        "console/escalate.html",
        **about(group),
        made=made,
        who=who,
        readers=escalating.readers(door(), caller(), group.id),
        passed=found,
        names=names_of(found),
        causes=[(code, code_text("escalation_cause", code, language())) for code in CAUSES],
        wrong=wrong,
        problems=problems or {},
        # Another key: what is sent after a refusal is another thing.
        typed={**(typed or {}), "key": ids.new_secret()},
    )
