"""What the console's pages share: their blueprints, and the group that a page is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, g, request

from onboarding.rules import errors
from onboarding.rules.access import Act
from onboarding.sentences import N_
from onboarding.services import escalating
from onboarding.services.callers import require
from onboarding.services.revealing import may_reveal
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.firststeps import to_do
from onboarding.web.console.session import caller, signed_in, to_sign_in
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.web.security import FORM_BYTES, pages
from onboarding.words import code_text


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of a menu: where it leads, its word, the act that it is for (None: for everybody),
    and the blueprints whose pages belong to it. `school`: the act is asked for the school as a
    whole, whatever one may in a group."""

    endpoint: str
    label: str
    act: Act | None
    pages: tuple[str, ...]
    school: bool = False

    @property
    def here(self) -> bool:
        """Whether the page that is being made belongs to it."""
        return request.blueprint in self.pages


PLACES: Final = (
    Part("inbox.show", N_("Groups"), None, ("inbox", "groups")),
    Part(
        "school.show",
        N_("School"),
        "escalation_handle",
        ("school", "rollover", "schoollists", "escalations"),
    ),
    Part("people.show", N_("People"), "admins_read", ("people",), school=True),
    Part("account.show", N_("Account"), None, ("account",)),
)
"""The menu of the console."""
REQUESTS: Final = ("queue", "news", "bulk", "request", "deciding", "inviting", "replacing")
AUDITS: Final = ("audit", "auditing", "audit_report", "others")
LISTS: Final = ("roster", "importlist", "persons", "transfer", "exporting")
PARTS: Final = (
    Part("queue.show", N_("Requests"), "queue_read", REQUESTS),
    Part("seats.show", N_("Seats"), "member_read", ("seats",)),
    Part("roster.show", N_("List"), "roster_read", LISTS),
    Part("audit.show", N_("Audit"), "audit_run", AUDITS),
    Part("covenant.show", N_("Rules"), "group_read", ("covenant", "drafting")),
    Part("activity.show", N_("Activity"), "events_read", ("activity",)),
    Part("settings.show", N_("Settings"), "settings_write", ("settings", "group_rules", "poster")),
    Part("admins.show", N_("Admins"), "admins_read", ("admins", "closing", "escalating")),
)
"""The menu of a group."""


def console_pages(name: str, module: str, *, largest: int = FORM_BYTES) -> Blueprint:
    """A blueprint for signed-in admins; others are sent to the sign-in form."""
    blueprint = pages(name, module, auth=signed_in, largest=largest)
    blueprint.register_error_handler(errors.NotSignedIn, to_sign_in)
    blueprint.context_processor(_menu)
    return blueprint


def _menu() -> dict[str, Any]:
    """What every page of the console shows. Where the record is away nobody is known; that page
    has no menu."""
    if "caller" not in g:
        return {}
    return {
        "admin": caller().admin,
        "may_create": may_somewhere("group_create"),
        "places": _open(PLACES, may_somewhere),
        "waits_at": {"school.show": escalating.waiting(door(), caller())},
    }


def group_for(act: Act, group_id: str) -> Group:
    """The group, for a caller who may do `act` there. Raises errors.NotFound, NotAllowed."""
    group = door().groups.get(caller().school, group_id)
    require(caller(), act, group_id)
    return group


def about(group: Group) -> dict[str, Any]:
    """What every page about a group shows. `may` asks the table of acts for this group."""
    may: Callable[[Act], bool] = lambda act: caller().may(act, group.id)  # noqa: E731 - a closure for the template
    return {
        "group": group,
        "policy": door().policy(group),
        "may": may,
        "parts": _open(PARTS, may),
        "first_steps": lambda: to_do(group),
    }


def _open(menu: Iterable[Part], may: Callable[[Act], bool]) -> list[Part]:
    return [
        part
        for part in menu
        if part.act is None or (caller().may(part.act, "") if part.school else may(part.act))
    ]


def reveals(made: Request) -> bool:
    """Whether the caller may see the personal details of a request or member."""
    return may_reveal(door(), caller(), made)


def admin_name(ref: str) -> str:
    """The name behind `admin:<id>`; for anybody else, what they are."""
    kind, _, admin_id = ref.partition(":")
    if kind == "admin":
        with suppress(errors.NotFound):
            return door().admins.get(caller().school, admin_id).name
    return code_text("actor", kind, language())


def may_somewhere(act: Act) -> bool:
    """Whether the caller may, for the school as a whole or in any group of theirs."""
    return any(caller().may(act, group) for group in ("", *caller().admin.roles))
