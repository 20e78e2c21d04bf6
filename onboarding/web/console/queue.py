"""The queue of a group, by state: what was found, how strongly, and by which article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from onboarding.rules import errors
from onboarding.rules.access import Act
from onboarding.rules.journey import DECLINE_REASONS
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.rows import Row, together
from onboarding.web.console.searching import FILTERS, TABS, Listed, listed
from onboarding.web.console.session import SEE_OTHER
from onboarding.web.here import asks_for_fragment, door
from onboarding.web.standing import Standing, standing
from schemas.queue_forms import load_words

blueprint = console_pages("queue", __name__)

MEMBER_TABS: Final = frozenset({"approved", "members"})
OPEN_TABS: Final = frozenset({"pending", "needs_rename"})
PICKS: Final = frozenset({"strong", "all"})
"""What `?pick=` ticks beforehand, where no script does it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of many: how many were decided by `move`, and how many weren't."""

    move: str
    done: int
    left: int


@blueprint.get("/admin/groups/<group_id>/")
def show(group_id: str) -> ResponseReturnValue:
    """One tab of the queue; those that compete for the same student stand together."""
    tab = known_tab(request.args.get("tab", "pending"))
    group = group_for(act_for(tab), group_id)
    having = known_filter(request.args.get("having", ""))
    found = listed(group, tab, after=request.args.get("after", ""), having=having)
    picked = request.args.get("pick", "")
    return queue_page(group, tab, having, found, picked=picked if picked in PICKS else "")


@blueprint.post("/admin/groups/<group_id>/queue/search")
def search(group_id: str) -> ResponseReturnValue:
    """What has the words in it; a form that is posted, so that no name stands in an address."""
    tab = known_tab(request.form.get("tab", "pending"))
    group = group_for(act_for(tab), group_id)
    having = known_filter(request.form.get("having", ""))
    words = load_words(request.form.get("words", ""))
    found = listed(group, tab, having=having, words=words)
    if asks_for_fragment():
        return render_template("console/_rows.html", **shown_rows(group, tab, having, found))
    return queue_page(group, tab, having, found, words=words)


@blueprint.get("/admin/groups/<group_id>/queue/<what>")
def back(group_id: str, what: str) -> ResponseReturnValue:  # noqa: ARG001 - any of the forms'
    """A page that answered a form, opened again by its address."""
    return redirect(url_for(".show", group_id=group_id), SEE_OTHER)


def queue_page(
    group: Group,
    tab: str,
    having: str,
    found: Listed,
    *,
    words: str = "",
    picked: str = "",
    just: Sequence[Row] = (),
    summary: Summary | None = None,
    **refused: Any,
) -> str:
    """The page; `just` are rows that were decided on a moment ago, which stand first, and
    `summary` what became of them; `refused` is what a form said that can't be done, see
    `as_typed`."""
    return render_template(
        "console/queue.html",
        **shown_rows(group, tab, having, found),
        **counted(group),
        filters=tuple(FILTERS),
        words=words,
        picked=picked,
        just=just,
        summary=summary,
        now=door().clock(),
        **{**as_typed(), **refused},
    )


def shown_rows(group: Group, tab: str, having: str, found: Listed) -> dict[str, Any]:
    """What the list of rows is made of."""
    return {
        **about(group),
        "tab": tab,
        "having": having,
        "found": found,
        "clusters": together(group, found.rows, found.crowds),
        "deciding": tab in OPEN_TABS,
    }


def as_typed(
    typed: MultiDict[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    preview: Standing | None = None,
) -> dict[str, Any]:
    """What the fields of a decline start with: nothing, or what was typed, what is wrong about
    it (field → code) and what the person would read."""
    typed = MultiDict() if typed is None else typed
    problems = problems or {}
    return {
        "decline_reasons": DECLINE_REASONS,
        "typed": typed,
        "problems": problems,
        "chosen": frozenset(typed.getlist("item")),
        "preview": preview,
    }


def counted(group: Group) -> dict[str, Any]:
    """How many requests each tab has."""
    counts = door().requests.counts(group.school, group.id)
    return {"tabs": {name: sum(counts[state] for state in TABS[name]) for name in TABS}}


def as_declined(group: Group, made: Request, reason: str, note: str = "") -> Standing:
    """What the status page would say if the request were declined like this."""
    return standing(
        group, replace(made, state="declined", expires_at=None, reason=reason, note=note)
    )


def known_tab(tab: str) -> str:
    """A tab of the queue. Raises errors.NotFound for any other."""
    if tab not in TABS:
        raise errors.NotFound(what="tab")
    return tab


def known_filter(having: str) -> str:
    """A filter of the queue; "" for any other."""
    return having if having in FILTERS else ""


def act_for(tab: str) -> Act:
    """What one has to be allowed to do to see a tab."""
    return "member_read" if tab in MEMBER_TABS else "queue_read"
