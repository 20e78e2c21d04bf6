"""What audits found in a group: the work list, and the log of the audits themselves.

What was found is personal and sealed, one blob an item; what became of it is plain beside it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import redis

from onboarding.rules import errors
from onboarding.rules.auditing import What
from onboarding.rules.worklist import WorkItem
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import time_text
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Index, Sealer

MOST_RUNS: Final = 400
_VERSION: Final = b"version"
_ID_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class Run:
    """One audit: at `at` (ms) by `by`, as events name somebody. Plain: counts and times only.

    `counts`: how many items of each sort it found; `lines` on the list, of which `fine` have
    nothing to do and `known` are known others; `joined` were on the way and are inside,
    `unread` are inside and haven't confirmed the rules in force. `head_count` is how many the
    group has, as told.
    """

    id: str
    at: int
    by: str
    lines: int
    fine: int
    known: int
    counts: Mapping[What, int] = field(default_factory=dict)
    joined: int = 0
    unread: int = 0
    head_count: int | None = None
    complete: bool = False
    doubtful: bool = False

    @property
    def lacking(self) -> int | None:
        """How many of the group the list lacks; None where nobody counted heads."""
        return None if self.head_count is None else max(0, self.head_count - self.lines)

    @property
    def surplus(self) -> int:
        """How many lines there are more than heads."""
        return 0 if self.head_count is None else max(0, self.lines - self.head_count)

    @property
    def facts(self) -> dict[str, object]:
        """All but who and when, as an event tells it."""
        told: dict[str, object] = {"lines": self.lines, "fine": self.fine, "known": self.known}
        told |= {str(what): count for what, count in self.counts.items()}
        told |= {"joined": self.joined, "unread": self.unread}
        if self.head_count is not None:
            told["head_count"] = self.head_count
        return {**told, "complete": self.complete, "doubtful": self.doubtful}


@dataclass(frozen=True, slots=True)
class Board:
    """A group's work list as it was read: items by id, and the version that a change names."""

    version: int
    items: Mapping[str, WorkItem]


