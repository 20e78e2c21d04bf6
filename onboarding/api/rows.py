"""From JSON to the rows of a roster, the same that a file is read into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from onboarding.rules.roster import Guardian, Section
from onboarding.rules.rosterrows import Row, national_shaped

NationalKey = Callable[[str], str]


def rows_of(sections: Mapping[str, Any], national_key: NationalKey) -> Iterator[Row]:
    """The rows of `{students, teachers, staff}`, numbered from 1 in that order."""
    number = 0
    for section in ("students", "teachers", "staff"):
        for person in sections.get(section, ()):
            number += 1
            yield row_of(section, person, national_key, number)


def row_of(
    section: Section, person: Mapping[str, Any], national_key: NationalKey, number: int = 0
) -> Row:
    """One person as a row; `number` is its line, 0 where it has none."""
    return Row(section=section, **values(person, national_key), row=number)


def values(person: Mapping[str, Any], national_key: NationalKey) -> dict[str, Any]:
    """Fields as the roster keeps them: lists as tuples, a national number as its key only."""
    fields = dict(person)
    if "guardians" in fields:
        fields["guardians"] = tuple(Guardian(**each) for each in fields["guardians"])
    if "subjects" in fields:
        fields["subjects"] = tuple(fields["subjects"])
    if national_shaped(fields.get("number", "")):
        fields |= {"national": national_key(fields["number"]), "number": ""}
    return fields
