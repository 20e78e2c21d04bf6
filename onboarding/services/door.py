"""The door: every collaborator that an errand may need, in one value.

Made once a process by `onboarding.wiring`; services take it as their first argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from onboarding.clock import Clock
from onboarding.rules.kinds import Kind, with_overrides
from onboarding.services.idempotency import Memory
from onboarding.storage import codec
from onboarding.storage.admins import Admins
from onboarding.storage.adoptions import Adoptions
from onboarding.storage.approvals import Approvals
from onboarding.storage.asking import Asking
from onboarding.storage.audits import Audits
from onboarding.storage.blinds import Blinds
from onboarding.storage.entries import Entries
from onboarding.storage.escalations import Escalations
from onboarding.storage.events import Events
from onboarding.storage.facts import FactReader
from onboarding.storage.groups import Group, Groups
from onboarding.storage.invitations import Invitations
from onboarding.storage.limits import Limits
from onboarding.storage.mappings import Mappings
from onboarding.storage.memo import Memo
from onboarding.storage.moves import Moves
from onboarding.storage.others import Others
from onboarding.storage.overview import Overview
from onboarding.storage.readiness import Readiness
from onboarding.storage.reminders import Reminders
from onboarding.storage.requests import Requests
from onboarding.storage.rollovers import Rollovers
from onboarding.storage.rosters import Rosters
from onboarding.storage.schoolimports import SchoolImports
from onboarding.storage.seal import Index
from onboarding.storage.sessions import Sessions
from onboarding.storage.tokens import Tokens

if TYPE_CHECKING:
    from onboarding.services.eligibility import Eligibility

KEPT_ANSWERS = 20_000
KEPT_POLICIES = 4_000


@dataclass(frozen=True)
class Door:
    """`hint` tells the relay that a school has news; it never raises. `public_url` has no
    slash at its end. `ready` looks whether the servers can be used."""

    clock: Clock
    kinds: Mapping[str, Kind]
    index: Index
    groups: Groups
    rosters: Rosters
    requests: Requests
    moves: Moves
    approvals: Approvals
    adoptions: Adoptions
    entries: Entries
    blinds: Blinds
    facts: FactReader
    asking: Asking
    admins: Admins
    sessions: Sessions
    invitations: Invitations
    tokens: Tokens
    reminders: Reminders
    mappings: Mappings
    rollovers: Rollovers
    school_imports: SchoolImports
    escalations: Escalations
    audits: Audits
    others: Others
    events: Events
    overview: Overview
    limits: Limits
    memory: Memory
    hint: Callable[[str], None]
    public_url: str
    ready: Readiness
    answers: Memo[Eligibility] = field(default_factory=lambda: Memo(KEPT_ANSWERS))
    policies: Memo[Kind] = field(default_factory=lambda: Memo(KEPT_POLICIES))

    def policy(self, group: Group) -> Kind:
        """The group's kind with its own overrides applied."""
        kind = self.kinds[group.kind]
        if not group.overrides:
            return kind
        # By what the overrides say, not by their version: a record that is put back to an
        # earlier state gives the same version out twice.
        place = (group.kind, codec.dumps(group.overrides))
        if (kept := self.policies.get(place, self.clock())) is not None:
            return kept
        policy = with_overrides(kind, group.overrides)
        self.policies.put(place, policy, inf)
        return policy

    def link_url(self, link: str) -> str:
        """The address of a join form."""
        return f"{self.public_url}/j/{link}"

    def invitation_url(self, link: str) -> str:
        """The address of a one-time link for an admin."""
        return f"{self.public_url}/admin/invite/{link}"

    def status_url(self, reference: str) -> str:
        """The address of a status page."""
        return f"{self.public_url}/r/{reference}"
