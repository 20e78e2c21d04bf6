"""The two changes that may lose a race for something: a seat, or an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from onboarding.rules import errors
from onboarding.rules.verdicts import Versions
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import Request, changed_fields, time_text
from onboarding.storage.requests import FOREVER, Requests
from onboarding.storage.scripts import Scripts


@dataclass(frozen=True, slots=True)
class Takeover:
    """The request or membership that an approved correction or re-entry takes over:
    as it was, as it ends, and the event that says so."""

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
        takeover: Takeover | None = None,
        idem: Idempotency | None = None,
    ) -> Done:
        """Approve `old` as `new`, holding one place beside each of `new.people`.

        `versions` are those the last check was made under; `limit` is how many may hold
        one place (None: no limit); `account_seen` the records known to be bound to the
        same account. Raises Moved, errors.Stale, errors.SeatsFull (`people`, `limit`),
        CodeTaken, IdempotencyConflict.
        """
        keys = Keys(old.school)
        places = [keys.place(new.group, person) for person in new.people]
        ended = takeover.old if takeover else old
        old_places = [keys.place(ended.group, p) for p in ended.people] if takeover else []
        asked = [keys.asking(old.group, person) for person in old.asking]
        old_asked = [keys.asking(ended.group, p) for p in ended.asking] if takeover else []
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
                keys.events,
                remembered_at(keys, idem),
                keys.request(ended.id),
                keys.queue(ended.group, ended.state),
                keys.queue(ended.group, takeover.new.state if takeover else new.state),
                keys.account(ended.account or "-"),
                keys.code(self._requests.code_blind(old.school, ended.code) if takeover else "-"),
                *places,
                *old_places,
                *asked,
                *old_asked,
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
                "old_places": len(old_places),
                "asked": len(asked),
                "roster": str(versions.roster),
                "policy": str(versions.policy),
                "bans": str(versions.bans),
                "account_seen": list(account_seen),
                "old": takeover and _packed(takeover),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self._requests.seal(new),
            self._requests.seal(takeover.new) if takeover else b"",
        )
        try:
            return understand(reply, old.id)
        except errors.SeatsFull as full:
            person = new.people[int(str(full.facts["place"]))]
            raise errors.SeatsFull(people=(person,), limit=limit) from None

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


def _packed(takeover: Takeover) -> dict[str, Any]:
    old, new = takeover.old, takeover.new
    return {
        "id": old.id,
        "version": str(old.version),
        "submitted": str(old.submitted_at),
        "fields": changed_fields(old, new),
        "expires": str(new.due_at),
        "event": takeover.event.packed(),
    }
