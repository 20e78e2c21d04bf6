"""The header of a school's list: where it stands, and what each of its columns means.

Titles above it are passed over. A header may be written in two lines, with whose a column
is (父亲) merged over what it is (姓名, 电话).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from onboarding.importing import slots
from onboarding.importing.corrections import (
    Corrections,
    Remembered,
    Understood,
    corrected,
    meaning,
    signature,
    understood,
)
from onboarding.importing.headerwords import Column, column, is_header_word, normal
from onboarding.importing.limits import HEADER_LINES, Line
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Section

_GROUP_REMARK = regex.compile(r"(?:基本)?(?:信息|情况|资料)$")
_GROUPS = regex.compile(
    r"学生|孩子|幼儿|第?[1-5一二三四五]?(?:监护人|家长|家庭成员|成员|联系人)[1-5一二三四五]?|"
    r"父亲|母亲|爸爸|妈妈|爷爷|奶奶|外公|外婆|student|pupil|father|mother|guardian[1-5]?|parent[1-5]?"
)
_LONG_NUMBER = regex.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Header:
    """A header line that was found, at line `line` of the file.

    `columns` are those that are read, `told` all that have a header. `section` is where
    people belong whose own line doesn't say.
    """

    line: int
    columns: tuple[Column, ...]
    told: tuple[Understood, ...]
    section: Section
    signature: str


def find(
    lines: Sequence[Line], said: Corrections | None = None, remembered: Remembered | None = None
) -> Header | None:
    """The first line, out of the first ten that hold anything, that names a name column.

    `said` corrects what the headers seem to mean; without it, what is `remembered` of a
    header tells of columns whose words don't. Raises Invalid (`field` file, `row`, reason
    `side_by_side` for a list printed in two halves, `two_names` (`column`, `other`) where two
    columns may be the pupil's name, `no_name_column` where headers are known but none of a
    name), and what `corrected` raises.
    """
    place = _place(lines, said, remembered)
    if place is None:
        return None
    line, cells = place
    found = _columns(cells, said, remembered)
    if not any(known and known.field == "name" for known in found):
        raise Invalid(field="file", row=line, reason="no_name_column")
    return _header(line, cells, found, {} if said is not None else _kept(cells, remembered))


def look(lines: Sequence[Line], remembered: Remembered | None = None) -> Header | None:
    """The header as far as it is understood, though nobody could read rows by it yet: what
    a page shows for people to correct. None where no line has a known header."""
    place = _place(lines, None, remembered)
    if place is None:
        return None
    line, cells = place
    found = _columns(cells, None, remembered)
    read = [known for known in found if known is not None]
    told = understood(cells, found, read, _kept(cells, remembered))
    return Header(line, tuple(read), told, slots.section(read) or "students", signature(cells))


def _place(
    lines: Sequence[Line], said: Corrections | None, remembered: Remembered | None
) -> Line | None:
    """The line that names a name column by itself, by a word of `said` or by what is
    remembered of it; else the first with any header that is known."""
    # A place alone would make a header of the title above it.
    words: Corrections = {w: c for w, c in (said or {}).items() if isinstance(w, str)}
    candidates = _candidates(lines)
    for line, cells in candidates:
        by_words = _columns(cells, words or None, remembered)
        found = (*by_words, *(column(at, cell) for at, cell in enumerate(cells)))
        if any(known and known.field == "name" for known in found):
            return line, cells
    return next(
        (
            (line, cells)
            for line, cells in candidates
            if not any(_LONG_NUMBER.search(cell) for cell in cells)
            and any(column(at, cell) for at, cell in enumerate(cells))
        ),
        None,
    )


def _candidates(lines: Sequence[Line]) -> list[Line]:
    """The lines that may be a header, each with the line that belongs to it."""
    top = lines[:HEADER_LINES]
    found = []
    for place, (number, cells) in enumerate(top):
        above = top[place - 1][1] if place else ()
        below = lines[place + 1] if place + 1 < len(lines) else None
        if below is not None and _continues(cells, below[1]):
            found.append((below[0], tuple(_combined(cells, below[1]))))
        else:
            found.append((number, tuple(_under_groups(above, cells))))
    return found


def _columns(
    cells: Sequence[str], said: Corrections | None, remembered: Remembered | None
) -> list[Column | None]:
    found = [column(at, cell) for at, cell in enumerate(cells)]
    return corrected(found, cells, _kept(cells, remembered) if said is None else said)


def _kept(cells: Sequence[str], remembered: Remembered | None) -> Corrections:
    """What is remembered of the columns that don't say themselves what they are.

    Anybody who imports a list says it for the whole school: it never changes what a header
    says, nor does it put a second column beside one that says so itself.
    """
    by_words = [column(at, cell) for at, cell in enumerate(cells)]
    said = {meaning(each) for each in by_words if each is not None}
    return {
        at: choice
        for at, choice in (remembered or {}).get(signature(cells), {}).items()
        if at < len(cells) and by_words[at] is None and choice and choice not in said
    }


def _header(
    line: int, cells: Sequence[str], found: Sequence[Column | None], kept: Corrections
) -> Header:
    known = [column for column in found if column is not None]
    columns = slots.in_slots(slots.one_name(known, line))
    told = understood(cells, found, columns, kept)
    section = slots.section(columns) or "students"
    return Header(line, tuple(columns), told, section, signature(cells))


def _continues(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the next line is the lower half of this header (父亲 over 姓名, 电话)."""
    named = [at for at, cell in enumerate(cells) if is_header_word(cell, "name")]
    if not named or any(at < len(below) and below[at].strip() for at in named):
        return False
    filled = [at for at, cell in enumerate(below) if cell.strip()]
    return bool(filled) and all(column(at, below[at]) is not None for at in filled)


def _combined(cells: Sequence[str], below: Sequence[str]) -> list[str]:
    whole, group = [], ""
    for at in range(max(len(cells), len(below))):
        upper = cells[at].strip() if at < len(cells) else ""
        lower = below[at].strip() if at < len(below) else ""
        group = upper or group
        whole.append(group + lower if lower else upper)
    return whole


def _under_groups(above: Sequence[str], cells: Sequence[str]) -> list[str]:
    """A header line with the groups that stand over it (学生信息, 父亲信息, 母亲信息)."""
    groups = [_group(cell) for cell in above]
    if sum(bool(group) for group in groups) < 2:
        return list(cells)
    whole, group = [], ""
    for at, cell in enumerate(cells):
        if at < len(above) and above[at].strip():
            group = groups[at]
        together = group + cell.strip()
        better = cell.strip() and column(at, cell) and column(at, together)
        whole.append(together if better else cell)
    return whole


def _group(cell: str) -> str:
    word = _GROUP_REMARK.sub("", normal(cell))
    return word if _GROUPS.fullmatch(word) else ""
