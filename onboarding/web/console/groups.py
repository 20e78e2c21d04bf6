"""Making a new group."""

from __future__ import annotations

import json

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import admins, groups, rosters
from onboarding.services.callers import Operator
from onboarding.services.groups import NewGroup
from onboarding.storage import ids
from onboarding.web.console.frame import about, console_pages, may_somewhere
from onboarding.web.console.pictures import qr
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door

blueprint = console_pages("groups", __name__, largest=1024 * 1024)

LONGEST_TITLE = 60


@blueprint.get("/admin/groups/new")
def new_form() -> ResponseReturnValue:
    """Title, kind and the names, pasted."""
    typed = {"key": ids.new_secret()}
    return render_template("console/new_group.html", kinds=door().kinds, typed=typed, sentence="")


@blueprint.post("/admin/groups/new")
def create() -> ResponseReturnValue:
    """Make the group; who makes it owns it. The join link is shown once, here."""
    typed = request.form.to_dict()
    try:
        made = _create(typed)
    except errors.Refusal as refusal:
        page = render_template(
            "console/new_group.html",
            kinds=door().kinds,
            typed=typed,
            sentence=refusal_sentence(refusal),
        )
        return page, status_of(refusal)
    if not made.link:  # sent twice; the link was shown the first time
        return redirect(url_for("queue.show", group_id=made.group.id), SEE_OTHER)
    url = door().link_url(made.link)
    return render_template("console/new_link.html", **about(made.group), url=url, picture=qr(url))


def _create(typed: dict[str, str]) -> NewGroup:
    title = typed.get("title", "").strip()
    if not 1 <= len(title) <= LONGEST_TITLE or not title.isprintable():
        raise errors.Invalid(field="title", reason="length")
    names = typed.get("names", "").strip()
    founder = _founder()
    reading = rosters.read_pasted(door(), founder, names) if names else None
    body = json.dumps([title, typed.get("kind"), names]).encode()
    idem = door().memory.key(
        founder.school, founder.ref, "new-group", typed.get("key", ""), body, SEE_OTHER
    )
    made = groups.create(door(), founder, kind=typed.get("kind", ""), title=title, idem=idem)
    if made.done.replayed:
        return made
    admins.give_role(door(), founder, made.group.id, caller().admin.id, "owner")
    if reading is not None:
        rosters.import_rows(door(), founder, made.group.id, reading.rows)
    return made


def _founder() -> Operator:
    """Whoever may make groups anywhere in the school makes this one, which has no owner yet
    who could be asked, and becomes the first. Raises errors.NotAllowed."""
    if not may_somewhere("group_create"):
        raise errors.NotAllowed(act="group_create")
    return Operator(caller().school, ref=caller().ref)
