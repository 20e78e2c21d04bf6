"""What a new group still needs before everybody can come."""

from __future__ import annotations

from typing import Final

from onboarding.services.door import Door
from onboarding.storage.groups import Group

STEPS: Final = ("list", "link", "picture", "helper")
"""In the order in which one does them."""


def still_open(door: Door, group: Group) -> tuple[str, ...]:
    """Which of the `STEPS` nobody has done yet: there is no list, nobody has come by the join
    link, no picture for the way in was put up, nobody helps the owner where the kind knows
    helpers (P1). A closed group needs nothing.
    """
    if group.closed:
        return ()
    helped = "committee" in door.admins.of_group(group.school, group.id).values()
    needed = {
        "list": not group.people,
        "link": not any(door.requests.counts(group.school, group.id).values()),
        "picture": group.entry_mode != "bot" and door.entries.until(group) is None,
        "helper": not helped
        and any(each.role == "committee" for each in door.policy(group).admins),
    }
    return tuple(step for step in STEPS if needed[step])
