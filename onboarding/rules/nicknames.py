"""The right nickname of a member, and every form that passes for it.

A nickname is built from the roster and then compared, strictly: 李明-妈妈 and 李明妈 are
recognised (`onboarding.rules.readings`) and answered with 李明妈妈, not let through.
Articles P10, S10, T2 and C3 stand behind the patterns, which are data of the kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, product

import regex

from onboarding.rules import names
from onboarding.rules.kinds import Pattern
from onboarding.rules.nickwords import staff_core
from onboarding.rules.readings import Reading, parse

__all__ = ["Parts", "Reading", "accepted", "folded", "matches", "parse", "right", "staff_core"]

# What may stand between the names of several children; the first is suggested, the
# second where a name isn't all Han and the names would run into one another.
_BETWEEN_CHILDREN = ("", "、", "/", "&", "和", " ")
_AROUND_SEPARATORS = regex.compile(r" *([、/&]|(?<= )和(?= )) *")
# A roster may have no such fact on file. What isn't on file can't be asked for.
_SPARED = frozenset({"number", "subject", "department"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What a nickname is built from; a part that isn't known is empty.

    `students` are one to four pupil names in roster order, beside whom a guardian stands.
    `label` is the teacher's word (大/小, A/B) that tells pupils of one name apart: it
    follows the name of the one student, or `name` where the student bears the nickname.
    Where several children are named, the caller puts each label behind its name.
    """

    students: tuple[str, ...] = ()
    relation: str = ""
    name: str = ""
    number: str = ""
    subject: str = ""
    department: str = ""
    label: str = ""


def accepted(
    patterns: Iterable[Pattern], parts: Parts, limit: int, fallback_relation: str = ""
) -> tuple[str, ...]:
    """Every nickname that is exactly right, the one suggested first; () if a part is missing.

    Several children stand in one nickname (李明李华妈妈; 、 / & 和 and a space between them
    pass too) unless that has more than `limit` characters: then any one child's form is
    right, even where that is longer still. `fallback_relation` (监护人) is used where
    `parts` has no relation, because the relations to the children differ. A number,
    subject or department that the roster doesn't have is left out where no pattern can do
    without it.
    """
    return _accepted(tuple(patterns), parts, limit, fallback_relation)


def right(
    patterns: Iterable[Pattern], parts: Parts, limit: int, fallback_relation: str = ""
) -> str:
    """The one nickname that is suggested, or "" if a part is missing."""
    return next(iter(accepted(patterns, parts, limit, fallback_relation)), "")


def matches(
    nickname: str,
    patterns: Iterable[Pattern],
    parts: Parts,
    limit: int,
    fallback_relation: str = "",
) -> bool:
    """Tell whether a nickname is right: one of those accepted, compared on its key."""
    return folded(nickname) in _accepted_keys(tuple(patterns), parts, limit, fallback_relation)


@lru_cache(maxsize=8192)
def _accepted(
    patterns: tuple[Pattern, ...], parts: Parts, limit: int, fallback_relation: str
) -> tuple[str, ...]:
    parts = replace(parts, relation=parts.relation or fallback_relation)
    shapes = [shape for pattern in patterns for shape in _shapes(pattern, parts)]
    if not shapes:
        shapes = [shape for pattern in patterns for shape in _shapes(pattern, parts, _SPARED)]
    texts = (text for shape in shapes for text in _texts(shape, parts, limit))
    return tuple(dict.fromkeys(texts))


@lru_cache(maxsize=8192)
def _accepted_keys(
    patterns: tuple[Pattern, ...], parts: Parts, limit: int, fallback_relation: str
) -> frozenset[str]:
    return frozenset(map(folded, _accepted(patterns, parts, limit, fallback_relation)))


def folded(nickname: str) -> str:
    """What nicknames are compared on: the key, without spaces around what separates."""
    return _AROUND_SEPARATORS.sub(r"\1", names.key(nickname))


def _shapes(pattern: Pattern, parts: Parts, spared: Collection[str] = ()) -> Iterator[Pattern]:
    """The pattern with just the parts that are there, fullest first; none if one is missing.

    A label that there is is never left out: the nickname would be that of two pupils.
    """
    choices: list[tuple[tuple[str, ...], ...]] = []
    for part in pattern.parts:
        if not getattr(parts, part):
            if part not in (*pattern.optional, *spared, "label"):
                return
        elif part in pattern.optional and part != "label":
            choices.append(((part,), ()))
        else:
            choices.append(((part,),))
    for chosen in product(*choices):
        if any(chosen):
            yield Pattern(tuple(chain.from_iterable(chosen)), pattern.separator)


def _texts(shape: Pattern, parts: Parts, limit: int) -> Iterator[str]:
    """A shape written out: once, or in every way of naming several children."""
    children = parts.students if "students" in shape.parts else ()
    between = _BETWEEN_CHILDREN
    if not all(map(names.is_han, "".join(children))):
        between = (between[1], between[0], *between[2:])
    if len(children) > 1 and len(_written(shape, parts, between[0].join(children))) > limit:
        yield from (_written(shape, parts, child) for child in children)
        return
    for chosen in product(between, repeat=max(len(children) - 1, 0)):
        row = "".join(chain.from_iterable(zip(children, (*chosen, ""), strict=False)))
        yield _written(shape, parts, row)


def _written(shape: Pattern, parts: Parts, students: str) -> str:
    """A label goes right behind the name of its bearer unless the shape has a place for it."""
    label = "" if "label" in shape.parts else parts.label
    values = {
        "students": students + label,
        "relation": parts.relation,
        "name": parts.name if parts.students else parts.name + label,
        "number": parts.number,
        "subject": parts.subject,
        "department": parts.department,
        "label": parts.label,
    }
    return shape.separator.join(values[part] for part in shape.parts)
