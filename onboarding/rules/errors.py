"""Named refusals. Each carries a stable code and facts, never prose.

Facts hold codes, ids, counts and times only: no name, number, phone, account or nickname
may stand in an exception. Words are found at the edge (`onboarding.words`).
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Something a caller asked for that the door doesn't do, and why."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class IllegalMove(Refusal):
    """The move doesn't start in the state that the request is in (`move`, `state`)."""

    code = "illegal_move"


class NotYourMove(Refusal):
    """The move exists, but not for this caller (`move`, `actor`)."""

    code = "not_your_move"


class Stale(Refusal):
    """Somebody else changed the record first (`state`, `version`, `decided_by`,
    `decided_at`, `move`)."""

    code = "stale"


class VersionMissing(Refusal):
    """A deciding move came without the version that it was decided on."""

    code = "version_missing"


class SeatsFull(Refusal):
    """Every seat beside the student is taken (`people`, `limit`)."""

    code = "seats_full"


class AlreadySeated(Refusal):
    """Somebody sits there in the same role and relation already (`records`)."""

    code = "already_seated"


class AccountTaken(Refusal):
    """Another person's bound account (`record`)."""

    code = "account_taken"


class NotOverridable(Refusal):
    """A blocking finding that no admin may override stands (`codes`)."""

    code = "not_overridable"


class OverrideMissing(Refusal):
    """Blocking findings stand that the caller has not named and given a reason for (`codes`)."""

    code = "override_missing"


class StudentUnsettled(Refusal):
    """Two roster entries fit, or none does: approving must name the person (`candidates`)."""

    code = "student_unsettled"


class ReceiptMissing(Refusal):
    """The current major covenant has not been confirmed (`covenant`)."""

    code = "receipt_missing"


class CovenantMoved(Refusal):
    """Another covenant is in force than the one confirmed (`covenant`)."""

    code = "covenant_moved"


class RosterMoved(Refusal):
    """Another version of the roster is live than the one previewed (`version`)."""

    code = "roster_moved"


class RosterShrinks(Refusal):
    """A new list would take out so many that somebody has to say why (`section`, `before`,
    `after`)."""

    code = "roster_shrinks"


class FindingGone(Refusal):
    """What an audit found is no longer so (`finding`)."""

    code = "finding_gone"


class RolloverMoved(Refusal):
    """The plan for the new school year, or a group in it, was changed since it was looked at
    (`groups`: ids)."""

    code = "rollover_moved"


class Busy(Refusal):
    """The facts kept moving under five attempts; nothing was changed."""

    code = "busy"


class RecordUnavailable(Refusal):
    """The record (Redis) is away, loading, full or read-only; nothing was changed."""

    code = "record_unavailable"


class NotFound(Refusal):
    """There is no such thing for this caller (`what`)."""

    code = "not_found"


class GroupClosed(Refusal):
    """The group takes nobody in any more."""

    code = "group_closed"


class NotAllowed(Refusal):
    """The caller's role or scopes don't cover the act (`act`)."""

    code = "not_allowed"


class NotSignedIn(Refusal):
    """No valid credential came with the call."""

    code = "not_signed_in"


class LastOwner(Refusal):
    """A group always keeps an owner."""

    code = "last_owner"


class IdempotencyConflict(Refusal):
    """The idempotency key was used with another body."""

    code = "idempotency_conflict"


class Taken(Refusal):
    """The id, slug or sign-in name is in use already (`field`)."""

    code = "taken"


class Invalid(Refusal):
    """A value isn't acceptable (`field`, `reason`); for rows also `row` and `column`."""

    code = "invalid"


class TooMany(Refusal):
    """A limit was reached (`limit`, `retry_after` seconds)."""

    code = "too_many"


class KindBroken(Refusal):
    """A kind file can't be used (`file`, `key`, `reason`)."""

    code = "kind_broken"
