"""The console's forms: a decision about a request, one line of the roster, a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from onboarding.rules.roster import Guardian, Person, Section
from schemas.fields import Choice, Name, Phone, Text, Whole
from schemas.forms import LONGEST_SHORT, FormInvalid, SchoolNumber, codes

_LONGEST_NOTE: Final = 500
_MOST_GUARDIANS: Final = 10
_LONGEST_VERSION: Final = 15
_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Deciding:
    """What an admin's form about one request says. `version` is the one that was shown,
    None where the form had none."""

    version: int | None
    people: tuple[str, ...]
    overrides: frozenset[str]
    reason: str
    note: str
    article: str
    ban: bool
    ban_until: date | None


def load_deciding(
    form: Mapping[str, str], people: Iterable[str], overrides: Iterable[str]
) -> Deciding:
    """A decision's form; `people` and `overrides` are the values that came several times.
    Raises FormInvalid."""
    schema = Schema.from_dict(
        {
            "version": Whole(1, 10**9, load_default=None),
            "reason": Text(_LONGEST_NOTE, load_default=""),
            "note": Text(_LONGEST_NOTE, breaks=True, load_default=""),
            "article": Text(20, load_default=""),
            "ban": fields.String(load_default=""),
            "ban_until": fields.Date(
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
    return Deciding(
        version=loaded["version"],
        people=tuple(dict.fromkeys(each for each in people if each)),
        overrides=frozenset(overrides),
        reason=loaded["reason"],
        note=loaded["note"],
        article=loaded["article"],
        ban=bool(loaded["ban"]),
        ban_until=loaded["ban_until"],
    )


def load_person(
    form: Mapping[str, str], sections: tuple[Section, ...]
) -> tuple[Section, dict[str, Any]]:
    """The section and fields of one line of the roster. Raises FormInvalid."""
    wanted: dict[str, Any] = {
        "section": Choice(*sections, required=True),
        "name": Name(required=True),
        "number": SchoolNumber(load_default=""),
        "label": Text(10, load_default=""),
        "phone": Phone(load_default=""),
        "department": Text(LONGEST_SHORT, load_default=""),
        "subjects": Text(LONGEST_SHORT, load_default=""),
        "homeroom": fields.String(load_default=""),
    }
    for at in range(_MOST_GUARDIANS):
        wanted[f"guardian{at}"] = Name()
        wanted[f"relation{at}"] = Text(10)
        wanted[f"phone{at}"] = Phone()
    given = {name: form[name] for name in wanted if form.get(name, "").strip()}
    try:
        loaded = Schema.from_dict(wanted)(unknown=EXCLUDE).load(given)
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    guardians = (
        Guardian(*(loaded.get(f"{field}{at}", "") for field in ("guardian", "relation", "phone")))
        for at in range(_MOST_GUARDIANS)
    )
    line = {name: loaded[name] for name in ("name", "number", "label", "phone", "department")}
    line["homeroom"] = bool(loaded["homeroom"])
    line["subjects"] = (
        tuple(re.split(r"[、,，\s]+", loaded["subjects"].strip())) if loaded["subjects"] else ()
    )
    line["guardians"] = tuple(each for each in guardians if each != Guardian())
    return cast("Section", loaded["section"]), line


def typed_person(person: Person) -> dict[str, str]:
    """What the form of one line of the roster starts with."""
    values = {
        name: str(getattr(person, name))
        for name in ("name", "number", "label", "phone", "department")
    }
    values["homeroom"] = "yes" if person.homeroom else ""
    values["subjects"] = "、".join(person.subjects)
    for at, guardian in enumerate(person.guardians):
        values |= {
            f"guardian{at}": guardian.name,
            f"relation{at}": guardian.relation,
            f"phone{at}": guardian.phone,
        }
    return values


def load_date(typed: str) -> date | None:
    """A day as a date field sends it, None where it is blank. Raises FormInvalid."""
    if not typed.strip():
        return None
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise FormInvalid({"date": "not_a_time"}) from None
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise FormInvalid({"date": "not_a_time"})
    return day


def load_version(typed: str) -> int | None:
    """The version of something that a page was made from, None for what isn't one."""
    decimal = typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_VERSION
    return int(typed) if decimal else None
