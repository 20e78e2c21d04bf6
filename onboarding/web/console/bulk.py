"""Many requests decided on at once: each row then says what became of it.

Without a script the page comes back with those rows on top; with one, they are put in the
place of the old ones, and the rest stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.journey import DECLINE_REASONS
from onboarding.services import bulk
from onboarding.services.bulk import Item, Result
from onboarding.storage.groups import Group
from onboarding.web.console.crowds import shared_by
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.queue import (
    Summary,
    as_declined,
    as_typed,
    counted,
    known_filter,
    known_tab,
    queue_page,
)
from onboarding.web.console.request import request_of
from onboarding.web.console.rows import Outcome, answered, rows
from onboarding.web.console.searching import listed
from onboarding.web.console.session import caller
from onboarding.web.errors import refusal_sentence
from onboarding.web.here import asks_for_fragment, door
from onboarding.web.language import language
from onboarding.words import field_text
from schemas.forms import FormInvalid, declaration_field
from schemas.queue_forms import Deciding, load_item, load_many, load_wishes

blueprint = console_pages("bulk", __name__)

UNPROCESSABLE: Final = 422
_BY_ITSELF: Final = (errors.StudentUnsettled, errors.OverrideMissing, errors.NotOverridable)
"""What is to be decided on the request's own page."""


@blueprint.post("/admin/groups/<group_id>/queue/decide")
def decide(group_id: str) -> ResponseReturnValue:
    """Make one move on all that are ticked, or on one row."""
    group = group_for("request_decide", group_id)
    try:
        said = load_many(request.form, request.form.getlist("item"))
        _declared(group, said)
    except FormInvalid as invalid:
        return _refused(group, invalid.problems), UNPROCESSABLE
    results = bulk.decide(
        door(),
        caller(),
        group.id,
        said.move,
        [Item(*each) for each in said.items],
        reason=said.reason,
        note=said.note,
    )
    return _answer(group, said, results)


@blueprint.post("/admin/groups/<group_id>/queue/preview")
def preview(group_id: str) -> ResponseReturnValue:
    """What the person will read, should the request be declined with this reason and note; of
    several the first that is ticked."""
    group = group_for("request_decide", group_id)
    form = request.form
    shown = next(iter((*form.getlist("item"), *form.getlist("seen"))), "")
    try:
        made = request_of(group, load_item(shown).id)
    except FormInvalid:
        raise errors.NotFound(what="request") from None
    reason = form.get("reason", "")
    if reason not in ("", *DECLINE_REASONS):
        raise errors.Invalid(field="reason", reason="unknown")
    note = form.get("note", "").strip()
    preview = as_declined(group, made, reason, note) if reason else None
    return render_template("console/_preview.html", preview=preview)


def _answer(group: Group, said: Deciding, results: list[Result]) -> ResponseReturnValue:
    outcomes = {each.id: _outcome(said.move, each) for each in results}
    just = [
        answered(row, outcomes[row.request.id])
        for row in rows(group, [each.request for each in results if each.request])
    ]
    summary = Summary(
        move=said.move,
        done=sum(each.done for each in outcomes.values()),
        left=sum(not each.done for each in outcomes.values()),
    )
    tab, having = _place()
    if asks_for_fragment():
        return render_template(
            "console/_decided.html",
            **about(group),
            **counted(group),
            **as_typed(),
            tab=tab,
            just=just,
            together=shared_by(group, load_wishes(request.form.getlist("together"))),
            summary=summary,
        )
    found = listed(group, tab, having=having)
    rest = [row for row in found.rows if row.request.id not in outcomes]
    return queue_page(group, tab, having, replace(found, rows=rest), just=just, summary=summary)


def _refused(group: Group, problems: Mapping[str, str]) -> str:
    """The page, or its parts, with what is wrong: beside the reason of a decline, else above all
    of it. What was ticked and typed stays."""
    refused = as_typed(request.form, problems)
    refused["wrong"] = "" if "reason" in problems else _sentence(problems)
    if asks_for_fragment():
        return render_template("console/_decided.html", **about(group), just=(), **refused)
    tab, having = _place()
    return queue_page(group, tab, having, listed(group, tab, having=having), **refused)


def _sentence(problems: Mapping[str, str]) -> str:
    return field_text(next(iter(problems.values())), language())


def _place() -> tuple[str, str]:
    """Where the form stood."""
    tab = known_tab(request.form.get("tab", "pending"))
    return tab, known_filter(request.form.get("having", ""))


def _declared(group: Group, said: Deciding) -> None:
    """What is declared in groups of this kind was checked. Raises FormInvalid."""
    declared = map(declaration_field, door().policy(group).declarations)
    unchecked = [field for field in declared if not request.form.get(field)]
    if said.move == "approve" and unchecked:
        raise FormInvalid(dict.fromkeys(unchecked, "declaration_unchecked"))


def _outcome(move: str, result: Result) -> Outcome:
    refusal = result.refusal
    if isinstance(refusal, errors.Stale):
        mine = (refusal.facts.get("move"), refusal.facts.get("decided_by")) == (move, caller().ref)
        # A second tap of the same admin is no quarrel.
        return Outcome(move) if mine else Outcome(move, overtaken=True)
    if refusal is None:
        return Outcome(move)
    return Outcome(move, refusal_sentence(refusal), choose=isinstance(refusal, _BY_ITSELF))
