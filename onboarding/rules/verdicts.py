"""Findings, verdicts and the facts that they were made from, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from onboarding.rules.roster import Roster

Severity = Literal["blocks", "fixable", "notice"]
Strength = Literal["strong", "medium", "weak"]
TELLING_OF_OTHERS: Final = frozenset({"seats_full", "banned"})

Fact = str | int | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check: a code and an article, never prose.

    `facts` hold ids, codes, counts and times only. `suggestion` is the right nickname
    where the finding is about a nickname (personal: sealed at rest, never logged).
    """

    code: str
    article: str
    severity: Severity
    facts: Mapping[str, Fact] = field(default_factory=dict)
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one named person was found on the roster.

    `person` is the roster id; `matched` what agreed, out of `name`, `near_name`,
    `number`, `national`, `seat_number`, `phone`, `guardian`, `own_name`, `label`;
    `nearness` how a near name differs (`edit`, `pinyin`, `traditional`, `lost_dot`).
    """

    person: str
    matched: tuple[str, ...]
    strength: Strength
    nearness: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """What a verdict was made under; a changed one means: check again."""

    roster: int = 0
    policy: int = 0
    bans: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of one check, in the order of the checks.

    `people` are the roster ids the subject stands for, in roster order; empty where
    identity is open. `nickname` is the right one, built from the roster where identity
    is settled, else from what was typed. `attaches` is the record that this one takes over
    from; `claims` the unclaimed ones whose places it claims.
    """

    findings: tuple[Finding, ...]
    people: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    nickname: str
    versions: Versions
    attaches: str = ""
    attaches_as: Literal["", "correction", "reentry", "claim"] = ""
    claims: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all findings."""
        return frozenset(finding.code for finding in self.findings)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that refuse."""
        return tuple(f for f in self.findings if f.severity == "blocks")

    @property
    def tells_of_others(self) -> bool:
        """True where nothing refuses but what other people did or had done to them: who
        sits there, who is barred. The public isn't told of it; a person answers."""
        blocking = {finding.code for finding in self.blocking}
        return bool(blocking) and blocking <= TELLING_OF_OTHERS

    @property
    def state(self) -> Literal["pending", "needs_rename", "refused"]:
        """Where a submission with this verdict goes: any `blocks` → refused, only the
        nickname wrong → needs_rename, else → pending."""
        if self.blocking:
            return "refused"
        if any(f.severity == "fixable" for f in self.findings):
            return "needs_rename"
        return "pending"


@dataclass(frozen=True, slots=True)
class Standing:
    """Another live request or membership that touches the subject's: its id, state
    and role, the roster people it stands for, its relation words, and whether it is an
    adopted member's whose place nobody has claimed yet."""

    record: str
    state: str
    role: str
    people: tuple[str, ...] = ()
    relation: str = ""
    unclaimed: bool = False

    @property
    def relations(self) -> tuple[str, ...]:
        """The relation words one by one; ("",) for a place of one's own."""
        return tuple(self.relation.split()) or ("",)


@dataclass(frozen=True, slots=True)
class Ban:
    """A bar on coming back (H3): `until` in ms since 1970, None without end; `on` is
    what it was found by (`account`, `phone` or `person`)."""

    article: str
    on: str
    until: int | None = None
    person: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a check may know, without the subject's own request, membership and seat.

    `seated`: by roster id, who holds a place there now (approved or joined, unexpired).
    `same_person`: live requests and memberships of the same bound account, or of the same
    person and same phone. `account_holders`: records in this group to which the subject's
    account is bound. `account_is_student`: that account is bound as a student elsewhere
    in the school. `elsewhere`: other groups of the school whose roster has the name.
    `contending`: by roster id, who else asks for a place there and holds none yet.
    """

    roster: Roster
    seated: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)
    same_person: tuple[Standing, ...] = ()
    account_holders: tuple[Standing, ...] = ()
    account_is_student: bool = False
    bans: tuple[Ban, ...] = ()
    elsewhere: tuple[str, ...] = ()
    versions: Versions = Versions()
    contending: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)
