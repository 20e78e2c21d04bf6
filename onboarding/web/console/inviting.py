"""The list to invite: who waits to be let in by an admin, with a tick for whoever has been.

Each person sends an admin their nickname and code; by both the admin knows them again here.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import inviting, membership
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, admin_name, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.words import field_text
from schemas.console_places import load_ticking
from schemas.forms import FormInvalid

blueprint = console_pages("inviting", __name__)


@blueprint.get("/admin/groups/<group_id>/invites")
def show(group_id: str) -> ResponseReturnValue:
    """Whom to invite, and who was invited and isn't in yet."""
    group = group_for("member_write", group_id)
    if group.entry_mode != "invite":
        return redirect(url_for("queue.show", group_id=group.id, tab="approved"), SEE_OTHER)
    return _page(group)


@blueprint.post("/admin/groups/<group_id>/invites")
def tick(group_id: str) -> ResponseReturnValue:
    """A tick set or taken away, or "is in the group now", for one or many."""
    group = group_for("member_write", group_id)
    try:
        said = load_ticking(request.form.to_dict(), request.form.getlist("shown"))
    except FormInvalid as invalid:
        sentence = field_text(next(iter(invalid.problems.values())), language())
        return _page(group, wrong=sentence), 422
    if said.tick == "inside":
        left = _join(group, said.people)
        if left:
            return _page(group, left=left), 409
    else:
        invited = said.tick == "invited"
        inviting.mark_invited(door(), caller(), group, said.people, invited=invited)
    return redirect(url_for(".show", group_id=group.id), SEE_OTHER)


def _join(group: Group, people: Sequence[str]) -> int:
    """Record that these are in the group; how many of them it couldn't be recorded of."""
    left = 0
    for person in people:
        try:
            membership.join(door(), caller(), group.id, person)
        except (errors.IllegalMove, errors.ReceiptMissing):
            left += 1
    return left


def _page(group: Group, *, wrong: str = "", left: int = 0) -> str:
    return render_template(
        "console/inviting.html",
        **about(group),
        list=inviting.invites(door(), caller(), group),
        admin_name=admin_name,
        card=door().entries.until(group) is not None,
        wrong=wrong,
        left=left,
    )
