"""What becomes of an audit's items from one audit to the next, and the ladder that ends in a
proposal (never in a removal): listed, reminded so many times, proposed.

An item keeps its id, its first sighting and its reminders through all audits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from onboarding.rules.auditing import ABOUT_LINES, WHATS, Item, What
from onboarding.rules.kinds import Kind

Status = Literal["open", "handled", "ignored", "gone"]
"""`gone`: a later audit found it no more."""
Stage = Literal["listed", "reminded", "proposed"]

DAY: Final = 24 * 60 * 60 * 1000
SPACING: Final = 2 * DAY
"""Between two reminders: long enough for whoever looks at the chat at the weekend alone, short
enough that three of them fit into a week."""
KEPT: Final = 30 * DAY
"""So long a closed item is kept."""
KEPT_UNSEEN: Final = 180 * DAY
"""So long one that isn't closed is kept without being seen: a term without an audit."""
MOST_ITEMS: Final = 2_000

REMINDED_OF: Final[frozenset[What]] = frozenset(
    {"impersonates_staff", "remove", "rename", "adopt", "unknown", "unseated", "missing"}
)
"""What somebody can be reminded of; who isn't there hears nothing."""
_ENDS_IN_REMOVAL: Final[frozenset[What]] = frozenset({"impersonates_staff", "rename", "unknown"})


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One item of a group's work list. Times in ms; `settled_by` as events name somebody.

    `reason` is why it is ignored; it and `item` are personal. `stage`, of `most` reminders, and
    `remind_from` (ms; None where there is nothing to remind of) are worked out by `staged`.
    """

    id: str
    item: Item = field(repr=False)
    first_seen: int
    last_seen: int
    status: Status = "open"
    reminders: int = 0
    reminded_at: int | None = None
    settled_at: int | None = None
    settled_by: str = ""
    reason: str = field(default="", repr=False)
    stage: Stage = "listed"
    most: int = 0
    remind_from: int | None = None

    def may_remind(self, now: int) -> bool:
        """Whether there is somebody to remind, and the last reminder is long enough ago."""
        return self.remind_from is not None and self.remind_from <= now

    @property
    def forget_at(self) -> int:
        """When it is forgotten."""
        if self.status in ("handled", "gone") and self.settled_at is not None:
            return self.settled_at + KEPT
        return self.last_seen + KEPT_UNSEEN


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one audit looked at: whether its list is `complete` or known to be `lacking`
    somebody, whether it is `doubtful`; the records that were `seen` inside, and all that
    are `holding` a place."""

    at: int
    complete: bool
    lacking: bool
    doubtful: bool
    seen: Collection[str]
    holding: Collection[str]


def merged(
    before: Mapping[str, WorkItem], found: Mapping[str, Item], sighting: Sighting
) -> dict[str, WorkItem]:
    """The work list after an audit that found these items, by id.

    What is found again is open, unless somebody chose to ignore just that; what isn't is gone,
    where the list allows to say so. Of too many, the most urgent and latest are kept.
    """
    after = dict(before)
    for item_id, item in found.items():
        old = before.get(item_id)
        if old is None:
            after[item_id] = WorkItem(item_id, item, sighting.at, sighting.at)
        else:
            after[item_id] = _again(old, item, sighting.at)
    for item_id in before.keys() - found.keys():
        if before[item_id].status == "open" and _is_gone(before[item_id].item, sighting):
            after[item_id] = replace(before[item_id], status="gone", settled_at=sighting.at)
    kept = sorted(after.values(), key=urgency)[:MOST_ITEMS]
    return {work.id: work for work in kept}


def staged(work: WorkItem, kind: Kind, now: int, *, doubtful: bool) -> WorkItem:
    """The item with its place on the ladder, as the group's policy has it.

    Whoever was reminded as often as that, the last time long enough ago to answer, is proposed
    for removal; what stands as `remove` already is proposed at once. Nothing is, where the last
    audit was doubtful.
    """
    answered = work.reminded_at is None or now >= work.reminded_at + SPACING
    last = work.item.what in _ENDS_IN_REMOVAL and work.reminders >= kind.reminders and answered
    stage: Stage = "reminded" if work.reminders else "listed"
    if work.status == "open" and not doubtful and (last or work.item.what == "remove"):
        stage = "proposed"
    remind_from = None
    if work.status == "open" and work.item.what in REMINDED_OF:
        # Never the moment itself: whoever asks a little later would be told that it is too early.
        remind_from = work.first_seen
        if work.reminded_at is not None:
            remind_from = work.reminded_at + SPACING
    return replace(work, stage=stage, most=kind.reminders, remind_from=remind_from)


def reminded(work: WorkItem, now: int) -> WorkItem:
    """The item after one more reminder."""
    return replace(work, reminders=work.reminders + 1, reminded_at=now)


def urgency(work: WorkItem) -> tuple[object, ...]:
    """By what items are sorted: open ones first, the most urgent kind of work first, then as
    on the list; of the closed, the latest first."""
    if work.status == "open":
        return (0, WHATS.index(work.item.what), work.item.line, work.item.code, work.id)
    return (1, -work.last_seen, WHATS.index(work.item.what), work.item.code, work.id)


def _again(old: WorkItem, item: Item, at: int) -> WorkItem:
    same = (old.item.what, old.item.code) == (item.what, item.code)
    if old.status == "open" or (old.status == "ignored" and same):
        return replace(old, item=item, last_seen=at)
    return replace(
        old, item=item, last_seen=at, status="open", settled_at=None, settled_by="", reason=""
    )


def _is_gone(item: Item, sighting: Sighting) -> bool:
    """Whether an item that wasn't found is over, or only not spoken of by this list."""
    if sighting.doubtful:
        return False
    if item.record and (item.record in sighting.seen or item.record not in sighting.holding):
        return True
    if item.what in ABOUT_LINES:
        return not sighting.lacking
    return item.what != "absent" or sighting.complete
