"""What is measured: one name, one name typed otherwise, two people taken for one another.

A file of cases has one on a line, UTF-8, with a tab between the fields: `name`,
`category name` or `category name other`. A category that begins with `pair` holds two
different people, one that begins with `typed` a name as typed and the name that is meant,
one that begins with `damaged` names that are to be refused; any other holds names that real
people bear. Characters that can't be seen may be written as \\u200b or \\U00020bb7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


@dataclass(frozen=True, slots=True)
class Case:
    """A category, a name and, for a pair or a typed name, the other one."""

    category: str
    name: str
    other: str = ""

    @property
    def kind(self) -> str:
        """`pair`, `typed`, `damaged` or `plain`."""
        first = self.category.partition(" ")[0].rstrip(":")
        return first if first in {"pair", "typed", "damaged"} else "plain"


def read(path: Path) -> Iterator[Case]:
    """The cases of a file; a line with a name alone belongs to `listed`."""
    for line in path.read_bytes().decode("utf-8-sig").split("\n"):
        fields = [_ESCAPED.sub(_character, field) for field in line.removesuffix("\r").split("\t")]
        if fields == [""]:
            continue
        if len(fields) == 1:
            fields.insert(0, "listed")
        yield Case(*fields[:3])


def distinct(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Each case once, in the order given."""
    return tuple(dict.fromkeys(cases))


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1] or escaped[2], 16))
