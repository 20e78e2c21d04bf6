"""Members of a group, and its seats."""

from __future__ import annotations

from typing import Any

from onboarding.api import auth, here, shown
from onboarding.api.routes import Routes
from onboarding.rules.roster import Person
from onboarding.services import members
from onboarding.services.members import Place, Sitting
from onboarding.services.membership import has_receipt
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from schemas.member import Members, ShownMembers, ShownSeats
from schemas.paging import page

routes = Routes("members", "Who is in, and who is missing")
auth.by_token(routes.blueprint)


@routes.add(
    "GET",
    "/groups/<slug:group>/members",
    acts=["member_read"],
    query=Members(),
    answers=ShownMembers(),
)
def list_members(query: dict[str, Any], group: str) -> dict[str, Any]:
    """Admitted people, the longest admitted first."""
    place, found, following = members.page(
        here.door(), here.caller(), group, query["state"], query["cursor"], query["limit"]
    )
    return page([_member(place, each) for each in found], following)


@routes.add("GET", "/groups/<slug:group>/seats", acts=["member_read"], answers=ShownSeats())
def show_seats(group: str) -> dict[str, Any]:
    """Students and who sits beside them, everybody else's place, and who is missing."""
    seats = members.seats(here.door(), here.caller(), group)
    return page([_place(each) for each in seats.places], "") | {
        "unseated": [_name(each) for each in seats.unseated],
        "absent": [_name(each) for each in seats.absent],
    }


def _member(group: Group, record: Request) -> dict[str, Any]:
    return {
        **{name: getattr(record, name) for name in _AS_KEPT},
        "etag": shown.etag(record.version),
        "relations": [student.relation for student in record.application.students],
        "account_bound": record.bound,
        "covenant_confirmed": has_receipt(group, record),
    }


_AS_KEPT = (
    "id",
    "state",
    "version",
    "role",
    "nickname",
    "people",
    "changed_at",
    "expires_at",
)


def _place(place: Place) -> dict[str, Any]:
    return {
        **_name(place.person),
        "left": place.person.left,
        "sitting": [_sitting(each) for each in place.sitting],
        "free": place.free,
    }


def _name(person: Person) -> dict[str, Any]:
    return {"person": person.id, "section": person.section, "name": person.name}


def _sitting(sitting: Sitting) -> dict[str, Any]:
    return {
        "record": sitting.request.id,
        "state": sitting.request.state,
        "relation": sitting.relation,
        "nickname": sitting.request.nickname,
    }
