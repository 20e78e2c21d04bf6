"""The plan for a school's new year at rest: one a school, each group marked as it goes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, cast

import redis

from onboarding.rules.rollover import Plan, Step
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, understand
from onboarding.storage.scripts import Scripts

_DONE: Final = "done:"


class Rollovers:
    """Reads and writes the plan of a school."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts

    def get(self, school: str) -> Plan | None:
        """The school's last plan, finished or not; None where there never was one."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).rollover))
        if not raw:
            return None
        text = {name.decode(): value.decode() for name, value in raw.items()}
        kept: dict[str, Any] = codec.loads(text["plan"].encode())
        return Plan(
            text["id"],
            int(text["version"]),
            kept["at"],
            kept["by"],
            tuple(Step(**step) for step in kept["steps"]),
            {n.removeprefix(_DONE): int(at) for n, at in text.items() if n.startswith(_DONE)},
        )

    def draw(self, school: str, plan: Plan, event: Event) -> Done:
        """Put a plan in place of the one whose version was `plan.version` (0 for none). Raises
        errors.Stale where another is there by now."""
        keys = Keys(school)
        kept = {"at": plan.at, "by": plan.by, "steps": [asdict(step) for step in plan.steps]}
        reply = self._scripts.run(
            "draw_rollover",
            [keys.rollover, keys.events],
            {
                "id": plan.id,
                "seen": str(plan.version),
                "version": str(plan.version + 1),
                "plan": codec.dumps(kept).decode(),
                "done": {group: str(at) for group, at in plan.done.items()},
                "event": event.packed(),
            },
        )
        return understand(reply, plan.id)

    def roll_over(
        self, school: str, plan: Plan, step: Step, fields: Mapping[str, str], event: Event
    ) -> Done:
        """Write a group's `fields` and mark its step, unless that was done. Raises errors.Stale
        where the group isn't as the plan has it, or another plan is there."""
        keys = Keys(school)
        reply = self._scripts.run(
            "roll_over",
            [keys.group(step.group), keys.rollover, keys.events],
            {
                "id": step.group,
                "plan": plan.id,
                "policy": str(step.policy),
                "roster": str(step.roster),
                "fields": dict(fields),
                "event": event.packed(),
            },
        )
        return understand(reply, step.group)
