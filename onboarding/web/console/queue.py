"""The queue of a group, by state: what was found, how strongly, and by which article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.roster import Person
from onboarding.rules.verdicts import Evidence
from onboarding.services.membership import has_receipt
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.frame import about, console_pages, group_for, reveals
from onboarding.web.here import door
from onboarding.web.standing import who_asks

blueprint = console_pages("queue", __name__)

PAGE: Final = 50
TABS: Final[Mapping[str, tuple[str, ...]]] = {
    "pending": ("pending",),
    "needs_rename": ("needs_rename",),
    "refused": ("refused",),
    "approved": ("approved",),
    "decided": ("declined", "withdrawn", "expired", "left", "removed"),
    "members": ("joined",),
}
MEMBER_TABS: Final = frozenset({"approved", "members"})


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the list. `evidence` pairs what matched with the person's name."""

    request: Request
    state: str
    who: str
    evidence: tuple[tuple[Evidence, str], ...]
    confirmed: bool


@blueprint.get("/admin/groups/<group_id>/")
def show(group_id: str) -> ResponseReturnValue:
    """One tab of the queue; those that compete for the same student stand together."""
    tab = request.args.get("tab", "pending")
    if tab not in TABS:
        raise errors.NotFound(what="tab")
    group = group_for("member_read" if tab in MEMBER_TABS else "queue_read", group_id)
    counts = door().requests.counts(group.school, group.id)
    found, following = _page(group, tab, request.args.get("after", ""))
    return render_template(
        "console/queue.html",
        **about(group),
        tab=tab,
        tabs={name: sum(counts[state] for state in states) for name, states in TABS.items()},
        clusters=together(rows(group, found)),
        following=following,
    )


def rows(group: Group, found: Sequence[Request]) -> list[Row]:
    """The requests with the names of the people that the evidence points at."""
    people = door().rosters.read(group.school, group.id, group.roster).by_id
    now = door().clock()
    return [
        Row(
            each, each.state_at(now), who(each), evidence_of(each, people), has_receipt(group, each)
        )
        for each in found
    ]


def evidence_of(
    request_: Request, people: Mapping[str, Person]
) -> tuple[tuple[Evidence, str], ...]:
    """What matched, and whom it points at."""
    return tuple(
        (each, people[each.person].name)
        for each in request_.verdict.evidence
        if each.person in people
    )


def who(request_: Request) -> str:
    """Whom the request is about, for who may see it; else the record's id."""
    if reveals(request_):
        return who_asks(request_)
    return request_.nickname or request_.id


def together(listed: Sequence[Row]) -> list[list[Row]]:
    """The rows in their order, those that ask for one same person drawn up to the first."""
    clusters: list[list[Row]] = []
    for row in listed:
        asked = set(row.request.asking)
        near = next(
            (c for c in clusters if any(asked & set(other.request.asking) for other in c)), None
        )
        if near is None:
            clusters.append([row])
        else:
            near.append(row)
    return clusters


def _page(group: Group, tab: str, after: str) -> tuple[list[Request], str]:
    states = TABS[tab]
    if len(states) == 1:
        return door().requests.page(group.school, group.id, states[0], after, PAGE)
    found = [
        each
        for state in states
        for each in door().requests.page(group.school, group.id, state, "", PAGE)[0]
    ]
    return sorted(found, key=lambda each: each.changed_at, reverse=True)[:PAGE], ""
