"""What a nickname found in a real group may mean.

Nobody is let in by a reading: readings serve audits and suggestions. Emoji, separators,
class prefixes (三(2)班), numbers, labels, titles and relation words are recognised around
names, and the roster resolves what is ambiguous: 刘文伯 is a name; it is 刘文 + 伯 only
where 刘文 is on the roster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from onboarding.rules import names
from onboarding.rules.kinds import Relation
from onboarding.rules.nickwords import (
    EDGES,
    GAP,
    KIN,
    LABEL,
    NUMBER,
    TITLE,
    plain,
    simple,
    simple_key,
    without_class,
)
from onboarding.rules.pupilnames import Chain, Letters, Spellings, chains, spellings

_LONGEST = 100
_BETWEEN_NAMES = regex.compile(r"[、/&,;]")
_LEADING = frozenset("班级的是")  # 向日葵班李明妈妈, 我是李明妈妈


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a nickname.

    `students` are spelt as on the roster where they are on it, else folded by `names.key`.
    `relation` is the kind's own word for what was written, "" where there is none or the
    kind doesn't admit it; such a word, a title or anything else not understood is `rest`.
    `label` tells pupils of one name apart, folded too (b). `exact` says that every student
    stands on the roster with the same key and nothing is left over.
    """

    students: tuple[str, ...] = ()
    relation: str = ""
    number: str = ""
    rest: str = ""
    exact: bool = False
    label: str = ""


def parse(
    nickname: str, relations: Iterable[Relation], pupils: Iterable[str]
) -> tuple[Reading, ...]:
    """The readings of a nickname, best first; () for nothing readable or over 100 characters.

    `pupils` are the names on the roster, each as often as it is borne. Where the roster
    explains all of a nickname only such readings are given; the longest names come first.
    """
    spelled = tuple((relation.word, relation.synonyms) for relation in relations)
    return _parse(nickname, spelled, tuple(pupils))


@lru_cache(maxsize=2048)
def _parse(
    nickname: str, relations: tuple[tuple[str, tuple[str, ...]], ...], pupils: tuple[str, ...]
) -> tuple[Reading, ...]:
    text = plain(nickname)
    if not text or len(text) > _LONGEST:
        return ()
    roster = spellings(pupils)
    words = _words(relations)
    bare = text if Letters.of(text).text in roster.spelled else without_class(text)
    ranked = [_unknown(bare, roster, words)]
    if bare != text:  # what looks like a class may be a pupil's name: 六班, 一班女伟
        as_written = _known(Letters.of(text), roster, words)
        ranked += [pair for pair in as_written if not pair[1].rest]
    ranked += _known(Letters.of(bare), roster, words)
    ranked.sort(key=lambda pair: pair[0])
    explained = [pair for pair in ranked if pair[1].exact]
    return tuple(dict.fromkeys(reading for _, reading in explained or ranked))


# How good a reading is: the roster explains all; or all but for traditional characters
# and lost dots; a pupil stands clear of what is left; an unknown name with a relation, or
# without; a pupil's name inside of something else.
_EXACT, _FOLDED, _CLEAR, _KIN_OF_UNKNOWN, _NAME, _INSIDE = range(6)
_Ranked = tuple[int, Reading]


@dataclass(frozen=True, slots=True)
class _Words:
    """Relation words by their letters, and the patterns of what may follow a name."""

    meaning: Mapping[str, str]
    after: regex.Pattern[str]
    whole: regex.Pattern[str]


@lru_cache(maxsize=64)
def _words(relations: tuple[tuple[str, tuple[str, ...]], ...]) -> _Words:
    meaning = {simple_key(word): "" for word in KIN}
    for word, synonyms in relations:
        meaning |= {simple_key(synonym): word for synonym in (word, *synonyms)}
    longest_first = sorted(filter(None, meaning), key=len, reverse=True)
    any_word = "|".join(map(regex.escape, longest_first))
    long_word = "|".join(regex.escape(word) for word in longest_first if len(word) > 1)
    return _Words(
        meaning,
        regex.compile(
            rf"的?(?P<label>{LABEL})??(?P<relation>{any_word})(?P<number>{NUMBER})?"
            rf"|(?P<label>{LABEL})??(?P<number>{NUMBER})(?P<relation>{any_word})?"
        ),
        regex.compile(
            rf"{GAP}*+(?:(?P<relation>{long_word})的?{GAP}++)?(?P<number>{NUMBER})?{GAP}*+"
            rf"(?P<name>.*?){GAP}*+(?:的?(?P<relation>{long_word}))?{GAP}*+(?P<number>{NUMBER})?"
            rf"{GAP}*+(?P<title>{TITLE})?{GAP}*+"
        ),
    )


