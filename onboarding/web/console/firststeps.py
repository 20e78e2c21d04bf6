"""What a new group still needs, on the page that its admins open every day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from onboarding.rules.access import Act
from onboarding.sentences import N_
from onboarding.services import firststeps
from onboarding.storage.groups import Group
from onboarding.web.console.session import caller
from onboarding.web.here import door


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, and the page where it is done by who may `act`."""

    said: str
    endpoint: str
    act: Act


STEPS: Final[Mapping[str, Step]] = {
    "list": Step(
        N_("Give the list, so that requests can be held against it"),
        "roster.show",
        "roster_write",
    ),
    "link": Step(
        N_("Send the join link or hang up its poster; nobody has come by it yet"),
        "settings.show",
        "link_rotate",
    ),
    "picture": Step(
        N_("Put up the picture that shows the way in"),
        "settings.show",
        "entry_write",
    ),
    "helper": Step(
        N_("Ask somebody to decide along with you"),
        "admins.show",
        "admins_write",
    ),
}


def to_do(group: Group) -> list[Step]:
    """The steps still open that the caller may do."""
    steps = [STEPS[code] for code in firststeps.still_open(door(), group)]
    return [step for step in steps if caller().may(step.act, group.id)]
