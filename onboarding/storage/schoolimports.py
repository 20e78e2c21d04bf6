"""The import of a whole school at rest: one a school, its rows sealed class by class until each
has become a group's list; nothing of it outlives a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final, cast

import redis

from onboarding.clock import DAY
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import DONE, Mark, Plan, State, Step
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Sealer

KEPT: Final = DAY
_STEP: Final = "step:"


class SchoolImports:
    """Reads and writes the import of a school."""

    def __init__(self, record: redis.Redis, scripts: Scripts, sealer: Sealer) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer

    def get(self, school: str, now: int) -> Plan | None:
        """The school's import, finished or not; None where there is none of the last day."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).school_import))
        if not raw:
            return None
        plain = {n.decode(): value for n, value in raw.items()}
        plan_id = plain["id"].decode()
        kept = codec.loads(self._sealer.open(school, plan_id, "plan", plain["plan"]))
        if kept["until"] <= now:
            return None
        return Plan(
            plan_id,
            int(plain["version"]),
            kept["at"],
            kept["by"],
            kept["until"],
            tuple(Step(**step) for step in kept["steps"]),
            cast("State", plain["state"].decode()),
            kept["reason"],
            {int(n.removeprefix(_STEP)): _mark(v) for n, v in plain.items() if n.startswith(_STEP)},
        )

    def stage(self, school: str, plan_id: str, number: int, rows: Sequence[Row]) -> None:
        """Seal the rows of one class under its number. They go by themselves after a day,
        whether or not a plan ever stands on them."""
        key = Keys(school).school_import_rows(plan_id)
        sealed = self._sealer.seal(school, f"{plan_id}/{number}", "rows", _packed(rows))
        pipe = self._record.pipeline(transaction=True)
        pipe.hset(key, str(number), sealed)
        pipe.pexpire(key, KEPT)
        pipe.execute()

    def unstage(self, school: str, plan_id: str) -> None:
        """Drop rows that no plan will stand on."""
        self._record.unlink(Keys(school).school_import_rows(plan_id))

    def rows(self, school: str, plan_id: str, number: int) -> tuple[Row, ...]:
        """The rows of one class; none once they are somebody's list."""
        key = Keys(school).school_import_rows(plan_id)
        sealed = cast("bytes | None", self._record.hget(key, str(number)))
        if sealed is None:
            return ()
        return _unpacked(self._sealer.open(school, f"{plan_id}/{number}", "rows", sealed))

    def draw(self, school: str, plan: Plan, seen: int, event: Event) -> Done:
        """Put a plan in place of the one whose version was `seen` (0 for none); the rows of
        another import go. Raises errors.Stale where another is there by now."""
        keys = Keys(school)
        earlier = self._id(school) or plan.id
        reply = self._scripts.run(
            "draw_school_import",
            [keys.school_import, keys.school_import_rows(earlier), keys.events],
            {
                "id": plan.id,
                "before": earlier,
                "seen": str(seen),
                "version": str(plan.version),
                "state": plan.state,
                "marks": {f"{_STEP}{n}": _text(mark) for n, mark in plan.marks.items()},
                "keep": str(plan.until - event.at),
                "event": event.packed(),
            },
            self._sealed(school, plan),
        )
        return understand(reply, plan.id)

    def turn(self, school: str, plan: Plan, state: State, event: Event) -> Done:
        """From the plan's state into another one. Raises errors.Stale where it isn't in its own
        any more, or another plan is there."""
        keys = Keys(school)
        reply = self._scripts.run(
            "turn_school_import",
            [keys.school_import, keys.events],
            {"id": plan.id, "before": plan.state, "after": state, "event": event.packed()},
            self._sealed(school, plan),
        )
        return understand(reply, plan.id)

    def mark(self, school: str, plan: Plan, step: Step, mark: Mark) -> Done:
        """Note what became of a step; the rows of one that is done go. Raises errors.Stale where
        another plan is there."""
        keys = Keys(school)
        reply = self._scripts.run(
            "mark_school_import",
            [keys.school_import, keys.school_import_rows(plan.id)],
            {
                "id": plan.id,
                "step": f"{_STEP}{step.number}",
                "number": str(step.number),
                "mark": _text(mark),
                "done": "1" if mark.outcome == DONE else "",
            },
        )
        return understand(reply, plan.id)

    def drop(self, school: str, plan: Plan, event: Event) -> Done:
        """Leave off: the plan and its rows go. Raises errors.Stale where another is there."""
        keys = Keys(school)
        reply = self._scripts.run(
            "drop_school_import",
            [keys.school_import, keys.school_import_rows(plan.id), keys.events],
            {"id": plan.id, "event": event.packed()},
        )
        return understand(reply, plan.id)

    def _id(self, school: str) -> str:
        raw = cast("bytes | None", self._record.hget(Keys(school).school_import, "id"))
        return raw.decode() if raw else ""

    def _sealed(self, school: str, plan: Plan) -> bytes:
        kept = {
            "at": plan.at,
            "by": plan.by,
            "until": plan.until,
            "reason": plan.reason,
            "steps": [_sparse(step) for step in plan.steps],
        }
        return self._sealer.seal(school, plan.id, "plan", codec.dumps(kept))


def _sparse(step: Step) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(step).items() if value}
    return {"number": step.number, "name": step.name, **kept}


def _text(mark: Mark) -> str:
    return f"{mark.at} {mark.outcome}"


def _mark(raw: bytes) -> Mark:
    at, outcome = raw.decode().split(" ")
    return Mark(outcome, int(at))


def _packed(rows: Sequence[Row]) -> bytes:
    return codec.dumps({"rows": [_row(row) for row in rows]})


def _row(row: Row) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(row).items() if value}
    if row.guardians:
        kept["guardians"] = [[g.name, g.relation, g.phone] for g in row.guardians]
    return kept


def _unpacked(data: bytes) -> tuple[Row, ...]:
    return tuple(_row_of(each) for each in codec.loads(data)["rows"])


def _row_of(kept: Mapping[str, Any]) -> Row:
    plain = Row(**{**kept, "guardians": (), "subjects": tuple(kept.get("subjects", ()))})
    return replace(plain, guardians=tuple(Guardian(*each) for each in kept.get("guardians", ())))
