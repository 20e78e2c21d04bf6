"""What has happened since a page of the queue was made, for the page that asks by itself.

Nothing on the page moves by it: who has come since is a number to press, and a row that somebody
else decided on says so where it stands.
"""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from onboarding.rules.journey import OPEN
from onboarding.web.console.crowds import shared_by
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.queue import act_for, counted, known_tab
from onboarding.web.console.rows import rows
from onboarding.web.console.searching import TABS
from onboarding.web.console.session import unattended
from onboarding.web.here import door
from schemas.queue_forms import load_number, load_seen, load_wishes

blueprint = console_pages("news", __name__)

NOTHING: Final = ("", 204)


@blueprint.post("/admin/groups/<group_id>/queue/news")
def ask(group_id: str) -> ResponseReturnValue:
    """How many have come, and the rows that aren't as they were; nothing where there is nothing
    to tell. A form that is posted, since it brings along all that the page shows."""
    unattended()
    form = request.form
    tab = known_tab(form.get("tab", "pending"))
    group = group_for(act_for(tab), group_id)
    seen = load_seen(form.getlist("seen"))
    found = [each for each in door().requests.many(group.school, seen) if each.group == group.id]
    changed = [
        row
        for row in rows(group, found)
        if row.state not in OPEN or row.request.version != seen[row.request.id]
    ]
    since = load_number(form.get("since", ""))
    come = door().requests.newer(group.school, group.id, TABS[tab], since)
    if not changed and come == load_number(form.get("come", "")):
        return NOTHING
    return render_template(
        "console/_news.html",
        **about(group),
        **counted(group),
        tab=tab,
        come=come,
        changed=changed,
        together=shared_by(group, load_wishes(form.getlist("together"))) if changed else (),
    )