def _known(letters: Letters, roster: Spellings, words: _Words) -> Iterator[_Ranked]:
    """The readings that find pupils of the roster in the letters.

    The first pupils of a chain stand alone where that explains all of it too: in a class
    with a pupil called 妈, 佑妈 is 佑 with 妈 still, and not the two children alone.
    """
    for start in range(len(letters.text)):
        for chain in chains(letters.text, start, roster):
            for children in range(1, len(chain) + 1):
                ranked = _around(letters, chain[:children], roster, words)
                if children == len(chain) or not ranked[1].rest:
                    yield ranked


def _around(letters: Letters, chain: Chain, roster: Spellings, words: _Words) -> _Ranked:
    """Read what stands before and after the pupils' names."""
    start, end = chain[0].start, chain[-1].end
    before, after = letters.text[:start], letters.text[end:]
    label, relation, number, after = _after(after, chain[-1].pupil in roster.shared, words)
    understood = bool(label or relation or number)
    if not relation and len(word := before.removesuffix("的")) > 1 and word in words.meaning:
        relation, before = word, ""
    elif not number and regex.fullmatch(NUMBER, before):
        number, before = before, ""
    meaning = words.meaning.get(relation, "")
    unadmitted = relation if not meaning else ""
    rest = before + unadmitted + after
    same = all(
        names.key(letters.between(found.start, found.end)) == EDGES.sub("", names.key(found.pupil))
        for found in chain
    )
    two_ways = not letters.gap_before(end) and _may_be_shorter(
        chain, relation if letters.text.startswith(relation, end) else "", words
    )
    clear_before = not before or letters.gap_before(start) or before[-1] in _LEADING
    clear_after = not after or understood or letters.gap_before(end)
    if not rest:
        rank = _EXACT if same and not two_ways else _FOLDED
    else:
        rank = _CLEAR if clear_before and clear_after else _INSIDE
    students = tuple(found.pupil for found in chain)
    reading = Reading(students, meaning, number.removesuffix("号"), rest, rank == _EXACT, label)
    return rank, reading


def _may_be_shorter(chain: Chain, relation: str, words: _Words) -> bool:
    """Tell whether the last name's end makes a longer relation with the one that follows it.

    张妈妈 may be 张's mother, though 张妈 is on the roster too; 张妈妈妈 is one way only. Nor
    is it 张 and 妈 with their 妈.
    """
    name = simple_key(chain[-1].pupil)
    shorter = len(name) > 1 or len(chain) > 1
    return bool(relation) and shorter and name[-1] + relation in words.meaning


def _after(text: str, shared: bool, words: _Words) -> tuple[str, str, str, str]:
    """Label, relation word, number and what is left behind a pupil's name.

    A label needs a relation or number behind it, or a name that several pupils share.
    """
    match = words.after.match(text)
    if match is not None:
        label, relation, number = (match[part] or "" for part in ("label", "relation", "number"))
        return label, relation, number, text[match.end() :]
    if shared and regex.fullmatch(LABEL, text):
        return text, "", "", ""
    return "", "", "", text


def _unknown(text: str, roster: Spellings, words: _Words) -> _Ranked:
    """The reading that takes for names whatever isn't understood otherwise."""
    match = words.whole.fullmatch(simple(text))
    if match is None:
        return _INSIDE, Reading(rest=text)
    start, end = match.span("name")
    pieces = (EDGES.sub("", piece) for piece in _BETWEEN_NAMES.split(text[start:end]))
    students = tuple(_spelled(piece, roster) for piece in pieces if piece)
    word = match["relation"] or ""
    meaning = words.meaning.get(word, "")
    rest = ("" if meaning else word) + (match["title"] or "")
    number = (match["number"] or "").removesuffix("号")
    rank = _KIN_OF_UNKNOWN if word else _NAME
    if word and len(students) > 1:
        rank = _CLEAR  # so as to stand before a reading that has one of these children
    return rank, Reading(students, meaning, number, rest)


def _spelled(name: str, roster: Spellings) -> str:
    """A name as the roster spells it, by the same key if there is one, or as it is."""
    pupils = roster.spelled.get(Letters.of(name).text, ())
    same = (pupil for pupil in pupils if names.key(pupil) == names.key(name))
    return next(same, next(iter(pupils), name))
