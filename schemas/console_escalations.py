"""The console's forms about what is passed to the school's supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.fields import Field

from onboarding.rules.escalations import CAUSES, OUTCOMES, Outcome
from schemas.console_forms import load_date
from schemas.escalation import LONGEST_NOTE
from schemas.fields import Choice, Text
from schemas.forms import FormInvalid, codes

LONGEST_RECIPIENT: Final = 100


@dataclass(frozen=True, slots=True)
class Raising:
    """Why something is passed on, and what it is."""

    cause: str
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Closing:
    """What came of it; to whom it was reported upward and on which day, if it was."""

    outcome: Outcome
    answer: str = field(repr=False)
    reported_to: str = field(repr=False)
    reported_on: date | None


def load_raising(form: Mapping[str, str]) -> Raising:
    """The form that passes something on. Raises FormInvalid."""
    wanted: dict[str, Field[str]] = {
        "cause": Choice(*CAUSES, required=True),
        "note": Text(LONGEST_NOTE, breaks=True, required=True),
    }
    return Raising(**_load(wanted, form))


def load_closing(form: Mapping[str, str]) -> Closing:
    """The form that says what came of it. Raises FormInvalid."""
    wanted: dict[str, Field[str]] = {
        "outcome": Choice(*OUTCOMES, required=True),
        "answer": Text(LONGEST_NOTE, breaks=True, load_default=""),
        "reported_to": Text(LONGEST_RECIPIENT, load_default=""),
    }
    said = _load(wanted, form)
    try:
        day = load_date(form.get("reported_on", ""))
    except FormInvalid:
        raise FormInvalid({"reported_on": "not_a_time"}) from None
    return Closing(**said, reported_on=day)  # type: ignore[arg-type]


def _load(wanted: Mapping[str, Field[str]], form: Mapping[str, str]) -> dict[str, str]:
    given = {name: text for name in wanted if (text := form.get(name, "")).strip()}
    try:
        loaded: dict[str, str] = Schema.from_dict(dict(wanted))(unknown=EXCLUDE).load(given)
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    return loaded
