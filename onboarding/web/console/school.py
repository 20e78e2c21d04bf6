"""The school's supervision (M1, M3): every group's health, and what has to be looked into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from onboarding.services import escalating, overview
from onboarding.services.figures import figures
from onboarding.services.overview import Share, Standing, Supervision
from onboarding.web.console import charts, drawings
from onboarding.web.console.escalations import names_of, titles_of
from onboarding.web.console.frame import admin_name, console_pages
from onboarding.web.console.inbox import counted_by
from onboarding.web.console.session import caller
from onboarding.web.here import door
from onboarding.web.language import gettext

blueprint = console_pages("school", __name__)

PAGE: Final = 40
MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One group of the school, how many of those who should be there are, and how much its
    audits found that is still to be done."""

    standing: Standing
    share: Share
    found: int

    @property
    def picture(self) -> Markup:
        """The share as a bar."""
        title = gettext("%(part)s of %(all)s", part=self.share.seated, all=self.share.whole)
        return drawings.share(self.share.seated, self.share.whole, title=title)


@blueprint.get("/admin/school")
def show() -> ResponseReturnValue:
    """What was passed on, all groups, the figures of all together, removals and what lapsed
    undecided."""
    passed = escalating.open_in(door(), caller())
    title = request.args.get("title", "")
    start = max(0, request.args.get("after", 0, type=int))
    found = overview.inbox(door(), caller(), title).overseen
    only = counted_by(request.args.get("only", ""))
    listed = found.counted(only) if only else found.standings
    following = start + PAGE
    watched = overview.supervision(door(), caller())
    return render_template(
        "console/school.html",
        school=door().groups.school_title(caller().school),
        passed=passed,
        names=names_of(passed),
        inbox=found,
        lines=_lines(listed[start:following]),
        following=following if following < len(listed) else 0,
        title=title,
        only=only,
        titles=_titles(watched) | titles_of(passed),
        removed=watched.removed[:MOST_SHOWN],
        undecided=watched.undecided[:MOST_SHOWN],
        watched=watched,
        kinds=door().kinds,
        name_of=_names(),
        charts=charts.of(figures(door(), caller(), [s.group for s in found.standings])),
    )


def _lines(standings: Sequence[Standing]) -> list[Line]:
    groups = [each.group for each in standings]
    shares = overview.shares(door(), caller(), groups)
    found = overview.found_open(door(), caller(), groups)
    return [Line(each, shares[each.group.id], found[each.group.id]) for each in standings]


def _titles(watched: Supervision) -> dict[str, str]:
    named = dict.fromkeys(each.group for each in (*watched.removed, *watched.undecided))
    return {group.id: group.title for group in door().groups.many(caller().school, list(named))}


def _names() -> Callable[[str], str]:
    """Names of those who decided, each looked up once."""
    known: dict[str, str] = {}

    def name_of(ref: str) -> str:
        if ref not in known:
            known[ref] = admin_name(ref)
        return known[ref]

    return name_of
