"""What every change hands to its script, and what the script's reply means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.storage import codec
from onboarding.storage.keys import Keys


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a school's stream, at `at` ms. `who` is pseudonymous: `admin:<id>`,
    `token:<id>`, `applicant` or `time`; `facts` hold codes, counts and ids only."""

    what: str
    who: str
    at: int
    group: str = ""
    record: str = ""
    article: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def packed(self) -> dict[str, str]:
        """The event as a script takes it."""
        return {
            "what": self.what,
            "who": self.who,
            "at": str(self.at),
            "group": self.group,
            "record": self.record,
            "article": self.article,
            "facts": codec.dumps(self.facts).decode() if self.facts else "",
        }


@dataclass(frozen=True, slots=True)
class Idempotency:
    """One `Idempotency-Key`: the record's key for it, an HMAC of the body, and the HTTP
    status that the first answer had. Remembered for 24 h."""

    key: str
    body: str
    status: int

    def packed(self) -> dict[str, str]:
        """The part that a script stores."""
        return {"body": self.body, "status": str(self.status), "keep": str(DAY)}


def remembered_at(keys: Keys, idem: Idempotency | None) -> str:
    """The key that a script remembers its result under; one that is never written where the
    call brought no idempotency key, since a script always names all of its keys."""
    return keys.idempotency("-") if idem is None else idem.key


@dataclass(frozen=True, slots=True)
class Done:
    """A committed change: the record's id and new version. `replayed` says that it was
    committed by an earlier call with the same idempotency key."""

    record: str
    version: int = 0
    replayed: bool = False
    status: int = 0


class Moved(Exception):
    """The facts changed between reading and writing: read, check and try again."""


class CodeTaken(Exception):
    """The fresh binding code is in use: draw another."""


def understand(reply: list[Any], record: str) -> Done:
    """Turn a script's reply into `Done` or raise what it refuses with.

    Raises Moved, CodeTaken, errors.Stale, SeatsFull (`place`: index), Taken, NotFound,
    LastOwner, TooMany, IdempotencyConflict.
    """
    tag = reply[0].decode()
    if tag == "done":
        return Done(record, int(reply[1]))
    if tag == "replay":
        return Done(reply[2].decode(), replayed=True, status=int(reply[1]))
    if tag == "full":
        raise errors.SeatsFull(place=int(reply[1]))
    raise _REFUSALS[tag]()


_REFUSALS: Mapping[str, type[Exception]] = {
    "stale": errors.Stale,
    "moved": Moved,
    "code": CodeTaken,
    "taken": errors.Taken,
    "missing": errors.NotFound,
    "last_owner": errors.LastOwner,
    "many": errors.TooMany,
    "conflict": errors.IdempotencyConflict,
}
