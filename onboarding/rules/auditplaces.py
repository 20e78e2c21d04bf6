"""Somebody inside who holds no place: who fits one that is free, and what about the others.

A place is taken only where one line claims it, one place is claimed, and a check of whoever
would take it finds nothing in the way but the nickname.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onboarding.rules.application import Application
from onboarding.rules.auditclaims import Claim, named_people, near_ones
from onboarding.rules.auditing import CANDIDATES_MOST, Candidate, Holder, Item, Listed
from onboarding.rules.audititems import an_item, gravest, mark_of, of_departed, unknown
from onboarding.rules.auditmatch import may_be
from onboarding.rules.auditscene import Scene
from onboarding.rules.verdicts import Finding, Standing, Verdict

_BY_NAME = frozenset({"banned", "nickname_impersonates_staff", "student_not_admitted"})

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a line claims exactly, and what a check says of whoever would take it."""

    claim: Claim
    people: tuple[str, ...]
    verdict: Verdict

    @property
    def keys(self) -> tuple[Key, ...]:
        """What is claimed: the role and relation beside each of the people."""
        return tuple((self.claim.role.id, each, self.claim.relation) for each in self.people)


@dataclass(frozen=True, slots=True)
class Rivals:
    """How many lines claim each place, and each person's seats."""

    places: Mapping[Key, int]
    seats: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, claimed: Iterable[Sequence[Place]]) -> Rivals:
        """Counted over the lines that claim one place each."""
        keys = Counter(key for each in claimed if len(each) == 1 for key in each[0].keys)
        seats: Counter[tuple[str, str]] = Counter()
        for (role, person, _), lines in keys.items():
            seats[role, person] += lines
        return cls(keys, seats)


def places_of(claims: Iterable[Claim], line: Listed, scene: Scene) -> tuple[Place, ...]:
    """The places that a line's exact readings claim, each once."""
    found: dict[tuple[str, tuple[str, ...]], Place] = {}
    for claim in claims:
        if claim.exact and not claim.bare:
            verdict = scene.of_newcomer(claim.application, line)
            if verdict.people:
                place = Place(claim, verdict.people, verdict)
                found.setdefault((claim.role.id, verdict.people), place)
    return tuple(found.values())


def judged(
    scene: Scene,
    line: Listed,
    claims: tuple[Claim, ...],
    places: Sequence[Place],
    seen: Collection[str],
    rivals: Rivals,
) -> Item | None:
    """What there is to do about a line whom no holder's nickname explains."""
    if line.cut:
        return unknown(line, "cut", "", scene.beginning_with(line.nickname, seen))
    if len(places) > 1:
        return _several(scene, line, [_as_candidate(scene, place, "same_name") for place in places])
    if not places:
        return _unplaced(scene, line, claims)
    (place,) = places
    return (
        _barred(line, place)
        or _held(scene, line, place, seen)
        or _in_the_way(line, place)
        or _doubted(scene, line, place, seen, rivals)
        or _adopted(line, place)
    )


def _barred(line: Listed, place: Place) -> Item | None:
    finding = gravest(place.verdict, _BY_NAME)
    return _about(line, place, finding) if finding else None


def _held(scene: Scene, line: Listed, place: Place, seen: Collection[str]) -> Item | None:
    """The place is somebody's: whose account is another one, or who is on the list already.

    A second one with a name of the staff poses as them. A guardian's word that may stand
    for two people (监护人) isn't held by one of them.
    """
    holders = [holder for holder in _same_place(scene, place) if _is_other(holder, line, seen)]
    if not holders:
        return None
    if not place.claim.role.beside:
        nameless = Application("", nickname=line.nickname, account=line.account)
        finding = gravest(scene.of_newcomer(nameless, line), {"nickname_impersonates_staff"})
        if finding is not None:
            return an_item(line, finding)
    elsewhere = [holder for holder in holders if holder.record not in seen]
    if not elsewhere and (_mixed(scene, place) or place.verdict.codes & {"seats_full"}):
        return None
    shown = tuple(scene.candidate_holder(each, "same_name") for each in elsewhere or holders)
    return unknown(line, "other_account" if elsewhere else "same_place", "", shown)


def _same_place(scene: Scene, place: Place) -> list[Holder]:
    found = {
        holder.record: holder
        for person in place.people
        for holder in scene.beside.get(person, ())
        if holder.role == place.claim.role.id
        and (not place.claim.relation or place.claim.relation in scene.relation_of(holder, person))
    }
    return list(found.values())


def _is_other(holder: Holder, line: Listed, seen: Collection[str]) -> bool:
    return holder.record in seen or not may_be(holder, line)


def _in_the_way(line: Listed, place: Place) -> Item | None:
    """A full place, anything else that refuses, or a number that is another's."""
    if (finding := gravest(place.verdict, {"seats_full"})) is not None:
        return _about(line, place, finding)
    doubts = (f for f in place.verdict.findings if f.code == "details_do_not_match")
    other = next(iter((*place.verdict.blocking, *doubts)), None)
    if other is None:
        return None
    return replace(unknown(line, other.code, other.article), facts=other.facts)


