"""Rosters at rest: one sealed hash a version, and the index of who is on which roster.

A version never changes once it is live, so a decoded roster can be kept in memory under
its version for as long as one likes.
"""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from threading import Lock
from typing import Any, TypeVar, cast

import redis

from onboarding.clock import DAY, MINUTE
from onboarding.rules import names
from onboarding.rules.roster import Person, Roster
from onboarding.storage import codec
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import time_text
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Index, Sealer

T = TypeVar("T")
BATCH = 2_000
KEPT_PEOPLE = 200_000


@dataclass(frozen=True, slots=True)
class Publishing:
    """A staged version that goes live in a group, whose version before is `group.roster`: its
    people, its entry in the log, the event that tells of it, why it takes so many out
    (personal: sealed), when the first of those who left is to be forgotten (ms, None where
    nobody is), and whether the versions before it are `last` to know somebody and go at once.
    """

    group: Group
    staged: int
    people: Sequence[Person]
    log: Mapping[str, object]
    event: Event
    reason: str = ""
    forget_at: int | None = None
    last: bool = False


class Rosters:
    """Reads and writes rosters. `kept_people` bounds the decoded people in memory."""

    def __init__(
        self,
        record: redis.Redis,
        scripts: Scripts,
        sealer: Sealer,
        index: Index,
        kept_people: int = KEPT_PEOPLE,
    ) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer
        self._index = index
        self._kept_people = kept_people
        self._kept: OrderedDict[tuple[str, str, int], Roster] = OrderedDict()
        self._lock = Lock()

    # -- reading

    def read(self, school: str, group: str, version: int) -> Roster:
        """One version, whole. Version 0 and a version that is gone are empty."""
        place = (school, group, version)
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
                return self._kept[place]
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).roster(group, version)))
        people = self._people(school, group, raw)
        if any(person.left and person.left_at is None for person in people):
            people = self._dated(school, group, version, people)
        roster = Roster(version, people)
        self._keep(place, roster)
        return roster

    def some(self, school: str, group: str, version: int, ids: Sequence[str]) -> Roster:
        """The people asked for, in roster order; those not on the list are left out."""
        key = Keys(school).roster(group, version)
        found = cast("list[bytes | None]", self._record.hmget(key, list(ids))) if ids else []
        raw = {i.encode(): v for i, v in zip(ids, found, strict=True) if v is not None}
        return Roster(version, self._people(school, group, raw))

    def _people(self, school: str, group: str, raw: Mapping[bytes, bytes]) -> tuple[Person, ...]:
        opened = [self.open_person(school, group, i.decode(), v) for i, v in raw.items()]
        return tuple(person for _, person in sorted(opened, key=lambda item: item[0]))

    def _dated(
        self, school: str, group: str, version: int, people: Sequence[Person]
    ) -> tuple[Person, ...]:
        """The people of a version that was written before it was noted when who left: as far
        as it knows, when it went live."""
        logged = cast("bytes", self._record.hget(Keys(school).roster_log(group), str(version)))
        at = int(codec.loads(logged)["at"])
        return tuple(
            replace(person, left_at=at) if person.left and person.left_at is None else person
            for person in people
        )

    def open_person(
        self, school: str, group: str, person_id: str, sealed: bytes
    ) -> tuple[int, Person]:
        """(position on the list, person) of one sealed value."""
        return codec.unpack_person(
            person_id, self._sealer.open(school, f"{group}/{person_id}", "person", sealed)
        )

    def _keep(self, place: tuple[str, str, int], roster: Roster) -> None:
        with self._lock:
            self._kept[place] = roster
            # One on top for each roster: empty ones take room too.
            while sum(1 + len(r.people) for r in self._kept.values()) > self._kept_people:
                if len(self._kept) == 1:
                    break
                self._kept.popitem(last=False)

    def versions(self, school: str, group: str) -> list[dict[str, object]]:
        """`{version, at, by, counts, digest, reason}` of every version, newest first."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).roster_log(group)))
        found = [
            {"version": int(v), "reason": "", **self._logged(school, group, codec.loads(text))}
            for v, text in raw.items()
        ]
        return sorted(found, key=lambda entry: -cast("int", entry["version"]))

    def _logged(self, school: str, group: str, entry: dict[str, Any]) -> dict[str, Any]:
        if sealed := entry.get("reason"):
            opened = self._sealer.open(school, group, "reason", base64.b64decode(sealed))
            entry["reason"] = opened.decode()
        return entry

    def elsewhere(self, school: str, group: str, typed_names: Iterable[str]) -> tuple[str, ...]:
        """Other groups of the school whose current roster has one of these names."""
        keys = Keys(school)
        found: set[tuple[str, str]] = set()
        for name in typed_names:
            blind = self._name_blind(school, name)
            members = self._record.zrangebylex(keys.names, f"[{blind} ", f"({blind}!")
            found |= {
                (parts[1], parts[2])
                for parts in (m.decode().split(" ") for m in cast("list[bytes]", members))
                if parts[1] != group
            }
        ordered = sorted(found)
        pipe = self._record.pipeline(transaction=False)
        for other, _ in ordered:
            pipe.hget(keys.group(other), "roster")
        live = pipe.execute() if ordered else []
        return tuple(
            dict.fromkeys(
                other
                for (other, version), now in zip(ordered, live, strict=True)
                if now is not None and now.decode() == version
            )
        )

    def _name_blind(self, school: str, name: str) -> str:
        return self._index.blind(school, "name", names.key(name))

    # -- writing

    def stage(self, school: str, group: str, people: Sequence[Person], now: int) -> int:
        """Write a new version beside the live one, in batches; it isn't live yet.

        Listed as waste from the start: a staging that is never published is swept.
        """
        keys = Keys(school)
        version = self._scripts.number(
            "stage_roster",
            [keys.group(group), keys.roster_waste],
            {"id": group, "waste_at": str(now + DAY)},
        )
        numbered = enumerate(people)
        for batch in _batches(numbered, BATCH):
            sealed: dict[Any, Any] = {
                person.id: self._sealer.seal(
                    school, f"{group}/{person.id}", "person", codec.pack_person(person, order)
                )
                for order, person in batch
            }
            listed = {
                f"{self._name_blind(school, person.name)} {group} {version}": 0
                for _, person in batch
                if not person.left
            }
            pipe = self._record.pipeline(transaction=False)
            pipe.hset(keys.roster(group, version), mapping=sealed)
            if listed:
                pipe.zadd(keys.names, listed)
            pipe.execute()
        return version

    def publish(self, *parts: Publishing, idem: Idempotency | None = None) -> Done:
        """Make staged versions live, all of them or none. Raises Moved when one of the groups'
        `roster` is no longer live."""
        first = parts[0].group
        keys = Keys(first.school)
        reply = self._scripts.run(
            "publish_roster",
            [
                keys.roster_waste,
                keys.rosters_forgetting,
                keys.events,
                remembered_at(keys, idem),
                *(
                    key
                    for part in parts
                    for key in (keys.group(part.group.id), keys.roster_log(part.group.id))
                ),
            ],
            {
                "parts": [self._packed(part) for part in parts],
                "record": first.id,
                "idem": idem and idem.packed(),
            },
        )
        return understand(reply, first.id)

    def _packed(self, part: Publishing) -> dict[str, object]:
        group, log = part.group, dict(part.log)
        if part.reason:
            plain = part.reason.encode()
            sealed = self._sealer.seal(group.school, group.id, "reason", plain)
            log["reason"] = base64.b64encode(sealed).decode()
        there = [person for person in part.people if not person.left]
        packed: dict[str, object] = {
            "id": group.id,
            "base": str(group.roster),
            "staged": str(part.staged),
            "log": codec.dumps(log).decode(),
            "people": str(len(there)),
            "students": str(sum(person.section == "students" for person in there)),
            "forget_at": time_text(part.forget_at),
            "event": part.event.packed(),
        }
        return packed | ({"last": str(part.event.at + MINUTE)} if part.last else {})

    def forgetting(self, school: str, now: int) -> list[str]:
        """The groups with somebody on the list who left so long ago that it may be time to
        forget the person."""
        found = self._record.zrangebyscore(Keys(school).rosters_forgetting, "-inf", now)
        return [group.decode() for group in cast("list[bytes]", found)]

    def look_again(self, school: str, group: str, at: int) -> None:
        """Take a group up among those again at `at` (ms), not before."""
        self._record.zadd(Keys(school).rosters_forgetting, {group: at}, xx=True)

    def sweep(self, school: str, now: int) -> int:
        """Delete versions that were retired or never went live; how many."""
        keys = Keys(school)
        waste = cast("list[bytes]", self._record.zrangebyscore(keys.roster_waste, "-inf", now))
        for entry in waste:
            group, version = entry.decode().split(" ")
            key = keys.roster(group, int(version))
            for batch in _batches(self._record.hscan_iter(key, count=BATCH), BATCH):
                gone = [
                    f"{self._name_blind(school, person.name)} {group} {version}"
                    for _, person in (
                        self.open_person(school, group, i.decode(), v) for i, v in batch
                    )
                ]
                self._record.zrem(keys.names, *gone)
            self._record.unlink(key)
            self._record.zrem(keys.roster_waste, entry)
        return len(waste)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
