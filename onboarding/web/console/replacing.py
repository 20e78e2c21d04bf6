"""Giving one guardian's place to another: who sits there, who asks, why, and one button.

The page is that of either of the two: of a request that asks for a place, where one chooses
whose, or of somebody who sits there, where one chooses who comes instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from onboarding.rules import errors
from onboarding.rules.journey import HOLDS_PLACE, REPLACE_REASONS
from onboarding.rules.verdicts import Finding
from onboarding.services import replacing, takingout
from onboarding.services.approving import Approval
from onboarding.services.callers import require
from onboarding.services.replacing import Replacement
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.request import request_of
from onboarding.web.console.rows import who
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.words import code_text
from schemas.console_places import Replacing, load_replacing
from schemas.forms import FormInvalid, declaration_field

blueprint = console_pages("replacing", __name__)

_SHOWN_BESIDE: Final = (
    errors.SeatsFull,
    errors.AccountTaken,
    errors.NotOverridable,
    errors.OverrideMissing,
    errors.StudentUnsettled,
    errors.Invalid,
    errors.Busy,
    errors.Stale,
)
"""Refusals that the admin can do something about on the same page."""


@blueprint.get("/admin/groups/<group_id>/requests/<request_id>/replace")
def show(group_id: str, request_id: str) -> ResponseReturnValue:
    """The choice, with nobody chosen."""
    group = _group(group_id)
    return _page(group, request_of(group, request_id))


@blueprint.post("/admin/groups/<group_id>/requests/<request_id>/replace")
def replace(group_id: str, request_id: str) -> ResponseReturnValue:
    """The one leaves and the other is approved, or the page says why not."""
    group = _group(group_id)
    made = request_of(group, request_id)
    try:
        said = load_replacing(request.form.to_dict(), request.form.getlist("overrides"))
        _check_declarations(group)
        placed = _replace(group, made, said)
    except FormInvalid as invalid:
        return _page(group, made, problems=invalid.problems, typed=request.form), 422
    except _SHOWN_BESIDE as refusal:
        fresh = request_of(group, request_id)
        wrong = refusal_sentence(refusal)
        return _page(group, fresh, wrong=wrong, typed=request.form), status_of(refusal)
    seat = url_for("seats.person", group_id=group.id, person_id=_seat_of(group, placed, made, said))
    return redirect(seat, SEE_OTHER)


@blueprint.post("/admin/groups/<group_id>/requests/<request_id>/taken-out")
def taken_out(group_id: str, request_id: str) -> ResponseReturnValue:
    """Whoever gave a place up was taken out of the chat, or wasn't after all."""
    group = group_for("member_write", group_id)
    out = request.form.get("out") == "yes"
    marked = takingout.mark_taken_out(door(), caller(), group.id, request_id, out=out)
    seat = url_for("seats.person", group_id=group.id, person_id=marked.people[0])
    return redirect(seat, SEE_OTHER)


def _seat_of(group: Group, placed: Request, made: Request, said: Replacing) -> str:
    """The id of the person whose place was handed over."""
    holder = made if placed.id != made.id else request_of(group, said.other)
    return next(person for person in placed.people if person in holder.people)


def _group(group_id: str) -> Group:
    group = group_for("request_decide", group_id)
    require(caller(), "request_remove", group_id)
    return group


def _replace(group: Group, made: Request, said: Replacing) -> Request:
    one, other = (made.id, said.version), (said.other, said.other_version)
    taker, holder = (other, one) if _sits(made) else (one, other)
    approval = Approval(taker[1], overrides=said.overrides, reason=said.override_reason)
    replacement = Replacement(approval, *holder, reason=said.reason, note=said.note)
    return replacing.replace_by(door(), caller(), group.id, taker[0], replacement)


def _check_declarations(group: Group) -> None:
    fields = map(declaration_field, door().policy(group).declarations)
    unchecked = [field for field in fields if not request.form.get(field)]
    if unchecked:
        raise FormInvalid(dict.fromkeys(unchecked, "declaration_unchecked"))


def _page(
    group: Group,
    made: Request,
    *,
    wrong: str = "",
    problems: Mapping[str, str] | None = None,
    typed: MultiDict[str, str] | None = None,
) -> str:
    sits = _sits(made)
    if not sits and not replacing.may_take(made, door().clock()):
        raise errors.NotFound(what="move")
    people = door().rosters.read(group.school, group.id, group.roster).by_id
    others = (replacing.takers if sits else replacing.holders)(door(), group, made)
    return render_template(
        "console/replace.html",
        **about(group),
        made=made,
        sits=sits,
        others=others,
        who=who,
        beside=lambda each: "、".join(people[p].name for p in each.people if p in people),
        reason_words=[
            (code, code_text("replace_reason", code, language())) for code in REPLACE_REASONS
        ],
        exceptions=_exceptions(group, others if sits else [made]),
        wrong=wrong,
        problems=problems or {},
        typed=MultiDict() if typed is None else typed,
    )


def _sits(made: Request) -> bool:
    return made.state_at(door().clock()) in HOLDS_PLACE


def _exceptions(group: Group, takers: Sequence[Request]) -> list[Finding]:
    """What else stands against those who ask, and an admin may approve all the same."""
    if not caller().may("override", group.id):
        return []
    policy = door().policy(group)
    found = {
        finding.code: finding
        for each in takers
        for finding in each.verdict.blocking
        if finding.code != "seats_full" and policy.overridable(finding.code)
    }
    return list(found.values())
