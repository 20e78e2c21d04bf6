"""Names as people write them: what is kept, and what is compared.

`clean` gives the form that is kept and shown, or refuses a damaged name; `key` gives the
form that two names are compared on. No surname list and no single block of ideographs
decides what a name is: names of one or five characters, with middle dots, in Latin, kana,
Hangul or Cyrillic, and in characters up to CJK Extension J are names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import regex

from onboarding.rules.characters import DOT, KEY_SPELLINGS, SPELLINGS
from onboarding.rules.errors import Refusal

LONGEST = 50

_SPACES = regex.compile(r"[\s\u2800]+")
# Breaks and tabs that copied cells bring along at their ends.
_EDGES = regex.compile(r"\A\s+|\s+\Z")
# Cs is half a surrogate pair, Cn with this property a code point that is no character.
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\ufff9-\ufffb]")
# What turns the order of text around. The marks U+200E, U+200F and U+061C only come along
# from copied contacts, change nothing in a name and are dropped as invisible.
_BIDI = regex.compile(r"[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\u061c]")
_PRIVATE = regex.compile(r"\p{Co}")
_LOST = regex.compile("[?\ufffd]")
_LOST_PERHAPS = regex.compile("[口□▢▯☐◻〓*]")
_AROUND_DOTS = regex.compile(rf" *{DOT}[ {DOT}]*")
_HAN = regex.compile(r"[\p{Script=Han}\U00020000-\U0003fffd]")
_MEANT = regex.compile(rf"[\p{{L}}\p{{M}}\p{{N}}]|{_HAN.pattern}")
_TWO_HAN = regex.compile(rf"({_HAN.pattern}) ({_HAN.pattern})")


class DamagedName(Refusal):
    """The name can't be what was meant.

    `reason` is `control`, `bidi`, `private_use`, `question_mark` (a lost character),
    `empty` (nothing but spaces, dots and symbols) or `too_long` (over 50 characters).
    """

    code = "name_damaged"


def is_han(char: str) -> bool:
    """Tell whether one character is an ideograph, up to Extension J and beyond.

    By script, and by planes 2 and 3, which are set aside for ideographs still to come.
    """
    return _HAN.fullmatch(char) is not None


def clean(typed: str) -> str:
    """The form of a name that is kept and shown: as typed, without accidents of typing.

    NFC; invisible characters and variation selectors dropped, full width folded, radicals
    and private-use code points of GBK turned into the characters, edges trimmed, inner
    spaces collapsed and those of a two-character Han name (李　明) dropped. 1–50 characters.

    Raises DamagedName (`reason`).
    """
    name = _EDGES.sub("", typed)
    if _CONTROL.search(name):
        raise DamagedName(reason="control")
    if _BIDI.search(name):
        raise DamagedName(reason="bidi")
    name = _spelled(name, SPELLINGS)
    if _PRIVATE.search(name):
        raise DamagedName(reason="private_use")
    if _LOST.search(name):
        raise DamagedName(reason="question_mark")
    if not _MEANT.search(name):
        raise DamagedName(reason="empty")
    if len(name) > LONGEST:
        raise DamagedName(reason="too_long")
    return name


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """What a name is compared on; total and idempotent.

    As `clean`, and case folded, every spelling of the middle dot written U+00B7 without
    spaces around it, those of apostrophe and hyphen ' and -. Damage stays in
    the key, so a damaged name equals only itself.
    """
    if name.isascii() and name.isalnum():
        return name.lower()
    # Again after folding, which writes ŉ as an apostrophe and n.
    lower = _spelled(name, KEY_SPELLINGS).casefold().translate(KEY_SPELLINGS)
    folded = unicodedata.normalize("NFC", lower)
    return _AROUND_DOTS.sub(DOT, folded)


def shown(text: str) -> str:
    """A nickname as a list shows it, without what can't be shown or turns the text around."""
    return _BIDI.sub("", _CONTROL.sub(" ", text)).strip()


def damage_notices(name: str) -> tuple[str, ...]:
    """What about a name deserves a look without standing in its way.

    `lost_character`: 口, □ or the like may stand for a character that a system couldn't
    show; 口 is a character of real names too.
    """
    return ("lost_character",) if _LOST_PERHAPS.search(name) else ()


def _spelled(name: str, spellings: Mapping[int, str]) -> str:
    visible = _INVISIBLE.sub("", name).translate(spellings)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip(" ")
    return _TWO_HAN.sub(r"\1\2", text) if len(text) == 3 else text
