"""Lists in JSON: objects whose keys are headers, or people by section as the API takes them.

Either becomes a table, so that cells mean the same wherever they came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import regex

from onboarding.importing.limits import CELL_CHARACTERS, COLUMNS, ROWS, Line, Table, bounded
from onboarding.rules.errors import Invalid

_BEGINS = regex.compile(r'\s*(?:\[\s*[\[{\]]|\{\s*["}])')
# What is held in memory of a text is bounded by how many things it can hold.
_THINGS_MOST: Final = 400_000
_GUARDIANS_MOST: Final = 5
_SECTIONS: Final = {"students": "学生", "teachers": "教师", "staff": "职工"}
_FIELDS: Final = {
    "name": "姓名",
    "number": "学号",
    "national": "学籍号",
    "seat_number": "座号",
    "label": "区分",
    "phone": "本人电话",
    "subjects": "任教学科",
    "homeroom": "班主任",
    "department": "部门",
    "class": "班级",
}
_GUARDIAN: Final = {"name": "姓名", "relation": "关系", "phone": "电话"}


def is_json(text: str) -> bool:
    """Tell whether a text begins as JSON of people does."""
    return _BEGINS.match(text, 0, 100) is not None


def holds_too_much(text: str) -> bool:
    """Tell whether a JSON text may hold more things than are to be held in memory."""
    return sum(text.count(mark) for mark in "[{,") > _THINGS_MOST


def table(text: str, encoding: str) -> Table:
    """The people of a JSON text, as lines under a header; the header is line 1.

    Raises Invalid (`field` file; `reason` `damaged`, `too_large`, `json_shape`, `empty`, or
    as `bounded`).
    """
    if holds_too_much(text):
        raise Invalid(field="file", reason="too_large")
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(field="file", reason="damaged") from None
    people = list(_by_section(held)) if isinstance(held, dict) else held
    if not all(isinstance(person, dict) for person in people):
        raise Invalid(field="file", reason="json_shape")
    if len(people) > ROWS:
        raise Invalid(field="file", reason="too_many_rows")
    return Table(bounded(_lines(people)), "json", encoding)


def _lines(people: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    keys: dict[str, None] = {}
    for person in people:
        keys.update(dict.fromkeys(person))
        if len(keys) > COLUMNS:
            raise Invalid(field="file", reason="too_many_columns")
    if keys:
        yield 1, tuple(keys)
    for line, person in enumerate(people, start=2):
        yield line, tuple(_text(person.get(key)) for key in keys)


def _by_section(held: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """People as the API takes them, as objects whose keys are headers."""
    if not set(held) & set(_SECTIONS):
        raise Invalid(field="file", reason="json_shape")
    for section, word in _SECTIONS.items():
        people = held.get(section) or []
        if not isinstance(people, list):
            raise Invalid(field="file", reason="json_shape")
        for person in people:
            if not isinstance(person, dict):
                raise Invalid(field="file", reason="json_shape")
            yield {"身份": word, **_flat(person)}


def _flat(person: Mapping[str, Any]) -> dict[str, Any]:
    flat = {_FIELDS.get(key, key): value for key, value in person.items() if key != "guardians"}
    guardians = person.get("guardians") or []
    shaped = isinstance(guardians, list) and all(isinstance(g, dict) for g in guardians)
    if not shaped or len(guardians) > _GUARDIANS_MOST:
        raise Invalid(field="file", reason="json_shape")
    for at, guardian in enumerate(guardians, start=1):
        for key, word in _GUARDIAN.items():
            flat[f"监护人{at}{word}"] = guardian.get(key)
    return flat


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value[: CELL_CHARACTERS + 1]
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "、".join(value)[: CELL_CHARACTERS + 1]
    raise Invalid(field="file", reason="json_shape")
