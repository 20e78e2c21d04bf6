"""Names that real people bear, generated: every category a share of the whole."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator

from benchmarks.names.cases import Case
from benchmarks.names.words import blocks, characters, common, words
from onboarding.rules.names import LONGEST

Maker = Callable[[random.Random], str]
_TRIES = 6
SHORTEST_SPELT_APART = 20


def plain(dice: random.Random, size: int) -> Iterator[Case]:
    """About `size` names, each once in its category; fewer where there are no more."""
    whole = sum(share for _, share, _ in CATEGORIES)
    for category, share, maker in CATEGORIES:
        wanted = max(1, size * share // whole)
        found: dict[str, None] = {}
        for _ in range(wanted * _TRIES):
            found[maker(dice)] = None
            if len(found) == wanted:
                break
        yield from (Case(category, name) for name in found)


def han(dice: random.Random) -> str:
    """A surname of one character and one or two of the commonest given-name characters."""
    return common(dice, SURNAMES) + _given(dice)


def _given(dice: random.Random) -> str:
    return "".join(common(dice, GIVEN) for _ in range(dice.choice((1, 2, 2))))


def _compound(dice: random.Random) -> str:
    return dice.choice(COMPOUND) + _given(dice)


def _one_character(dice: random.Random) -> str:
    return dice.choice(GIVEN + SURNAMES)


def _four_or_more(dice: random.Random) -> str:
    surnames = common(dice, SURNAMES) + common(dice, SURNAMES)
    return surnames + _given(dice) + "".join(dice.choices(GIVEN, k=dice.choice((0, 1, 2))))


def _relation_name(dice: random.Random) -> str:
    before = common(dice, SURNAMES) + dice.choice(("", common(dice, GIVEN)))
    return before + dice.choice(RELATIONS)


def dotted(given: str, family: str) -> Maker:
    """Names of two lists with a middle dot between them, one in ten with a third part."""
    firsts, lasts = words("dotted", given), words("dotted", family)

    def make(dice: random.Random) -> str:
        parts = [dice.choice(firsts), dice.choice(lasts)]
        if dice.random() < 0.3:
            parts.append(dice.choice(lasts))
        return "·".join(parts)

    return make


def _undotted(dice: random.Random) -> str:
    listed = words("undotted", dice.choice(("tibetan", "tibetan", "mongol", "other")))
    return "".join(dice.choices(listed, k=dice.choice((1, 2, 2, 2, 3))))


def latin(dice: random.Random) -> str:
    """One to five words in Latin letters, with accents, apostrophes, hyphens and full stops."""
    parts = dice.choices(words("latin", "given"), k=dice.choice((1, 1, 2)))
    if dice.random() < 0.2:
        parts.append(dice.choice(words("latin", "particles")))
    parts += dice.choices(words("latin", "family"), k=dice.choice((0, 1, 1, 2)))
    text = " ".join(parts)
    return text.upper() if dice.random() < 0.1 else text


def vietnamese(dice: random.Random) -> str:
    """Surname, one or two middle names, given name, with tones."""
    middle = dice.sample(words("latin", "vietnamese_middle"), k=dice.choice((1, 1, 2)))
    family = dice.choice(words("latin", "vietnamese_family"))
    return " ".join([family, *middle, dice.choice(words("latin", "vietnamese_given"))])


def _japanese(dice: random.Random) -> str:
    family = words("scripts", dice.choice(("kanji_family", "kanji_family", "kana_family")))
    between = dice.choice(("", "", " ", "・"))
    given = "".join(dice.choices(words("scripts", "kana_given"), k=dice.choice((1, 1, 2))))
    return dice.choice(family) + between + given


def _korean(dice: random.Random) -> str:
    given = words("scripts", "hangul_given")
    names = "".join(dice.choices(given, k=dice.choice((1, 1, 2))))
    return dice.choice(words("scripts", "hangul_family")) + dice.choice(("", "", " ")) + names


def _cyrillic(dice: random.Random) -> str:
    given = dice.choices(words("scripts", "cyrillic_given"), k=dice.choice((1, 1, 2)))
    family = dice.choices(words("scripts", "cyrillic_family"), k=dice.choice((0, 1, 1)))
    return " ".join(given + family)


def _other_script(dice: random.Random) -> str:
    script = dice.choice(("arabic", "tibetan", "mongolian", "yi", "south"))
    return " ".join(dice.choices(words("scripts", script), k=dice.choice((1, 2, 2))))


def _rare(dice: random.Random) -> str:
    _, first, last = dice.choice(blocks())
    rare = chr(dice.randint(first, last))
    given = dice.choice((rare, rare + common(dice, GIVEN), common(dice, GIVEN) + rare))
    return dice.choice((common(dice, SURNAMES) + given, given))


def _very_long(dice: random.Random) -> str:
    maker = dice.choice((latin, dotted("uyghur_given", "uyghur_father"), vietnamese))
    between = " " if maker is not _UYGHUR else "·"
    name = unicodedata.normalize("NFC", maker(dice))
    while len(name) < SHORTEST_SPELT_APART:
        name += between + maker(dice)
    return unicodedata.normalize("NFC", name)[:LONGEST].strip(" ·-'")


SURNAMES = characters("han", "surnames")
GIVEN = characters("han", "given")
COMPOUND = words("han", "compound")
RELATIONS = words("han", "relations")
_UYGHUR = dotted("uyghur_given", "uyghur_father")

# Category, share, maker.
CATEGORIES: tuple[tuple[str, int, Maker], ...] = (
    ("Han, two or three characters", 400, han),
    ("Han, compound surname", 120, _compound),
    ("Han, one character", 4, _one_character),
    ("Han, four to six characters", 60, _four_or_more),
    ("Han, ends like a relation or title", 60, _relation_name),
    ("Uyghur, middle dots", 15, _UYGHUR),
    ("Kazakh, middle dots", 3, dotted("kazakh_given", "kazakh_father")),
    ("Yi, middle dots", 6, dotted("yi_clan", "yi_given")),
    ("Mongol, middle dots", 4, dotted("mongol_father", "mongol_given")),
    ("foreign in Han, middle dots", 8, dotted("foreign_given", "foreign_family")),
    ("Tibetan, Mongol, Dai without dots", 60, _undotted),
    ("Latin", 90, latin),
    ("Vietnamese", 40, vietnamese),
    ("Japanese", 60, _japanese),
    ("Korean", 20, _korean),
    ("Cyrillic", 20, _cyrillic),
    ("Arabic, Tibetan, Mongol, Yi, Thai and other script", 10, _other_script),
    ("rare characters, Extensions A to J", 120, _rare),
    ("very long, up to fifty characters", 20, _very_long),
)
