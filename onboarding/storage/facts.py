"""Reads what a check may know about one subject, in two round trips at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import redis

from onboarding.rules import names
from onboarding.rules.application import Account, Application, Subject
from onboarding.rules.identity import identify, phone_digits
from onboarding.rules.journey import LIVE
from onboarding.rules.kinds import Kind
from onboarding.rules.naming import relation_word, relations_to
from onboarding.rules.roster import Roster
from onboarding.rules.rosterrows import fold
from onboarding.rules.verdicts import Ban, Facts, Standing
from onboarding.storage import codec
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.lines import Line
from onboarding.storage.requestrecord import Request
from onboarding.storage.requests import Requests
from onboarding.storage.rosters import Rosters
from onboarding.storage.seal import Index

# Enough to see that a seat is contested and by whom; a flood must not slow its own check.
MOST_CONTENDING = 20


class Bar(NamedTuple):
    """One thing that a ban is found by: `on` is `account`, `phone` or `person`; the last with
    the roster person's id and the relation word ("" for a place of one's own)."""

    blind: str
    on: str
    person: str = ""
    relation: str = ""


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

    roster: Roster
    holders: Mapping[str, tuple[str, ...]]
    asking: Mapping[str, tuple[str, ...]]
    who: Mapping[str, str]
    attached: str
    bound: Mapping[str, tuple[str, ...]]
    bans: tuple[Ban, ...]


class FactReader:
    """Gathers facts for `rules.checks.check`."""

    def __init__(
        self, record: redis.Redis, index: Index, rosters: Rosters, requests: Requests
    ) -> None:
        self._record = record
        self._index = index
        self._rosters = rosters
        self._requests = requests

    # -- blind indexes

    def account_blind(self, school: str, account: Account) -> str:
        """Under what an account is found."""
        return self._index.blind(school, "account", account.platform, account.id)

    def national_blind(self, school: str, number: str) -> str:
        """The matching key of a 学籍号 or ID-shaped number."""
        return self._index.blind(school, "national", fold(number))

    def who_blinds(self, group: Group, kind: Kind, application: Application) -> tuple[str, ...]:
        """One for each person the applicant stands for, with the phone: the same person and
        the same phone again is a correction or a re-entry. None without a phone."""
        phone = phone_digits(application.phone)
        if not phone:
            return ()
        blind = self._index.blind
        if application.students:
            return tuple(
                blind(
                    group.school,
                    "who",
                    group.id,
                    names.key(student.name),
                    relation.word if (relation := kind.relation(student.relation)) else "",
                    phone,
                )
                for student in application.students
            )
        return (
            blind(
                group.school, "who", group.id, application.role, names.key(application.name), phone
            ),
        )

    def bars(
        self,
        group: Group,
        kind: Kind,
        application: Application,
        people: Iterable[str],
        account: str,
    ) -> tuple[Bar, ...]:
        """Everything that a ban of this applicant could be found by: bound account, phone,
        and each roster person with the applicant's relation to that one."""
        school, blind = group.school, self._index.blind
        found = []
        if account:
            found.append(Bar(blind(school, "bar-account", account), "account"))
        if phone := phone_digits(application.phone):
            found.append(Bar(blind(school, "bar-phone", phone), "phone"))
        roster = self._rosters.read(school, group.id, group.roster)
        for person in people:
            typed = relations_to(application, roster, person) or ("",)
            words = dict.fromkeys(relation_word(kind, each) for each in typed)
            found += [
                Bar(blind(school, "bar-person", person, word), "person", person, word)
                for word in words
            ]
        return tuple(found)

    # -- reading

    def gather(
        self,
        group: Group,
        kind: Kind,
        subject: Subject,
        now: int,
        *,
        account: str = "",
        own: str = "",
        attached: str = "",
        leaving: str = "",
    ) -> Gathered:
        """All that is known about a subject in a group.

        `account` is the blind index of its bound account; `own` the id of its own record,
        which is left out of everything; `attached` the record that it was found to correct
        or re-enter, whose place in the index it has taken; `leaving` one that gives its
        places up for the subject, and is left out too.
        """
        application = subject.application
        roster = self._rosters.read(group.school, group.id, group.roster)
        match = identify(application, kind, roster)
        people = tuple(
            dict.fromkeys(
                (
                    *subject.people,
                    *(e.person for e in match.evidence),
                    *match.ambiguous,
                    *match.near,
                )
            )
        )
        who = self.who_blinds(group, kind, application)
        bars = tuple(bar.blind for bar in self.bars(group, kind, application, people, account))
        keys = Keys(group.school)
        pipe = self._record.pipeline(transaction=False)
        for person in people:
            pipe.zrangebyscore(keys.place(group.id, person), f"({now}", "+inf")
            pipe.zrangebyscore(
                keys.asking(group.id, person), f"({now}", "+inf", start=0, num=MOST_CONTENDING
            )
        pipe.hmget(keys.who(group.id), who or ("-",))
        pipe.hgetall(keys.account(account or "-"))
        pipe.hmget(keys.bans(group.id), bars or ("-",))
        *touching, who_raw, bound_raw, bans_raw = pipe.execute()

        read = _Read(
            roster=roster,
            holders=_by_person(people, touching[0::2]),
            asking=_by_person(people, touching[1::2]),
            who={b: (v or b"").decode() for b, v in zip(who, who_raw, strict=False)},
            attached=attached,
            bound={i.decode(): tuple(v.decode().split(" ")) for i, v in bound_raw.items()},
            bans=tuple(decode_ban(raw) for raw in bans_raw if raw),
        )
        elsewhere = self._elsewhere(group, application, match.names_nobody)
        live = self._live(group, read, {own, leaving}, now)
        return Gathered(
            facts=_facts(group, application, read, elsewhere, live, now),
            who={
                blind: Line(seen, tuple(i for i in seen.split() if i in live))
                for blind, seen in read.who.items()
            },
            account_seen=tuple(read.bound),
        )

    def _live(self, group: Group, read: _Read, without: set[str], now: int) -> dict[str, Request]:
        """Every other record of the group that touches the subject and isn't over."""
        near = (
            *read.holders.values(),
            *read.asking.values(),
            *(line.split() for line in read.who.values()),
            read.bound,
            (read.attached,),
        )
        wanted = {record for records in near for record in records} - {"", *without}
        return {
            request.id: request
            for request in self._requests.many(group.school, sorted(wanted))
            if request.group == group.id and request.state_at(now) in LIVE
        }

    def _elsewhere(
        self, group: Group, application: Application, names_nobody: bool
    ) -> tuple[str, ...]:
        if not names_nobody:
            return ()
        typed = [s.name for s in application.students] or [application.name]
        return self._rosters.elsewhere(group.school, group.id, typed)


def _facts(
    group: Group,
    application: Application,
    read: _Read,
    elsewhere: tuple[str, ...],
    live: Mapping[str, Request],
    now: int,
) -> Facts:
    told = {i: standing(request, now) for i, request in live.items()}
    bound = [live[i] for i in read.bound if i in live and live[i].role == application.role]
    again = [r.id for r in bound if {*r.people, *r.asking} & set(read.holders)]
    found = [record for line in read.who.values() for record in line.split()]
    same = dict.fromkeys((*again, read.attached, *found))
    return Facts(
        roster=read.roster,
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
        request.id, request.state_at(now), request.role, request.people, " ".join(relations)
    )


def encode_ban(ban: Ban) -> str:
    """A ban as the record keeps it."""
    return codec.dumps(
        {"article": ban.article, "on": ban.on, "until": ban.until, "person": ban.person,
         "relation": ban.relation}
    ).decode()  # fmt: skip


def decode_ban(raw: bytes) -> Ban:
    """What `encode_ban` wrote."""
    kept: dict[str, Any] = codec.loads(raw)
    return Ban(**kept)


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
