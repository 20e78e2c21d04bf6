"""Pages of a collection."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError

from schemas.fields import Strict, Text, Whole

MOST = 200
USUAL = 50
_PLACE = re.compile(r"[0-9]{1,15}-[a-z2-7]{16}")


class Cursor(Text):
    """When a request was submitted, and its id."""

    def __init__(self, **more: Any) -> None:
        super().__init__(40, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        cursor = super()._deserialize(value, attr, data, **more)
        if cursor and not _PLACE.fullmatch(cursor):
            raise ValidationError("not_a_cursor")
        return cursor


class Page(Strict):
    """Which page: `cursor` is the `next` of the page before; none for the first."""

    cursor = Text(80, load_default="")
    limit = Whole(1, MOST, load_default=USUAL)


class QueuePage(Page):
    """Which page of a queue: the cursor is a place in it."""

    cursor = Cursor(load_default="")


def page(items: list[Any], following: str) -> dict[str, Any]:
    """A page as it is shown; `next` is null at the end."""
    return {"items": items, "next": following or None}
