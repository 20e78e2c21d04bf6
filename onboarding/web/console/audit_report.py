"""How a group's audits went: the trend as pictures, the latest in a table; to be printed too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue

from onboarding.services import audits
from onboarding.storage.audits import Run
from onboarding.web.console import charts
from onboarding.web.console.auditlines import TITLES
from onboarding.web.console.charts import Chart
from onboarding.web.console.drawings import Column
from onboarding.web.console.frame import about, admin_name, console_pages, group_for
from onboarding.web.console.session import caller
from onboarding.web.here import door
from onboarding.web.language import gettext, language
from onboarding.words import moment, short_day

DRAWN: Final = 24
"""So many audits stand in a picture: half a year of weekly ones."""
LISTED: Final = 50

blueprint = console_pages("audit_report", __name__)


@blueprint.get("/admin/groups/<group_id>/audit/report")
def show(group_id: str) -> ResponseReturnValue:
    """The report."""
    group = group_for("audit_run", group_id)
    runs = audits.history(door(), caller(), group.id, LISTED)
    return render_template(
        "console/audit_report.html",
        **about(group),
        runs=runs,
        found=found,
        name_of=admin_name,
        charts=trend(runs[:DRAWN][::-1]),
        school=door().groups.school_title(group.school),
        now=door().clock(),
    )


def found(run: Run) -> int:
    """How much an audit found to be done."""
    return sum(run.counts.values())


def trend(runs: Sequence[Run]) -> list[Chart]:
    """What the audits found, the earliest first: all of it, then each sort that there was.
    One audit has no trend yet."""
    if len(runs) < 2:
        return []
    shown = [(gettext("All that was found"), [found(run) for run in runs])]
    for what, title in TITLES.items():
        counts = [run.counts.get(what, 0) for run in runs]
        if any(counts):
            shown.append((gettext(title), counts))
    return [_chart(title, runs, counts) for title, counts in shown]


def _chart(title: str, runs: Sequence[Run], counts: Sequence[int]) -> Chart:
    ends = (0, len(runs) - 1)
    columns = [
        Column(
            moment(run.at, language()),
            count,
            short_day(run.at, language()) if at in ends else "",
        )
        for at, (run, count) in enumerate(zip(runs, counts, strict=True))
    ]
    sentence = gettext("%(first)s at first, %(last)s in the last audit",
                       first=counts[0], last=counts[-1])  # fmt: skip
    return charts.chart(title, sentence, columns, (gettext("audit"), gettext("found")))
