"""What was done in a group, by whom and under which article: its event trail, latest first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from onboarding.clock import HOUR
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage.events import Told

PAGE: Final = 50
_AT_ONCE: Final = 500
_MOST_READ: Final = 5_000
"""So many of the school's events are looked through for one page; the next goes on from there."""
_OF_A_REQUEST: Final = 200
_CLOCKS_DIFFER: Final = HOUR
_SIGNING_IN: Final = frozenset({"admin.signed_in", "admin.signed_out"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: those of `whats` (None for all), done `by` one actor (`admin:<id>`) or kind
    of actor (`token`), from `since` on and before `until` (ms), about one `request` ("": any)."""

    whats: Collection[str] | None = None
    by: str = ""
    since: int | None = None
    until: int | None = None
    request: str = ""

    def fits(self, event: Told) -> bool:
        """Whether an event is one of those."""
        return (
            (self.whats is None or event.what in self.whats)
            and self.by in ("", event.who, event.who.partition(":")[0])
            and (self.since is None or event.at >= self.since)
            and (self.until is None or event.at < self.until)
        )


def page(
    door: Door, caller: Caller, group_id: str, wanted: Wanted, before: str = ""
) -> tuple[list[Told], str]:
    """The latest of a group's events before the cursor ("" for now), 50 at most, and where to go
    on from ("" at the end). A page may be short, and even empty, before the end. What is about
    one request comes on one page.

    Raises errors.NotAllowed, NotFound, Invalid(field="before") for a cursor that isn't one.
    """
    require(caller, "events_read", group_id)
    door.groups.get(caller.school, group_id)
    if wanted.request:
        told = door.events.of_request(caller.school, wanted.request, _OF_A_REQUEST)
        return [each for each in told if each.group == group_id and wanted.fits(each)], ""
    admins = door.admins.of_group(caller.school, group_id)
    return _latest(door, caller, before, wanted, lambda event: _concerns(event, group_id, admins))


def of_school(
    door: Door, caller: Caller, wanted: Wanted, before: str = ""
) -> tuple[list[Told], str]:
    """What belongs to no group: accounts, sign-ins, programs. Else as `page`."""
    require(caller, "events_read", "")
    require(caller, "admins_read", "")
    return _latest(door, caller, before, wanted, lambda event: not event.group)


def _concerns(event: Told, group_id: str, admins: Collection[str]) -> bool:
    """Whether an event belongs to the group: told there, or about the account of one of its
    admins; not when somebody works."""
    account = event.what.startswith("admin.") and event.what not in _SIGNING_IN
    return event.group == group_id or (not event.group and account and event.record in admins)


def _latest(
    door: Door, caller: Caller, before: str, wanted: Wanted, concerns: Callable[[Told], bool]
) -> tuple[list[Told], str]:
    found: list[Told] = []
    for _ in range(_MOST_READ // _AT_ONCE):
        read = door.events.before(caller.school, before, _AT_ONCE)
        for event in read:
            if wanted.since is not None and event.at < wanted.since - _CLOCKS_DIFFER:
                return found, ""
            before = event.id
            if concerns(event) and wanted.fits(event):
                found.append(event)
                if len(found) == PAGE:
                    return found, before
        if len(read) < _AT_ONCE:
            return found, ""
    return found, before
