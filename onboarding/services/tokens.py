"""Bearer tokens: issue one, list them, revoke one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onboarding.rules import errors
from onboarding.rules.access import SCOPES
from onboarding.services.callers import Caller, TokenCaller, require
from onboarding.services.door import Door
from onboarding.services.settling import once
from onboarding.storage import ids
from onboarding.storage import tokens as stored
from onboarding.storage.outcome import Done, Event, Idempotency
from onboarding.storage.tokens import Token


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token; `text` is shown once and kept nowhere, "" on a replay."""

    token: Token
    text: str


def issue(
    door: Door,
    caller: Caller,
    *,
    scopes: Iterable[str],
    groups: Iterable[str] = (),
    label: str = "",
    idem: Idempotency | None = None,
) -> Issued:
    """Make a token for `groups` (none: all of the school) with `scopes`.

    A token can't make one that covers more than itself. Raises errors.NotAllowed,
    NotFound (a group), Invalid(field="scopes").
    """
    scopes, groups = frozenset(scopes), frozenset(groups)
    for group in groups or {""}:
        require(caller, "tokens_write", group)
        if group:
            door.groups.get(caller.school, group)
    if not scopes or not scopes <= set(SCOPES):
        raise errors.Invalid(field="scopes", reason="unknown" if scopes else "required")
    if isinstance(caller, TokenCaller) and not scopes <= caller.token.scopes:
        raise errors.NotAllowed(act="tokens_write")

    def replay(earlier: Done) -> Issued:
        issued = door.tokens.all(caller.school)
        return Issued(next(token for token in issued if token.id == earlier.record), "")

    def make() -> Issued:
        now = door.clock()
        token = Token(ids.new_id(10), caller.school, label, scopes, groups, now)
        text = stored.text(caller.school, ids.new_secret(256))
        facts = {"scopes": sorted(scopes), "groups": sorted(groups)}
        event = Event("token.issued", caller.ref, now, "", token.id, facts=facts)
        done = door.tokens.create(token, text, event, idem)
        return replay(done) if done.replayed else Issued(token, text)

    return once(door.memory, idem, replay, make)


def visible(door: Door, caller: Caller) -> list[Token]:
    """The tokens that the caller may end, without their texts: the owner of a group sees
    those of that group alone. Raises errors.NotAllowed for whoever has no such group."""
    groups = ("", *door.groups.ids(caller.school))
    if not any(caller.may("tokens_write", group) for group in groups):
        raise errors.NotAllowed(act="tokens_write")
    return [token for token in door.tokens.all(caller.school) if _covers(caller, token)]


def revoke(door: Door, caller: Caller, token_id: str, idem: Idempotency | None = None) -> None:
    """End a token at once. Raises errors.NotAllowed, NotFound."""
    token = next((t for t in visible(door, caller) if t.id == token_id), None)
    if token is None:
        raise errors.NotFound(what="token")
    event = Event("token.revoked", caller.ref, door.clock(), "", token_id)
    door.tokens.revoke(caller.school, token_id, event, idem)


def _covers(caller: Caller, token: Token) -> bool:
    return all(caller.may("tokens_write", group) for group in token.groups or ("",))
