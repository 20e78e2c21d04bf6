"""The changes that may lose a race for something: a place, or an account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from onboarding.rules import errors
from onboarding.rules.verdicts import Versions
from onboarding.storage import steps
from onboarding.storage.keys import Keys
from onboarding.storage.lines import Line, lines
from onboarding.storage.moves import FOREVER
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import Request, changed_fields, time_text
from onboarding.storage.requestseal import RequestSeal
from onboarding.storage.scripts import Scripts


@dataclass(frozen=True, slots=True)
class Basis:
    """What an approval was decided on, and what has to hold still when it is written.

    `versions` are those that the last check was made under; `limit` is how many may hold one
    place (None: no limit); `account_seen` the records known to be bound to the same account;
    `who` the blinds of person and phone under which the request is found from now on, where
    it may be found no longer.
    """

    versions: Versions
    limit: int | None
    account_seen: tuple[str, ...] = ()
    who: Mapping[str, Line] = field(default_factory=dict)

    def packed(self) -> dict[str, Any]:
        """For a script that gives places, without `who`."""
        return {
            "roster": str(self.versions.roster),
            "policy": str(self.versions.policy),
            "bans": str(self.versions.bans),
            "limit": "" if self.limit is None else str(self.limit),
            "account_seen": list(self.account_seen),
        }


@dataclass(frozen=True, slots=True)
class Ending:
    """A request or membership that ends with an approval, its places passing on: as it was,
    as it ends, and the event that says so."""

    old: Request
    new: Request
    event: Event

    def packed(self) -> dict[str, Any]:
        """For a script, which finds its keys by the numbers here."""
        return {
            **steps.packed(self.old, self.new),
            "places": len(self.old.people),
            "asked": len(self.old.asking),
            "event": self.event.packed(),
        }


class Approvals:
    """Approves requests and binds accounts, all or nothing."""

    def __init__(self, scripts: Scripts, sealed: RequestSeal) -> None:
        self._scripts = scripts
        self._sealed = sealed

    def approve(
        self,
        old: Request,
        new: Request,
        event: Event,
        basis: Basis,
        *,
        endings: Sequence[Ending] = (),
        idem: Idempotency | None = None,
    ) -> Done:
        """Approve `old` as `new`, holding one place beside each of `new.people`.

        Raises Moved, errors.Stale, errors.SeatsFull (`people`, `limit`), CodeTaken,
        IdempotencyConflict.
        """
        reply = self._scripts.run(
            "approve",
            self._keys(old, new, endings, idem),
            {
                **steps.packed(old, new),
                **basis.packed(),
                "who": lines(basis.who, old.id),
                "now": str(new.changed_at),
                "hold": time_text(new.expires_at) or FOREVER,
                "places": len(new.people),
                "asked": len(old.asking),
                "endings": [ending.packed() for ending in endings],
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            *(self._sealed.seal(each) for each in (new, *(ending.new for ending in endings))),
        )
        try:
            return understand(reply, old.id)
        except errors.SeatsFull as full:
            person = new.people[int(str(full.facts["place"]))]
            raise errors.SeatsFull(people=(person,), limit=basis.limit) from None

    def _keys(
        self, old: Request, new: Request, endings: Sequence[Ending], idem: Idempotency | None
    ) -> list[str]:
        keys = Keys(old.school)
        return [
            *steps.record_keys(keys, old, new),
            keys.deadlines,
            keys.group(old.group),
            keys.account(new.account or "-"),
            self._sealed.code_key(old.school, new.code),
            keys.who(old.group),
            keys.events,
            remembered_at(keys, idem),
            *steps.place_keys(keys, new),
            *steps.asking_keys(keys, old),
            *chain.from_iterable(self._ending_keys(keys, ending) for ending in endings),
        ]

    def _ending_keys(self, keys: Keys, ending: Ending) -> list[str]:
        old = ending.old
        return [
            *steps.record_keys(keys, old, ending.new),
            keys.account(old.account or "-"),
            self._sealed.code_key(old.school, old.code),
            *steps.place_keys(keys, old),
            *steps.asking_keys(keys, old),
        ]

    def bind(
        self,
        old: Request,
        new: Request,
        event: Event,
        *,
        account_seen: Iterable[str] = (),
        idem: Idempotency | None = None,
    ) -> Done:
        """Tie `new.account` to the request in place of the one it had, ending its code.
        Raises Moved, errors.Stale."""
        keys = Keys(old.school)
        reply = self._scripts.run(
            "bind",
            [
                keys.request(old.id),
                self._sealed.code_key(old.school, old.code),
                keys.account(new.account),
                keys.account(old.account or "-"),
                keys.events,
                remembered_at(keys, idem),
            ],
            {
                "id": old.id,
                "version": str(old.version),
                "fields": changed_fields(old, new),
                "account": f"{old.group} {old.section}",
                "account_seen": list(account_seen),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self._sealed.seal(new),
        )
        return understand(reply, old.id)
