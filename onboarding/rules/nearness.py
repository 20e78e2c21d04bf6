"""How near two names are that aren't the same: a possible match, for a person to decide.

Nothing here ever makes a match by itself. Names are compared on `names.key`; equal keys
are a match already and no nearness.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

import opencc
import regex
from pypinyin import lazy_pinyin

from onboarding.rules import names

Nearness = Literal["", "lost_dot", "traditional", "pinyin", "edit"]

_ORDER: tuple[Nearness, ...] = ("lost_dot", "traditional", "pinyin", "edit")

# Characters that are told apart by one stroke and read quite differently: names that
# differ in them are names of different people.
_NEVER = tuple(frozenset(group) for group in ("土士", "己已巳", "未末"))

_JOINTS = regex.compile("[\u00b7 '-]")
_ACCENT = regex.compile(r"[\u0300-\u036f]")
_BARE = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h", "æ": "ae", "þ": "th"})

# Surnames that dictionaries read as the everyday word. Several readings: all are borne.
_SURNAMES: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "仇": ("qiu",), "曾": ("zeng",), "区": ("ou",), "解": ("xie",), "查": ("zha",),
    "朴": ("piao", "pu"), "盖": ("ge", "gai"), "翟": ("zhai", "di"), "缪": ("miao", "mou"),
    "召": ("shao",), "覃": ("qin", "tan"), "乐": ("yue", "le"), "员": ("yun", "yuan"),
    "黑": ("he", "hei"), "隗": ("wei", "kui"), "折": ("she", "zhe"), "么": ("yao", "me"),
    "繁": ("po", "fan"), "秘": ("bi", "mi"), "种": ("chong",), "牟": ("mou", "mu"),
    "郗": ("xi", "chi"), "能": ("nai", "neng"), "祭": ("zhai", "ji"), "句": ("gou", "ju"),
    "莘": ("shen", "xin"), "洗": ("xian",), "谌": ("chen", "shen"), "都": ("du",), "角": ("jue",),
    "不": ("fou",), "柏": ("bai", "bo"), "阚": ("kan",), "佴": ("nai",), "乜": ("nie",),
    "藏": ("zang",), "卜": ("bu",), "郇": ("xun", "huan"), "圈": ("juan",), "费": ("fei", "bi"),
}  # fmt: skip
_COMPOUND_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"), "单于": ("chan", "yu"), "乐正": ("yue", "zheng"),
}  # fmt: skip


def near(a: str, b: str) -> Nearness:
    """How `a` and `b` are near, the closest way first, or "".

    `lost_dot`: the same but for middle dots, spaces, hyphens and apostrophes.
    `traditional`: the same when simplified. `pinyin`: read the same, surnames by their own
    readings; also a name in Latin letters and the characters so read. `edit`: one character
    put in, left out or replaced, both names having two characters at least; also the same
    words in another order or without accents (Nguyen Anh and Ánh Nguyễn). 土 and 士, 己, 已
    and 巳, 未 and 末 are neither read nor edited into one another.
    """
    one, other = names.key(a), names.key(b)
    if one == other:
        return ""
    if _undotted(one) == _undotted(other):
        return "lost_dot"
    one, other = simplified(one), simplified(other)
    if one == other:
        return "traditional"
    if min(len(one), len(other)) < 2 or _kept_apart(one, other):
        return ""
    if _read_alike(one, other):
        return "pinyin"
    one, other = names.key(a), names.key(b)
    return "edit" if _one_edit(one, other) or _bare(one) == _bare(other) else ""


@lru_cache(maxsize=16384)
def traces(name: str) -> frozenset[str]:
    """What a name leaves to be found by: two near names share at least one of these.

    Sharing one proves nothing; `near` decides. Names looked up by their traces needn't be
    compared with every other.
    """
    key = names.key(name)
    plain = simplified(key)
    shortened = (key[:at] + key[at + 1 :] for at in range(len(key)))
    spoken = _letters(plain)
    return frozenset({key, _undotted(key), plain, " ".join(_bare(key)), *shortened, *spoken})


def nearest(name: str, candidates: Iterable[str]) -> tuple[tuple[str, Nearness], ...]:
    """The candidates near to `name`, nearest first, else in the order given."""
    found = [(candidate, near(name, candidate)) for candidate in candidates]
    return tuple(
        sorted((pair for pair in found if pair[1]), key=lambda pair: _ORDER.index(pair[1]))
    )


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """The text in simplified characters. Merges some surnames (薑 and 姜).

    Half a surrogate pair, which JSON can carry and the converter can't, becomes `?`.
    """
    if text.isascii():
        return text
    return str(_converter().convert(text.encode(errors="replace").decode()))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _undotted(key: str) -> str:
    return _JOINTS.sub("", key)


def _bare(key: str) -> list[str]:
    """The words without accents, in an order of their own."""
    letters = (char for char in unicodedata.normalize("NFD", key) if not _ACCENT.fullmatch(char))
    return sorted("".join(letters).translate(_BARE).split())


def _kept_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and any(
        left != right and any(left in group and right in group for group in _NEVER)
        for left, right in zip(one, other, strict=True)
    )


def _read_alike(one: str, other: str) -> bool:
    if one.isascii() and other.isascii():
        return False
    if one.isascii() or other.isascii():
        return not _letters(one).isdisjoint(_letters(other))
    return not _readings(one).isdisjoint(_readings(other))


def _letters(name: str) -> frozenset[str]:
    """Every reading written in one run of letters, as pinyin names are (liming)."""
    return frozenset("".join(filter(str.isalpha, "".join(reading))) for reading in _readings(name))


@lru_cache(maxsize=65536)
def _readings(name: str) -> frozenset[tuple[str, ...]]:
    """Every reading of a simplified name, a syllable a character, tones left out."""
    found = set()
    if name[:2] in _COMPOUND_SURNAMES:
        found.add((*_COMPOUND_SURNAMES[name[:2]], *lazy_pinyin(name[2:])))
    if name[:1] in _SURNAMES:
        given = lazy_pinyin(name[1:])
        found |= {(surname, *given) for surname in _SURNAMES[name[:1]]}
    return frozenset(found or {tuple(lazy_pinyin(name))})


def _one_edit(one: str, other: str) -> bool:
    """Tell whether one insertion, deletion or substitution makes one of the other."""
    short, long = sorted((one, other), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
