"""Two different people whose names are easily taken for one another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations

from benchmarks.names.cases import Case
from benchmarks.names.people import GIVEN, SURNAMES, dotted, han
from benchmarks.names.words import common, groups


def pairs(dice: random.Random, each: int) -> Iterator[Case]:
    """Pairs of every sort, `each` for every two characters of a group."""
    for category in ("told_apart", "one_stroke", "surnames_alike", "homophones", "merges"):
        for group in groups(category):
            for one, other in permutations(group, 2):
                for _ in range(each):
                    name, like = _within(dice, one, other)
                    yield Case(f"pair: {_TITLES[category]}", name, like)
    for _ in range(each * 20):
        yield from _of_shape(dice)
    for word in groups("latin"):
        one, other = word.split("/")
        yield Case("pair: letters alike", one, other)
        yield Case("pair: letters alike", other, one)


def _within(dice: random.Random, one: str, other: str) -> tuple[str, str]:
    """One character as surname, as given name, or within it."""
    before, after = common(dice, SURNAMES), common(dice, GIVEN)
    shape = dice.choice(("{}" + after, before + "{}", before + after + "{}", before + "{}" + after))
    return shape.format(one), shape.format(other)


def _of_shape(dice: random.Random) -> Iterator[Case]:
    """Nested, doubled and labelled names, relations as names, lost dots, one name of two."""
    name = dice.choice((han(dice), common(dice, SURNAMES), han(dice)))
    for category, longer in (
        ("one name within another", name + common(dice, GIVEN)),
        ("one name within another", common(dice, SURNAMES) + name),
        ("last character doubled", name + name[-1]),
        ("the name and a relation", name + dice.choice(groups("relations"))),
        ("the name and a label", name + dice.choice(groups("labels"))),
    ):
        yield Case(f"pair: {category}", name, longer)
        yield Case(f"pair: {category}", longer, name)
    yield Case("pair: pupils of one name", name, name)
    dot = dotted("uyghur_given", "uyghur_father")(dice)
    yield Case("pair: lost dots", dot, dot.replace("·", ""))
    yield Case("pair: lost dots", dot.replace("·", ""), dot)
    relation, another = dice.sample(groups("relations"), 2)
    yield Case("pair: the name and another relation", name + relation, name + another)


_TITLES = {
    "told_apart": "土士, 己已巳, 未末",
    "one_stroke": "a stroke apart",
    "surnames_alike": "surnames alike",
    "homophones": "homophones",
    "merges": "merged by simplifying",
}
