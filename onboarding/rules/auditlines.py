"""What there is to do about each line of the list, as the checks say.

A line is settled once: as a known other who isn't barred, as a holder, as somebody who fits
a free place, or as somebody whom no place fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from onboarding.rules import names, nicknames, nickwords
from onboarding.rules.application import Application
from onboarding.rules.auditclaims import Claim, claims, named_people
from onboarding.rules.auditing import Holder, Item, Listed
from onboarding.rules.audititems import an_item, gravest, of_member, unknown
from onboarding.rules.auditmatch import Matched, in_order, may_be
from onboarding.rules.auditplaces import Place, Rivals, judged, places_of
from onboarding.rules.auditscene import Scene
from onboarding.rules.identity import identify

WHOEVER_IT_IS: Final = frozenset({"banned", "student_not_admitted"})
"""What an account alone may tell."""


class Lines:
    """The lines of one audit: `settle` them, then look at `found`, `seen` and `present`."""

    def __init__(self, scene: Scene, matched: Matched) -> None:
        self.scene = scene
        self.known = set(matched.others)
        self.present: set[str] = set()
        self._holders = dict(matched.holders)
        self._rest = matched.rest
        self._claims: dict[int, tuple[Claim, ...]] = {}
        self._items: dict[int, Item | None] = {}
        self._seen = set(matched.seen)

    @property
    def seen(self) -> frozenset[str]:
        """The records that the list shows to be inside."""
        return frozenset(self._seen)

    def found(self) -> Iterator[Item]:
        """What there is to do, in an order that doesn't hang on the list's."""
        for line in in_order(self.scene.picture.listed):
            if (item := self._items.get(line.at)) is not None:
                yield item

    def settle(self) -> None:
        """Settle every line: holders, holders under another name, admins, the rest."""
        for line in self.scene.picture.listed:
            if (holder := self._holders.get(line.at)) is not None:
                self._items[line.at] = of_member(self.scene, line, holder)
            elif line.at in self.known and (item := self._banned(line)) is not None:
                self.known.discard(line.at)
                self._items[line.at] = item
        for line in self._rest:
            self._claims[line.at] = claims(line, self.scene)
        self._other_names(bare=False)
        self._other_names(bare=True)
        self._newcomers()

    @property
    def _open(self) -> list[Listed]:
        return [line for line in self._rest if line.at not in self._items]

    def _other_names(self, *, bare: bool) -> None:
        """Holders who show another name than theirs, but one that can be nobody else's.

        A holder whom two lines may be is neither; a line that may be two is nobody.
        """
        hits = {line.at: self._hits(line, bare=bare) for line in self._open}
        met = Counter(found[0].record for found in hits.values() if len(found) == 1)
        for line in self._open:
            found = hits[line.at]
            shown = tuple(self.scene.candidate_holder(each, "same_name") for each in found)
            if len(found) > 1:
                article = self.scene.kind.article("ambiguous_student")
                self._items[line.at] = unknown(line, "several_fit", article, shown)
            elif found and met[found[0].record] > 1:
                self._items[line.at] = unknown(line, "same_place", "", shown)
            elif found:
                self._seen.add(found[0].record)
                self._items[line.at] = of_member(self.scene, line, found[0])

    def _hits(self, line: Listed, *, bare: bool) -> list[Holder]:
        """The holders not seen yet whom a line's exact readings name."""
        hits: dict[str, Holder] = {}
        places = set()
        for claim in self._claims[line.at]:
            if not claim.exact or claim.bare is not bare:
                continue
            people = self._named(claim)
            places.add((claim.role.id, people))
            for person in people:
                for holder in self.scene.beside.get(person, ()):
                    if self._may_be(claim, person, holder, line):
                        hits[holder.record] = holder
        return list(hits.values()) if hits and len(places) == 1 else []

    def _named(self, claim: Claim) -> tuple[str, ...]:
        match = identify(claim.application, self.scene.kind, self.scene.roster)
        if match.mismatch:
            return ()
        return match.people or named_people(claim, self.scene)

    def _may_be(self, claim: Claim, person: str, holder: Holder, line: Listed) -> bool:
        if holder.record in self._seen or holder.role != claim.role.id:
            return False
        if claim.relation and claim.relation not in self.scene.relation_of(holder, person):
            return False
        return may_be(holder, line)

    def _newcomers(self) -> None:
        """Who holds no place as far as the list shows."""
        places = {
            line.at: places_of(self._claims[line.at], line, self.scene) for line in self._open
        }
        self._admins(places)
        waiting = self._open
        rivals = Rivals.of(places[line.at] for line in waiting)
        for line in waiting:
            self._items[line.at] = self._unready(line) or judged(
                self.scene, line, self._claims[line.at], places[line.at], self.seen, rivals
            )

    def _admins(self, places: Mapping[int, Sequence[Place]]) -> None:
        """The group's admins are seated by themselves; one of the staff has the right name.

        An admin accounts for one line, and for none where one of the holders is that admin.
        """
        open_lines = sorted(self._open, key=lambda line: not line.is_admin)
        shown = {self._core(line) for line in self.scene.picture.listed if line.at in self._holders}
        for admin in dict.fromkeys(map(names.key, self.scene.picture.admins)):
            for line in () if admin in shown else open_lines:
                if line.at in self._items or admin not in (
                    self._core(line),
                    nicknames.folded(line.nickname),
                ):
                    continue
                own = [place for place in places[line.at] if not place.claim.role.beside]
                if not own and places[line.at]:
                    continue
                self._items[line.at] = self._admin(line, own)
                break

    def _admin(self, line: Listed, own: list[Place]) -> Item | None:
        if len(own) != 1:
            return None
        self.present.update(own[0].people)
        finding = gravest(own[0].verdict, {"nickname_wrong"})
        if finding is None:
            return None
        role = own[0].claim.role.id
        right = own[0].verdict.nickname
        return an_item(line, finding, people=own[0].people, right=right, role=role)

    def _core(self, line: Listed) -> str:
        return nickwords.staff_core(line.nickname, self.scene.subjects)

    def _banned(self, line: Listed) -> Item | None:
        """A known other who is barred: the account, or whose place the nickname claims. Being
        known to the group is no way round a bar."""
        nobody = Application("", account=line.account)
        found = gravest(self.scene.of_newcomer(nobody, line), {"banned"})
        if found is not None:
            return an_item(line, found)
        places = places_of(claims(line, self.scene), line, self.scene)
        found = gravest(places[0].verdict, {"banned"}) if len(places) == 1 else None
        return an_item(line, found, people=places[0].people) if found is not None else None

    def _unready(self, line: Listed) -> Item | None:
        """A bar or a student's account, whatever the name; or a request still to be decided."""
        if line.bars or line.student_elsewhere:
            nobody = Application("", account=line.account)
            found = gravest(self.scene.of_newcomer(nobody, line), WHOEVER_IT_IS)
            if found is not None:
                return an_item(line, found)
        if line.record:
            article = self.scene.kind.article("request_open")
            return unknown(line, "request_open", article, record=line.record)
        return None
