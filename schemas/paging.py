"""Pages of a collection."""

from __future__ import annotations

from typing import Any

from schemas.fields import Strict, Text, Whole

MOST = 200
USUAL = 50


class Page(Strict):
    """Which page: `cursor` is the `next` of the page before; none for the first."""

    cursor = Text(80, load_default="")
    limit = Whole(1, MOST, load_default=USUAL)


def page(items: list[Any], following: str) -> dict[str, Any]:
    """A page as it is shown; `next` is null at the end."""
    return {"items": items, "next": following or None}
