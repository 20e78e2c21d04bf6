"""What the list doesn't have: members who are gone, pupils without anybody, who must join."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from onboarding.rules import names, naming
from onboarding.rules.application import Application
from onboarding.rules.auditing import Holder, Item
from onboarding.rules.auditscene import Scene
from onboarding.rules.kinds import Role
from onboarding.rules.roster import Person


def beyond(
    scene: Scene, seen: Collection[str], present: Collection[str], items: Collection[Item]
) -> Iterator[Item]:
    """`absent`, `unseated` and `missing`, given the records and the people seen inside.

    Whoever is to be adopted counts as inside.
    """
    coming = {person for item in items if item.what == "adopt" for person in item.people}
    yield from _absent(scene, seen, items)
    yield from _unseated(scene, coming)
    yield from _missing(scene, seen, {*present, *coming})


def _absent(scene: Scene, seen: Collection[str], items: Collection[Item]) -> Iterator[Item]:
    """Joined, and not on a complete list (no article). Who is approved is still on the way;
    who may be one of the unclear lines isn't said to be gone before those are cleared."""
    perhaps = {candidate.record for item in items for candidate in item.candidates}
    for holder in scene.picture.holders if scene.picture.complete else ():
        if holder.state == "joined" and holder.record not in {*seen, *perhaps}:
            right = scene.candidate_holder(holder, "")
            yield Item(
                "absent",
                "not_in_group",
                "",
                ("absent", holder.record),
                right=right.nickname,
                record=holder.record,
                role=holder.role,
                people=holder.people,
                relation=right.relation,
                since=holder.since or None,
            )


def _unseated(scene: Scene, coming: Collection[str]) -> Iterator[Item]:
    """Pupils beside whom fewer guardians have a place than the kind wants, and nobody is
    about to be adopted (S3, H1)."""
    if scene.kind.seats is None:
        return
    for role in scene.kind.roles.values():
        for person in scene.roster.section(role.section) if role.beside else ():
            seated = sum(h.role == role.id for h in scene.beside.get(person.id, ()))
            if seated < scene.kind.seats.minimum and person.id not in coming:
                yield Item(
                    "unseated",
                    "no_guardian",
                    scene.kind.article("no_guardian"),
                    ("unseated", person.id),
                    role=role.id,
                    people=(person.id,),
                    facts={"seated": seated, "minimum": scene.kind.seats.minimum},
                )


def _missing(scene: Scene, seen: Collection[str], inside: Collection[str]) -> Iterator[Item]:
    """Who must join and hasn't (C2). Admins sit by themselves."""
    if not scene.kind.must_join:
        return
    admins = {names.key(admin) for admin in scene.picture.admins}
    for role in scene.kind.roles.values():
        for person in () if role.beside else scene.roster.section(role.section):
            holder = _place_of(person, role, scene)
            joined = holder is not None and (holder.state == "joined" or holder.record in seen)
            if joined or person.id in inside or names.key(person.name) in admins:
                continue
            application = Application(role.id, name=person.name, number=person.number)
            yield Item(
                "missing",
                "must_join",
                scene.kind.article("must_join"),
                ("missing", person.id),
                right=naming.right_nickname(application, scene.kind, scene.roster, (person.id,)),
                record=holder.record if holder else "",
                role=role.id,
                people=(person.id,),
            )


def _place_of(person: Person, role: Role, scene: Scene) -> Holder | None:
    held = scene.beside.get(person.id, ())
    return next((holder for holder in held if holder.role == role.id), None)
