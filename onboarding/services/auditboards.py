"""Changing a work list: the version that was read is compared, so of two who do the same to an
item only one does it.

What closing an item brings about is done after it is closed; where that is refused, the item is
open again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, Literal

from onboarding.rules import errors
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits
from onboarding.services.callers import Caller
from onboarding.services.door import Door
from onboarding.services.settling import once, until_settled
from onboarding.storage.outcome import Event, Idempotency

Change = Callable[[Mapping[str, WorkItem], int], list[WorkItem]]

REOPENED: Final = "audit.reopened"


def change(
    door: Door,
    caller: Caller,
    group_id: str,
    item_ids: Iterable[str],
    what: str,
    changed: Change,
    idem: Idempotency | None = None,
) -> tuple[WorkItem, ...]:
    """Change some items at once, and tell it; nothing where nothing changes. Raises
    errors.NotFound, Busy, IdempotencyConflict, and what `changed` raises."""
    group, wanted = door.groups.get(caller.school, group_id), dict.fromkeys(item_ids)

    def now_standing() -> tuple[WorkItem, ...]:
        by_id = {work.id: work for work in audits.of_group(door, group).items}
        if not by_id.keys() >= wanted.keys():
            raise errors.NotFound(what="item")
        return tuple(by_id[item_id] for item_id in wanted)

    def attempt() -> tuple[WorkItem, ...]:
        board, now = door.audits.board(group.school, group.id), door.clock()
        new = changed({work.id: work for work in now_standing()}, now)
        if not new:
            return now_standing()
        about = new[0].id if len(new) == 1 else group.id
        event = Event(what, caller.ref, now, group.id, about, facts={"count": len(new)})
        after = {**board.items, **{work.id: work for work in new}}
        door.audits.change(group.school, group.id, board, after, event, idem)
        return now_standing()

    done = once(door.memory, idem, lambda _earlier: now_standing(), lambda: until_settled(attempt))
    door.hint(group.school)
    return done


def close(
    door: Door, caller: Caller, group_id: str, item_ids: Iterable[str]
) -> dict[str, WorkItem]:
    """Close as handled those of the items that are open: the ones that this call closed, as
    they are then. Raises errors.NotFound, Busy."""
    closed: dict[str, WorkItem] = {}

    def handled(found: Mapping[str, WorkItem], now: int) -> list[WorkItem]:
        closed.clear()
        for work in found.values():
            if work.status == "open":
                closed[work.id] = settled(work, "handled", caller, now)
        return list(closed.values())

    change(door, caller, group_id, item_ids, "audit.handled", handled)
    return closed


def open_again(door: Door, caller: Caller, group_id: str, closed: Mapping[str, WorkItem]) -> None:
    """Open what this caller closed and then couldn't do, unless somebody did something else
    about it since."""

    def opened(found: Mapping[str, WorkItem], _now: int) -> list[WorkItem]:
        return [
            as_open(work)
            for work in found.values()
            if _settlement(work) == _settlement(closed[work.id])
        ]

    if closed:
        change(door, caller, group_id, closed, REOPENED, opened)


def settled(
    work: WorkItem, how: Literal["handled", "ignored"], caller: Caller, now: int, reason: str = ""
) -> WorkItem:
    """The item, closed. Raises errors.IllegalMove for one that is."""
    if work.status != "open":
        raise errors.IllegalMove(move=how, state=work.status)
    return replace(work, status=how, settled_at=now, settled_by=caller.ref, reason=reason)


def as_open(work: WorkItem) -> WorkItem:
    """The item, open."""
    return replace(work, status="open", settled_at=None, settled_by="", reason="")


def _settlement(work: WorkItem) -> tuple[object, ...]:
    return work.status, work.settled_at, work.settled_by
