"""A request as a row of the queue: what speaks for it at a glance, and who else asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from onboarding.rules.journey import MOVES, OPEN
from onboarding.rules.nearness import near
from onboarding.rules.roster import Person
from onboarding.rules.verdicts import Evidence
from onboarding.services.adopting import VIA
from onboarding.services.membership import has_receipt
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.comparing import comparisons
from onboarding.web.console.crowds import Crowds, Shared, crowds_of, shared_at
from onboarding.web.console.frame import admin_name, reveals
from onboarding.web.here import door
from onboarding.web.standing import who_asks

Strength = Literal["strong", "medium", "weak", "none"]
_STRONGER: Final[tuple[Strength, ...]] = ("none", "weak", "medium", "strong")
_PLAIN: Final = frozenset({"nickname_wrong", "seat_claimed"})
"""Findings that an approval settles by itself: it brings the right nickname along."""
_OF_UNCLAIMED: Final = frozenset({"seat_claimed", "seats_full"})
_FEW: Final = 3
"""Up to so many people can be chosen from in the row itself."""


@dataclass(frozen=True, slots=True)
class Typo:
    """A name as it was typed, one that the list has, and how near they are."""

    typed: str
    listed: str
    nearness: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has just become of a row. `move` was made, unless `sentence` says why it wasn't, or
    somebody else decided before (`overtaken`). `choose`: it takes a decision of its own."""

    move: str
    sentence: str = ""
    choose: bool = False
    overtaken: bool = False

    @property
    def done(self) -> bool:
        """Whether the move was made."""
        return not self.sentence and not self.overtaken


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the list. `evidence` pairs what matched with the person's name;
    `candidates` are those of whom one is meant, where a tap can say who; `strength` is that of
    the weakest person named; `crowded`: more ask for a place than are left; `contradicted`: a
    fact that was given isn't what the list has; `unclaimed`: by finding, the nicknames of the
    members it speaks of whose place nobody has claimed; `sure`: nothing is left to look at."""

    request: Request
    state: str
    who: str
    evidence: tuple[tuple[Evidence, str], ...]
    typos: tuple[Typo, ...]
    candidates: tuple[Person, ...]
    unclaimed: Mapping[str, tuple[str, ...]]
    strength: Strength
    crowded: bool
    contradicted: bool
    sure: bool
    confirmed: bool
    decider: str
    outcome: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in OPEN

    @property
    def plain(self) -> bool:
        """Whether a tap is enough to approve it: nobody has to be chosen, nothing excused."""
        return bool(self.request.verdict.people) and not self.request.verdict.blocking

    @property
    def may_reopen(self) -> bool:
        """Whether it can be put back into the queue, which undoes a decline."""
        return self.state in MOVES["reopen"].starts and not self.request.forgotten

    @property
    def kept_back(self) -> bool:
        """Whether it would have been refused, had it not been kept for a person to look at."""
        return self.open and self.request.shielded and bool(self.request.verdict.blocking)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Rows that stand together; `shared` is whom all ask for, None for a row by itself."""

    rows: list[Row]
    shared: Shared | None = None


def rows(group: Group, found: Sequence[Request], crowds: Crowds | None = None) -> list[Row]:
    """The requests with the names of the people that the evidence points at; `crowds` where
    they are known already."""
    people = door().rosters.read(group.school, group.id, group.roster).by_id
    crowds = crowds or crowds_of(group, found)
    now = door().clock()
    deciders = {ref: admin_name(ref) for ref in {each.decided_by for each in found} if ref}
    adopted = _adopted(group, found)
    return [
        _row(group, each, people, crowds, deciders, now, _named(each, adopted)) for each in found
    ]


def answered(row: Row, outcome: Outcome) -> Row:
    """The row with what has just become of it."""
    return replace(row, outcome=outcome)


def together(group: Group, listed: Sequence[Row], crowds: Crowds) -> list[Cluster]:
    """The rows in their order, those that ask for one same person drawn up to the first."""
    clusters: list[list[Row]] = []
    at: dict[str, int] = {}
    for row in listed:
        asked = row.request.asking
        place = next((at[person] for person in asked if person in at), None)
        if place is None:
            place = len(clusters)
            clusters.append([])
        clusters[place].append(row)
        at |= {person: at.get(person, place) for person in asked}
    people = door().rosters.read(group.school, group.id, group.roster).by_id
    return [_cluster(each, people, crowds) for each in clusters]


