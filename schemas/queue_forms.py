"""The forms of the queue: many decisions in one, and what is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from marshmallow import EXCLUDE, Schema, ValidationError

from onboarding.rules.journey import DECLINE_REASONS
from onboarding.rules.many import MOST, MOVES, Move
from schemas.fields import Choice, Text
from schemas.forms import FormInvalid, codes
from schemas.request import LONGEST_NOTE

_ITEM: Final = re.compile(r"([a-z0-9]{1,32}) ([1-9][0-9]{0,8})(?: ([a-z0-9]{1,32}))?")
_ONE: Final = re.compile(rf"({'|'.join(MOVES)}) (.*)", re.DOTALL)
_WISH: Final = re.compile(r"([a-z0-9]{1,32}) ([a-z0-9_]{1,32})")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_MOST_SHOWN: Final = 2 * MOST
_LONGEST_WORDS: Final = 60


class Ticked(NamedTuple):
    """One request that was ticked, the version of it that was shown, and the people meant."""

    id: str
    version: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deciding:
    """What is to become of which requests, each on the version that was shown."""

    move: Move
    items: tuple[Ticked, ...]
    reason: str
    note: str


def load_many(form: Mapping[str, str], items: Iterable[str]) -> Deciding:
    """A decision over all `items` that are ticked, each "id version"; a row's own button
    (`one`: "move id version", perhaps with the person meant) decides on that row alone.
    Raises FormInvalid."""
    schema = Schema.from_dict(
        {
            "move": Choice(*MOVES, required=True),
            "reason": Choice(*DECLINE_REASONS, load_default=""),
            "note": Text(LONGEST_NOTE, breaks=True, load_default=""),
        }
    )
    given = {name: form[name] for name in ("move", "reason", "note") if form.get(name, "").strip()}
    if one := _ONE.fullmatch(form.get("one", "")):
        given["move"], items = one[1], (one[2],)
    try:
        loaded = schema(unknown=EXCLUDE).load(given)
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    if loaded["move"] == "decline" and not loaded["reason"]:
        raise FormInvalid({"reason": "reason_missing"})
    chosen = tuple(map(load_item, dict.fromkeys(items)))
    if not chosen:
        raise FormInvalid({"item": "none_chosen"})
    return Deciding(cast("Move", loaded["move"]), chosen, loaded["reason"], loaded["note"])


def load_item(typed: str) -> Ticked:
    """One request, the version of it that was shown, and perhaps the person meant. Raises
    FormInvalid."""
    found = _ITEM.fullmatch(typed)
    if not found:
        raise FormInvalid({"item": "unacceptable"})
    return Ticked(found[1], int(found[2]), (found[3],) if found[3] else ())


def load_wishes(typed: Iterable[str]) -> list[tuple[str, str]]:
    """The places that several of the rows shown ask for, each "person role"; nonsense is passed
    over, since nothing is changed by it."""
    found = [_WISH.fullmatch(each) for each in dict.fromkeys(typed)]
    return [(each[1], each[2]) for each in found[:_MOST_SHOWN] if each]


def load_seen(typed: Iterable[str]) -> dict[str, int]:
    """The requests that a page shows, with the version of each; nonsense is passed over."""
    found = [_ITEM.fullmatch(each) for each in dict.fromkeys(typed)]
    return {each[1]: int(each[2]) for each in found[:_MOST_SHOWN] if each}


def load_number(typed: str) -> int:
    """A time (ms) or a count that the page was made with; 0 for anything else."""
    return int(typed) if _NUMBER.fullmatch(typed) else 0


def load_words(typed: str) -> str:
    """What somebody looks for; too long a text finds nothing that a shorter one wouldn't."""
    return typed.strip()[:_LONGEST_WORDS]
