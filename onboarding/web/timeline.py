"""The way of one request in words, step by step: what was, what is now, what comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from onboarding.rules.journey import HOLDS_PLACE, OPEN, State
from onboarding.sentences import N_
from onboarding.storage.requestrecord import Request
from onboarding.web.language import gettext

Mark = Literal["done", "now", "later", "over"]
Ended = Literal["", "superseded", "handed_on"]

_ENDS: Final[Mapping[State, str]] = {
    "refused": N_("No place was found with these details"),
    "declined": N_("Declined by %(admin)s"),
    "withdrawn": N_("You took the request back"),
    "expired": N_("The time ran out"),
    "left": N_("You left the group"),
    "removed": N_("Removed from the group"),
}
_ENDED: Final[Mapping[str, str]] = {
    "superseded": N_("Your later request took over"),
    "handed_on": N_("%(admin)s ended your place"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: in words, when it was or will be over at the latest (ms, where that is
    known), and how far it is. `over`: the way ended there."""

    words: str
    mark: Mark
    at: int | None = None


def steps(
    request: Request,
    state: State,
    admin: str,
    *,
    confirmed: bool,
    ended: Ended,
    by_invitation: bool,
) -> tuple[Step, ...]:
    """The steps of a request that stands in `state`; `admin` is whom it waits for.
    `by_invitation`: what is left is to be invited, or to accept that."""
    asked = Step(gettext("You asked to join"), "done", request.submitted_at)
    if state in OPEN:
        return (asked, *_open(request, state, admin))
    if state in HOLDS_PLACE:
        approved = _approved(request, admin)
        if by_invitation:
            return (asked, approved, _confirmed(request), *_invitation(request, admin))
        return (asked, approved, *_admitted(request, state, confirmed))
    sentence = _ENDED[ended] if ended else _ENDS[state]
    words = _capital(gettext(sentence, admin=admin))
    # A time that ran out is written down a little later.
    ran_out = request.expires_at if state == "expired" else None
    return (asked, Step(words, "over", ran_out or request.changed_at))


def _open(request: Request, state: State, admin: str) -> tuple[Step, ...]:
    check = _capital(gettext("%(admin)s checks your details", admin=admin))
    renaming = state == "needs_rename"
    return (
        *([Step(gettext("Hand in the right nickname"), "now")] if renaming else []),
        Step(check, "later" if renaming else "now", request.expires_at),
        Step(gettext("Read and confirm the rules"), "later"),
        Step(gettext("Enter the group"), "later"),
    )


def _approved(request: Request, admin: str) -> Step:
    at = request.decided_at if request.decided_move in ("approve", "replace", "claim") else None
    return Step(gettext("Approved by %(admin)s", admin=admin), "done", at)


def _admitted(request: Request, state: State, confirmed: bool) -> tuple[Step, ...]:
    rules = Step(gettext("Read and confirm the rules"), "now", request.expires_at)
    if confirmed:
        rules = _confirmed(request)
    if state == "joined":
        inside = Step(gettext("You are in the group"), "done")
        return (rules, inside) if confirmed else (inside, rules)
    mark: Mark = "now" if confirmed else "later"
    return (
        rules,
        Step(gettext("Enter the group"), mark, request.expires_at if confirmed else None),
    )


def _confirmed(request: Request) -> Step:
    return Step(gettext("You confirmed the rules"), "done", request.receipt_at)


def _invitation(request: Request, admin: str) -> tuple[Step, ...]:
    enter = gettext("Enter the group")
    if request.invited_at is None:
        invites = _capital(gettext("%(admin)s invites you", admin=admin))
        return (Step(invites, "now", request.expires_at), Step(enter, "later"))
    invited = Step(gettext("Invited by %(admin)s", admin=admin), "done", request.invited_at)
    return (invited, Step(enter, "now", request.expires_at))


def _capital(words: str) -> str:
    """What an admin's title in small letters may begin."""
    return words[:1].upper() + words[1:]
