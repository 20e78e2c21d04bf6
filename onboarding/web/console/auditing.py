"""What a person does about one item of an audit, one address each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits, auditwork
from onboarding.storage.groups import Group
from onboarding.web.console import others
from onboarding.web.console.audit import Said, page, taken, to_list
from onboarding.web.console.auditchoices import choice_value
from onboarding.web.console.auditlines import folded, lines
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import status_of
from onboarding.web.here import asks_for_fragment, door
from schemas.forms import FormInvalid

blueprint = console_pages("auditing", __name__)

UNPROCESSABLE: Final = 422


@blueprint.post("/admin/groups/<group_id>/audit/items/<item_id>/place")
def place(group_id: str, item_id: str) -> ResponseReturnValue:
    """Take somebody in as the one whom the admin names."""
    group = group_for("audit_run", group_id)
    work = audits.one(door(), caller(), group.id, item_id)
    sent = request.form.get("candidate", "")
    meant = next((each for each in work.item.candidates if choice_value(each) == sent), None)
    if meant is None or work.status != "open":
        return to_list(group, item_id)
    result = auditwork.place(door(), caller(), group.id, item_id, meant)
    status = status_of(result.refusal) if result.refusal else 200
    return page(group, taken(group, [result])), status


@blueprint.post("/admin/groups/<group_id>/audit/items/<item_id>/<what>")
def do(group_id: str, item_id: str, what: str) -> ResponseReturnValue:
    """Do one of the things that are done about an item."""
    errand = _ERRANDS.get(what)
    if errand is None:
        raise errors.NotFound(what="move")
    group = group_for("audit_run", group_id)
    problems: Mapping[str, str] = {}
    try:
        errand(group, audits.one(door(), caller(), group.id, item_id))
    except FormInvalid as invalid:
        problems = invalid.problems
    except errors.IllegalMove:
        pass  # a second tap, or a colleague's: the page shows how it stands
    if asks_for_fragment():
        return _fragment(group, item_id, problems), UNPROCESSABLE if problems else 200
    if problems:
        said = Said(item=item_id, problems=problems, typed=request.form)
        return page(group, said), UNPROCESSABLE
    return to_list(group, item_id)


@blueprint.get("/admin/groups/<group_id>/audit/items/<item_id>/<what>")
def back(group_id: str, item_id: str, what: str) -> ResponseReturnValue:  # noqa: ARG001 - any of the forms'
    """A page that answered a form, opened again by its address."""
    return redirect(url_for("audit.show", group_id=group_id), SEE_OTHER)


def _fragment(group: Group, item_id: str, problems: Mapping[str, str]) -> str:
    """The item as it is now, in the place of the one that was shown."""
    work = audits.worklist(door(), caller(), group.id)
    [line] = lines(work, [each for each in work.items if each.id == item_id])
    return render_template(
        "console/_audit_item.html",
        **about(group),
        line=line,
        said=Said(item=item_id if problems else "", problems=problems, typed=request.form),
        folded_whats=folded(work),
        now=work.at,
        swapped=True,
    )


def _handled(group: Group, work: WorkItem) -> None:
    auditwork.settle(door(), caller(), group.id, work.id, "handled")


def _ignored(group: Group, work: WorkItem) -> None:
    reason = request.form.get("reason", "").strip()
    if not reason:
        raise FormInvalid({"reason": "required"})
    auditwork.settle(door(), caller(), group.id, work.id, "ignored", reason)


def _reopen(group: Group, work: WorkItem) -> None:
    auditwork.reopen(door(), caller(), group.id, work.id)


def _remind(group: Group, work: WorkItem) -> None:
    auditwork.remind(door(), caller(), group.id, [work.id])


def _known(group: Group, work: WorkItem) -> None:
    """Know whoever shows that nickname, and be done with it."""
    if work.status != "open" or work.item.record:
        raise errors.IllegalMove(move="handled", state=work.status)
    others.keep(group, nickname=work.item.nickname)
    _handled(group, work)


_ERRANDS: Final[Mapping[str, Callable[[Group, WorkItem], None]]] = {
    "handled": _handled,
    "ignored": _ignored,
    "reopen": _reopen,
    "remind": _remind,
    "known": _known,
}
