"""Join requests: hand one in, read the queue, read one, confirm the covenant."""

from __future__ import annotations

from typing import Any

from onboarding.api import auth, here, once, shown
from onboarding.api.routes import PREFIX, Routes
from onboarding.metrics import moved
from onboarding.rules import errors
from onboarding.rules.application import Application
from onboarding.rules.kinds import Kind
from onboarding.services import covenants, intake
from onboarding.storage.requestrecord import Request
from schemas.application import ApplicationTable
from schemas.paging import page
from schemas.request import Queue, ReceiptTable, ShownRequest, ShownRequests, ShownSubmission

REQUESTS = "/groups/<slug:group>/join-requests"
ONE = f"{REQUESTS}/<slug:request_id>"

routes = Routes("join-requests", "Join requests, from submission to membership")
auth.by_token(routes.blueprint)


@routes.add(
    "POST",
    REQUESTS,
    acts=["request_submit"],
    takes=ApplicationTable(),
    status=201,
    answers=ShownSubmission(),
)
def submit(application: Application, group: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Hand in a request. A token vouches for the account that it hands in."""
    door, caller = here.door(), here.caller()
    place = door.groups.get(caller.school, group)
    _complete(application, door.policy(place))
    made = intake.submit(
        door,
        place,
        application,
        via=caller.ref,
        bound=application.account is not None,
        idem=once.key(201),
    )
    if made.done.replayed:
        once.replayed()
    else:
        moved("submit")
    record = made.request
    answer = shown.request(record, reveal=True) | {
        "covenant": shown.covenant(covenants.current(door, place)),
        "reference_url": door.status_url(made.reference) if made.reference else None,
    }
    return answer, {
        "Location": f"{PREFIX}/groups/{group}/join-requests/{record.id}",
        "ETag": shown.etag(record.version),
    }


@routes.add("GET", REQUESTS, acts=["queue_read"], query=Queue(), answers=ShownRequests())
def list_requests(query: dict[str, Any], group: str) -> dict[str, Any]:
    """The requests in one state, oldest first."""
    door, caller = here.door(), here.caller()
    door.groups.get(caller.school, group)
    found, following = door.requests.page(
        caller.school, group, query["state"], query["cursor"], query["limit"]
    )
    now = door.clock()
    # A request whose time has passed is expired, whether the clock has recorded it or not.
    current = [each for each in found if each.state_at(now) == query["state"]]
    return page([shown.request(each, reveal=True) for each in current], following)


@routes.add("GET", ONE, acts=["queue_read", "request_submit"], answers=ShownRequest())
def show_request(group: str, request_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """One request; a token without the queue sees those that it handed in itself."""
    record = reachable(group, request_id)
    return answered(record)


@routes.add(
    "POST",
    f"{ONE}/receipt",
    acts=["request_submit"],
    takes=ReceiptTable(),
    answers=ShownRequest(),
)
def confirm(
    body: dict[str, Any], group: str, request_id: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Record that the person confirmed the covenant version that was shown."""
    reachable(group, request_id)
    caller = here.caller()
    record = covenants.confirm(
        here.door(),
        caller.school,
        request_id,
        body["version"],
        who=caller.ref,
        idem=once.key(),
    )
    return answered(record)


def reachable(group: str, request_id: str) -> Request:
    """A request that the caller may see: by the queue, or as its own. Raises NotFound."""
    door, caller = here.door(), here.caller()
    record = door.requests.get(caller.school, request_id)
    own = record.via == caller.ref
    if record.group != group or not (own or caller.may("queue_read", group)):
        raise errors.NotFound(what="request")
    return record


def answered(record: Request) -> tuple[dict[str, Any], dict[str, str]]:
    """A request as its caller may see it, and its ETag."""
    caller = here.caller()
    reveal = record.via == caller.ref or caller.may("request_reveal", record.group)
    return shown.request(record, reveal=reveal), {"ETag": shown.etag(record.version)}


def _complete(application: Application, policy: Kind) -> None:
    """Refuse an application that lacks what its role is looked up by. Raises Invalid."""
    role = policy.roles.get(application.role)
    if role is None:
        return
    if role.beside and not application.students:
        raise errors.Invalid(field="students", reason="required")
    if not role.beside and not application.name:
        raise errors.Invalid(field="name", reason="required")
