"""Two wordings of one text side by side: what went, what came, what stayed.

Chinese is compared character by character, other scripts word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, Literal

Mark = tuple[Literal["same", "gone", "new"], str]

_UNIT: Final = re.compile(r"[A-Za-z0-9À-ɏ’']+|\s+|.", re.DOTALL)
_MOST_UNITS: Final = 120
"""Where the part that differs is longer than this in both, the whole part is marked: what is
compared with each other grows with the third power of it where the same unit comes often."""


def marks(old: str, new: str) -> tuple[Mark, ...]:
    """The new wording with what it changes in the old: a row of parts, none of them empty.

    What stayed and what is new, put together, is `new`; what stayed and what went is `old`.
    """
    before, after = _UNIT.findall(old), _UNIT.findall(new)
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    middle = _marks(before[start : len(before) - end], after[start : len(after) - end])
    same = "".join(before[:start]), "".join(before[len(before) - end :])
    return tuple(_joined([("same", same[0]), *middle, ("same", same[1])]))


def _marks(before: list[str], after: list[str]) -> list[Mark]:
    """The same for what lies between the common start and the common end."""
    if max(len(before), len(after)) > _MOST_UNITS:
        return list(_replaced("".join(before), "".join(after)))
    found: list[Mark] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            found.append(("same", "".join(after[k:m])))
        else:
            found += _replaced("".join(before[i:j]), "".join(after[k:m]))
    return found


def _shared(one: list[str], other: list[str]) -> int:
    """How many units both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _joined(parts: list[Mark]) -> Iterator[Mark]:
    return (part for part in parts if part[1])


def _replaced(old: str, new: str) -> Iterator[Mark]:
    if old:
        yield "gone", old
    if new:
        yield "new", new
