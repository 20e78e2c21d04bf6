"""Reads across groups, a round trip for all of them: counts, heads of queues, times, places.

Nothing personal is opened here; whoever wants to see people reads their records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast

import redis

from onboarding.rules.journey import OPEN, STATES
from onboarding.rules.verdicts import Ban
from onboarding.storage import codec
from onboarding.storage.entries import picture_until
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys

MOST_LAPSING: Final = 2_000
MOST_A_STATE: Final = 2_000
MOST_COURSES: Final = 5_000
MOST_ENDED: Final = 50
_ALL: Final = "+inf"
_ADOPTED: Final = b"audit"


@dataclass(frozen=True, slots=True)
class Reading:
    """How one group stands. `counts` by stored state; `oldest`: when the request that waits
    longest for a decision was submitted (ms); `picture`: until when the picture for the way
    in works (as `Entries.until`); `roles` of its admins."""

    counts: Mapping[str, int]
    oldest: int | None
    picture: float | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lapsing:
    """An open request or an approval that lapses at that time (ms), or has lapsed then and
    isn't recorded as such yet."""

    id: str
    group: str
    state: str
    at: int


@dataclass(frozen=True, slots=True)
class Course:
    """When a request was submitted and decided (ms), and by which move ("" for none)."""

    submitted_at: int
    decided_at: int | None
    move: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A record that has ended: when, the last decision on it, by whom and why. `barred`: a ban
    stands on it still."""

    id: str
    group: str
    at: int
    move: str
    by: str
    reason: str
    article: str
    barred: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """What an account proves in a group: the records of the group to which it is bound, that it
    is bound as a student's elsewhere in the school, and what bars it."""

    records: tuple[str, ...]
    student_elsewhere: bool
    bars: tuple[Ban, ...]


