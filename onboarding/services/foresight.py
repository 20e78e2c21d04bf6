"""Whom other rules would affect, before they are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from onboarding.rules import naming
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Roster
from onboarding.services import confirmations
from onboarding.services.callers import Caller
from onboarding.services.door import Door
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request


@dataclass(frozen=True, slots=True)
class Effects:
    """What would no longer be in order among those who hold a place: `seats` above the limit,
    people whose `relations` aren't admitted or whose `nicknames` would have to be others; and
    `numbers` that the list lacks."""

    seats: int = 0
    relations: int = 0
    nicknames: int = 0
    numbers: int = 0

    def __bool__(self) -> bool:
        return any(astuple(self))


def effects(door: Door, caller: Caller, group: Group, new: Kind) -> Effects:
    """What a group's members would see of another policy. Raises errors.NotAllowed."""
    old = door.policy(group)
    found = confirmations.of_group(door, caller, group.id)
    everybody = (*found.done, *found.missing)
    roster = door.rosters.read(group.school, group.id, group.roster)
    return Effects(
        seats=_above(everybody, new) if _limit(new) < _limit(old) else 0,
        relations=sum(_loses_relation(each, old, new) for each in everybody),
        nicknames=sum(_loses_nickname(each, old, new, roster) for each in everybody),
        numbers=_without_number(roster) if new.number_required > old.number_required else 0,
    )


def _limit(policy: Kind) -> int:
    return policy.seats.maximum if policy.seats else 0


def _above(everybody: Sequence[Request], policy: Kind) -> int:
    held = Counter(
        person
        for each in everybody
        if each.role in policy.roles and policy.roles[each.role].beside
        for person in each.people
    )
    return sum(max(0, number - _limit(policy)) for number in held.values())


def _loses_relation(made: Request, old: Kind, new: Kind) -> bool:
    typed = [student.relation for student in made.application.students]
    return any(old.relation(each) and not new.relation(each) for each in typed)


def _loses_nickname(made: Request, old: Kind, new: Kind, roster: Roster) -> bool:
    """Whether the nickname that a person carries is right now and wouldn't be any more."""
    return _right(made, old, roster) and not _right(made, new, roster)


def _right(made: Request, policy: Kind, roster: Roster) -> bool:
    role = policy.roles.get(made.role)
    if role is None or not made.nickname:
        return False
    parts = naming.variants(made.application, policy, role, roster, made.people)
    return naming.is_right(made.nickname, policy, role, parts)


def _without_number(roster: Roster) -> int:
    return sum(
        person.section == "students" and not person.number and not person.left
        for person in roster.people
    )
