"""What becomes of items from one audit to the next, and the ladder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onboarding.rules.auditing import Item
from onboarding.rules.kindfiles import load_all
from onboarding.rules.worklist import (
    KEPT,
    KEPT_UNSEEN,
    MOST_ITEMS,
    SPACING,
    Sighting,
    WorkItem,
    merged,
    reminded,
    staged,
)

KIND = next(iter(load_all().values()))
RENAME = Item("rename", "nickname_wrong", "P10", ("record", "m"), 1, "李明妈", record="m")
ABSENT = Item("absent", "not_in_group", "", ("absent", "m"), record="m")
STRANGER = Item("unknown", "nobody_fits", "P10", ("nickname", "阳光"), 2, "阳光")
SEEN = Sighting(10, complete=True, lacking=False, doubtful=False, seen={"m"}, holding={"m"})
UNSEEN = replace(SEEN, seen=frozenset())


def work(item: Item, **more: object) -> WorkItem:
    return WorkItem("i", item, 1, 1, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "sighting", "gone"),
    [
        (RENAME, SEEN, True),
        (RENAME, UNSEEN, True),
        (RENAME, replace(UNSEEN, lacking=True), False),
        (RENAME, replace(SEEN, lacking=True), True),
        (RENAME, replace(UNSEEN, lacking=True, holding=frozenset()), True),
        (RENAME, replace(SEEN, doubtful=True), False),
        (STRANGER, SEEN, True),
        (STRANGER, replace(SEEN, lacking=True), False),
        (ABSENT, SEEN, True),
        (ABSENT, replace(UNSEEN, complete=False), False),
        (replace(STRANGER, what="unseated"), replace(SEEN, lacking=True), True),
    ],
)
def test_an_item_is_gone_only_where_the_list_allows_to_say_so(
    item: Item, sighting: Sighting, gone: bool
) -> None:
    after = merged({"i": work(item)}, {}, sighting)["i"]
    assert after.status == ("gone" if gone else "open")
    assert after.settled_at == (10 if gone else None)


def test_what_was_ignored_is_ignored_until_it_is_something_else() -> None:
    old = {"i": work(RENAME, status="ignored", settled_at=2, reason="小号")}
    assert merged(old, {"i": RENAME}, SEEN)["i"].status == "ignored"
    worse = replace(RENAME, what="remove", code="banned")
    assert merged(old, {"i": worse}, SEEN)["i"].status == "open"
    assert merged(old, {}, SEEN)["i"].status == "ignored"


@pytest.mark.parametrize("status", ["handled", "gone"])
def test_what_comes_back_is_open_with_its_past(status: str) -> None:
    old = {"i": work(RENAME, status=status, settled_at=2, reminders=2, reminded_at=1)}
    back = merged(old, {"i": replace(RENAME, line=9)}, SEEN)["i"]
    assert (back.status, back.settled_at, back.first_seen, back.last_seen) == ("open", None, 1, 10)
    assert (back.reminders, back.item.line) == (2, 9)


def test_of_too_many_items_the_closed_ones_go_first() -> None:
    old = {"closed": WorkItem("closed", RENAME, 1, 1, "handled", settled_at=1)}
    found = {f"i{number}": replace(STRANGER, line=number) for number in range(MOST_ITEMS)}
    assert merged(old, found, SEEN).keys() == found.keys()


def test_the_ladder_is_climbed_by_reminders_with_time_between_them() -> None:
    item, now = work(RENAME), 1000
    for _ in range(KIND.reminders):
        assert staged(item, KIND, now, doubtful=False).stage != "proposed"
        assert staged(item, KIND, now, doubtful=False).may_remind(now)
        item = reminded(item, now)
        assert not staged(item, KIND, now + SPACING - 1, doubtful=False).may_remind(now + 1)
        now += SPACING
    assert staged(item, KIND, now - 1, doubtful=False).stage == "reminded"
    assert staged(item, KIND, now, doubtful=False).stage == "proposed"
    assert staged(item, KIND, now, doubtful=True).stage == "reminded"
    closed = replace(item, status="handled")
    assert staged(closed, KIND, now, doubtful=False).stage == "reminded"
    assert staged(closed, KIND, now, doubtful=False).remind_from is None


def test_a_first_reminder_is_never_too_early_however_the_clock_moves_meanwhile() -> None:
    asked_at, worked_out_at = 1000, 1005
    assert staged(work(RENAME), KIND, worked_out_at, doubtful=False).may_remind(asked_at)


@pytest.mark.parametrize("what", ["adopt", "absent", "unseated", "missing"])
def test_nobody_is_proposed_for_removal_who_does_no_wrong(what: str) -> None:
    item = work(replace(RENAME, what=what), reminders=10, reminded_at=0)  # type: ignore[arg-type]
    assert staged(item, KIND, SPACING, doubtful=False).stage == "reminded"


def test_closed_items_are_kept_a_while_and_others_as_long_as_they_are_seen() -> None:
    assert work(RENAME, status="gone", settled_at=5).forget_at == 5 + KEPT
    assert work(RENAME, status="handled", settled_at=5).forget_at == 5 + KEPT
    assert work(RENAME).forget_at == 1 + KEPT_UNSEEN
    assert work(RENAME, status="ignored", settled_at=5).forget_at == 1 + KEPT_UNSEEN
