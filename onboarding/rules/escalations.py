"""What a group's admins pass on to the school's supervisor (M1, M3, T9): why, and what may come
of it. Which article stands behind a cause, the kind's file says."""

from __future__ import annotations

from typing import Final, Literal, get_args

from onboarding.rules import errors
from onboarding.rules.journey import DAY, KEPT_DAYS

Outcome = Literal["answered", "reported"]
State = Literal["open", "answered", "reported"]

CAUSES: Final = ("attack", "harmful", "beyond_group", "other")
"""Why a matter is passed on: somebody is attacked, something harmful (M3); the group's admins
can't handle it (T9); anything else."""
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
MOST_OPEN: Final = 50
"""So many of one group may be open at once."""
NOTES_KEPT: Final = KEPT_DAYS * DAY
"""For so long after it was closed (ms) an escalation keeps what was written in it."""
KEPT: Final = 3 * 365 * DAY
"""For so long after that (ms) it is known that there was one, and to whom it was reported."""


def known_cause(cause: str) -> str:
    """`cause` if it is one; raises errors.Invalid(field, reason)."""
    if cause not in CAUSES:
        raise errors.Invalid(field="cause", reason="unknown")
    return cause


def reported_by_now(reported_at: int | None, now: int) -> int:
    """When a matter was reported upward (ms), which can't lie ahead. Raises errors.Invalid."""
    if reported_at is None:
        raise errors.Invalid(field="reported_on", reason="required")
    if reported_at > now:
        raise errors.Invalid(field="reported_on", reason="ahead")
    return reported_at
