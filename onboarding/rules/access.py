"""Who may do what: one table of admin roles and acts, and the scopes that a token can hold.

Views, templates and the test of the authorisation matrix read the same table. Which post
at the school carries which role is the kind's and the group's affair (P1, S1, T9, M1);
that a group always keeps an owner is the storage's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

from onboarding.rules import errors

AdminRole = Literal["owner", "committee", "supervisor"]
Act = Literal[
    "group_read",
    "group_create",
    "group_close",
    "queue_read",
    "request_submit",
    "request_decide",
    "override",
    "request_reveal",  # personal fields of a request that is being decided
    "request_remove",
    "request_ban",
    "member_read",
    "member_write",  # joins and leaves that an admin records, reminders, known others
    "personal_reveal",  # personal fields of anybody in the group
    "privacy_write",  # erase and export one person's data
    "audit_run",
    "roster_read",
    "roster_write",
    "roster_export",
    "settings_write",
    "entry_write",  # the group's QR image, the admin's own card
    "link_rotate",
    "covenant_write",
    "admins_read",
    "admins_write",
    "owner_appoint",
    "tokens_write",
    "webhooks_write",
    "events_read",
    "eligibility_read",
    "binding_write",
    "escalate",
    "school_plan",  # what is planned over groups of a school: new year, pupils who change class
    "escalation_handle",  # receives escalations; records to whom and when it went upward
]

ROLES: Final[tuple[AdminRole, ...]] = get_args(AdminRole)
ACTS: Final[tuple[Act, ...]] = get_args(Act)

_SUPERVISORS_ALONE: Final[frozenset[Act]] = frozenset({"school_plan", "escalation_handle"})

MAY: Final[Mapping[AdminRole, frozenset[Act]]] = MappingProxyType(
    {
        "owner": frozenset(ACTS) - _SUPERVISORS_ALONE,
        "committee": frozenset[Act](
            {
                "group_read",
                "queue_read",
                "request_submit",
                "request_decide",
                "override",
                "request_reveal",
                "request_remove",
                "member_read",
                "member_write",
                "audit_run",
                "roster_read",
                "admins_read",
                "events_read",
                "escalate",
            }
        ),
        "supervisor": frozenset[Act](
            {
                "group_read",
                "group_create",
                "group_close",
                "queue_read",
                "request_remove",
                "request_ban",
                "member_read",
                "roster_read",
                "admins_read",
                "owner_appoint",
                "events_read",
                "school_plan",
                "escalation_handle",
            }
        ),
    }
)

SCOPES: Final[tuple[str, ...]] = (
    "groups:write",
    "roster:read",
    "roster:write",
    "requests:write",
    "requests:decide",
    "members:read",
    "members:write",
    "eligibility:read",
    "audits:write",
    "events:read",
    "webhooks:write",
    "privacy:write",
)


def may(role: AdminRole, act: Act) -> bool:
    """Tell whether the role covers the act, in a group where the caller holds that role."""
    return act in MAY[role]


def require(role: AdminRole, act: Act) -> None:
    """Return if the role covers the act; raises NotAllowed(act) otherwise."""
    if not may(role, act):
        raise errors.NotAllowed(act=act)
