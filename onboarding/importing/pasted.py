"""Names pasted from a chat or a document, one person a line."""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

from onboarding.importing import values
from onboarding.importing.limits import CELL_CHARACTERS, FILE_BYTES, ROWS
from onboarding.importing.reading import (
    PROBLEMS_MOST,
    NationalKey,
    Problem,
    Reading,
    RosterFileRefused,
)
from onboarding.importing.values import CellError
from onboarding.rules import names
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Guardian, Section
from onboarding.rules.rosterrows import Row, national_shaped, number_twice

_LIST_NUMBER = regex.compile(r"\s*(?:[(（]\d{1,3}[)）]|\d{1,3}\s*[.．、)）:：](?!\d)|[①-⑳])\s*")
_BARE_LIST_NUMBER = regex.compile(r"\s*\d{1,3}\s+(?=\D)")
_BETWEEN = regex.compile(r"[\t,，、;；|]+")
_MOBILE: Final = regex.compile(r"(?:(?:\+|00)?86-?)?1\d{2}[- ]?\d{4}[- ]?\d{4}", regex.ASCII)
_LANDLINE: Final = regex.compile(r"0\d{2,3}-?\d{7,8}|\+\d[\d-]{6,16}", regex.ASCII)
_NUMBER: Final = regex.compile(r"[A-Za-z]{0,4}\d[\dA-Za-z\-]*", regex.ASCII)


def read_pasted(text: str, *, national_key: NationalKey, section: Section = "students") -> Reading:
    """The people of a pasted list: a name, then a number, a phone, both or neither.

    A pupil's phone is taken for a guardian's. List numbers (1. 1、 (1)) and blank lines are
    passed over. Raises Invalid (`field` text, `reason` `empty`, `too_large`,
    `too_many_rows`) and RosterFileRefused, whose columns are empty.
    """
    if len(text) > FILE_BYTES:
        raise Invalid(field="text", reason="too_large")
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, written in enumerate(text.replace("\ufeff", "").splitlines(), start=1):
        if not written.strip() or len(problems) >= PROBLEMS_MOST:
            continue
        if len(rows) >= ROWS:
            raise Invalid(field="text", row=line, reason="too_many_rows")
        try:
            rows.append(_row(written, line, section, national_key))
        except CellError as wrong:
            problems.append(Problem(line, "", wrong.reason))
        except names.DamagedName as damaged:
            problems.append(Problem(line, "", str(damaged.facts["reason"])))
    problems.extend(Problem(line, "", "number_twice") for line in number_twice(rows))
    if problems:
        raise RosterFileRefused(sorted(problems, key=lambda problem: problem.row))
    if not rows:
        raise Invalid(field="text", reason="empty")
    return Reading(tuple(rows), format="pasted")


def _row(written: str, line: int, section: Section, national_key: NationalKey) -> Row:
    if len(written) > CELL_CHARACTERS:
        raise CellError("cell_too_long")
    listed = _LIST_NUMBER.match(written) or _BARE_LIST_NUMBER.match(written)
    words: list[str] = []
    number = national = phone = ""
    for chunk in _BETWEEN.split(written[listed.end() :] if listed else written):
        if words and chunk.strip() and not _facts_only(chunk):
            raise CellError("one_person_a_line")
        for word in _phone_joined(chunk):
            plain = unicodedata.normalize("NFKC", word)
            if not phone and (_MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain)):
                (phone,) = values.phones(plain)
            elif national_shaped(plain) and not national:
                national = national_key(plain.upper())
            elif _NUMBER.fullmatch(plain) and not number:
                number = values.number(plain)
            else:
                words.append(word)
    name, label = values.labelled(_one_name(words))
    if not name:
        raise CellError("name_missing")
    pupil = section == "students"
    return Row(
        section=section,
        name=names.clean(name),
        number=number,
        national=national,
        label=label,
        guardians=(Guardian(phone=phone),) if pupil and phone else (),
        phone="" if pupil else phone,
        row=line,
    )


def _phone_joined(chunk: str) -> list[str]:
    """The words of a chunk, a phone written in groups (138 0000 0000) being one."""
    return _GROUPED.sub(lambda match: match[0].replace(" ", ""), chunk).split()


_GROUPED = regex.compile(r"(?<!\S)1\d{2} \d{4} \d{4}(?!\S)", regex.ASCII)


def _facts_only(chunk: str) -> bool:
    plain = unicodedata.normalize("NFKC", chunk)
    return all(any(char.isdigit() for char in word) for word in plain.split())


def _one_name(words: list[str]) -> str:
    """The words of one name. Latin words belong together, and so does a lone character
    that was set apart (李　明, 欧阳 锋); two whole Chinese names are two people."""
    han = [word for word in words if any(map(names.is_han, word))]
    apart = [word for word in han if len(word) > 1 and not word.startswith(("(", "（"))]
    if len(apart) > 1 or (han and len(han) < len(words)):
        raise CellError("one_person_a_line")
    if len(han) == 2 and not han[1].startswith(("(", "（")):
        return "".join(han)
    return " ".join(words)
