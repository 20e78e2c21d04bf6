"""The audit of the real group: its member list goes in, the work list comes out.

What is pasted is kept nowhere but in what was found. Nobody is removed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding import audit_sentences
from onboarding.importing import RosterFileRefused, memberlist
from onboarding.importing.limits import FILE_BYTES
from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.services import audits, auditwork, members
from onboarding.services.auditwork import Adopted
from onboarding.services.links import is_link_of
from onboarding.storage.groups import Group
from onboarding.web.console.auditlines import Line, folded, lines, sections
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.reminding import Reminder, reminders
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.words import problem_text
from schemas.audit_forms import load_head_count
from schemas.forms import FormInvalid

MOST_SENT: Final = FILE_BYTES + 256 * 1024
UNPROCESSABLE: Final = 422

blueprint = console_pages("audit", __name__, largest=MOST_SENT)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one who was to be taken in."""

    line: Line
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on the page beside the work list: what became of those to be taken in, with
    the text about their nicknames; why the list wasn't read; the join link; what is wrong with
    a field, and with which item."""

    taken: Sequence[Taken] = ()
    renames: str = ""
    sentence: str = ""
    wrong_lines: Sequence[str] = ()
    url: str = ""
    item: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many were taken in."""
        return sum(not each.why_not for each in self.taken)


@blueprint.get("/admin/groups/<group_id>/audit")
def show(group_id: str) -> ResponseReturnValue:
    """What there is to do, or how to begin."""
    return page(group_for("audit_run", group_id))


@blueprint.post("/admin/groups/<group_id>/audit")
def run(group_id: str) -> ResponseReturnValue:
    """Hold the list that was pasted or uploaded against the group."""
    group = group_for("audit_run", group_id)
    try:
        heads = load_head_count(request.form)
        audits.run(door(), caller(), group.id, _listed(), head_count=heads)
    except FormInvalid as invalid:
        return page(group, Said(problems=invalid.problems, typed=request.form)), UNPROCESSABLE
    except (RosterFileRefused, errors.Invalid) as refusal:
        said = Said(sentence=refusal_sentence(refusal), wrong_lines=_lines(refusal))
        return page(group, replace(said, typed=request.form)), status_of(refusal)
    return redirect(url_for(".show", group_id=group.id, _anchor="last"), SEE_OTHER)


@blueprint.post("/admin/groups/<group_id>/audit/adopt")
def adopt(group_id: str) -> ResponseReturnValue:
    """Take in all that are ticked; the page says what became of each."""
    group = group_for("audit_run", group_id)
    wanted = request.form.getlist("item")
    if not wanted:
        return to_list(group)
    return page(group, taken(group, auditwork.adopt(door(), caller(), group.id, wanted)))


@blueprint.post("/admin/groups/<group_id>/audit/reminded")
def reminded(group_id: str) -> ResponseReturnValue:
    """Note that the group was told of these, all at once."""
    group = group_for("audit_run", group_id)
    auditwork.remind(door(), caller(), group.id, request.form.getlist("item"))
    return to_list(group)


@blueprint.post("/admin/groups/<group_id>/audit/link")
def with_link(group_id: str) -> ResponseReturnValue:
    """The text for those who were taken in, with the join link; it is kept nowhere."""
    group = group_for("member_read", group_id)
    link = request.form.get("link", "").strip().rpartition("/j/")[2]
    if not is_link_of(group, link):
        return page(group, Said(problems={"link": "not_the_link"})), UNPROCESSABLE
    return page(group, Said(url=door().link_url(link)))


@blueprint.get("/admin/groups/<group_id>/audit/<what>")
def back(group_id: str, what: str) -> ResponseReturnValue:  # noqa: ARG001 - any of the forms'
    """A page that answered a form, opened again by its address."""
    return redirect(url_for(".show", group_id=group_id), SEE_OTHER)


def page(group: Group, said: Said | None = None) -> str:
    """The page as it is now, with what is said on it."""
    work = audits.worklist(door(), caller(), group.id)
    return render_template(
        "console/audit.html",
        **about(group),
        work=work,
        sections=sections(work),
        closed=lines(work, work.closed),
        folded_whats=folded(work),
        now=work.at,
        unclaimed=_unclaimed(group, said.url if said else ""),
        said=said or Said(),
    )


def taken(group: Group, results: Sequence[Adopted]) -> Said:
    """What became of those who were to be taken in, and what their nicknames should be."""
    kept = {w.id: w for w in door().audits.many(group.school, group.id, [r.item for r in results])}
    work = audits.worklist(door(), caller(), group.id)
    shown = lines(work, [kept[each.item] for each in results])
    renamed = [
        replace(line.work.item, what="rename")
        for line, result in zip(shown, results, strict=True)
        if result.request and line.work.item.facts.get("rename")
    ]
    return Said(
        [
            Taken(line, refusal_sentence(result.refusal) if result.refusal else "")
            for line, result in zip(shown, results, strict=True)
        ],
        audit_sentences.all_renames(renamed, work.policy, language()),
    )


def to_list(group: Group, item_id: str = "") -> ResponseReturnValue:
    """Back to the page, to where the item stands."""
    anchor = f"item-{item_id}" if item_id else "to-do"
    return redirect(url_for("audit.show", group_id=group.id, _anchor=anchor), SEE_OTHER)


def _listed() -> tuple[Listed, ...]:
    """The list that was sent. Raises errors.Invalid, RosterFileRefused."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return memberlist.read_members(upload.read(FILE_BYTES + 1))
    return memberlist.read_members(request.form.get("list", ""))


def _lines(refusal: errors.Refusal) -> tuple[str, ...]:
    problems = refusal.problems if isinstance(refusal, RosterFileRefused) else ()
    return tuple(problem_text(p.row, p.column, p.reason, language()) for p in problems)


def _unclaimed(group: Group, url: str) -> Reminder | None:
    """The text for those who were taken in and of whom nothing is known yet."""
    told = reminders(members.seats(door(), caller(), group.id), url)
    return next((each for each in told if each.topic == "unclaimed"), None)
