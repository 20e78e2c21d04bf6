"""What a new list makes of one person's line: field by field, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from onboarding.rules.roster import Guardian, Person
from onboarding.web.console.masking import masked_name, masked_phone


@dataclass(frozen=True, slots=True)
class LineChange:
    """One field (a code of the table `column`) that changes: what goes and what comes. Phones
    and guardians are masked; where they look the same before and after, neither is there."""

    field: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def line_changes(before: Person, after: Person) -> list[LineChange]:
    """The fields that change, in the order of a line."""
    found = []
    for field, shown in _SHOWN.items():
        if getattr(before, field) != getattr(after, field):
            old, new = shown(before), shown(after)
            gone = tuple(each for each in old if each and each not in new)
            come = tuple(each for each in new if each and each not in old)
            found.append(LineChange(field, gone, come))
    return found


def loses_phones(changes: Iterable[LineChange]) -> bool:
    """Whether guardians or phones go and none come instead."""
    return any(
        each.field in ("guardians", "phone") and each.before and not each.after for each in changes
    )


def _guardian(guardian: Guardian) -> str:
    parts = (guardian.relation, masked_name(guardian.name), masked_phone(guardian.phone))
    return " ".join(part for part in parts if part)


_SHOWN: Final[Mapping[str, Callable[[Person], tuple[str, ...]]]] = {
    "name": lambda person: (person.name,),
    "number": lambda person: (person.number,),
    "seat_number": lambda person: (person.seat_number,),
    "national": lambda _person: (),
    "label": lambda person: (person.label,),
    "phone": lambda person: (masked_phone(person.phone),),
    "guardians": lambda person: tuple(_guardian(each) for each in person.guardians),
    "subjects": lambda person: person.subjects,
    "homeroom": lambda person: ("✓",) if person.homeroom else (),
    "department": lambda person: (person.department,),
}