def _doubted(
    scene: Scene, line: Listed, place: Place, seen: Collection[str], rivals: Rivals
) -> Item | None:
    """Nothing refuses, and yet it isn't sure who this is or who is to have the seat."""
    unseen = [
        holder
        for person in place.people
        for holder in (scene.beside.get(person, ()) if _mixed(scene, place) else ())
        if holder.role == place.claim.role.id and holder.record not in seen
    ]
    if unseen:
        shown = dict.fromkeys(scene.candidate_holder(each, "same_name") for each in unseen)
        return _several(scene, line, [*shown, _as_candidate(scene, place, "same_name")])
    lines = max(rivals.places[key] for key in place.keys)
    if lines > 1 and not _mixed(scene, place):
        return unknown(line, "same_place", "", (_as_candidate(scene, place, "same_name"),))
    contested = _contested(scene, line, place, rivals)
    if contested is None:
        return None
    shown_place = (_as_candidate(scene, place, "same_name"),)
    return unknown(line, contested.code, contested.article, shown_place, people=place.people)


def _contested(scene: Scene, line: Listed, place: Place, rivals: Rivals) -> Finding | None:
    """More lines claim the seats beside a pupil than are left, so that none has them yet."""
    role = place.claim.role.id
    contending = {
        person: (Standing("", "listed", role),) * (rivals.seats[role, person] - 1)
        for person in place.people
        if rivals.seats[role, person] > 1
    }
    if not contending:
        return None
    verdict = scene.of_newcomer(place.claim.application, line, contending)
    return next((f for f in verdict.findings if f.code == "seats_contested"), None)


def _adopted(line: Listed, place: Place) -> Item:
    renamed = "nickname_wrong" in place.verdict.codes
    return Item(
        "adopt",
        "fits_free_place",
        "",
        mark_of(line),
        line=line.at,
        nickname=line.nickname,
        right=place.verdict.nickname,
        role=place.claim.role.id,
        people=place.people,
        relation=place.claim.relation,
        inviter=line.inviter,
        account=line.account,
        facts={"rename": renamed},
    )


def _unplaced(scene: Scene, line: Listed, claims: tuple[Claim, ...]) -> Item | None:
    """No place is claimed for certain: a pupil, staff's double, somebody who left, or unknown."""
    exact = tuple(claim for claim in claims if claim.exact)
    left = _departed(scene, line, exact)
    if left is not None:
        return left[0]
    candidates = near_ones(tuple(claim for claim in claims if not claim.bare or not exact), scene)
    if exact and candidates:
        return _several(scene, line, candidates)
    nameless = Application("", nickname=line.nickname, account=line.account)
    finding = gravest(scene.of_newcomer(nameless, line), _BY_NAME)
    if finding is not None:
        return an_item(line, finding)
    if candidates:
        return unknown(line, "near", scene.kind.article("near_match"), candidates)
    return _nobody(scene, line, claims)


def _departed(scene: Scene, line: Listed, exact: Iterable[Claim]) -> tuple[Item | None] | None:
    """About somebody named for certain whose place has left the roster; None if it hasn't."""
    for claim in exact:
        people = named_people(claim, scene)
        if people and all(scene.roster.by_id[person].left for person in people):
            verdict = scene.of_the_departed(claim.application, people, line)
            return (of_departed(scene, line, people, verdict),)
    return None


def _nobody(scene: Scene, line: Listed, claims: tuple[Claim, ...]) -> Item:
    """Nobody fits. Whom a member who is no admin brought in doesn't belong here (T17, H2)."""
    asking = claims[0].application if claims else Application(next(iter(scene.kind.roles)))
    brought_in = "" if scene.is_admin(line.inviter) else line.inviter
    verdict = scene.of_newcomer(replace(asking, nickname="", invited_by=brought_in), line)
    finding = gravest(verdict, {"outside_invitee"})
    if finding is not None:
        return an_item(line, finding)
    return unknown(line, "nobody_fits", scene.kind.article("not_on_roster"))


def _several(scene: Scene, line: Listed, candidates: Iterable[Candidate]) -> Item:
    article = scene.kind.article("ambiguous_student")
    return unknown(line, "several_fit", article, tuple(candidates)[:CANDIDATES_MOST])


def _about(line: Listed, place: Place, finding: Finding) -> Item:
    return an_item(
        line,
        finding,
        people=place.people,
        right=place.verdict.nickname,
        role=place.claim.role.id,
        relation=place.claim.relation,
    )


def _as_candidate(scene: Scene, place: Place, nearness: str) -> Candidate:
    return scene.candidate(place.claim.application, place.people, nearness)


def _mixed(scene: Scene, place: Place) -> bool:
    relation = scene.kind.relation(place.claim.relation)
    return relation is not None and relation.mixed
