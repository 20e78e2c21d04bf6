"""The parts of a kind that a group may write anew, and how each is read.

Kind files and a group's own settings go through the same readers, so that a group can
say nothing that a kind file couldn't. Readers raise shape.Misshapen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from onboarding.rules.roster import Section
from onboarding.rules.shape import Misshapen, Table, sequence, tables

Text = Mapping[str, str]  # language ("zh", "en") → words
LANGUAGES = ("zh", "en")

#: The days that a kind sets, and how far a group may stretch each.
DAYS = {"pending": (1, 90), "approved": (1, 30), "grace": (1, 90)}

#: What holds in a kind that doesn't say.
USUAL_DAYS: Mapping[str, int] = MappingProxyType({"grace": 14})

_BESIDE = frozenset({"students", "relation", "label"})
_OWN: Mapping[Section, frozenset[str]] = {
    "students": frozenset({"name", "number", "label"}),
    "teachers": frozenset({"subject", "name", "department", "label"}),
    "staff": frozenset({"department", "name", "number", "label"}),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One admitted form of a nickname: ordered parts, out of `students`, `relation`,
    `name`, `number`, `subject`, `department`, `label`.

    `separator` stands between parts ("" for none); parts in `optional` may be missing.
    """

    parts: tuple[str, ...]
    separator: str = ""
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation word and what is read as the same (妈, 母亲 → 妈妈).

    `button` is what the form shows; `word` is what stands in the nickname. `mixed` marks
    the one word that stands for a guardian whose relations to several children differ.
    """

    word: str
    button: Text
    synonyms: tuple[str, ...]
    mixed: bool = False


def read_text(table: Table, longest: int = 200) -> Text:
    """Words in every language of the service."""
    text = {language: table.words(language, longest) for language in LANGUAGES}
    table.done()
    return MappingProxyType(text)


def read_patterns(value: object, key: str, section: Section, beside: bool) -> tuple[Pattern, ...]:
    """The nickname patterns of one role, with parts that its people have; raises Misshapen."""
    found = tuple(_read_pattern(table, section, beside) for table in tables(value, key))
    if not found:
        raise Misshapen(key, "empty")
    return found


def _read_pattern(table: Table, section: Section, beside: bool) -> Pattern:
    parts = table.word_list("parts")
    optional = frozenset(table.word_list("optional"))
    separator = table.line("separator")
    table.done()
    known = _BESIDE if beside else _OWN[section]
    who = "students" if beside else "name"
    if not known.issuperset(parts):
        raise Misshapen(table.key("parts"), "unknown_part")
    if who not in parts or who in optional:
        raise Misshapen(table.key("parts"), f"without_{who}")
    if not optional.issubset(parts):
        raise Misshapen(table.key("optional"), "unknown_part")
    if len(separator) > 1:
        raise Misshapen(table.key("separator"), "too_long")
    return Pattern(parts, separator, optional)


def read_relations(
    value: object, key: str, known: tuple[Relation, ...] = ()
) -> tuple[Relation, ...]:
    """Relation words as tables, or named out of `known`; raises Misshapen.

    No word may mean two relations, and at most one is the mixed one.
    """
    by_word = {relation.word: relation for relation in known}
    found: list[Relation] = []
    for at, each in enumerate(sequence(value, key, most=20)):
        place = f"{key}.{at}"
        if not isinstance(each, str):
            found.append(_read_relation(Table.of(each, place)))
        elif each in by_word:
            found.append(by_word[each])
        else:
            raise Misshapen(place, "unknown_relation")
    if not found:
        raise Misshapen(key, "empty")
    meanings = [w for relation in found for w in (relation.word.casefold(), *relation.synonyms)]
    if len(set(meanings)) < len(meanings):
        raise Misshapen(key, "twice")
    if sum(relation.mixed for relation in found) > 1:
        raise Misshapen(key, "mixed_twice")
    return tuple(found)


def _read_relation(table: Table) -> Relation:
    relation = Relation(
        word=table.words("word", 10),
        button=read_text(table.table("button")),
        synonyms=tuple(synonym.casefold() for synonym in table.word_list("synonyms")),
        mixed=table.flag("mixed") if table.has("mixed") else False,
    )
    table.done()
    return relation


def read_days(table: Table, default: Mapping[str, int] = USUAL_DAYS) -> Mapping[str, int]:
    """Days until a request or an approval lapses, or until who left the list may be proposed
    for removal; those left out come from `default`."""
    days = dict(default)
    for name, reach in DAYS.items():
        if table.has(name) or name not in default:
            days[name] = table.integer(name, *reach)
    table.done()
    return MappingProxyType(days)
