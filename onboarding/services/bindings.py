"""Tying a chat account to a request: a bot hands in the text that it received, and the
binding code in it says whose account it is. Once, expiring, guessable by nobody."""

from __future__ import annotations

import re
from dataclasses import replace

from onboarding.clock import DAY, SECOND
from onboarding.rules import errors
from onboarding.rules.application import Account
from onboarding.rules.journey import HOLDS_PLACE
from onboarding.services.callers import Caller
from onboarding.services.door import Door
from onboarding.services.judging import Judged, judge_request
from onboarding.services.membership import as_now
from onboarding.services.settling import settled
from onboarding.storage import ids
from onboarding.storage.outcome import Event, Idempotency
from onboarding.storage.requestrecord import Request

LONGEST_TEXT = 2_000
MOST_CODES = 5
WRONG_TEXTS_A_DAY = 20
_CODE = re.compile(
    rf"(?<![0-9A-Za-z])[{ids.CODE_ALPHABET}]{{{ids.CODE_LENGTH}}}(?![0-9A-Za-z])", re.IGNORECASE
)


def codes_in(text: str) -> tuple[str, ...]:
    """Everything in a free text that may be a binding code, upper case, first to last."""
    found = (match.group().upper() for match in _CODE.finditer(text[:LONGEST_TEXT]))
    return tuple(dict.fromkeys(found))[:MOST_CODES]


def bind(
    door: Door,
    caller: Caller,
    group_id: str,
    account: Account,
    text: str,
    idem: Idempotency | None = None,
) -> Request:
    """Find the code in `text` and tie `account` to its request.

    `group_id` "" looks in all groups that the caller covers. An account that was bound to
    the request before is bound no more. Raises errors.NotAllowed, NotFound(what="code")
    where no live code is in it, TooMany (`limit`, `retry_after` seconds) for an account that
    sent twenty such within a day, AccountTaken, Busy.
    """
    groups = (group_id,) if group_id else ("", *door.groups.ids(caller.school))
    if not any(caller.may("binding_write", group) for group in groups):
        raise errors.NotAllowed(act="binding_write")
    blind = door.blinds.account(caller.school, account)

    def attempt() -> Request:
        old = _meant(door, caller, group_id, text, blind)
        now = door.clock()
        group = door.groups.get(old.school, old.group)
        tied = replace(old.application, account=account)
        new = replace(old, account=blind, code="", application=tied, changed_at=now)
        judged = judge_request(door, group, new, now)
        _refuse_taken(judged)
        bars = door.blinds.bars(group, judged.policy, new.application, new.people, blind)
        door.approvals.bind(
            old,
            replace(new, bars=tuple(bar.blind for bar in bars)),
            Event("account.bound", caller.ref, now, old.group, old.id),
            account_seen=judged.read.account_seen,
            idem=idem,
        )
        return door.requests.get(old.school, old.id)

    return settled(door, caller.school, idem, as_now(door, caller.school), attempt)


def _refuse_taken(judged: Judged) -> None:
    """Raises AccountTaken where the account is somebody's already, or has a place here."""
    if "account_taken" in judged.verdict.codes:
        taken = next(f for f in judged.verdict.findings if f.code == "account_taken")
        raise errors.AccountTaken(**taken.facts)
    if judged.verdict.attaches in judged.read.account_seen:
        # The account's own place here; a code ties one, and takes nothing over.
        raise errors.AccountTaken(records=(judged.verdict.attaches,))


def _meant(door: Door, caller: Caller, group_id: str, text: str, account: str) -> Request:
    """The request whose code is in the text; an account that goes on guessing is stopped."""
    codes = codes_in(text)
    if codes and door.limits.seen("wrong-code", account) >= WRONG_TEXTS_A_DAY:
        raise errors.TooMany(limit=WRONG_TEXTS_A_DAY, retry_after=DAY // SECOND)
    for code in codes:
        try:
            request = door.requests.by_code(caller.school, code)
        except errors.NotFound:
            continue
        here = group_id in ("", request.group) and caller.may("binding_write", request.group)
        if here and request.state_at(door.clock()) in HOLDS_PLACE:
            return request
    if codes:
        door.limits.count("wrong-code", account)
    raise errors.NotFound(what="code")
