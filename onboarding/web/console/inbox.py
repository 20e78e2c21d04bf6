"""The inbox: every group that the caller looks after, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from onboarding.rules.access import Act
from onboarding.services import overview
from onboarding.services.overview import COUNTED
from onboarding.web.console.frame import console_pages
from onboarding.web.console.session import caller
from onboarding.web.here import door

blueprint = console_pages("inbox", __name__)

PAGE: Final = 40
SEARCHED_FROM: Final = 12
"""From so many groups on one may look for a title."""
REPAIRED_AT: Final[Mapping[str, tuple[str, Act]]] = {
    "no_owner": ("admins.show", "owner_appoint"),
    "no_roster": ("roster.show", "roster_write"),
    "no_picture": ("settings.show", "entry_write"),
    "picture_lapsed": ("settings.show", "entry_write"),
    "picture_lapsing": ("settings.show", "entry_write"),
    "queue_full": ("queue.show", "queue_read"),
    "nobody_seated": ("settings.show", "link_rotate"),
}
"""Where what is amiss is put right, and for whom."""


@blueprint.get("/admin/")
def show() -> ResponseReturnValue:
    """What there is to do, over all groups. A group's title is nothing personal, so it may be
    looked for in the address."""
    title = request.args.get("title", "")
    start = max(0, request.args.get("after", 0, type=int))
    found = overview.inbox(door(), caller(), title)
    only = counted_by(request.args.get("only", ""))
    listed = found.counted(only) if only else found.standings
    following = start + PAGE
    return render_template(
        "console/inbox.html",
        inbox=found,
        shown=listed[start:following],
        following=following if following < len(listed) else 0,
        title=title,
        only=only,
        searchable=bool(title) or len(found.standings) > SEARCHED_FROM,
        kinds=door().kinds,
        repair=_repair,
        decides=lambda group_id: caller().may("request_decide", group_id),
    )


def counted_by(only: str) -> str:
    """By which number the groups are looked at; "" for all of them."""
    return only if only in COUNTED else ""


def _repair(problem: str, group_id: str) -> str:
    """The endpoint of the page where the caller puts it right; "" where there is none."""
    endpoint, act = REPAIRED_AT.get(problem, ("", "group_read"))
    return endpoint if caller().may(act, group_id) else ""
