"""What people say a column means, where its header doesn't, and how it is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onboarding.importing.headerwords import MEANINGS, Column, identity_card, normal, shown
from onboarding.rules.errors import Invalid

# A column's place, from 0, or its header → a meaning of `CHOICES`, "" to leave it out.
Corrections = Mapping[int | str, str]
# The signature of a header → the meaning of each column by its place.
Remembered = Mapping[str, Mapping[int, str]]
Why = Literal["", "unknown", "identity_card", "second_name", "left_out"]

_OWNERS: Final = {
    "guardian": ("", ""),
    "guardian1": ("", "1"),
    "guardian2": ("", "2"),
    "guardian3": ("", "3"),
    "father": ("爸爸", ""),
    "mother": ("妈妈", ""),
}
_OWNED: Final = {
    f"{owner}_{what}": (f"guardian_{what}", *whose)
    for owner, whose in _OWNERS.items()
    for what in ("name", "relation", "phone")
}
CHOICES: Final = ("", *dict.fromkeys(MEANINGS.values()), "phone", *_OWNED)


@dataclass(frozen=True, slots=True)
class Understood:
    """One column as it was understood: `meaning` of `CHOICES`, or `why` it isn't read.
    `remembered`: the school remembers what it means, the header doesn't say.

    Handing every `at` back with its `meaning` as corrections changes nothing.
    """

    at: int
    header: str
    meaning: str
    why: Why = ""
    remembered: bool = False


def meaning(column: Column) -> str:
    """A column's meaning among `CHOICES`."""
    whose = (column.field, column.relation, column.number)
    return next((choice for choice, owned in _OWNED.items() if owned == whose), column.field)


def corrected(
    columns: Sequence[Column | None], cells: Sequence[str], said: Corrections
) -> list[Column | None]:
    """The columns of a header line with what people said about them.

    Raises Invalid (`field` mapping, `column`; reason `not_one_of`, or `identity_card`, for
    such a column is never read, whatever anybody says).
    """
    result = list(columns)
    for at, cell in enumerate(cells):
        choice = said.get(at, said.get(cell, said.get(normal(cell))))
        known = columns[at]
        if choice is None or choice == (meaning(known) if known else ""):
            continue
        if choice not in CHOICES:
            raise Invalid(field="mapping", column=shown(cell), reason="not_one_of")
        if choice and identity_card(cell):
            raise Invalid(field="mapping", column=shown(cell), reason="identity_card")
        field, relation, number = _OWNED.get(choice, (choice, "", ""))
        legend = known.legend if known else ()
        result[at] = (
            Column(at, shown(cell), field, relation=relation, number=number, legend=legend)
            if choice
            else None
        )
    return result


def understood(
    cells: Sequence[str],
    found: Sequence[Column | None],
    read: Sequence[Column],
    kept: Corrections,
) -> tuple[Understood, ...]:
    """Every column that has a header: what was `found` above it, what of it is `read`, and
    which are so because that is `kept`."""
    meanings = {column.at: meaning(column) for column in read}
    told = []
    for at, cell in enumerate(cells):
        if not cell.strip():
            continue
        why: Why = ""
        if at not in meanings:
            why = "identity_card" if identity_card(cell) else "unknown"
            if found[at] is not None:
                why = "second_name"
        by_memory = at in kept and at in meanings
        told.append(Understood(at, shown(cell), meanings.get(at, ""), why, by_memory))
    return tuple(told)


def signature(cells: Sequence[str]) -> str:
    """What a header is recognised by next time: a digest of its words, and no word of it."""
    words = "\x1f".join(normal(cell) for cell in cells).rstrip("\x1f")
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
