"""How a blueprint recognises its callers. Each states one of these, in one visible line."""

from __future__ import annotations

from flask import Blueprint, g, request

from onboarding.api import here
from onboarding.rules import errors
from onboarding.services.callers import TokenCaller

LONGEST_TOKEN = 200

STATED: dict[str, str] = {}
"""Blueprint → what it stated; a test looks that none is missing."""


def by_token(blueprint: Blueprint) -> None:
    """Every view needs a bearer token; `here.caller()` is who it belongs to."""
    STATED[blueprint.name] = "token"
    blueprint.before_request(_recognise)


def by_the_question_itself(blueprint: Blueprint) -> None:
    """The bearer token travels with the question to the record, in its one round trip."""
    STATED[blueprint.name] = "token, with the question"


def none(blueprint: Blueprint) -> None:
    """Anybody may ask."""
    STATED[blueprint.name] = "none"


def bearer() -> str:
    """The text of the request's bearer token (RFC 6750). Raises errors.NotSignedIn."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= LONGEST_TOKEN:
        raise errors.NotSignedIn
    return token


def _recognise() -> None:
    g.caller = TokenCaller(here.door().tokens.authenticate(bearer()))
