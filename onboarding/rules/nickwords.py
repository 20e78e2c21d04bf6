"""The words and signs that stand around names in nicknames, and how they are taken off."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

from onboarding.rules import names
from onboarding.rules.nearness import simplified

# Words of kinship, known though a kind may not admit them.
KIN = (
    "爸爸", "妈妈", "父亲", "母亲", "家长", "监护人", "爷爷", "奶奶", "外公", "外婆", "姥爷",
    "姥姥", "叔叔", "伯伯", "姑姑", "阿姨", "舅舅", "哥哥", "姐姐", "爸", "妈", "爹", "娘", "爷",
    "奶", "伯", "叔", "姑", "姨", "舅", "婶", "哥", "姐",
)  # fmt: skip
TITLES = (
    "班主任", "副校长", "校长", "园长", "副主任", "主任", "老师", "教师", "辅导员", "家委会",
    "家委", "会长", "委员", "班长", "组长", "总经理", "经理", "主管", "总监", "teacher",
)  # fmt: skip
TITLE = "|".join(sorted(TITLES, key=len, reverse=True))

_SIGNS = regex.compile(r"[\p{S}\p{Extended_Pictographic}\p{Me}]+")
GAP = r"[\p{P}\p{Z}\s]"
GAPS = regex.compile(rf"{GAP}+")
EDGES = regex.compile(rf"\A{GAP}+|{GAP}+\Z")
NUMBER = r"(?:(?<![a-z])[a-z]{1,3})?\d(?:[\da-z]*\d)?号?"
LABEL = r"[大小男女a-z]"

_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_GRADE = rf"(?:小学?|初中?|高中?)?(?:20\d\d|{_COUNT})[年级届]{{0,2}}[ ·-]?"
_CLASS = rf"(?:{_GRADE}[(\[]{_COUNT}[)\]]班?|{_GRADE}{_COUNT}班|[(\[]?{_COUNT}[)\]]?班)"
_CLASS_AT_AN_END = regex.compile(rf"\A{_CLASS}|{_CLASS}{GAP}*\Z")


def staff_core(nickname: str, subjects: Iterable[str]) -> str:
    """The nickname folded to a comparison key, without subject words and titles.

    语文王芳老师 and 王芳（班主任） give 王芳, to be held against `names.key` of the names of
    the staff. A subject of one character is left alone: it may be part of a name.
    """
    text = without_class(plain(nickname))
    words = [*TITLES, *(subject for subject in map(simple_key, subjects) if len(subject) > 1)]
    words.sort(key=len, reverse=True)
    while True:
        read = simple(text)
        front = next((word for word in words if read.startswith(word)), "")
        back = "" if front else next((word for word in words if read.endswith(word)), "")
        if not front and not back:
            return names.key(text)
        text = EDGES.sub("", text[len(front) : len(text) - len(back)])


def plain(nickname: str) -> str:
    """The key of a nickname without emoji and other signs."""
    return EDGES.sub("", _SIGNS.sub(" ", names.key(nickname)))


def without_class(text: str) -> str:
    """Without a class named at either end, unless nothing would be left."""
    return EDGES.sub("", _CLASS_AT_AN_END.sub("", text)) or text


def simple_key(word: str) -> str:
    """The key of a word in simplified characters."""
    return simple(names.key(word))


@lru_cache(maxsize=65536)
def simple(text: str) -> str:
    """Simplified character by character, so that places stay the same."""
    return "".join(one if len(one := simplified(char)) == 1 else char for char in text)
