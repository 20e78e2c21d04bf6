"""Many requests decided by one call."""

from __future__ import annotations

from typing import Any

from onboarding.api import answers, here, once, shown
from onboarding.api.actions import routes
from onboarding.api.etags import version_named
from onboarding.api.requests import REQUESTS
from onboarding.metrics import moved
from onboarding.problems import problem_of
from onboarding.services import bulk
from onboarding.services.bulk import Item, Result
from schemas.bulk import BulkTable, ShownResults

__all__ = ["routes"]


@routes.add(
    "POST",
    f"{REQUESTS}/actions",
    acts=["request_decide"],
    takes=BulkTable(),
    answers=ShownResults(),
)
def decide_many(body: dict[str, Any], group: str) -> dict[str, Any]:
    """Approve, decline or reopen up to a hundred requests, each by itself.

    Each item answers with the status that the single call would have had; what can be decided
    is decided. Under an Idempotency-Key each item is remembered by itself, so that a call that
    broke off can be sent again.
    """
    known = once.keys(each["id"] for each in body["items"])
    items = [
        Item(
            each["id"],
            version_named(each["etag"]),
            tuple(each["people"]),
            known.get(each["id"]),
        )
        for each in body["items"]
    ]
    results = bulk.decide(
        here.door(),
        here.caller(),
        group,
        body["move"],
        items,
        reason=body["reason"],
        note=body["note"],
    )
    for result in results:
        if result.refusal is None and once.earlier(result.id) is None:
            moved(body["move"])
    return {"items": [_shown(result, group) for result in results]}


def _shown(result: Result, group: str) -> dict[str, Any]:
    reveal = here.caller().may("request_reveal", group)
    request = shown.request(result.request, reveal=reveal) if result.request else None
    if result.refusal is None:
        return {"id": result.id, "status": 200, "request": request, "problem": None}
    problem = problem_of(result.refusal)
    return {
        "id": result.id,
        "status": problem.status,
        "request": request,
        "problem": answers.problem_table(problem),
    }
