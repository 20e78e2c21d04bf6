"""Audits: the real group's member list held against members and roster, and the work list
that comes of it (T10, P10, S3, S10, H1, H2, C2). An audit removes nobody; a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onboarding.rules import errors
from onboarding.rules import worklist as worklists
from onboarding.rules.audit import audit
from onboarding.rules.auditing import WHATS, Item, Listed, Outcome, What
from onboarding.rules.kinds import Kind
from onboarding.rules.worklist import Sighting, WorkItem
from onboarding.services.auditpictures import picture
from onboarding.services.callers import Caller, TokenCaller, require
from onboarding.services.door import Door
from onboarding.services.membership import has_receipt, join_seen
from onboarding.services.settling import once, until_settled
from onboarding.storage import ids
from onboarding.storage.audits import MOST_RUNS, Run
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Done, Event, Idempotency
from onboarding.storage.requestrecord import Request

MOST_LINES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Worklist:
    """What there is to do in a group, and what became of what was. `last` is the last audit,
    `at` the moment (ms) for which it is all said."""

    group: Group
    policy: Kind
    items: tuple[WorkItem, ...]
    last: Run | None
    at: int

    @property
    def open(self) -> tuple[WorkItem, ...]:
        """What is to be done, the most urgent first."""
        return tuple(work for work in self.items if work.status == "open")

    @property
    def closed(self) -> tuple[WorkItem, ...]:
        """What was handled, ignored, or is gone, the latest first."""
        return tuple(work for work in self.items if work.status != "open")

    @property
    def by_what(self) -> tuple[tuple[What, tuple[WorkItem, ...]], ...]:
        """What is to be done, by what it is; nothing that is empty."""
        grouped = ((what, tuple(w for w in self.open if w.item.what == what)) for what in WHATS)
        return tuple(each for each in grouped if each[1])

    @property
    def remindable(self) -> tuple[WorkItem, ...]:
        """What somebody may be reminded of again."""
        return tuple(w for w in self.open if w.may_remind(self.at))


@dataclass(frozen=True, slots=True)
class Report:
    """What one audit came to: its line of the log, and the work list after it."""

    run: Run
    worklist: Worklist

    @property
    def lacking(self) -> int | None:
        """How many of the group the list lacks; None where nobody counted heads."""
        return self.run.lacking


def run(
    door: Door,
    caller: Caller,
    group_id: str,
    listed: Sequence[Listed],
    *,
    head_count: int | None = None,
    idem: Idempotency | None = None,
) -> Report:
    """Hold a member list against the group. `head_count` is how many members the app shows:
    only where the list has as many is anybody absent.

    Whoever is on the way, has confirmed the rules and is inside is joined by that. Raises
    errors.NotAllowed, NotFound, GroupClosed, Invalid (`members`, `head_count`), Busy,
    IdempotencyConflict.
    """
    require(caller, "audit_run", group_id)
    group = door.groups.get(caller.school, group_id)
    if not 0 < len(listed) <= MOST_LINES:
        raise errors.Invalid(field="members", reason="count")
    if head_count is not None and not 0 < head_count <= MOST_LINES:
        raise errors.Invalid(field="head_count", reason="unacceptable")

    def replay(earlier: Done) -> Report:
        known = door.audits.runs(group.school, group.id)
        found = next((each for each in known if each.id == earlier.record), None)
        if found is None:
            raise errors.NotFound(what="audit")
        return Report(found, of_group(door, group))

    def change() -> Report:
        if group.closed:
            raise errors.GroupClosed
        made = _audited(door, caller, group, listed, head_count, idem)
        return Report(made, of_group(door, group))

    report = once(door.memory, idem, replay, change)
    door.hint(group.school)
    return report


def worklist(door: Door, caller: Caller, group_id: str) -> Worklist:
    """What there is to do in the group. Raises errors.NotAllowed, NotFound."""
    require(caller, "audit_run", group_id)
    return of_group(door, door.groups.get(caller.school, group_id))


def one(door: Door, caller: Caller, group_id: str, item_id: str) -> WorkItem:
    """One item. Raises errors.NotAllowed, NotFound."""
    require(caller, "audit_run", group_id)
    return _staged(door, door.groups.get(caller.school, group_id), item_id)


def history(door: Door, caller: Caller, group_id: str, most: int = MOST_RUNS) -> list[Run]:
    """The latest audits, the latest first. Raises errors.NotAllowed, NotFound."""
    require(caller, "audit_run", group_id)
    door.groups.get(caller.school, group_id)
    return door.audits.runs(caller.school, group_id, most)


def found_again(door: Door, group: Group, item: Item) -> bool:
    """Whether an audit finds now what it found about this member, who shows the same still."""
    policy, now = door.policy(group), door.clock()
    line = Listed(1, item.nickname, account=item.account, inviter=item.inviter, record=item.record)
    seen, _held = picture(door, group, policy, [line], complete=False, now=now)
    same = (item.what, item.code, item.record)
    found = audit(seen, policy, now).items
    return any((each.what, each.code, each.record) == same for each in found)


def forget(door: Door, school: str, group_id: str) -> int:
    """Forget the items of a group whose time is over; how many this call did."""

    def attempt() -> int:
        board, now = door.audits.board(school, group_id), door.clock()
        after = {i: work for i, work in board.items.items() if work.forget_at > now}
        gone = len(board.items) - len(after)
        if gone:
            event = Event("audit.forgotten", "time", now, group_id, group_id, facts={"count": gone})
            door.audits.change(school, group_id, board, after, event)
        return gone

    forgotten = until_settled(attempt)
    door.hint(school)
    return forgotten


# -- the parts


def _audited(
    door: Door,
    caller: Caller,
    group: Group,
    listed: Sequence[Listed],
    head_count: int | None,
    idem: Idempotency | None,
) -> Run:
    policy, now = door.policy(group), door.clock()
    complete = head_count == len(listed)
    seen, held = picture(door, group, policy, listed, complete=complete, now=now)
    outcome = audit(seen, policy, now)
    joined, unread = _arrived(door, caller, group, outcome, held)
    made = Run(
        id=ids.new_request_id(),
        at=now,
        by=caller.ref,
        lines=outcome.lines,
        fine=outcome.fine,
        known=outcome.known,
        counts=Counter(item.what for item in outcome.items),
        joined=joined,
        unread=unread,
        head_count=head_count,
        complete=complete,
        doubtful=outcome.doubtful,
    )
    sighting = Sighting(
        at=now,
        complete=complete,
        lacking=bool(made.lacking),
        doubtful=outcome.doubtful,
        seen=frozenset(outcome.seen),
        holding=held.keys(),
    )
    found = _by_id(door, caller, group, outcome)
    event = Event("audit.run", caller.ref, now, group.id, group.id, facts=made.facts)

    def attempt() -> Done:
        before = door.audits.board(group.school, group.id)
        after = worklists.merged(before.items, found, sighting)
        return door.audits.record(group.school, group.id, before, after, made, event, idem)

    until_settled(attempt)
    return made


def _by_id(door: Door, caller: Caller, group: Group, outcome: Outcome) -> dict[str, Item]:
    """What was found, by id; an account that a bot tells is proven by that."""
    proves = isinstance(caller, TokenCaller) and caller.may("binding_write", group.id)
    return {
        door.audits.item_id(group.school, group.id, item.mark): replace(
            item, proven=proves and item.account is not None
        )
        for item in outcome.items
    }


def _arrived(
    door: Door, caller: Caller, group: Group, outcome: Outcome, held: Mapping[str, Request]
) -> tuple[int, int]:
    """How many were on the way and are joined, being inside, and how many are inside without
    having confirmed the rules in force. A doubtful list lets nobody join."""
    seen = [held[record] for record in outcome.seen if record in held]
    unread = sum(not has_receipt(group, request) for request in seen)
    coming = [each for each in seen if each.state == "approved" and not outcome.doubtful]
    after = [join_seen(door, each, caller.ref) for each in coming]
    return sum(each.state == "joined" for each in after), unread


def of_group(door: Door, group: Group) -> Worklist:
    """The work list of a group, for whoever may see it."""
    policy = door.policy(group)
    last = next(iter(door.audits.runs(group.school, group.id, 1)), None)
    board = door.audits.board(group.school, group.id)
    items = _on_the_ladder(door, policy, last, board.items.values())
    return Worklist(group, policy, tuple(sorted(items, key=worklists.urgency)), last, door.clock())


def _on_the_ladder(
    door: Door, policy: Kind, last: Run | None, items: Iterable[WorkItem]
) -> list[WorkItem]:
    now, doubtful = door.clock(), last is not None and last.doubtful
    return [worklists.staged(work, policy, now, doubtful=doubtful) for work in items]


def _staged(door: Door, group: Group, item_id: str) -> WorkItem:
    last = next(iter(door.audits.runs(group.school, group.id, 1)), None)
    work = door.audits.get(group.school, group.id, item_id)
    return _on_the_ladder(door, door.policy(group), last, [work])[0]
