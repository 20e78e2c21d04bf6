"""What a page needs of the application that it runs in."""

from __future__ import annotations

from typing import Final, cast

from flask import current_app, request

from onboarding.services.door import Door
from onboarding.settings import Settings

SETTINGS: Final = "onboarding-settings"


def door() -> Door:
    """The door behind the pages."""
    return cast("Door", current_app.extensions["door"])


def settings() -> Settings:
    """How this installation runs."""
    return cast("Settings", current_app.extensions[SETTINGS])


def address() -> str:
    """The client's address, as far as the trusted proxies tell it."""
    return request.remote_addr or ""


def asks_for_fragment() -> bool:
    """Whether htmx asks for a part of the page alone."""
    return request.headers.get("HX-Request") == "true"
