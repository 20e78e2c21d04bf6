"""What a group may set for itself, beside what its kind says: shown, chosen from, and cut down
to what differs.

Values are plain data (JSON), as `kinds.with_overrides` reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from onboarding.rules import nicknames
from onboarding.rules.errors import Invalid
from onboarding.rules.kindparts import Pattern, Relation
from onboarding.rules.kinds import MOST_GUARDIANS, Kind, Role, with_overrides
from onboarding.rules.nicknames import Parts

BEHIND: Final[Mapping[str, str]] = MappingProxyType(
    {
        "guardians_maximum": "seats_full",
        "relations": "relation_not_allowed",
        "nicknames": "nickname_wrong",
        "nickname_limit": "nickname_wrong",
        "reminders": "nickname_wrong",
        "number_required": "weak_evidence",
    }
)
"""The finding whose article stands behind a field; days are the school's own affair."""

SEPARATORS: Final = ("", "-")
_EXAMPLE: Final = Parts(
    students=("李明",),
    relation="妈妈",
    name="王芳",
    number="2026001",
    subject="语文",
    department="教务处",
)


def article_behind(kind: Kind, field: str) -> str:
    """The article behind one of `overridable_fields`, "" where none is."""
    return kind.articles.get(BEHIND.get(field, ""), "")


def values(kind: Kind) -> dict[str, Any]:
    """What a kind, or a group's policy, has in the fields that a group may set."""
    found: dict[str, Any] = {
        "nicknames": {role.id: patterns(role.nicknames) for role in kind.roles.values()},
        "days": dict(kind.days),
        "nickname_limit": kind.nickname_limit,
        "number_required": kind.number_required,
        "reminders": kind.reminders,
    }
    if kind.seats is not None:
        found["guardians_maximum"] = kind.seats.maximum
        found["relations"] = relations(kind, kind.relations)
    return found


def own(kind: Kind, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of `wanted` what differs from the kind: what a group keeps as its overrides."""
    usual = values(kind)
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        if name in ("days", "nicknames"):
            value = {key: each for key, each in value.items() if each != usual[name].get(key)}
            if not value:
                continue
        if value != usual.get(name):
            found[name] = value
    return found


def wrong(
    kind: Kind, old: Kind, wanted: Mapping[str, Any], taken_on: Collection[str] = ()
) -> dict[str, str]:
    """What is wrong with each field that can't be so: dotted path → reason. `old` are the rules
    that the group has, `taken_on` the exceptions it makes (`exceptions`)."""
    found = {}
    for name in wanted:
        try:
            exceptions(kind, old, with_overrides(kind, {name: wanted[name]}), taken_on)
        except Invalid as refusal:
            found[str(refusal.facts["field"])] = str(refusal.facts["reason"])
    return found


def most_guardians(kind: Kind) -> int:
    """As many guardians beside a student as a group of this kind may set: where the kind's limit
    is hard, no more than its article says."""
    if kind.seats is None:
        return 0
    return kind.seats.maximum if kind.seats.hard else MOST_GUARDIANS


def exceptions(kind: Kind, old: Kind, new: Kind, taken_on: Collection[str] = ()) -> tuple[str, ...]:
    """The findings against whose article a group goes from `old` rules to `new` ones: who raises
    a soft limit above the kind's takes that on by name, and it is noted.

    Raises errors.Invalid for an exception that isn't among `taken_on`, and for a hard limit,
    which takes none.
    """
    if kind.seats is None or old.seats is None or new.seats is None:
        return ()
    if new.seats.maximum <= max(kind.seats.maximum, old.seats.maximum):
        return ()
    if new.seats.maximum > (most := most_guardians(kind)):
        reason = f"not_within_{max(1, kind.seats.minimum)}_{most}"
        raise Invalid(field="guardians_maximum", reason=reason)
    if "seats_full" not in taken_on:
        raise Invalid(field="guardians_maximum", reason="exception_needed")
    return ("seats_full",)


def relations(kind: Kind, chosen: Iterable[Relation]) -> list[Any]:
    """Relations as plain data: by its word where the kind has just this one, else in full."""
    return [each.word if each in kind.relations else _in_full(each) for each in chosen]


def _in_full(relation: Relation) -> dict[str, Any]:
    return {
        "word": relation.word,
        "button": dict(relation.button),
        "synonyms": list(relation.synonyms),
        "mixed": relation.mixed,
    }


def with_own_words(chosen: Sequence[Relation], words: Iterable[str]) -> tuple[Relation, ...]:
    """The relations with words of the group's own among them. Such a word means itself from now
    on, and none of the others any more (爷爷 was 监护人)."""
    found = tuple(chosen)
    for word in words:
        if any(each.word == word for each in found):
            continue
        others = (
            replace(each, synonyms=tuple(s for s in each.synonyms if s != word.casefold()))
            for each in found
        )
        found = (*others, Relation(word, MappingProxyType({"zh": word, "en": word}), ()))
    return found


def patterns(chosen: Iterable[Pattern]) -> list[dict[str, Any]]:
    """Nickname patterns as plain data."""
    return [
        {
            "parts": list(each.parts),
            "separator": each.separator,
            "optional": sorted(each.optional),
        }
        for each in chosen
    ]


def nickname_choices(role: Role, *more: Pattern) -> tuple[Pattern, ...]:
    """The forms of a nickname that people of a role are offered: what they have now, then the
    name with each other fact that the list has of them, before and behind it."""
    who = "students" if role.beside else "name"
    facts = ("relation",) if role.beside else _FACTS[role.section]
    offered = [Pattern((who,))] if not role.beside else []
    for fact in facts:
        for parts in ((who, fact), (fact, who)):
            offered += [Pattern(parts, separator) for separator in SEPARATORS]
    return tuple(dict.fromkeys([*role.nicknames, *more, *offered]))


def example(pattern: Pattern) -> str:
    """What a pattern looks like, on an invented person."""
    return nicknames.right([pattern], _EXAMPLE, limit=64)


_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "students": ("number",),
    "teachers": ("subject",),
    "staff": ("department", "number"),
}
