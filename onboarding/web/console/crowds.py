"""Who asks for the same places, and what is left of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.here import door

Wish = tuple[str, str]
"""A place that somebody asks for: with which person of the list, and in which role."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A person with whom several ask for a place, and in which role: the name, how many ask in
    all, and how many places are left (None: as many as may come)."""

    person: str
    role: str
    name: str
    asking: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Crowds:
    """By roster person: how many ask for a place there, and how many are left, a place
    that is claimed among them; `claims`: by unclaimed record, how many claim its place."""

    asking: Mapping[str, int]
    free: Mapping[str, int | None]
    claims: Mapping[str, int] = field(default_factory=dict)

    def crowded(self, request: Request) -> bool:
        """Whether more ask for what a request asks for than can have it."""
        if claimed := request.verdict.claims:
            return any(self.claims.get(each, 0) > 1 for each in claimed)
        return any(map(self.over, request.asking))

    def over(self, person: str) -> bool:
        """Whether more ask than are left."""
        free = self.free.get(person)
        return free is not None and self.asking[person] > free


def crowds_of(group: Group, found: Sequence[Request]) -> Crowds:
    """Who asks for the places that these requests ask for, and what is left of them."""
    wishes = [(person, request.role) for request in found for person in request.asking]
    crowds = crowds_at(group, wishes)
    claimed = {person for request in found if request.verdict.claims for person in request.asking}
    return _with_claims(group, crowds, claimed) if claimed else crowds


def crowds_at(group: Group, wishes: Iterable[Wish]) -> Crowds:
    """Who asks for these places, and what is left of them."""
    policy = door().policy(group)
    most = {person: _places(policy, role) for person, role in wishes}
    counts = door().requests.asked_and_held(group.school, group.id, most, door().clock())
    free = {
        person: None if most[person] is None else max((most[person] or 0) - held, 0)
        for person, (_, held) in counts.items()
    }
    return Crowds({person: asked for person, (asked, _) in counts.items()}, free)


def _with_claims(group: Group, crowds: Crowds, people: Iterable[str]) -> Crowds:
    """The crowds at these people, a place that is claimed counting as one that is left."""
    now = door().clock()
    free, claims = dict(crowds.free), Counter[str]()
    for person in people:
        held, waiting = door().overview.around(group.school, group.id, person, now)
        asking = door().requests.many(group.school, waiting)
        here = Counter(c for each in asking for c in each.verdict.claims if c in held)
        left = free[person]
        free[person] = None if left is None else left + len(here)
        claims |= here
    return Crowds(crowds.asking, free, claims)


def shared_by(group: Group, wishes: Iterable[Wish]) -> list[Shared]:
    """How things stand now with those for whom several asked; who isn't on the list, which a
    new one may have left out, is passed over."""
    people = door().rosters.read(group.school, group.id, group.roster).by_id
    known = [wish for wish in wishes if wish[0] in people]
    crowds = _with_claims(group, crowds_at(group, known), {person for person, _ in known})
    return [shared_at(wish, people, crowds) for wish in known]


def shared_at(wish: Wish, people: Mapping[str, Person], crowds: Crowds) -> Shared:
    """How things stand with a place that several ask for."""
    person, role = wish
    name = people[person].name if person in people else ""
    return Shared(person, role, name, crowds.asking[person], crowds.free[person])


def _places(policy: Kind, role_id: str) -> int | None:
    """How many places one person of the list stands for; None where there is no limit."""
    role = policy.roles.get(role_id)
    if role is None or not role.beside:
        return 1
    return policy.seats.maximum if policy.seats else None
