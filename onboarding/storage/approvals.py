"""The changes that may lose a race for something: a seat, or an account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onboarding.rules import errors
from onboarding.rules.verdicts import Versions
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import Request, changed_fields, time_text
from onboarding.storage.requests import FOREVER, Line, Requests, lines
from onboarding.storage.scripts import Scripts


@dataclass(frozen=True, slots=True)
class Ending:
    """A request or membership that ends with an approval, its places passing on: as it was,
    as it ends, and the event that says so."""

    old: Request
    new: Request
    event: Event


class Approvals:
    """Approves requests and binds accounts, all or nothing."""

    def __init__(self, scripts: Scripts, requests: Requests) -> None:
        self._scripts = scripts
        self._requests = requests

    def approve(
        self,
        old: Request,
        new: Request,
        event: Event,
        *,
        versions: Versions,
        limit: int | None,
        account_seen: Iterable[str] = (),
        endings: Sequence[Ending] = (),
        who: Mapping[str, Line] | None = None,
        idem: Idempotency | None = None,
    ) -> Done:
        """Approve `old` as `new`, holding one place beside each of `new.people`.

        `versions` are those the last check was made under; `limit` is how many may hold
        one place (None: no limit); `account_seen` the records known to be bound to the
        same account; `who` the blinds of person and phone under which the request is found
        from now on, where it may be found no longer. Raises Moved, errors.Stale,
        errors.SeatsFull (`people`, `limit`), CodeTaken, IdempotencyConflict.
        """
        keys = Keys(old.school)
        places = [keys.place(new.group, person) for person in new.people]
        asked = [keys.asking(old.group, person) for person in old.asking]
        reply = self._scripts.run(
            "approve",
            [
                keys.request(old.id),
                keys.queue(old.group, old.state),
                keys.queue(old.group, new.state),
                keys.deadlines,
                keys.group(old.group),
                keys.account(new.account or "-"),
                keys.code(self._requests.code_blind(old.school, new.code)),
                keys.who(old.group),
                keys.events,
                remembered_at(keys, idem),
                *places,
                *asked,
                *(key for ending in endings for key in self._keys_of(keys, ending)),
            ],
            {
                "id": old.id,
                "version": str(old.version),
                "now": str(new.changed_at),
                "submitted": str(old.submitted_at),
                "fields": changed_fields(old, new),
                "expires": time_text(new.expires_at),
                "hold": time_text(new.expires_at) or FOREVER,
                "limit": "" if limit is None else str(limit),
                "places": len(places),
                "asked": len(asked),
                "roster": str(versions.roster),
                "policy": str(versions.policy),
                "bans": str(versions.bans),
                "account_seen": list(account_seen),
                "who": lines(who or {}, old.id),
                "endings": [_packed(ending) for ending in endings],
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self._requests.seal(new),
            *(self._requests.seal(ending.new) for ending in endings),
        )
        try:
            return understand(reply, old.id)
        except errors.SeatsFull as full:
            person = new.people[int(str(full.facts["place"]))]
            raise errors.SeatsFull(people=(person,), limit=limit) from None

    def _keys_of(self, keys: Keys, ending: Ending) -> list[str]:
        old = ending.old
        return [
            keys.request(old.id),
            keys.queue(old.group, old.state),
            keys.queue(old.group, ending.new.state),
            keys.account(old.account or "-"),
            keys.code(self._requests.code_blind(old.school, old.code)),
            *(keys.place(old.group, person) for person in old.people),
            *(keys.asking(old.group, person) for person in old.asking),
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
                keys.code(self._requests.code_blind(old.school, old.code)),
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
            self._requests.seal(new),
        )
        return understand(reply, old.id)


def _packed(ending: Ending) -> dict[str, Any]:
    old, new = ending.old, ending.new
    return {
        "id": old.id,
        "version": str(old.version),
        "submitted": str(old.submitted_at),
        "fields": changed_fields(old, new),
        "expires": time_text(new.due_at),
        "places": len(old.people),
        "asked": len(old.asking),
        "event": ending.event.packed(),
    }
