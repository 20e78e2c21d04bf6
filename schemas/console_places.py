"""The console's forms about places: one guardian for another, and who was invited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from marshmallow import EXCLUDE, Schema, ValidationError

from onboarding.rules.journey import REPLACE_REASONS
from schemas.fields import SLUG, Choice, Text, Whole
from schemas.forms import FormInvalid, codes
from schemas.queue_forms import load_item
from schemas.request import LONGEST_NOTE

Tick = Literal["invited", "not_invited", "inside"]
TICKS: Final[tuple[Tick, ...]] = ("invited", "not_invited", "inside")
MOST_TICKS: Final = 500


@dataclass(frozen=True, slots=True)
class Replacing:
    """Who is chosen as the other of the two, on the version that was shown, as `version` is
    that of the one whose page it is; the reasons, and the exceptions made."""

    version: int
    other: str
    other_version: int
    reason: str
    note: str
    overrides: frozenset[str]
    override_reason: str


def load_replacing(form: Mapping[str, str], overrides: Iterable[str]) -> Replacing:
    """The form that gives one person's place to another. Raises FormInvalid."""
    schema = Schema.from_dict(
        {
            "version": Whole(1, 10**9, required=True),
            "other": Text(60, required=True),
            "reason": Choice(*REPLACE_REASONS, required=True),
            "note": Text(LONGEST_NOTE, breaks=True, load_default=""),
            "override_reason": Text(LONGEST_NOTE, load_default=""),
        }
    )
    try:
        loaded = schema(unknown=EXCLUDE).load({k: v for k, v in form.items() if v.strip()})
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    other = load_item(loaded.pop("other"))
    chosen = frozenset(overrides)
    if chosen and not loaded["override_reason"]:
        raise FormInvalid({"override_reason": "exception_reason"})
    assert other.version is not None  # noqa: S101 - a form's item always has one
    return Replacing(**loaded, other=other.id, other_version=other.version, overrides=chosen)


@dataclass(frozen=True, slots=True)
class Ticking:
    """What is said of which people on the list to invite."""

    tick: Tick
    people: tuple[str, ...]


def load_ticking(form: Mapping[str, str], shown: Iterable[str]) -> Ticking:
    """What a row's own button says of that one (`one`: "tick id"), or the button below of all
    that were `shown` (`all`: "tick"). Raises FormInvalid."""
    tick, _, person = form.get("one", form.get("all", "")).partition(" ")
    people = tuple(dict.fromkeys([person] if "one" in form else shown))
    if tick not in TICKS or len(people) > MOST_TICKS:
        raise FormInvalid({"tick": "unacceptable"})
    if not all(SLUG.fullmatch(each) for each in people):
        raise FormInvalid({"person": "unacceptable"})
    return Ticking(tick, people)
