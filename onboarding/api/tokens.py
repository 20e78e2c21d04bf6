"""Bearer tokens: issue one, list them, end one."""

from __future__ import annotations

from typing import Any

from flask import Response

from onboarding.api import auth, here, once
from onboarding.api.answers import nothing
from onboarding.api.routes import PREFIX, Routes
from onboarding.services import tokens
from onboarding.storage.tokens import Token
from schemas.paging import page
from schemas.token import NewToken, ShownNewToken, ShownTokens

routes = Routes("tokens", "Bearer tokens of bots and other systems")
auth.by_token(routes.blueprint)


@routes.add(
    "POST", "/tokens", acts=["tokens_write"], takes=NewToken(), status=201, answers=ShownNewToken()
)
def issue_token(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Issue a token that covers no more than the caller's own; its text is shown once."""
    made = tokens.issue(here.door(), here.caller(), **body, idem=once.key(201))
    location = {"Location": f"{PREFIX}/tokens/{made.token.id}"}
    return {**_shown(made.token), "token": made.text or None}, location


@routes.add("GET", "/tokens", acts=["tokens_write"], answers=ShownTokens())
def list_tokens() -> dict[str, Any]:
    """The tokens that the caller may end, oldest first, ended ones too."""
    return page([_shown(token) for token in tokens.visible(here.door(), here.caller())], "")


@routes.add("DELETE", "/tokens/<slug:token>", acts=["tokens_write"], status=204)
def end_token(token: str) -> Response:
    """End a token at once."""
    tokens.revoke(here.door(), here.caller(), token, idem=once.key(204))
    return nothing()


def _shown(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "label": token.label,
        "scopes": sorted(token.scopes),
        "groups": sorted(token.groups),
        "created_at": token.created_at,
        "revoked": token.revoked,
    }
