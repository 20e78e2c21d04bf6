"""Taking in members of a group that was there before: each with its places, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onboarding.rules import errors
from onboarding.storage import steps
from onboarding.storage.approvals import Basis
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import Request, fields_of
from onboarding.storage.requestseal import RequestSeal
from onboarding.storage.scripts import Scripts


class Adoptions:
    """Writes members that never asked."""

    def __init__(self, scripts: Scripts, sealed: RequestSeal) -> None:
        self._scripts = scripts
        self._sealed = sealed

    def adopt(
        self,
        new: Request,
        event: Event,
        basis: Basis,
        seated: Mapping[str, Sequence[str]],
        idem: Idempotency | None = None,
    ) -> Done:
        """Store a member who holds one place beside each of `new.people`. `seated`: by roster
        person, the records that the caller saw there.

        Raises Moved when anybody else sits there meanwhile, errors.SeatsFull (`people`,
        `limit`), IdempotencyConflict.
        """
        keys = Keys(new.school)
        reply = self._scripts.run(
            "adopt",
            [
                keys.request(new.id),
                keys.queue(new.group, new.state),
                keys.group(new.group),
                keys.account(new.account or "-"),
                keys.events,
                remembered_at(keys, idem),
                *steps.place_keys(keys, new),
            ],
            {
                **basis.packed(),
                "id": new.id,
                "now": str(new.changed_at),
                "fields": {name: value for name, value in fields_of(new).items() if value},
                "account": f"{new.group} {new.section}" if new.account else "",
                "seated": [list(seated.get(person, ())) for person in new.people],
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self._sealed.seal(new),
        )
        try:
            return understand(reply, new.id)
        except errors.SeatsFull as full:
            person = new.people[int(str(full.facts["place"]))]
            raise errors.SeatsFull(people=(person,), limit=basis.limit) from None
