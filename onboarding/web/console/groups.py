"""Making a new group."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.importing import RosterFileRefused
from onboarding.rules import errors, overrides
from onboarding.rules.kinds import Kind
from onboarding.rules.rollover import LONGEST_TITLE
from onboarding.rules.rosterchange import Unclear
from onboarding.services import admins, groups, rosters
from onboarding.services.callers import Operator
from onboarding.services.groups import NewGroup
from onboarding.storage import ids
from onboarding.web.console import settings
from onboarding.web.console.frame import console_pages, may_somewhere
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import asks_for_fragment, door
from onboarding.web.language import language
from onboarding.words import problem_text

blueprint = console_pages("groups", __name__, largest=1024 * 1024)


@dataclass(frozen=True, slots=True)
class Names:
    """How pasted names read: how many lines did, and in words what is wrong with the others;
    `unclear` are lines that would be left out."""

    read: int = 0
    problems: tuple[str, ...] = ()
    unclear: tuple[Unclear, ...] = ()


@blueprint.get("/admin/groups/new")
def new_form() -> ResponseReturnValue:
    """Title, kind and the names, pasted."""
    _founder()
    return _form({"key": ids.new_secret()})


@blueprint.post("/admin/groups/new/names")
def read_names() -> ResponseReturnValue:
    """How the names read so far; nothing is kept."""
    typed = request.form.to_dict()
    names = _names(typed.get("names", ""))
    if asks_for_fragment():
        return render_template("console/_names_read.html", names=names)
    return _form(typed, names=names)


@blueprint.post("/admin/groups/new")
def create() -> ResponseReturnValue:
    """Make the group; who makes it owns it. The join link is shown once, here."""
    typed = request.form.to_dict()
    try:
        made, unclear = _create(typed)
    except RosterFileRefused as refusal:
        return _form(typed, names=_names(typed["names"])), status_of(refusal)
    except errors.Invalid as refusal:
        wrong = {str(refusal.facts["field"]): str(refusal.facts["reason"])}
        return _form(typed, problems=wrong), status_of(refusal)
    except errors.Refusal as refusal:
        return _form(typed, sentence=refusal_sentence(refusal)), status_of(refusal)
    if not made.link:  # sent twice; the link was shown the first time
        return redirect(url_for("queue.show", group_id=made.group.id), SEE_OTHER)
    group = door().groups.get(made.group.school, made.group.id)
    return settings.new_link(group, made.link, fresh=True, unclear=unclear)


def _form(typed: Mapping[str, str], **more: Any) -> str:
    return render_template(
        "console/new_group.html",
        kinds=[_card(kind) for kind in door().kinds.values()],
        typed=typed,
        **{"names": None, "problems": {}, "sentence": "", **more},
    )


def _card(kind: Kind) -> dict[str, Any]:
    """A kind, and in a few words whom it is for."""
    spoken = language()
    return {
        "kind": kind,
        "roles": [role.title[spoken] for role in kind.roles.values()],
        "examples": [overrides.example(role.nicknames[0]) for role in kind.roles.values()],
    }


def _names(text: str) -> Names:
    lines = sum(bool(line.strip()) for line in text.splitlines())
    if not lines:
        return Names()
    try:
        change = rosters.first_list(rosters.read_pasted(door(), _founder(), text).rows)
    except RosterFileRefused as refused:
        wrong = {problem.row for problem in refused.problems}
        said = (problem_text(p.row, p.column, p.reason, language()) for p in refused.problems)
        return Names(lines - len(wrong), tuple(said))
    return Names(len(change.people), unclear=change.unclear)


def _create(typed: dict[str, str]) -> tuple[NewGroup, tuple[Unclear, ...]]:
    """The group, and the lines of its names that were left out."""
    title = typed.get("title", "").strip()
    if not 1 <= len(title) <= LONGEST_TITLE or not title.isprintable():
        raise errors.Invalid(field="title", reason="length")
    if typed.get("kind") not in door().kinds:
        raise errors.Invalid(field="kind", reason="unknown")
    names = typed.get("names", "").strip()
    founder = _founder()
    reading = rosters.read_pasted(door(), founder, names) if names else None
    body = json.dumps([title, typed.get("kind"), names]).encode()
    idem = door().memory.key(
        founder.school, founder.ref, "new-group", typed.get("key", ""), body, SEE_OTHER
    )
    made = groups.create(door(), founder, kind=typed.get("kind", ""), title=title, idem=idem)
    if made.done.replayed:
        return made, ()
    admins.give_role(door(), founder, made.group.id, caller().admin.id, "owner")
    if reading is None:
        return made, ()
    first = rosters.first_list(reading.rows)
    if not first.people:  # every line is in doubt; the group starts without a list
        return made, first.unclear
    outcome = rosters.import_rows(door(), founder, made.group.id, reading.rows)
    return made, outcome.change.unclear


def _founder() -> Operator:
    """Whoever may make groups anywhere in the school makes this one, which has no owner yet
    who could be asked, and becomes the first. Raises errors.NotAllowed."""
    if not may_somewhere("group_create"):
        raise errors.NotAllowed(act="group_create")
    return Operator(caller().school, ref=caller().ref)
