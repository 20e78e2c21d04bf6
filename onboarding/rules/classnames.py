"""What a class is called in a list and in the title of its group: one class, many spellings."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import regex

_UNITS: Final = {numeral: at for at, numeral in enumerate("一二三四五六七八九", start=1)}
_ONES: Final = "[一二三四五六七八九]"
_NUMERAL: Final = regex.compile(rf"(?<=[初高]){_ONES}|{_ONES}?十{_ONES}?|{_ONES}")
_CHAT: Final = regex.compile(
    r"(?:家长|家校|学生|师生|班级|交流|沟通|通知|工作|微信|qq|官方)*[群组]?(?<=.[群组长生级])$"
)
_YEAR: Final = regex.compile(r"年级?|(?<=\d)级|grade|year")
_ONE_WORD: Final = regex.compile(r"(?<!\d)([1-9])(\d\d)班")
_ZEROS: Final = regex.compile(r"(?<!\d)0+(?=\d)")
_BETWEEN: Final = regex.compile(r"[^\w]+|_+|第")
_DOTS: Final = regex.compile(r"\.+")


def class_key(text: str) -> str:
    """What two names of a class are compared on: 三年级（2）班, 三2班, 302班 and 三年二班家长群
    are one."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    plain = _CHAT.sub("", plain) or plain
    plain = _NUMERAL.sub(_counted, plain)
    plain = _ONE_WORD.sub(r"\1.\2班", plain)
    plain = _YEAR.sub(".", plain)
    plain = _BETWEEN.sub(".", plain)
    plain = _ZEROS.sub("", plain)
    return _DOTS.sub(".", plain).strip(".").replace(".班", "班")


def group_of_each(classes: Iterable[str], titles: Mapping[str, str]) -> dict[str, str]:
    """The one group (`titles`: id → title) that each class surely is; "" where there is none,
    or where two may be meant.

    A title may have the school's name in front. Two classes never lead to one group by
    themselves.
    """
    keys = {group: class_key(title) for group, title in titles.items()}
    found = {name: _group_of(class_key(name), keys) for name in classes}
    meant: defaultdict[str, int] = defaultdict(int)
    for group in found.values():
        meant[group] += 1
    return {name: group if meant[group] == 1 else "" for name, group in found.items()}


def _group_of(key: str, keys: Mapping[str, str]) -> str:
    if not key:
        return ""
    same = [group for group, other in keys.items() if other == key]
    if not same:
        behind = regex.compile(rf"(?:^|[^\d.]\.?){regex.escape(key)}$")
        same = [group for group, other in keys.items() if behind.search(other)]
    return same[0] if len(same) == 1 else ""


def _counted(numeral: regex.Match[str]) -> str:
    tens, ten, ones = numeral[0].rpartition("十")
    count = _UNITS.get(ones, 0) + (10 * _UNITS.get(tens, 1) if ten else 0)
    return f".{count}."
