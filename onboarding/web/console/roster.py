"""The roster: the list as it is, and who left it while somebody still sits at the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules.roster import SECTIONS, Section
from onboarding.services import departures
from onboarding.services.departures import Departure
from onboarding.services.publishing import counts
from onboarding.services.revealing import reveal_roster
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.reminding import farewells
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.here import door

GUARDIANS_ADDED: Final = 2

blueprint = console_pages("roster", __name__)


@blueprint.get("/admin/groups/<group_id>/roster")
def show(group_id: str) -> ResponseReturnValue:
    """The list as it is now."""
    group = group_for("roster_read", group_id)
    return page(group)


@blueprint.post("/admin/groups/<group_id>/roster/details")
def details(group_id: str) -> ResponseReturnValue:
    """The list with phones and guardians as they are, for this once."""
    group = group_for("roster_read", group_id)
    reveal_roster(door(), caller(), group.id)
    return page(group, open_details=True)


@blueprint.post("/admin/groups/<group_id>/roster/reminded")
def reminded(group_id: str) -> ResponseReturnValue:
    """Note that the group was told of those who are no longer on the list."""
    group = group_for("member_write", group_id)
    departures.remind(door(), caller(), group.id, request.form.getlist("person"))
    there = url_for("roster.show", group_id=group.id, _anchor="departures")
    return redirect(there, SEE_OTHER)


def page(group: Group, **more: Any) -> str:
    """The page of the list, with what is said on it beside the list itself."""
    roster = door().rosters.read(group.school, group.id, group.roster)
    departed = _departed(group)
    return render_template(
        "console/roster.html",
        **about(group),
        roster=roster,
        counts=counts(roster),
        sections=sections(group),
        reveal=caller().may("personal_reveal", group.id),
        departed=departed,
        departed_members=departures.members(departed),
        farewells=farewells(door().policy(group), departed),
        now=door().clock(),
        guardians=range(GUARDIANS_ADDED),
        names="",
        replace="",
        **{"typed": {}, "problems": {}, "sentence": "", "open_details": False, **more},
    )


def sections(group: Group) -> tuple[Section, ...]:
    """The parts of the roster that the group's roles look into."""
    used = {role.section for role in door().policy(group).roles.values()}
    return tuple(section for section in SECTIONS if section in used)


def _departed(group: Group) -> Sequence[Departure]:
    """Who left and still holds a place, for who may see the members."""
    if not caller().may("member_read", group.id):
        return ()
    return departures.departures(door(), caller(), group.id)
