"""Who is in a group, who sits beside whom, and who is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onboarding.rules import errors, naming
from onboarding.rules.journey import HOLDS_PLACE, OPEN
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person, Roster, Section
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.membership import has_receipt
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
    """A roster person's place: who holds it or sits beside (approved or joined), and how many
    may; None where there is no limit."""

    person: Person
    sitting: tuple[Sitting, ...]
    limit: int | None

    @property
    def free(self) -> int | None:
        """How many may come still; None where there is no limit."""
        return None if self.limit is None else max(0, self.limit - len(self.sitting))

    @property
    def joined(self) -> int:
        """How many of them are in the group."""
        return sum(each.request.state == "joined" for each in self.sitting)

    @property
    def coming(self) -> int:
        """How many are approved and not in the group yet."""
        return len(self.sitting) - self.joined


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

    @property
    def counted(self) -> tuple[Place, ...]:
        """The places by which one sees how far the group has come."""
        sections = counted_sections(self.policy)
        return tuple(
            place
            for place in self.places
            if place.person.section in sections and not place.person.left
        )

    @property
    def missing(self) -> tuple[Person, ...]:
        """Those of them at whose place there are too few: guardians, or the person."""
        fewest = self.policy.seats.minimum if self.policy.seats else 1
        return tuple(place.person for place in self.counted if len(place.sitting) < fewest)

    @property
    def unconfirmed(self) -> tuple[Request, ...]:
        """Who holds a place, has a page of the own, and hasn't confirmed the rules in force."""
        return tuple(
            each
            for each in self._seated()
            if not each.unclaimed and not has_receipt(self.group, each)
        )

    @property
    def unclaimed(self) -> tuple[Request, ...]:
        """Who was in the group before, and hasn't claimed the place yet."""
        return tuple(each for each in self._seated() if each.unclaimed)

    @property
    def to_enter(self) -> tuple[Request, ...]:
        """Who is approved, has confirmed, and isn't in the group yet."""
        return tuple(
            each
            for each in self._seated()
            if each.state == "approved" and has_receipt(self.group, each)
        )

    def _seated(self) -> Iterable[Request]:
        """Everybody who holds a place, once: twins have one guardian in common."""
        seen = {each.request.id: each.request for place in self.places for each in place.sitting}
        return seen.values()


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place, and the open requests that may mean the person."""

    group: Group
    place: Place
    asking: tuple[Request, ...]


def counted_sections(policy: Kind) -> frozenset[Section]:
    """The parts of the roster whose places show how far a group has come: those beside whom
    somebody sits, or everybody where nobody sits beside anybody."""
    roles = policy.roles.values()
    beside = frozenset(role.section for role in roles if role.beside)
    return beside or frozenset(role.section for role in roles)


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


def seat(door: Door, caller: Caller, group_id: str, person_id: str) -> Seat:
    """One person's place. Raises errors.NotAllowed, NotFound."""
    require(caller, "member_read", group_id)
    group = door.groups.get(caller.school, group_id)
    roster = door.rosters.read(group.school, group.id, group.roster)
    if person_id not in roster.by_id:
        raise errors.NotFound(what="person")
    now = door.clock()
    holding, asking = door.overview.around(group.school, group.id, person_id, now)
    place = _place(
        door.policy(group),
        roster,
        roster.by_id[person_id],
        door.requests.many(group.school, holding),
    )
    waiting = door.requests.many(group.school, asking)
    return Seat(group, place, tuple(each for each in waiting if each.state_at(now) in OPEN))


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
    for person in roster.people:
        here = sitting.get(person.id, ())
        if here or not person.left:
            yield _place(policy, roster, person, here)


def _place(policy: Kind, roster: Roster, person: Person, here: Sequence[Request]) -> Place:
    sitting = tuple(
        Sitting(each, " ".join(naming.relations_to(each.application, roster, person.id)))
        for each in here
    )
    limit: int | None = 1
    if any(role.beside and role.section == person.section for role in policy.roles.values()):
        limit = policy.seats.maximum if policy.seats else None
    return Place(person, sitting, limit)


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