class Overview:
    """Reads what stands in many groups, or in many records, at once."""

    def __init__(self, record: redis.Redis) -> None:
        self._record = record

    def groups(self, groups: Sequence[Group], lapsed: Sequence[Lapsing]) -> list[Reading]:
        """How each group stands, in their order, without what has lapsed."""
        gone = {group.id: [each for each in lapsed if each.group == group.id] for group in groups}
        pipe = self._record.pipeline(transaction=False)
        for group in groups:
            keys = Keys(group.school)
            for state in STATES:
                pipe.zcard(keys.queue(group.id, state))
            for state in sorted(OPEN):
                pipe.zrange(keys.queue(group.id, state), 0, len(gone[group.id]), withscores=True)
            pipe.hmget(keys.entry(group.id, group.entry_mode), ["media_type", "valid_until"])
            pipe.hvals(keys.group_admins(group.id))
        replies = iter(pipe.execute())
        return [_reading(group, gone[group.id], replies) for group in groups]

    def lapsing(self, school: str, until: int) -> list[Lapsing]:
        """What lapses until then (ms) in the school, soonest first."""
        keys = Keys(school)
        due = cast(
            "list[bytes]",
            self._record.zrangebyscore(keys.deadlines, "-inf", until, start=0, num=MOST_LAPSING),
        )
        ids = [each.decode() for each in due]
        pipe = self._record.pipeline(transaction=False)
        for request_id in ids:
            pipe.hmget(keys.request(request_id), ["group", "state", "expires_at"])
        return [
            Lapsing(request_id, group.decode(), state.decode(), int(at))
            for request_id, (group, state, at) in zip(ids, pipe.execute(), strict=True)
            if at  # else it ended long ago, and is to be forgotten
        ]

    def held(
        self, school: str, people: Mapping[str, Sequence[str]], now: int
    ) -> dict[str, list[int]]:
        """How many hold a place at `now` (ms) at each of these people, by group."""
        keys = Keys(school)
        pipe = self._record.pipeline(transaction=False)
        for group, listed in people.items():
            for person in listed:
                pipe.zcount(keys.place(group, person), f"({now}", _ALL)
        replies = iter(pipe.execute())
        return {group: list(islice(replies, len(listed))) for group, listed in people.items()}

    def around(self, school: str, group: str, person: str, now: int) -> tuple[list[str], list[str]]:
        """Who holds a place at this person at `now` (ms), and whose open requests may mean
        the person: ids of requests."""
        keys = Keys(school)
        pipe = self._record.pipeline(transaction=False)
        pipe.zrangebyscore(keys.place(group, person), f"({now}", _ALL)
        pipe.zrangebyscore(keys.asking(group, person), f"({now}", _ALL)
        holding, asking = pipe.execute()
        return [each.decode() for each in holding], [each.decode() for each in asking]

    def ties(self, school: str, group: str, accounts: Sequence[tuple[str, str]]) -> list[Tie]:
        """What each account proves, given as the blind indexes of itself and of its ban."""
        keys = Keys(school)
        pipe = self._record.pipeline(transaction=False)
        for account, bar in accounts:
            pipe.hgetall(keys.account(account))
            pipe.hget(keys.bans(group), bar)
        replies = pipe.execute() if accounts else []
        return [
            _tie(group, bound, ban) for bound, ban in zip(replies[::2], replies[1::2], strict=True)
        ]

    def person_bans(self, school: str, group: str) -> tuple[Ban, ...]:
        """The group's bans that are found by roster person and relation."""
        kept = cast("list[bytes]", self._record.hvals(Keys(school).bans(group)))
        return tuple(ban for ban in map(codec.unpack_ban, kept) if ban.on == "person")

    def courses(self, school: str, groups: Iterable[str], since: int) -> list[Course]:
        """The requests submitted since then (ms) to these groups, the newest first, without the
        members that were adopted; how those went on that came before the newest 5000 isn't
        looked at."""
        keys = Keys(school)
        pipe = self._record.pipeline(transaction=False)
        for group in groups:
            for state in STATES:
                pipe.zrevrangebyscore(
                    keys.queue(group, state),
                    _ALL,
                    since,
                    start=0,
                    num=MOST_A_STATE,
                    withscores=True,
                )
        submitted = sorted(
            ((int(at), each.decode()) for listed in pipe.execute() for each, at in listed),
            reverse=True,
        )
        for _, request_id in submitted[:MOST_COURSES]:
            pipe.hmget(keys.request(request_id), ["decided_at", "decided_move", "via"])
        ends = pipe.execute()
        ends += [(None, None, None)] * (len(submitted) - len(ends))
        return [
            Course(submitted_at, int(at) if at else None, (move or b"").decode())
            for (submitted_at, _), (at, move, via) in zip(submitted, ends, strict=True)
            if via != _ADOPTED
        ]

    def ended(self, school: str, groups: Iterable[str], state: str, since: int) -> list[Ended]:
        """The records of these groups that ended in `state` since then (ms), the newest first;
        of each group those submitted last are looked at."""
        keys = Keys(school)
        groups = list(groups)
        pipe = self._record.pipeline(transaction=False)
        for group in groups:
            pipe.zrevrange(keys.queue(group, state), 0, MOST_ENDED - 1)
        found = [
            (group, each.decode())
            for group, listed in zip(groups, pipe.execute(), strict=True)
            for each in listed
        ]
        for _, request_id in found:
            pipe.hmget(keys.request(request_id), _PLAIN)
        records = pipe.execute()
        for (group, _), raw in zip(found, records, strict=True):
            pipe.hmget(keys.bans(group), (raw[-1] or b"-").decode().split())
        ended = [
            _ended(request_id, group, raw, bans)
            for (group, request_id), raw, bans in zip(found, records, pipe.execute(), strict=True)
            if raw[0]
        ]
        return sorted((e for e in ended if e.at >= since), key=lambda e: e.at, reverse=True)


def _reading(group: Group, gone: Sequence[Lapsing], replies: Iterator[Any]) -> Reading:
    counts = dict(zip(STATES, islice(replies, len(STATES)), strict=True))
    for each in gone:
        counts[each.state] -= 1
    ids = {each.id.encode() for each in gone}
    heads = [at for head in islice(replies, len(OPEN)) for each, at in head if each not in ids]
    return Reading(
        counts=counts,
        oldest=int(min(heads)) if heads else None,
        picture=picture_until(group.entry_mode, *next(replies)),
        roles=tuple(role.decode() for role in next(replies)),
    )


def _tie(group: str, bound: Mapping[bytes, bytes], ban: bytes | None) -> Tie:
    where = {i.decode(): tuple(v.decode().split(" ")) for i, v in bound.items()}
    return Tie(
        records=tuple(record for record, (place, _) in where.items() if place == group),
        student_elsewhere=any(
            section == "students" and place != group for place, section in where.values()
        ),
        bars=(codec.unpack_ban(ban),) if ban else (),
    )


_PLAIN: Final = ("changed_at", "decided_move", "decided_by", "reason", "article", "bars")


def _ended(
    request_id: str, group: str, raw: Sequence[bytes | None], bans: Sequence[bytes | None]
) -> Ended:
    changed, move, by, reason, article, _ = ((value or b"").decode() for value in raw)
    return Ended(request_id, group, int(changed), move, by, reason, article, any(bans))
