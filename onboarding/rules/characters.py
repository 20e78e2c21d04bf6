"""Tables of characters that look right and compare wrong: what each is folded to.

They are written out, or taken from properties that no longer change, because the tables
of the standard library lag behind the characters that real names are written with.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# GB 18030 row FE50–FEA0 in order. Decoders of its older editions (and of GBK) give the
# private-use code points U+E815–U+E864 for them; 䶮 (U+E863) and 龴 (U+E81E) are in use
# in names.
_GBK_FIRST = 0xE815
_GBK_PRIVATE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
# The two letters of pinyin that were private too: ḿ and ǹ.
_GBK_LETTERS = {0xE7C7: "\u1e3f", 0xE7C8: "\u01f9"}

# CJK Radicals Supplement U+2E80–U+2EF3 in order, "-" where nothing is assigned. Unicode
# itself decomposes two of them only, though PDF files and input methods produce them all.
_RADICALS_FIRST = 0x2E80
_RADICALS = (
    "冫厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄㣺扌攵-旡日月歺母民氵氺灬爫爫丬牛"
    "犭王疋目示礻竹糹纟罓罒㓁罓𦉫羊羊羊耂肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝"
    "钅長镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_KANGXI = range(0x2F00, 0x2FD6)
_WIDTHS = (0x3000, *range(0xFF01, 0xFFEF))

# The middle dot of Uyghur, Tibetan, Yi and foreign names, as input methods spell it:
# bullets, hyphenation point, operators, the dots of kana, full stops.
DOT = "\u00b7"
_DOTS = (
    "\u02d9\u2024\ua78f\u3002\uff61\u0387\u2022\u2027"
    "\u2219\u22c5\u2e31\u2e33\u30fb\ufe52\uff0e\uff65."
)

# Apostrophes and hyphens, as phones and word processors write them for ' and -.
_APOSTROPHES = "\u2018\u2019\u201b\u02bb\u02bc\u2032`\u00b4"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2212"


def _decomposed(code: int) -> str:
    """The compatibility decomposition of a code point, or "" if it has none."""
    parts = unicodedata.decomposition(chr(code)).split()
    if not parts or not parts[0].startswith("<"):
        return ""
    return "".join(chr(int(part, 16)) for part in parts[1:])


def _radicals() -> dict[int, str]:
    supplement = {
        _RADICALS_FIRST + place: char for place, char in enumerate(_RADICALS) if char != "-"
    }
    return supplement | {code: _decomposed(code) for code in _KANGXI}


def _spellings() -> dict[int, str]:
    radicals = _radicals()
    widths = {code: _decomposed(code) for code in _WIDTHS if _decomposed(code)}
    private = {
        _GBK_FIRST + place: radicals.get(ord(char), char) for place, char in enumerate(_GBK_PRIVATE)
    }
    return radicals | widths | private | _GBK_LETTERS


#: Code point → the character meant: full and half width, radicals, private use of GBK.
SPELLINGS: Mapping[int, str] = MappingProxyType(_spellings())

#: The same and every spelling of middle dot, apostrophe and hyphen, for comparison keys.
KEY_SPELLINGS: Mapping[int, str] = MappingProxyType(
    dict(SPELLINGS)
    | {ord(dot): DOT for dot in _DOTS}
    | {ord(mark): "'" for mark in _APOSTROPHES}
    | {ord(hyphen): "-" for hyphen in _HYPHENS}
)
