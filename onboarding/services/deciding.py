"""What all decisions share: the version they are made on, and who is told when it moved on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from onboarding.rules import errors, journey
from onboarding.services.door import Door
from onboarding.services.membership import as_now, of_group
from onboarding.services.settling import ATTEMPTS, once
from onboarding.storage.outcome import CodeTaken, Idempotency, Moved
from onboarding.storage.requestrecord import Request


def decidable(
    door: Door, school: str, group_id: str, request_id: str, version: int | None, move: str
) -> tuple[Request, int]:
    """The request as it is now, and the time, if a decision made on `version` still applies.

    Raises errors.NotFound, VersionMissing, Stale, IllegalMove.
    """
    request = of_group(door, school, group_id, request_id)
    now = door.clock()
    if version is None:
        raise errors.VersionMissing
    if version != request.version:
        raise stale(request, now)
    journey.legal(move, request.state_at(now), "admin")
    return request, now


def until_decided(
    door: Door,
    school: str,
    request_id: str,
    attempt: Callable[[], Request],
    idem: Idempotency | None,
) -> Request:
    """Try again while facts move; a version that moved on is final for a decision."""

    def change() -> Request:
        for _ in range(ATTEMPTS):
            try:
                return attempt()
            except (Moved, CodeTaken):
                continue
            except errors.Stale as refusal:
                if refusal.facts:
                    raise
                raise stale(door.requests.get(school, request_id), door.clock()) from None
        raise errors.Busy

    decided = once(door.memory, idem, as_now(door, school), change)
    door.hint(school)
    return decided


def stale(request: Request, now: int) -> errors.Stale:
    """What the loser is told: how it stands, and who decided what and when."""
    return errors.Stale(
        state=request.state_at(now),
        version=request.version,
        move=request.decided_move,
        decided_by=request.decided_by,
        decided_at=request.decided_at,
    )


def signed(request: Request, move: str, who: str, now: int) -> Request:
    """The request with who decided what, and when."""
    return replace(request, changed_at=now, decided_by=who, decided_at=now, decided_move=move)
