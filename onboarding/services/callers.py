"""Who is calling, and the one question that every errand asks first: may they?

Admins may what their role in the group covers (`rules.access.MAY`), tokens what their
scopes cover; both are asked for the same act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from onboarding.rules import errors
from onboarding.rules.access import Act, may
from onboarding.rules.journey import Actor
from onboarding.storage.admins import Admin
from onboarding.storage.tokens import Token

SCOPES_FOR: Final[Mapping[Act, frozenset[str]]] = {
    "group_read": frozenset(
        {"groups:write", "roster:read", "requests:write", "requests:decide", "members:read"}
    ),
    "group_create": frozenset({"groups:write"}),
    "group_close": frozenset({"groups:write"}),
    "queue_read": frozenset({"requests:decide"}),
    "request_submit": frozenset({"requests:write"}),
    "request_decide": frozenset({"requests:decide"}),
    "override": frozenset({"requests:decide"}),
    "request_reveal": frozenset({"requests:decide"}),
    "request_remove": frozenset({"members:write"}),
    "request_ban": frozenset({"members:write"}),
    "member_read": frozenset({"members:read"}),
    "member_write": frozenset({"members:write"}),
    "personal_reveal": frozenset({"members:read"}),
    "privacy_write": frozenset({"privacy:write"}),
    "audit_run": frozenset({"audits:write"}),
    "roster_read": frozenset({"roster:read"}),
    "roster_write": frozenset({"roster:write"}),
    "roster_export": frozenset({"roster:read"}),
    "settings_write": frozenset({"groups:write"}),
    "entry_write": frozenset({"groups:write"}),
    "link_rotate": frozenset({"groups:write"}),
    "covenant_write": frozenset({"groups:write"}),
    "admins_read": frozenset({"groups:write"}),
    "admins_write": frozenset({"groups:write"}),
    "owner_appoint": frozenset({"groups:write"}),
    "tokens_write": frozenset({"groups:write"}),
    "webhooks_write": frozenset({"webhooks:write"}),
    "events_read": frozenset({"events:read"}),
    "eligibility_read": frozenset({"eligibility:read"}),
    "binding_write": frozenset({"members:write", "requests:write"}),
    "escalate": frozenset({"members:write"}),
}
"""Any one of an act's scopes covers it; an act that isn't here is for people alone."""


class Caller(Protocol):
    """Somebody who has been recognised at a door. `ref` is how events name them."""

    @property
    def school(self) -> str: ...  # noqa: D102
    @property
    def ref(self) -> str: ...  # noqa: D102
    @property
    def actor(self) -> Actor: ...  # noqa: D102
    def may(self, act: Act, group: str) -> bool: ...  # noqa: D102


def require(caller: Caller, act: Act, group: str) -> None:
    """Return if `caller` may do `act` in `group` ("" for the school as a whole).

    Raises errors.NotAllowed(act=).
    """
    if not caller.may(act, group):
        raise errors.NotAllowed(act=act)


@dataclass(frozen=True, slots=True)
class AdminCaller:
    """A signed-in admin."""

    admin: Admin

    @property
    def school(self) -> str:
        """The admin's school."""
        return self.admin.school

    @property
    def ref(self) -> str:
        """`admin:<id>`."""
        return f"admin:{self.admin.id}"

    @property
    def actor(self) -> Actor:
        """Admins act as admins."""
        return "admin"

    def may(self, act: Act, group: str) -> bool:
        """By the role in the group, or the supervisor's over all groups (M1)."""
        role = self.admin.roles.get(group)
        if role is not None and may(role, act):
            return True
        return self.admin.supervisor and may("supervisor", act)


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """A bot or another system."""

    token: Token

    @property
    def school(self) -> str:
        """The token's school."""
        return self.token.school

    @property
    def ref(self) -> str:
        """`token:<id>`."""
        return f"token:{self.token.id}"

    @property
    def actor(self) -> Actor:
        """With the scope to decide a token acts for an admin, else as a bot."""
        return "admin" if "requests:decide" in self.token.scopes else "bot"

    def may(self, act: Act, group: str) -> bool:
        """By scopes, in the groups the token is bound to; the school only if bound to all."""
        if self.token.groups and group not in self.token.groups:
            return False
        return bool(self.token.scopes & SCOPES_FOR.get(act, frozenset()))


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever holds the machine: the command line, and what it sets up."""

    school: str
    ref: str = "operator"
    actor: Actor = "admin"

    def may(self, act: Act, group: str) -> bool:  # noqa: ARG002
        """Everything: whoever can run the command line holds the keys anyway."""
        return True
