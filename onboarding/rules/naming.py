"""The nickname that one applicant is to carry: from what was typed, or from the roster."""

from __future__ import annotations

from dataclasses import replace

from onboarding.rules import names, nicknames
from onboarding.rules.application import Application
from onboarding.rules.identity import named_as
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.nicknames import Parts
from onboarding.rules.roster import Person, Roster


def typed_nickname(application: Application, kind: Kind) -> str:
    """The nickname built from nothing but what was typed; "" while something is missing.

    This is the one that a public page may show before approval.
    """
    role = kind.roles.get(application.role)
    return suggested(kind, role, _typed_parts(application, kind, role)) if role else ""


def right_nickname(
    application: Application, kind: Kind, roster: Roster, people: tuple[str, ...]
) -> str:
    """The nickname that the group has to show for these roster people, as the roster spells it.

    Built from what was typed where `people` is empty or the roster doesn't know them any
    more; "" while something is missing. A label is part of it where names are shared.
    """
    role = kind.roles.get(application.role)
    return suggested(kind, role, variants(application, kind, role, roster, people)) if role else ""


def suggested(kind: Kind, role: Role, built_from: tuple[Parts, ...]) -> str:
    """The nickname to suggest out of what it may be built from; "" where that is nothing."""
    return next(
        (nicknames.right(role.nicknames, parts, kind.nickname_limit) for parts in built_from), ""
    )


def is_right(nickname: str, kind: Kind, role: Role, built_from: tuple[Parts, ...]) -> bool:
    """Tell whether a nickname is one of the forms that the role admits."""
    return any(
        nicknames.matches(nickname, role.nicknames, parts, kind.nickname_limit)
        for parts in built_from
    )


def relation_word(kind: Kind, typed: str) -> str:
    """What a typed relation is compared on: the kind's word, or its key if it has none."""
    relation = kind.relation(typed)
    return relation.word if relation else names.key(typed)


def relations_to(application: Application, roster: Roster, person: str) -> tuple[str, ...]:
    """The relations typed for one roster person; all of them where nobody is named so."""
    known = roster.by_id.get(person)
    named = tuple(s.relation for s in application.students if known and named_as(known, s.name))
    return named or tuple(student.relation for student in application.students)


def variants(
    application: Application, kind: Kind, role: Role, roster: Roster, people: tuple[str, ...]
) -> tuple[Parts, ...]:
    """What the nickname may be built from, the suggested one first; () if a part is missing."""
    known = tuple(person for each in people if (person := roster.by_id.get(each)))
    if not known:
        return _typed_parts(application, kind, role)
    if not role.beside:
        return _own_parts(known[0], application, role, roster)
    typed = (relations_to(application, roster, person.id) for person in known)
    relation = kind.shared_relation(word for words in typed for word in words)
    if relation is None:
        return ()
    if len(known) == 1:
        label = _label(known[0], roster)
        return (Parts(students=(known[0].name,), relation=relation.word, label=label),)
    students = tuple(person.name + _label(person, roster) for person in known)
    return (Parts(students=students, relation=relation.word),)


def _own_parts(
    person: Person, application: Application, role: Role, roster: Roster
) -> tuple[Parts, ...]:
    """One for each subject that the person teaches, the one typed first."""
    number = person.number or application.number
    numbered = number and "number" in role.nicknames[0].parts
    parts = Parts(
        name=person.name,
        number=number,
        department=person.department,
        label="" if numbered else _label(person, roster),
    )
    subjects = sorted(person.subjects, key=lambda subject: subject != application.subject)
    return tuple(replace(parts, subject=each) for each in subjects or [application.subject])


def _typed_parts(application: Application, kind: Kind, role: Role) -> tuple[Parts, ...]:
    if not role.beside:
        typed = Parts(name=application.name, number=application.number, subject=application.subject)
        return (typed,)
    students = tuple(student.name for student in application.students)
    relation = kind.shared_relation(student.relation for student in application.students)
    return (Parts(students=students, relation=relation.word),) if relation else ()


def _label(person: Person, roster: Roster) -> str:
    """The teacher's word for a person who shares the name with another."""
    return person.label if roster.shared_name(person) else ""