class Audits:
    """Reads and writes work lists of all schools."""

    def __init__(self, record: redis.Redis, scripts: Scripts, sealer: Sealer, index: Index) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer
        self._index = index

    def item_id(self, school: str, group: str, mark: Sequence[str]) -> str:
        """The id of an item, the same in every audit: 16 lower-case base32 characters."""
        blind = self._index.blind(school, "audit", group, *mark)
        raw = base64.urlsafe_b64decode(blind)[:_ID_BYTES]
        return base64.b32encode(raw).decode().lower()

    def board(self, school: str, group: str) -> Board:
        """The whole work list."""
        keys = Keys(school)
        pipe = self._record.pipeline(transaction=True)
        pipe.hgetall(keys.audit_states(group))
        pipe.hgetall(keys.audit(group))
        states, sealed = pipe.execute()
        version = int(states.pop(_VERSION, 0))
        items = (
            self._decode(school, group, item_id.decode(), codec.loads(state), sealed[item_id])
            for item_id, state in states.items()
        )
        return Board(version, {work.id: work for work in items})

    def open_counts(self, school: str, groups: Sequence[str]) -> dict[str, int]:
        """How much is to be done in each of these groups; nothing sealed is opened."""
        pipe = self._record.pipeline(transaction=False)
        for group in groups:
            pipe.hgetall(Keys(school).audit_states(group))
        return {
            group: sum(
                codec.loads(state)["status"] == "open"
                for name, state in states.items()
                if name != _VERSION
            )
            for group, states in zip(groups, pipe.execute(), strict=True)
        }

    def get(self, school: str, group: str, item_id: str) -> WorkItem:
        """One item. Raises errors.NotFound."""
        found = self.many(school, group, [item_id])
        if not found:
            raise errors.NotFound(what="item")
        return found[0]

    def many(self, school: str, group: str, ids: Iterable[str]) -> list[WorkItem]:
        """The items that exist, in the order asked."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return []
        pipe = self._record.pipeline(transaction=True)
        pipe.hmget(Keys(school).audit_states(group), wanted)
        pipe.hmget(Keys(school).audit(group), wanted)
        states, sealed = pipe.execute()
        return [
            self._decode(school, group, item_id, codec.loads(state), blob)
            for item_id, state, blob in zip(wanted, states, sealed, strict=True)
            if state and blob
        ]

    def runs(self, school: str, group: str, most: int = MOST_RUNS) -> list[Run]:
        """The latest audits, the latest first."""
        raw = cast(
            "list[bytes]", self._record.zrevrange(Keys(school).audit_runs(group), 0, most - 1)
        )
        return [Run(**codec.loads(each)) for each in raw]

    def record(
        self,
        school: str,
        group: str,
        before: Board,
        after: Mapping[str, WorkItem],
        run: Run,
        event: Event,
        idem: Idempotency | None = None,
    ) -> Done:
        """Keep what an audit came to: the work list after it, and its line in the log.
        Raises Moved where the work list moved on, errors.NotFound, IdempotencyConflict."""
        keys = Keys(school)
        named, blobs = self._difference(school, group, before, after)
        reply = self._scripts.run(
            "record_audit",
            [
                keys.audit(group),
                keys.audit_states(group),
                keys.audits_forgetting,
                keys.audit_runs(group),
                keys.group(group),
                keys.events,
                remembered_at(keys, idem),
            ],
            {
                **named,
                "id": run.id,
                "at": str(run.at),
                "run": codec.dumps(_packed_run(run)).decode(),
                "kept": str(MOST_RUNS),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            *blobs,
        )
        return understand(reply, run.id)

    def change(
        self,
        school: str,
        group: str,
        before: Board,
        after: Mapping[str, WorkItem],
        event: Event,
        idem: Idempotency | None = None,
    ) -> Done:
        """Write what became of some items. Raises Moved, errors.IdempotencyConflict."""
        keys = Keys(school)
        named, blobs = self._difference(school, group, before, after)
        reply = self._scripts.run(
            "change_worklist",
            [
                keys.audit(group),
                keys.audit_states(group),
                keys.audits_forgetting,
                keys.events,
                remembered_at(keys, idem),
            ],
            {**named, "event": event.packed(), "idem": idem and idem.packed()},
            *blobs,
        )
        return understand(reply, group)

    def due(self, school: str, now: int, most: int) -> list[str]:
        """The groups in which some item is to be forgotten."""
        found = self._record.zrangebyscore(
            Keys(school).audits_forgetting, "-inf", now, start=0, num=most
        )
        return [each.decode() for each in cast("list[bytes]", found)]

    def _difference(
        self, school: str, group: str, before: Board, after: Mapping[str, WorkItem]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """What a script has to write, so that what stood before becomes what stands after."""
        states, sealed, blobs = {}, [], []
        for work in after.values():
            old = before.items.get(work.id)
            if old is None or _state(old) != _state(work):
                states[work.id] = codec.dumps(_state(work)).decode()
            if old is None or (old.item, old.reason) != (work.item, work.reason):
                sealed.append(work.id)
                blobs.append(self._seal(school, group, work))
        forget_at = min((work.forget_at for work in after.values()), default=None)
        named = {
            "group": group,
            "seen": str(before.version),
            "states": states,
            "sealed": sealed,
            "dropped": sorted(before.items.keys() - after.keys()),
            "forget_at": time_text(forget_at),
        }
        return named, blobs

    def _seal(self, school: str, group: str, work: WorkItem) -> bytes:
        personal = codec.pack_item(work.item)
        plain = {"item": personal, "reason": work.reason} if work.reason else {"item": personal}
        return self._sealer.seal(school, _place(group, work.id), "audit", codec.dumps(plain))

    def _decode(
        self, school: str, group: str, item_id: str, state: dict[str, Any], sealed: bytes
    ) -> WorkItem:
        opened = self._sealer.open(school, _place(group, item_id), "audit", sealed)
        personal = codec.loads(opened)
        return WorkItem(
            id=item_id,
            item=codec.unpack_item(personal["item"]),
            reason=personal.get("reason", ""),
            **state,
        )


_STATE: Final = (
    "status",
    "first_seen",
    "last_seen",
    "reminders",
    "reminded_at",
    "settled_at",
    "settled_by",
)


def _state(work: WorkItem) -> dict[str, object]:
    """The plain part of an item; what is empty is left out."""
    kept = {name: getattr(work, name) for name in _STATE}
    return {name: value for name, value in kept.items() if value}


def _packed_run(run: Run) -> dict[str, object]:
    kept = {name: getattr(run, name) for name in Run.__slots__}
    return {**kept, "counts": dict(run.counts)}


def _place(group: str, item_id: str) -> str:
    return f"{group}/{item_id}"
