"""Bindings: a bot hands in what an account sent, and the code in it says whose it is."""

from __future__ import annotations

from typing import Any

from onboarding.api import auth, here, once
from onboarding.api.requests import answered
from onboarding.api.routes import Routes
from onboarding.services import bindings
from schemas.binding import BindingTable
from schemas.request import ShownRequest

routes = Routes("bindings", "Chat accounts tied to requests")
auth.by_token(routes.blueprint)


@routes.add(
    "POST", "/bindings", acts=["binding_write"], takes=BindingTable(), answers=ShownRequest()
)
def bind_account(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Find the binding code in a text and tie the account to its request, once."""
    record = bindings.bind(
        here.door(),
        here.caller(),
        body["group"],
        body["account"],
        body["text"],
        idem=once.key(),
    )
    return answered(record)
