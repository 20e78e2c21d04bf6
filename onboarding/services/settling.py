"""Making a change once: again while the facts move, and never twice under one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from onboarding.rules import errors
from onboarding.services.door import Door
from onboarding.services.idempotency import Memory
from onboarding.storage.outcome import Done, Idempotency, Moved

ATTEMPTS: Final = 5

T = TypeVar("T")


def until_settled(attempt: Callable[[], T]) -> T:
    """Call `attempt` until the facts hold still: five times at most, then errors.Busy."""
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except (Moved, errors.Stale):
            continue
    raise errors.Busy


def once(
    memory: Memory,
    idem: Idempotency | None,
    replay: Callable[[Done], T],
    change: Callable[[], T],
) -> T:
    """`change()`, or `replay` of what the same call committed before.

    Raises what `change` raises, and errors.IdempotencyConflict.
    """
    if (earlier := memory.recall(idem)) is not None:
        return replay(earlier)
    try:
        return change()
    except errors.Refusal:
        # The same call, sent twice at once, may have been committed since the look.
        if (earlier := memory.recall(idem)) is None:
            raise
        return replay(earlier)


def settled(
    door: Door,
    school: str,
    idem: Idempotency | None,
    replay: Callable[[Done], T],
    attempt: Callable[[], T],
) -> T:
    """A change of a school's record that is tried until the facts hold still, made once under
    its key, and whose news is hinted at. Raises as `until_settled` and `once`."""
    done = once(door.memory, idem, replay, lambda: until_settled(attempt))
    door.hint(school)
    return done
