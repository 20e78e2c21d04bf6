"""Reads what a check may know about one subject, in two round trips at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import redis

from onboarding.rules.application import Application, Subject
from onboarding.rules.identity import Match, identify, phone_digits
from onboarding.rules.journey import LIVE
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Roster
from onboarding.rules.verdicts import Ban, Facts, Standing
from onboarding.storage import codec
from onboarding.storage.blinds import Bar, Blinds
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.lines import Line
from onboarding.storage.requestrecord import Request
from onboarding.storage.requests import Requests
from onboarding.storage.rosters import Rosters

# Enough to see that a seat is contested and by whom; a flood must not slow its own check.
MOST_CONTENDING = 20


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a subject to the record.

    `account` is the blind index of its bound account; `own` the id of its own record,
    which is left out of everything; `attached` the record that it was found to correct
    or re-enter, whose place in the index it has taken; `leaving` one that gives its
    places up for the subject, and is left out too.
    """

    account: str = ""
    own: str = ""
    attached: str = ""
    leaving: str = ""


UNTIED = Ties()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts, and what the reader saw on the way that a script has to compare.

    `who`: blind of person and phone → who is found under it.
    `account_seen`: records bound to the subject's account, in this school.
    """

    facts: Facts
    who: Mapping[str, Line]
    account_seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the first round trip brought: who holds and who asks for which place, what stands
    under each blind index, and where the account is bound (record → group and section)."""

    holders: Mapping[str, tuple[str, ...]]
    asking: Mapping[str, tuple[str, ...]]
    who: Mapping[str, str]
    bound: Mapping[str, tuple[str, ...]]
    bans: tuple[Ban, ...]


class FactReader:
    """Gathers facts for `rules.checks.check`."""

    def __init__(
        self, record: redis.Redis, blinds: Blinds, rosters: Rosters, requests: Requests
    ) -> None:
        self._record = record
        self._blinds = blinds
        self._rosters = rosters
        self._requests = requests

    def gather(
        self,
        group: Group,
        kind: Kind,
        subject: Subject,
        now: int,
        ties: Ties = UNTIED,
        roster: Roster | None = None,
    ) -> Gathered:
        """All that is known about a subject in a group, under its live roster or another."""
        application = subject.application
        if roster is None:
            roster = self._rosters.read(group.school, group.id, group.roster)
        match = identify(application, kind, roster)
        people = _people(subject, match)
        bars = self._blinds.bars(group, kind, application, people, ties.account)
        who = self._blinds.who(group, kind, application)
        read = self._read(group, people, who, bars, ties.account, now)
        live = self._live(group, read, ties, now)
        elsewhere = self._elsewhere(group, application) if match.names_nobody else ()
        return Gathered(
            facts=_facts(group, application, roster, read, elsewhere, live, ties, now),
            who={
                blind: Line(seen, tuple(i for i in seen.split() if i in live))
                for blind, seen in read.who.items()
            },
            account_seen=tuple(read.bound),
        )

    def _read(
        self,
        group: Group,
        people: Sequence[str],
        who: Sequence[str],
        bars: Sequence[Bar],
        account: str,
        now: int,
    ) -> _Read:
        keys = Keys(group.school)
        pipe = self._record.pipeline(transaction=False)
        for person in people:
            pipe.zrangebyscore(keys.place(group.id, person), f"({now}", "+inf")
            pipe.zrangebyscore(
                keys.asking(group.id, person), f"({now}", "+inf", start=0, num=MOST_CONTENDING
            )
        pipe.hmget(keys.who(group.id), who or ("-",))
        pipe.hgetall(keys.account(account or "-"))
        pipe.hmget(keys.bans(group.id), [bar.blind for bar in bars] or ("-",))
        *touching, found, bound, bans = pipe.execute()
        return _Read(
            holders=_by_person(people, touching[0::2]),
            asking=_by_person(people, touching[1::2]),
            who={b: (v or b"").decode() for b, v in zip(who, found, strict=False)},
            bound={i.decode(): tuple(v.decode().split(" ")) for i, v in bound.items()},
            bans=tuple(codec.unpack_ban(raw) for raw in bans if raw),
        )

    def _live(self, group: Group, read: _Read, ties: Ties, now: int) -> dict[str, Request]:
        """Every other record of the group that touches the subject and isn't over."""
        near = (
            *read.holders.values(),
            *read.asking.values(),
            *(line.split() for line in read.who.values()),
            read.bound,
            (ties.attached,),
        )
        wanted = {record for records in near for record in records} - {"", ties.own, ties.leaving}
        return {
            request.id: request
            for request in self._requests.many(group.school, sorted(wanted))
            if request.group == group.id and request.state_at(now) in LIVE
        }

    def _elsewhere(self, group: Group, application: Application) -> tuple[str, ...]:
        typed = [s.name for s in application.students] or [application.name]
        return self._rosters.elsewhere(group.school, group.id, typed)


def _people(subject: Subject, match: Match) -> tuple[str, ...]:
    """The roster people whom the subject is, or may turn out to be."""
    found = (e.person for e in match.evidence)
    return tuple(dict.fromkeys((*subject.people, *found, *match.ambiguous, *match.near)))


def _facts(
    group: Group,
    application: Application,
    roster: Roster,
    read: _Read,
    elsewhere: tuple[str, ...],
    live: Mapping[str, Request],
    ties: Ties,
    now: int,
) -> Facts:
    told = {i: standing(request, now) for i, request in live.items()}
    bound = [live[i] for i in read.bound if i in live and live[i].role == application.role]
    again = [r.id for r in bound if {*r.people, *r.asking} & set(read.holders)]
    found = [record for line in read.who.values() for record in line.split()]
    same = dict.fromkeys((*again, ties.attached, *found))
    return Facts(
        roster=roster,
        seated={p: _told(told, ids) for p, ids in read.holders.items()},
        contending={p: _told(told, ids) for p, ids in read.asking.items()},
        same_person=_told(told, same),
        account_holders=tuple(
            told[r.id] for r in bound if r.id in same or not _one_phone(r, application)
        ),
        account_is_student=any(
            section == "students" and where != group.id for where, section in read.bound.values()
        ),
        bans=read.bans,
        elsewhere=elsewhere,
        versions=group.versions,
    )


def standing(request: Request, now: int) -> Standing:
    """What a check may know of another record."""
    relations = sorted({student.relation for student in request.application.students})
    return Standing(
        request.id,
        request.state_at(now),
        request.role,
        request.people,
        " ".join(relations),
        request.unclaimed,
    )


def _one_phone(request: Request, application: Application) -> bool:
    """A guardian who asks for a further child: one account, one phone, another place."""
    phone = phone_digits(application.phone)
    return bool(phone) and phone_digits(request.application.phone) == phone


def _told(told: Mapping[str, Standing], records: Iterable[str]) -> tuple[Standing, ...]:
    return tuple(told[record] for record in records if record in told)


def _by_person(
    people: Iterable[str], replies: Iterable[Iterable[bytes]]
) -> dict[str, tuple[str, ...]]:
    return {
        person: tuple(record.decode() for record in records)
        for person, records in zip(people, replies, strict=True)
    }
