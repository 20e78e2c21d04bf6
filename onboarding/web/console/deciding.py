"""The moves that an admin makes on a request, one address each.

A form carries the version that was shown; whoever decides on an older one is told who
decided what meanwhile, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import decisions, membership, references
from onboarding.services.decisions import Approval, Removal
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.frame import about, admin_name, console_pages, group_for
from onboarding.web.console.request import Refused, page, request_of
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.words import end_of_day
from schemas.console_forms import Deciding, load_deciding
from schemas.forms import FormInvalid, declaration_field

blueprint = console_pages("deciding", __name__)

_SHOWN_BESIDE: Final = (
    errors.SeatsFull,
    errors.AccountTaken,
    errors.NotOverridable,
    errors.OverrideMissing,
    errors.StudentUnsettled,
    errors.ReceiptMissing,
    errors.Invalid,
    errors.Busy,
)
"""Refusals that the admin can do something about on the same page."""


@blueprint.post("/admin/groups/<group_id>/requests/<request_id>/<move>")
def decide(group_id: str, request_id: str, move: str) -> ResponseReturnValue:
    """Make one move."""
    errand = _ERRANDS.get(move)
    if errand is None:
        raise errors.NotFound(what="move")
    group = group_for("queue_read", group_id)
    made = request_of(group, request_id)
    form = request.form
    try:
        said = load_deciding(form.to_dict(), form.getlist("people"), form.getlist("overrides"))
        errand(group, made, said)
    except FormInvalid as invalid:
        return page(group, made, refused=Refused(move, "", invalid.problems, form)), 422
    except errors.Stale as stale:
        if (stale.facts.get("move"), stale.facts.get("decided_by")) == (move, caller().ref):
            return _back(made, move)  # a second tap: it is done
        return _too_late(group, made, stale), status_of(stale)
    except _SHOWN_BESIDE as refusal:
        refused = Refused(move, refusal_sentence(refusal), typed=form)
        return page(group, request_of(group, request_id), refused=refused), status_of(refusal)
    return _back(made, move)


@blueprint.post("/admin/groups/<group_id>/requests/<request_id>/reference")
def new_reference(group_id: str, request_id: str) -> ResponseReturnValue:
    """A new address of the status page, shown once; the old one ends."""
    group = group_for("request_decide", group_id)
    reference = references.renew(door(), caller(), group_id, request_id)
    return page(group, request_of(group, request_id), reference=reference)


def _approve(group: Group, made: Request, said: Deciding) -> None:
    declared = map(declaration_field, door().policy(group).declarations)
    unchecked = [field for field in declared if not request.form.get(field)]
    if unchecked:
        raise FormInvalid(dict.fromkeys(unchecked, "declaration_unchecked"))
    if said.overrides and not said.reason:
        raise FormInvalid({"reason": "exception_reason"})
    approval = Approval(said.version, said.people, said.overrides, said.reason)
    decisions.approve(door(), caller(), group.id, made.id, approval)


def _decline(group: Group, made: Request, said: Deciding) -> None:
    if not said.reason:
        raise FormInvalid({"reason": "reason_missing"})
    decisions.decline(
        door(),
        caller(),
        group.id,
        made.id,
        version=said.version,
        reason=said.reason,
        note=said.note,
    )


def _reopen(group: Group, made: Request, said: Deciding) -> None:
    decisions.reopen(door(), caller(), group.id, made.id, version=said.version)


def _remove(group: Group, made: Request, said: Deciding) -> None:
    missing = {"article": said.article, "reason": said.reason}
    if unsaid := [name for name, given in missing.items() if not given]:
        raise FormInvalid(dict.fromkeys(unsaid, "unknown"))
    # The day named is the last one on which the person stays out.
    until = end_of_day(said.ban_until) if said.ban and said.ban_until else None
    removal = Removal(said.version, said.article, said.reason, said.note, said.ban, until)
    decisions.remove(door(), caller(), group.id, made.id, removal)


def _join(group: Group, made: Request, _said: Deciding) -> None:
    membership.join(door(), caller(), group.id, made.id)


def _leave(group: Group, made: Request, _said: Deciding) -> None:
    membership.leave(door(), caller(), group.id, made.id)


_ERRANDS: Final[Mapping[str, Callable[[Group, Request, Deciding], None]]] = {
    "approve": _approve,
    "decline": _decline,
    "reopen": _reopen,
    "remove": _remove,
    "join": _join,
    "leave": _leave,
}


def _back(made: Request, move: str) -> ResponseReturnValue:
    place = url_for("request.show", group_id=made.group, request_id=made.id, done=move)
    return redirect(place, SEE_OTHER)


def _too_late(group: Group, made: Request, stale: errors.Stale) -> str:
    """What the loser of two admins sees: who decided what, and when."""
    facts = stale.facts
    return render_template(
        "console/too_late.html",
        **about(group),
        made=made,
        state=facts.get("state"),
        move=facts.get("move"),
        who=admin_name(str(facts.get("decided_by") or "")),
        at=facts.get("decided_at"),
    )
