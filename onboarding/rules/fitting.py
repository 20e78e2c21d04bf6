"""Which places a bare nickname would fit: a hint for bots, never a proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onboarding.rules import names, nicknames
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.nicknames import Parts
from onboarding.rules.roster import Person, Roster


@dataclass(frozen=True, slots=True)
class Fit:
    """One place: the role, the roster person it belongs to, and the right nickname there."""

    role: str
    person: str
    nickname: str


def fits(nickname: str, kind: Kind, roster: Roster) -> tuple[Fit, ...]:
    """Every place whose admitted nicknames include this one, in roster order."""
    key = names.key(nickname)
    return tuple(
        Fit(role.id, person.id, nicknames.right(role.nicknames, parts, kind.nickname_limit))
        for role in kind.roles.values()
        for person in roster.section(role.section)
        if names.key(person.name) in key
        for parts in _parts(person, role, kind, roster)
        if nicknames.matches(nickname, role.nicknames, parts, kind.nickname_limit)
    )


def _parts(person: Person, role: Role, kind: Kind, roster: Roster) -> Iterator[Parts]:
    label = person.label if roster.shared_name(person) else ""
    if role.beside:
        for relation in kind.relations:
            yield Parts(students=(person.name,), relation=relation.word, label=label)
        return
    for subject in person.subjects or ("",):
        yield Parts(
            name=person.name,
            number=person.number,
            subject=subject,
            department=person.department,
            label=label,
        )
