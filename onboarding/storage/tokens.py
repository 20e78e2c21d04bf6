"""Bearer tokens of bots and other systems: kept as a hash, shown once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import redis

from onboarding.rules import errors
from onboarding.storage.keys import SLUG, Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import digest

PREFIX = "ob"


@dataclass(frozen=True, slots=True)
class Token:
    """One token's standing. `groups` empty means all groups of the school."""

    id: str
    school: str
    label: str
    scopes: frozenset[str]
    groups: frozenset[str]
    created_at: int
    revoked: bool = False


def text(school: str, secret: str) -> str:
    """The token as its owner sends it: `ob_<school>_<secret>`."""
    return f"{PREFIX}_{school}_{secret}"


def school_of(token: str) -> str:
    """The school that a token's text names. Raises errors.NotSignedIn."""
    prefix, _, rest = token.partition("_")
    school, _, secret = rest.partition("_")
    if prefix != PREFIX or not secret or not SLUG.fullmatch(school):
        raise errors.NotSignedIn
    return school


def decode_token(school: str, raw: Mapping[bytes, bytes]) -> Token:
    """A token record as read from the server. Raises errors.NotSignedIn for none, or a
    revoked one."""
    if not raw or raw.get(b"revoked") == b"1":
        raise errors.NotSignedIn
    return _decode(school, raw)


def _decode(school: str, raw: Mapping[bytes, bytes]) -> Token:
    field = {name.decode(): value.decode() for name, value in raw.items()}
    return Token(
        id=field["id"],
        school=school,
        label=field.get("label", ""),
        scopes=frozenset(field.get("scopes", "").split()),
        groups=frozenset(field.get("groups", "").split()),
        created_at=int(field["created_at"]),
        revoked=field.get("revoked") == "1",
    )


class Tokens:
    """Reads and writes tokens of all schools."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts

    def authenticate(self, token: str) -> Token:
        """The standing of a token's text. Raises errors.NotSignedIn."""
        school = school_of(token)
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).token(digest(token))))
        return decode_token(school, raw)

    def all(self, school: str) -> list[Token]:
        """Every token of the school, revoked ones too, oldest first."""
        keys = Keys(school)
        hashes = cast("list[bytes]", self._record.hvals(keys.tokens))
        pipe = self._record.pipeline(transaction=False)
        for value in hashes:
            pipe.hgetall(keys.token(value.decode()))
        found = [_decode(school, raw) for raw in pipe.execute() if raw] if hashes else []
        return sorted(found, key=lambda token: token.created_at)

    def create(
        self, token: Token, token_text: str, event: Event, idem: Idempotency | None = None
    ) -> Done:
        """Store a new token. The text itself is not kept. Raises IdempotencyConflict."""
        return self._write(token, digest(token_text), event, create=True, idem=idem)

    def revoke(
        self, school: str, token_id: str, event: Event, idem: Idempotency | None = None
    ) -> None:
        """End a token. Raises errors.NotFound, IdempotencyConflict."""
        keys = Keys(school)
        value = cast("bytes | None", self._record.hget(keys.tokens, token_id))
        if value is None:
            raise errors.NotFound(what="token")
        raw = cast("dict[bytes, bytes]", self._record.hgetall(keys.token(value.decode())))
        token = _decode(school, raw)
        revoked = Token(
            token.id, school, token.label, token.scopes, token.groups, token.created_at, True
        )
        self._write(revoked, value.decode(), event, create=False, idem=idem)

    def _write(
        self,
        token: Token,
        hashed: str,
        event: Event,
        *,
        create: bool,
        idem: Idempotency | None = None,
    ) -> Done:
        keys = Keys(token.school)
        reply = self._scripts.run(
            "write_record",
            [
                keys.token(hashed),
                keys.tokens,
                keys.events,
                remembered_at(keys, idem),
            ],
            {
                "id": token.id,
                "fields": {
                    "id": token.id,
                    "label": token.label,
                    "scopes": " ".join(sorted(token.scopes)),
                    "groups": " ".join(sorted(token.groups)),
                    "created_at": str(token.created_at),
                    "revoked": "1" if token.revoked else "",
                },
                "listed": {"kind": "hash", "value": hashed},
                "create": create,
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            b"",
        )
        return understand(reply, token.id)
