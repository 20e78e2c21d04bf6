"""Who is in a group, who sits beside whom, and who is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onboarding.rules import naming
from onboarding.rules.journey import HOLDS_PLACE
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person, Roster
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who holds a place, and the word for being related to whom it belongs ("" for oneself)."""

    request: Request
    relation: str


@dataclass(frozen=True, slots=True)
class Place:
    """A roster person's place: who sits there or beside (approved or joined), and what is
    still free; None where there is no limit."""

    person: Person
    sitting: tuple[Sitting, ...]
    free: int | None


@dataclass(frozen=True, slots=True)
class SeatMap:
    """All places of a group in roster order.

    `unseated` are students with fewer guardians than the kind's minimum; `absent` people
    who have to join and haven't (C2, where the kind says so).
    """

    group: Group
    policy: Kind
    places: tuple[Place, ...]
    unseated: tuple[Person, ...]
    absent: tuple[Person, ...]


def page(
    door: Door, caller: Caller, group_id: str, state: str, cursor: str, limit: int
) -> tuple[Group, list[Request], str]:
    """One page of members (`joined`) or of those admitted and not in yet (`approved`).

    Raises errors.NotAllowed, NotFound, Invalid(field="cursor").
    """
    require(caller, "member_read", group_id)
    group = door.groups.get(caller.school, group_id)
    found, following = door.requests.page(caller.school, group_id, state, cursor, limit)
    now = door.clock()
    return group, [each for each in found if each.state_at(now) == state], following


def seats(door: Door, caller: Caller, group_id: str) -> SeatMap:
    """The seat map. Raises errors.NotAllowed, NotFound."""
    require(caller, "member_read", group_id)
    group = door.groups.get(caller.school, group_id)
    policy = door.policy(group)
    roster = door.rosters.read(group.school, group.id, group.roster)
    sitting = _sitting(door, group)
    places = tuple(_places(policy, roster, sitting))
    return SeatMap(
        group=group,
        policy=policy,
        places=places,
        unseated=tuple(_unseated(policy, places)),
        absent=tuple(_absent(policy, places)),
    )


def places_held(door: Door, school: str, group_id: str, people: Iterable[str]) -> int:
    """How many places are held beside or by these roster people."""
    people = tuple(people)
    return door.requests.places_held(school, group_id, people, door.clock()) if people else 0


def _sitting(door: Door, group: Group) -> Mapping[str, Sequence[Request]]:
    """Roster id → who holds a place there now."""
    found: dict[str, list[Request]] = defaultdict(list)
    now = door.clock()
    for state in ("joined", "approved"):
        cursor = ""
        while True:
            requests, cursor = door.requests.page(
                group.school, group.id, state, cursor, MOST_AT_ONCE
            )
            for request in requests:
                if request.state_at(now) in HOLDS_PLACE:
                    for person in request.people:
                        found[person].append(request)
            if not cursor:
                break
    return found


def _places(
    policy: Kind, roster: Roster, sitting: Mapping[str, Sequence[Request]]
) -> Iterable[Place]:
    beside = any(role.beside for role in policy.roles.values())
    for person in roster.people:
        here = tuple(
            Sitting(each, " ".join(naming.relations_to(each.application, roster, person.id)))
            for each in sitting.get(person.id, ())
        )
        if person.left and not here:
            continue
        if person.section == "students" and beside:
            limit = policy.seats.maximum if policy.seats else None
        else:
            limit = 1
        yield Place(person, here, None if limit is None else max(0, limit - len(here)))


def _unseated(policy: Kind, places: Iterable[Place]) -> Iterable[Person]:
    if policy.seats is None:
        return ()
    return (
        place.person
        for place in places
        if place.person.section == "students"
        and not place.person.left
        and len(place.sitting) < policy.seats.minimum
    )


def _absent(policy: Kind, places: Iterable[Place]) -> Iterable[Person]:
    if not policy.must_join:
        return ()
    sections = {role.section for role in policy.roles.values() if not role.beside}
    return (
        place.person
        for place in places
        if place.person.section in sections
        and not place.person.left
        and not any(each.request.state == "joined" for each in place.sitting)
    )
