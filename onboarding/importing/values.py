"""What stands in the cells of a school's list, brought into one form."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

import regex

from onboarding.rules import names
from onboarding.rules.roster import Section

FIELD_CHARACTERS: Final = 50
AS_IT_STANDS: Final = "''"
"""What is behind this in a cell is meant just so: how our own exports write what would else be
read as something different (a name that is a word for nothing)."""

_NOTHING: Final = frozenset(
    (
        "无",
        "没有",
        "暂无",
        "未填",
        "/",
        "//",
        "-",
        "--",
        "—",
        "——",
        "\\",
        "none",
        "n/a",
        "na",
        "null",
        "#n/a",
        "#ref!",
        "#value!",
        "#name?",
        "#null!",
        "#div/0!",
    )
)
_SECTION_WORDS: Final[dict[Section, tuple[str, ...]]] = {
    "students": ("学生", "幼儿", "孩子", "student", "pupil"),
    "teachers": ("教师", "老师", "任课教师", "任课老师", "科任教师", "班主任", "teacher"),
    "staff": ("职工", "员工", "职员", "教职工", "管理人员", "经理", "staff", "employee", "manager"),
}
_SECTIONS: Final = {word: section for section, words in _SECTION_WORDS.items() for word in words}
_YES: Final = frozenset(("是", "y", "yes", "true", "1", "√", "✓", "✔", "班主任", "对", "有"))
_PHONES_BETWEEN = regex.compile(r"[/、,;|]|\s+或\s*|\s{2,}|(?<=\d{7}) (?=\+?\d{7})")
_PHONE = regex.compile(r"\+?\d{5,14}", regex.ASCII)
_IN_PHONE = regex.compile(r"[\s\-()._·]+")
_CHINA = regex.compile(r"(?:\+|00)?86(?=1\d{10}$)", regex.ASCII)
_SUBJECTS_BETWEEN = regex.compile(r"[、,/;|&和\s]+")
# Excel shows a number of more than eleven places so, and keeps fifteen of them.
_DIGITS_LOST = regex.compile(r"\d(?:\.\d+)?E\+?\d{2,}", regex.ASCII | regex.IGNORECASE)
_AS_TEXT = regex.compile(r'="([^"]*)"')
_LABELLED = regex.compile(r"(?P<name>.+?)\s*[(（【\[](?P<label>[^()（）]{1,2})[)）】\]]")


# A code by itself (1, 1.0) or with its word (1=父子, 51-父亲, 1．父子).
_CODED = regex.compile(r"(?P<code>\d{1,2})(?:\.0)?\s*[=\-—:：.、]?\s*(?P<word>\D*)")
_GB_4761: Final = {
    "51": "父亲",
    "52": "母亲",
    "57": "继父",
    "58": "继母",
    "61": "爷爷",
    "62": "奶奶",
    "63": "外公",
    "64": "外婆",
}
# Registers name both ends of a relation.
_OF_TWO: Final = {"父子": "爸爸", "父女": "爸爸", "母子": "妈妈", "母女": "妈妈"}


class CellError(Exception):
    """A cell that can't be what its column says; `reason` is a code, the cell isn't kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def as_it_stands(cell: str) -> str | None:
    """What a cell says to be meant just so; None for any other cell."""
    return cell.removeprefix(AS_IT_STANDS) if cell.startswith(AS_IT_STANDS) else None


def text(cell: str) -> str:
    """A cell without what spreadsheets put around it; a word for nothing is nothing."""
    if (meant := as_it_stands(cell)) is not None:
        return meant
    inner = _AS_TEXT.fullmatch(cell.strip())
    plain = " ".join((inner[1] if inner else cell).replace("\ufeff", "").split())
    plain = plain.removeprefix("'").strip()
    return "" if plain.lower() in _NOTHING else plain


def short(cell: str) -> str:
    """A word or two. Raises CellError (`too_long`) over fifty characters."""
    value = text(cell)
    if len(value) > FIELD_CHARACTERS:
        raise CellError("too_long")
    return value


def number(cell: str) -> str:
    """A number as a string of its own: leading zeros stay, spaces and full width go.

    Raises CellError (`digits_lost` where a spreadsheet rounded it, `too_long`).
    """
    value = short(cell)
    if as_it_stands(cell) is not None:
        return value
    value = "".join(unicodedata.normalize("NFKC", value).split())
    if _DIGITS_LOST.fullmatch(value):
        raise CellError("digits_lost")
    return value


def phones(cell: str) -> list[str]:
    """The phone numbers in a cell: digits, a foreign one with its `+`.

    Raises CellError (`phone_wrong`, `digits_lost`, `too_long`).
    """
    if (meant := as_it_stands(cell)) is not None:
        return [meant]
    value = unicodedata.normalize("NFKC", text(cell))
    if len(value) > 2 * FIELD_CHARACTERS:
        raise CellError("too_long")
    found = []
    for part in _PHONES_BETWEEN.split(value):
        digits = _CHINA.sub("", _IN_PHONE.sub("", part))
        if _DIGITS_LOST.fullmatch(part.strip()):
            raise CellError("digits_lost")
        if digits and not _PHONE.fullmatch(digits):
            raise CellError("phone_wrong")
        if digits:
            found.append(digits)
    return found


def section(cell: str) -> Section | None:
    """The section a person's line names; None where it names none.

    Raises CellError (`section_unknown`).
    """
    value = text(cell).lower()
    if value and value not in _SECTIONS:
        raise CellError("section_unknown")
    return _SECTIONS.get(value)


def subjects(cell: str) -> tuple[str, ...]:
    """The subjects that a cell lists, each once. Raises CellError (`too_long`)."""
    if (meant := as_it_stands(cell)) is not None:
        return tuple(meant.split("、"))
    value = unicodedata.normalize("NFKC", short(cell))
    return tuple(dict.fromkeys(part for part in _SUBJECTS_BETWEEN.split(value) if part))


def yes(cell: str) -> bool:
    """Tell whether a cell is ticked."""
    return text(cell).lower() in _YES


def relation(cell: str, legend: Mapping[str, str]) -> str:
    """How a guardian is related, in words: a code of the `legend` that the header explains,
    or of GB/T 4761, with or without its word (1=父子, 51-父亲), becomes the word.

    Raises CellError (`relation_code` for a code that nothing explains, `too_long`).
    """
    value = short(cell)
    if as_it_stands(cell) is not None:
        return value
    coded = _CODED.fullmatch(unicodedata.normalize("NFKC", value))
    if coded:
        code, value = coded["code"], coded["word"]
        value = value or legend.get(code) or legend.get(code.lstrip("0")) or _GB_4761.get(code, "")
        if not value:
            raise CellError("relation_code")
    return _OF_TWO.get(value, value)


def labelled(cell: str) -> tuple[str, str]:
    """A name, and the teacher's word behind it that tells it from another: 李明（大）."""
    value = text(cell)
    match = None if as_it_stands(cell) is not None else _LABELLED.fullmatch(value)
    return (match["name"], match["label"].strip()) if match else (value, "")


def name(cell: str) -> tuple[str, str]:
    """A name and the label behind it, both empty in an empty cell. Raises DamagedName."""
    plain, label = labelled(cell)
    return (names.clean(plain), label) if plain else ("", "")