def evidence_of(
    request_: Request, people: Mapping[str, Person]
) -> tuple[tuple[Evidence, str], ...]:
    """What matched, and whom it points at."""
    return tuple(
        (each, people[each.person].name)
        for each in request_.verdict.evidence
        if each.person in people
    )


def typos_of(request_: Request, people: Mapping[str, Person]) -> tuple[Typo, ...]:
    """The names that were typed a little otherwise than the list has them."""
    near_ones = [
        person
        for finding in request_.verdict.findings
        if finding.code == "near_match" and isinstance(ids := finding.facts.get("people"), tuple)
        for person in ids
    ]
    application = request_.application
    typed = [student.name for student in application.students] or [application.name]
    return tuple(
        Typo(name, people[person].name, nearness)
        for person in dict.fromkeys(near_ones)
        if person in people
        for name in typed
        if (nearness := near(name, people[person].name))
    )


def strength_of(request_: Request) -> Strength:
    """How strongly it is shown who asks: as strongly as for the weakest of those named."""
    evidence = request_.verdict.evidence
    if len(evidence) < max(len(request_.application.students), 1):
        return "none"
    return min((each.strength for each in evidence), key=_STRONGER.index)


def who(request_: Request) -> str:
    """Whom the request is about, for who may see it; else the record's id."""
    if reveals(request_):
        return who_asks(request_)
    return request_.nickname or request_.id


def _row(
    group: Group,
    made: Request,
    people: Mapping[str, Person],
    crowds: Crowds,
    deciders: Mapping[str, str],
    now: int,
    unclaimed: Mapping[str, tuple[str, ...]],
) -> Row:
    state = made.state_at(now)
    strength = strength_of(made)
    crowded = crowds.crowded(made)
    contradicted = state in OPEN and _contradicted(group, made, people)
    plain = made.verdict.people and made.verdict.codes <= _PLAIN
    return Row(
        request=made,
        state=state,
        who=who(made),
        evidence=evidence_of(made, people),
        typos=typos_of(made, people) if reveals(made) else (),
        candidates=_candidates(made, people),
        unclaimed=unclaimed,
        strength=strength,
        crowded=crowded,
        contradicted=contradicted,
        sure=bool(plain) and strength == "strong" and not (crowded or contradicted),
        confirmed=has_receipt(group, made),
        decider=deciders.get(made.decided_by, ""),
    )


def _adopted(group: Group, found: Sequence[Request]) -> Mapping[str, str]:
    """The members that the findings speak of of whom nothing but the nickname is known: id →
    nickname."""
    told = dict.fromkeys(
        record
        for each in found
        for finding in each.verdict.findings
        if finding.code in _OF_UNCLAIMED and isinstance(ids := finding.facts.get("records"), tuple)
        for record in ids
    )
    members = door().requests.many(group.school, told)
    return {each.id: each.nickname for each in members if each.via == VIA}


def _named(made: Request, adopted: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """By finding, the nicknames of those among the people that it speaks of."""
    return {
        finding.code: names
        for finding in made.verdict.findings
        if isinstance(ids := finding.facts.get("records"), tuple)
        and (names := tuple(adopted[record] for record in ids if record in adopted))
    }


def _contradicted(group: Group, made: Request, people: Mapping[str, Person]) -> bool:
    """Whether anything that was given differs from what the list has of those who are meant."""
    meant = [people[person] for person in made.verdict.people if person in people]
    compared = comparisons(made, door().policy(group), meant) if meant else []
    return any(fact.how == "differs" for each in compared for fact in each.facts)


def _candidates(made: Request, people: Mapping[str, Person]) -> tuple[Person, ...]:
    """Of whom one is meant; none where several are named, or where it isn't open."""
    verdict = made.verdict
    if verdict.people or verdict.blocking or len(made.application.students) > 1:
        return ()
    found = tuple(people[person] for person in made.asking if person in people)
    return found if len(found) <= _FEW else ()


def _cluster(rows: list[Row], people: Mapping[str, Person], crowds: Crowds) -> Cluster:
    shared = [
        person
        for person in rows[0].request.asking
        if any(person in other.request.asking for other in rows[1:])
    ]
    if not shared:
        return Cluster(rows)
    fullest = max(shared, key=crowds.over)
    return Cluster(rows, shared_at((fullest, rows[0].request.role), people, crowds))
