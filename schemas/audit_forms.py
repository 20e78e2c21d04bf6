"""The forms of the audit pages: how many members the app shows, and somebody known without a
place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from schemas.fields import Text, Whole
from schemas.forms import FormInvalid, codes

MOST_HEADS: Final = 2_000
LONGEST_NICKNAME: Final = 100
LONGEST_REASON: Final = 500
_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody to be known; `until` is the last day of it, None without end."""

    nickname: str
    reason: str
    consented_by: str
    until: date | None


def load_head_count(form: Mapping[str, str]) -> int | None:
    """How many members the app shows, None where nobody looked. Raises FormInvalid."""
    typed = form.get("head_count", "").strip()
    if not typed:
        return None
    schema = Schema.from_dict({"head_count": Whole(1, MOST_HEADS)})
    try:
        count: int = schema().load({"head_count": typed})["head_count"]
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    return count


def load_known(form: Mapping[str, str]) -> Known:
    """Somebody to be known; what is blank stays so. Raises FormInvalid."""
    schema = Schema.from_dict(
        {
            "nickname": Text(LONGEST_NICKNAME, load_default=""),
            "reason": Text(LONGEST_REASON, load_default=""),
            "consented_by": Text(LONGEST_NICKNAME, load_default=""),
            "until": fields.Date(
                load_default=None,
                validate=validate.Range(_FIRST_DAY, _LAST_DAY, error="not_a_time"),
                error_messages={"invalid": "not_a_time"},
            ),
        }
    )
    try:
        loaded = schema(unknown=EXCLUDE).load({k: v for k, v in form.items() if v.strip()})
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    return Known(**loaded)
