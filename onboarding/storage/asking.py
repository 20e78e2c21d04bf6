"""One read-only round trip that answers bots: token, group, and everything known about
the accounts and binding codes asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgpack

from onboarding.rules.application import Account
from onboarding.rules.roster import Person
from onboarding.rules.verdicts import Ban
from onboarding.storage import codec
from onboarding.storage.blinds import Blinds
from onboarding.storage.groups import Group, decode_group
from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import Request
from onboarding.storage.requestseal import RequestSeal
from onboarding.storage.rosters import Rosters
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import digest
from onboarding.storage.tokens import Token, decode_token, school_of


@dataclass(frozen=True, slots=True)
class Asked:
    """An account or a binding code."""

    account: Account | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands under one account or code in this group: its requests and, beside each,
    the roster people it stands for and the bans that its blind indexes meet."""

    requests: tuple[Request, ...]
    people: tuple[tuple[Person, ...], ...]
    bans: tuple[tuple[Ban, ...], ...]
    account_is_student: bool


@dataclass(frozen=True, slots=True)
class Read:
    """One answer of the record. `group` is None where there is none.

    `policy_bytes` and each of `answers` are as the record packed them: equal bytes mean the
    same thing, so what was worked out from them once holds until time changes it.
    """

    token: Token
    group: Group | None
    policy_bytes: bytes
    answers: tuple[bytes, ...]


class Asking:
    """Reads for `services.eligibility`."""

    def __init__(
        self, scripts: Scripts, blinds: Blinds, rosters: Rosters, sealed: RequestSeal
    ) -> None:
        self._scripts = scripts
        self._blinds = blinds
        self._rosters = rosters
        self._sealed = sealed

    def read(self, token: str, group_id: str, asked: Sequence[Asked]) -> Read:
        """Everything at once. Raises errors.NotSignedIn for a token that isn't one."""
        school = school_of(token)
        keys = Keys(school)
        token_bytes, group_bytes, answers = self._scripts.run(
            "eligibility",
            [
                keys.token(digest(token)),
                keys.group(group_id),
                keys.bans(group_id),
                keys.request(""),
                keys.roster_prefix(group_id),
                *(self._key(keys, each) for each in asked),
            ],
            {"group": group_id, "kinds": "".join("a" if a.account else "c" for a in asked)},
        )
        return Read(
            _token(school, token_bytes),
            _group(school, group_id, group_bytes),
            group_bytes,
            tuple(answers),
        )

    def _key(self, keys: Keys, asked: Asked) -> str:
        if asked.account is not None:
            return keys.account(self._blinds.account(keys.school_id, asked.account))
        return self._sealed.code_key(keys.school_id, asked.code)

    def open(self, school: str, group: str, answer: bytes) -> Known:
        """Understand one of `Read.answers`."""
        bound, *told = msgpack.unpackb(answer, raw=True)
        places = [value.decode().split(" ") for value in bound[1::2]]
        requests, people, bans = [], [], []
        for request_id, raw, persons, barred in told:
            if not raw:
                continue
            request = self._sealed.decode(school, request_id.decode(), _mapping(raw))
            if request.group != group:
                continue
            requests.append(request)
            opened = [
                self._rosters.open_person(school, group, i.decode(), sealed)
                for i, sealed in zip(persons[::2], persons[1::2], strict=True)
                if sealed
            ]
            people.append(tuple(person for _, person in sorted(opened, key=lambda p: p[0])))
            bans.append(tuple(codec.unpack_ban(ban) for ban in barred))
        return Known(
            tuple(requests),
            tuple(people),
            tuple(bans),
            any(section == "students" and where != group for where, section in places),
        )


def _mapping(flat: Sequence[bytes]) -> Mapping[bytes, bytes]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


@lru_cache(maxsize=256)
def _token(school: str, packed: bytes) -> Token:
    return decode_token(school, _mapping(msgpack.unpackb(packed, raw=True)))


@lru_cache(maxsize=4_096)
def _group(school: str, group: str, packed: bytes) -> Group | None:
    raw = msgpack.unpackb(packed, raw=True)
    return decode_group(school, group, _mapping(raw)) if raw else None
