"""Where there is nothing in the console: who is signed in is told so with the menu at hand."""

from __future__ import annotations

from typing import NoReturn

from werkzeug.exceptions import NotFound

from onboarding.web.console.frame import console_pages

blueprint = console_pages("elsewhere", __name__)


@blueprint.get("/admin/<path:nowhere>")
def show(nowhere: str) -> NoReturn:  # noqa: ARG001 - any
    """An address that no page of the console has."""
    raise NotFound
