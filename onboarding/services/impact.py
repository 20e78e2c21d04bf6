"""What a new list means for people, before it goes live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from onboarding.rules import naming
from onboarding.rules.journey import HOLDS_PLACE
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person, Roster
from onboarding.rules.rosterchange import Change
from onboarding.rules.rosterrows import Place, place
from onboarding.services import rechecking
from onboarding.services.door import Door
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request


@dataclass(frozen=True, slots=True)
class Losing:
    """Somebody who holds a place, and the people there who would have left (roster ids)."""

    request: Request
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """Somebody who holds a place, and the right nickname before and after (personal)."""

    request: Request
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Impact:
    """`losing`: who would hold a place beside, or of, somebody who has left; nobody is thrown
    out by it. `freed`: how many places that are. `passing`: refused requests that would now
    pass, which nobody reopens by itself. `renamed`: whose right nickname changes. `namesakes`:
    people of one name in one section, in the order of the list."""

    losing: tuple[Losing, ...] = ()
    freed: int = 0
    passing: tuple[Request, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    namesakes: tuple[tuple[Person, ...], ...] = ()


def impact(door: Door, group: Group, change: Change) -> Impact:
    """What `change` of the group's live roster would mean. Who may see the change may see it."""
    policy, now = door.policy(group), door.clock()
    old = door.rosters.read(group.school, group.id, group.roster)
    new = Roster(group.roster, change.people)
    holding = [
        request
        for state in sorted(HOLDS_PLACE)
        for request in door.requests.in_state(group.school, group.id, state)
        if request.state_at(now) in HOLDS_PLACE
    ]
    losing = _losing(holding, frozenset(change.gone))
    touched = (*change.added, *change.changed, *change.gone, *change.back, *change.forgotten)
    return Impact(
        losing=losing,
        freed=sum(len(each.people) for each in losing),
        passing=rechecking.passing(door, group, new) if touched else (),
        renamed=_renamed(holding, policy, old, new) if touched else (),
        namesakes=_namesakes(new),
    )


def _losing(holding: Sequence[Request], gone: frozenset[str]) -> tuple[Losing, ...]:
    found = (
        Losing(each, tuple(person for person in each.people if person in gone)) for each in holding
    )
    return tuple(each for each in found if each.people)


def _renamed(
    holding: Sequence[Request], policy: Kind, old: Roster, new: Roster
) -> tuple[Renamed, ...]:
    found = (
        Renamed(
            each,
            naming.right_nickname(each.application, policy, old, each.people),
            naming.right_nickname(each.application, policy, new, each.people),
        )
        for each in holding
    )
    return tuple(each for each in found if each.before != each.after)


def _namesakes(roster: Roster) -> tuple[tuple[Person, ...], ...]:
    alike: defaultdict[Place, list[Person]] = defaultdict(list)
    for person in roster.people:
        if not person.left:
            alike[place(person)].append(person)
    return tuple(tuple(people) for people in alike.values() if len(people) > 1)
