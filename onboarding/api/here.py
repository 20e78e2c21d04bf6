"""What a view needs of the request it answers: the door, the caller, the language."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from flask import current_app, g, request

from onboarding import words
from onboarding.services.callers import TokenCaller
from onboarding.services.door import Door


def door() -> Door:
    """The door of this app."""
    return cast("Door", current_app.extensions["door"])


def caller() -> TokenCaller:
    """Who is calling; only in views whose blueprint asks for a token."""
    return cast("TokenCaller", g.caller)


def language() -> words.Language:
    """The language that the caller reads."""
    return _language_of(request.headers.get("Accept-Language"))


def request_id() -> str:
    """The id of this request, as the response's X-Request-Id tells it."""
    return cast("str", g.request_id)


_language_of = lru_cache(maxsize=256)(words.language_of)
