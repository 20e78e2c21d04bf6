"""Names as they get typed, and damaged ones."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator

import opencc
from pypinyin import lazy_pinyin

from benchmarks.names.cases import Case
from benchmarks.names.people import COMPOUND, GIVEN, dotted, han, latin, vietnamese
from benchmarks.names.words import common, groups, private
from onboarding.rules.names import LONGEST

Typed = Callable[[random.Random], tuple[str, str]]

# Radicals by the characters that Unicode says they look like.
_RADICALS = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}
_DOTS = "•・‧∙．.･⋅˙。"
_UNSEEN = "\u200b\u200c\u200d\ufeff\u2060\u00ad\ufe00\ufe0f\U000e0100\u200e\u200f\u3164\u180b"
_TRADITIONAL = opencc.OpenCC("s2t")
_UYGHUR = dotted("uyghur_given", "uyghur_father")
_FOREIGN = dotted("foreign_given", "foreign_family")
_ALIKE = {char: group for group in groups("homophones") for char in group}


def typed(dice: random.Random, each: int) -> Iterator[Case]:
    """Up to `each` cases of every way of typing a name otherwise than the roster has it."""
    for category, maker in _TYPED:
        found: dict[tuple[str, str], None] = {}
        for _ in range(each * 4):
            as_typed, meant = maker(dice)
            if as_typed != meant:
                found[as_typed, meant] = None
            if len(found) == each:
                break
        yield from (Case(f"typed: {category}", *pair) for pair in found)


def damaged(dice: random.Random, each: int) -> Iterator[Case]:
    """Up to `each` names of every sort of damage."""
    for category, mark in _DAMAGE:
        whole = (han(dice) for _ in range(each))
        found = dict.fromkeys(_put_in(dice, name, dice.choice(mark)) for name in whole)
        yield from (Case(f"damaged: {category}", name) for name in found)
    too_long = (han(dice) * LONGEST for _ in range(each))
    yield from (Case("damaged: over fifty characters", name) for name in too_long)
    yield from (Case("damaged: nothing of a name", name) for name in ("", "·", "🌸", "   ", "——"))


def _put_in(dice: random.Random, name: str, mark: str) -> str:
    place = dice.randrange(1, len(name)) if len(name) > 1 else 1
    return name[:place] + mark + name[place:]


def _swapped(dice: random.Random, old: str, new: str) -> tuple[str, str]:
    """A Han name with `new` in it, and the same with `old`."""
    surname, after = common(dice, GIVEN), common(dice, GIVEN)
    return surname + new + after, surname + old + after


def _radical(dice: random.Random) -> tuple[str, str]:
    char = dice.choice(sorted(_RADICALS))
    return _swapped(dice, char, _RADICALS[char])


def _gbk(dice: random.Random) -> tuple[str, str]:
    both = dice.choice(private())
    return _swapped(dice, both[1], both[0])


def _unseen(dice: random.Random) -> tuple[str, str]:
    name = dice.choice((han, latin, _UYGHUR))(dice)
    return _put_in(dice, name, dice.choice(_UNSEEN)), name


def _full_width(dice: random.Random) -> tuple[str, str]:
    name = latin(dice)
    wide = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000})
    return name.translate(wide), name


def _decomposed(dice: random.Random) -> tuple[str, str]:
    name = vietnamese(dice)
    return unicodedata.normalize("NFD", name), name


def _spaced(dice: random.Random) -> tuple[str, str]:
    name = common(dice, GIVEN) + common(dice, GIVEN)
    return name[0] + dice.choice((" ", "\u3000", "  ", "\u2003")) + name[1:], name


def _spaced_out(dice: random.Random) -> tuple[str, str]:
    name = dice.choice(COMPOUND) + common(dice, GIVEN)
    return name[:2] + " " + name[2:], name


def _other_dot(dice: random.Random) -> tuple[str, str]:
    name = _UYGHUR(dice)
    return name.replace("·", dice.choice((dice.choice(_DOTS), " · "))), name


def _lost_dot(dice: random.Random) -> tuple[str, str]:
    name = dice.choice((_UYGHUR, _FOREIGN))(dice)
    return name.replace("·", dice.choice(("", " ", "-"))), name


def _case(dice: random.Random) -> tuple[str, str]:
    name = latin(dice)
    return dice.choice((name.upper(), name.lower())), name


def _apostrophe(dice: random.Random) -> tuple[str, str]:
    name = dice.choice(("O'Neill", "D'Angelo", "Jean-Luc", "Ana-Lucía")) + " " + latin(dice)
    return name.translate({0x27: dice.choice("’ʼ‘`´"), 0x2D: dice.choice("‐‑–−")}), name


def _traditional(dice: random.Random) -> tuple[str, str]:
    name = han(dice)
    return str(_TRADITIONAL.convert(name)), name


def _homophone(dice: random.Random) -> tuple[str, str]:
    name = common(dice, GIVEN) + dice.choice(sorted(_ALIKE)) + common(dice, GIVEN)
    return name[0] + dice.choice(_ALIKE[name[1]]) + name[2], name


def _slip(dice: random.Random) -> tuple[str, str]:
    name = common(dice, GIVEN) + common(dice, GIVEN) + common(dice, GIVEN)
    return name[:2] + dice.choice((common(dice, GIVEN), "")), name


def _pinyin(dice: random.Random) -> tuple[str, str]:
    name = han(dice)
    syllables = lazy_pinyin(name)
    return f"{syllables[0]} {''.join(syllables[1:])}".title(), name


def _without_accents(dice: random.Random) -> tuple[str, str]:
    name = dice.choice((vietnamese, latin))(dice)
    bare = unicodedata.normalize("NFD", name)
    plain = "".join(char for char in bare if not unicodedata.combining(char))
    return plain.translate(str.maketrans("ĐđøØłŁ", "DdoOlL")), name


def _turned_round(dice: random.Random) -> tuple[str, str]:
    name = dice.choice((vietnamese, latin))(dice)
    first, _, rest = name.partition(" ")
    return f"{rest} {first}".strip(), name


_TYPED: tuple[tuple[str, Typed], ...] = (
    ("Kangxi radicals", _radical),
    ("private use of GBK", _gbk),
    ("zero width, variation selectors", _unseen),
    ("full width", _full_width),
    ("decomposed accents", _decomposed),
    ("two characters spaced apart", _spaced),
    ("other middle dots", _other_dot),
    ("other capitals", _case),
    ("other apostrophes and hyphens", _apostrophe),
    ("space behind the surname", _spaced_out),
    ("lost middle dots", _lost_dot),
    ("traditional forms", _traditional),
    ("homophones", _homophone),
    ("one character wrong or left out", _slip),
    ("pinyin for characters", _pinyin),
    ("accents left out", _without_accents),
    ("given name and surname in turn", _turned_round),
)

# Read as another encoding: UTF-8 as GBK, as Latin; bytes cut in two.
_DAMAGE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("question marks", ("?", "？", "??", "\ufffd")),
    ("control characters", ("\x00", "\n", "\x07", "\x85", "\u2028", "\ufff9")),
    ("order of text turned", ("\u202e", "\u202a", "\u2066", "\u2069")),
    ("private use without meaning", ("\ue000", "\uf8ff", "\U000f0000", "\ue5e5")),
    ("half a surrogate pair", ("\ud840", "\udfb7")),
    ("no characters", ("\uffff", "\ufdd0", "\U0001ffff")),
    ("signs for a lost character", ("口", "□", "▢", "〓", "*")),
    ("wrong encoding", ("锟斤拷", "烫烫烫", "æŽ", "\x9d\x8e")),
)
