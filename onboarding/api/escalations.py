"""What a group passes to the school's supervisor. Handling it is for people."""

from __future__ import annotations

from typing import Any

from onboarding.api import auth, here, once
from onboarding.api.routes import Routes
from onboarding.services import escalating
from onboarding.services.escalating import Matter
from onboarding.storage.escalations import Escalation
from schemas.escalation import NewEscalation, ShownEscalation, ShownEscalations
from schemas.paging import page

routes = Routes("escalations", "What is passed to the school’s supervisor (M3, T9)")
auth.by_token(routes.blueprint)


@routes.add(
    "POST",
    "/groups/<slug:group>/escalations",
    acts=["escalate"],
    takes=NewEscalation(),
    status=201,
    answers=ShownEscalation(),
)
def escalate(body: dict[str, Any], group: str) -> dict[str, Any]:
    """Pass a matter to the school's supervisor; no request changes its state by that."""
    idem = once.key(201)
    made = escalating.escalate(here.door(), here.caller(), group, Matter(**body), idem)
    return _shown(made)


@routes.add(
    "GET", "/groups/<slug:group>/escalations", acts=["escalate"], answers=ShownEscalations()
)
def list_escalations(group: str) -> dict[str, Any]:
    """What was passed on, and what came of it, the latest first; 200 at most."""
    found = escalating.of_group(here.door(), here.caller(), group)
    return page([_shown(each) for each in found], "")


def _shown(each: Escalation) -> dict[str, Any]:
    shown = {name: getattr(each, name, None) for name in ShownEscalation().fields}
    return shown | {
        "request": each.request or None,
        "raised_by": each.by,
        "handled_by": each.handled_by or None,
    }
