"""What is known of one join request or member, and the plain part of its record."""

from __future__ import annotations

from dataclasses import dataclass

from onboarding.rules import journey
from onboarding.rules.application import Application
from onboarding.rules.journey import State
from onboarding.rules.verdicts import Verdict


@dataclass(frozen=True)
class Request:
    """One join request or member. Times in ms; `account` and `bars` are blind indexes.

    `people` are settled roster ids, `asking` those that an open request may stand for;
    `section` is the roster section of the role, `guardians` for seats beside students;
    `bars` is what a ban could be found by.
    `unspent` is what is left of an approval's time (ms) when its group's picture lapses,
    where that comes first: the approval doesn't lapse then, and has no `expires_at`.
    `invited_at` and `invited_by` say that an admin let the person in; `taken_out_at` that one
    took out of the chat whoever had given a place up.
    `receipt` is the covenant version confirmed, "" for none. `attaches` is the request or
    membership that this one corrects or re-enters. `shielded` hides the outcome from the
    public page ("under review"). `via` is `form`, `token:<id>`, or `audit` for a member who was
    found in the group and adopted: such a one stays `unclaimed`, without phone or receipt,
    until a request for the same place is approved.
    """

    id: str
    school: str
    group: str
    state: State
    version: int
    role: str
    section: str
    via: str
    submitted_at: int
    changed_at: int
    application: Application
    verdict: Verdict
    expires_at: int | None = None
    unspent: int | None = None
    reference: str = ""
    people: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    account: str = ""
    bars: tuple[str, ...] = ()
    receipt: str = ""
    receipt_at: int | None = None
    receipt_digest: str = ""
    invited_at: int | None = None
    invited_by: str = ""
    taken_out_at: int | None = None
    decided_by: str = ""
    decided_at: int | None = None
    decided_move: str = ""
    reason: str = ""
    article: str = ""
    overridden: frozenset[str] = frozenset()
    attaches: str = ""
    attaches_as: str = ""
    shielded: bool = False
    unclaimed: bool = False
    nickname: str = ""
    code: str = ""
    note: str = ""
    override_reason: str = ""
    forgotten: bool = False

    @property
    def due_at(self) -> int | None:
        """When time does something to the record (ms): it lapses, or, once it has ended,
        its personal fields are forgotten."""
        if self.expires_at is not None:
            return self.expires_at
        return None if self.forgotten else journey.forget_at(self.state, self.changed_at)

    @property
    def bound(self) -> bool:
        """True once a bot proved the account."""
        return bool(self.account)

    def state_at(self, now: int) -> State:
        """The state that counts at `now`: a passed deadline is an expired request."""
        return journey.state_at(self.state, self.expires_at, now)


TEXT = (
    "group", "state", "role", "section", "via", "reference", "account", "receipt",
    "receipt_digest", "invited_by", "decided_by", "decided_move", "reason", "article", "attaches",
    "attaches_as",
)  # fmt: skip
IDS = ("people", "asking", "bars")
TIMES = (
    "submitted_at",
    "changed_at",
    "expires_at",
    "unspent",
    "receipt_at",
    "invited_at",
    "taken_out_at",
    "decided_at",
)


def fields_of(request: Request) -> dict[str, str]:
    """The plain part of the record; an empty string stands for an absent field."""
    plain: dict[str, str] = {name: getattr(request, name) for name in TEXT}
    plain |= {name: time_text(getattr(request, name)) for name in TIMES}
    plain |= {name: " ".join(getattr(request, name)) for name in IDS}
    # Only an approval's time can stand still.
    plain["unspent"] = plain["unspent"] if request.state == "approved" else ""
    plain["overridden"] = " ".join(sorted(request.overridden))
    plain["shielded"] = "1" if request.shielded else ""
    plain["unclaimed"] = "1" if request.unclaimed else ""
    plain["forgotten"] = "1" if request.forgotten else ""
    return plain


def changed_fields(old: Request, new: Request) -> dict[str, str]:
    """The plain fields in which `new` differs from `old`."""
    before, after = fields_of(old), fields_of(new)
    return {name: value for name, value in after.items() if value != before[name]}


def time_text(value: int | None) -> str:
    """A time as the record keeps it; "" for none."""
    return "" if value is None else str(value)
