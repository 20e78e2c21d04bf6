"""Pupils' names found in the letters of a nickname, one by one and in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from onboarding.rules import names
from onboarding.rules.nickwords import GAPS, simple

_MOST_CHILDREN = 4
_AND = frozenset("和跟与")


@dataclass(frozen=True, slots=True)
class Letters:
    """A text without its gaps and simplified, and where each letter stood."""

    source: str
    text: str
    places: tuple[int, ...]

    @staticmethod
    def of(source: str) -> Letters:
        """The letters of a text."""
        places = tuple(i for i, char in enumerate(source) if not GAPS.match(char))
        return Letters(source, simple("".join(source[i] for i in places)), places)

    def between(self, start: int, end: int) -> str:
        """The text from one letter to another as it was written."""
        return self.source[self.places[start] : self.places[end - 1] + 1]

    def gap_before(self, at: int) -> bool:
        """Tell whether a letter begins the text or follows a gap; so does the end itself."""
        return at == 0 or at == len(self.places) or self.places[at] > self.places[at - 1] + 1


@dataclass(frozen=True, slots=True)
class Spellings:
    """Pupils' names by their letters, the longest first for each first letter."""

    spelled: Mapping[str, tuple[str, ...]]
    by_first: Mapping[str, tuple[str, ...]]
    shared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """One pupil's name in the letters, from `start` up to `end`."""

    start: int
    end: int
    pupil: str


Chain = tuple[Found, ...]


@lru_cache(maxsize=64)
def spellings(pupils: tuple[str, ...]) -> Spellings:
    """How the pupils of a roster are spelt; `pupils` has a name as often as it is borne."""
    spelled: dict[str, tuple[str, ...]] = {}
    by_first: dict[str, list[str]] = {}
    borne = Counter(pupils)
    for pupil in borne:
        letters = Letters.of(names.key(pupil)).text
        if not letters:
            continue
        if letters not in spelled:
            by_first.setdefault(letters[0], []).append(letters)
        spelled[letters] = (*spelled.get(letters, ()), pupil)
    return Spellings(
        spelled,
        {first: tuple(sorted(found, key=len, reverse=True)) for first, found in by_first.items()},
        frozenset(pupil for pupil, times in borne.items() if times > 1),
    )


def chains(text: str, start: int, roster: Spellings, most: int = _MOST_CHILDREN) -> list[Chain]:
    """Pupils' names one after another from `start`, each chain as long as it gets.

    Nobody stands in a chain twice, unless two pupils are called so.
    """
    found: list[Chain] = []
    for name in roster.by_first.get(text[start : start + 1], ()):
        if most and text.startswith(name, start):
            end = start + len(name)
            tails = chains(text, end, roster, most - 1)
            if not tails and text[end : end + 1] in _AND:
                tails = chains(text, end + 1, roster, most - 1)
            for pupil in roster.spelled[name]:
                this = Found(start, end, pupil)
                others = [tail for tail in tails if _may_follow(pupil, tail, roster)]
                found += [(this, *tail) for tail in others] or [(this,)]
    return found


def _may_follow(pupil: str, tail: Chain, roster: Spellings) -> bool:
    return pupil in roster.shared or all(found.pupil != pupil for found in tail)
