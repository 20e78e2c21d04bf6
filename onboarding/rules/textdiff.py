"""Two wordings of one text side by side: what went, what came, what stayed.

Chinese is compared character by character, other scripts word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, Literal

Mark = tuple[Literal["same", "gone", "new"], str]

_UNIT: Final = re.compile(r"[A-Za-z0-9À-ɏ’']+|\s+|.", re.DOTALL)
_MOST_PAIRS: Final = 500_000
"""Where more units than this would have to be compared with each other, the whole is marked."""


def marks(old: str, new: str) -> tuple[Mark, ...]:
    """The new wording with what it changes in the old: a row of parts, none of them empty.

    What stayed and what is new, put together, is `new`; what stayed and what went is `old`.
    """
    before, after = _UNIT.findall(old), _UNIT.findall(new)
    if len(before) * len(after) > _MOST_PAIRS:
        return tuple(_replaced(old, new))
    found: list[Mark] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            found.append(("same", "".join(after[k:m])))
        else:
            found += _replaced("".join(before[i:j]), "".join(after[k:m]))
    return tuple(found)


def _replaced(old: str, new: str) -> Iterator[Mark]:
    if old:
        yield "gone", old
    if new:
        yield "new", new
