"""The list of a whole school, by class, and what it would come to group by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import regex

from onboarding.rules.rosterrows import Row

State = Literal["planned", "running", "finished"]
DONE: Final = "done"

_SEVERAL: Final = regex.compile(r"[、，,;；]+")


@dataclass(frozen=True, slots=True)
class ClassList:
    """What a list says of one class. `name` is as it is written; "" for who has none. `merge`:
    it only holds what changed, and who isn't in it stays."""

    name: str
    rows: tuple[Row, ...] = field(repr=False)
    merge: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One class of a plan and the group that its rows go to.

    `group` is "" where the class is left out; with `create` it is the id that the group will
    have, of the kind `kind`. `roster` is the version that was looked at, and the counts are
    what the rows come to against it. `shrinks` names the section that would lose more than
    30 %; `problem` is what stands against taking the rows at all: a code, and the row.
    """

    number: int
    name: str
    group: str = ""
    title: str = ""
    create: bool = False
    kind: str = ""
    roster: int = 0
    rows: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0
    back: int = 0
    unclear: int = 0
    shrinks: str = ""
    problem: str = ""
    row: int = 0
    merge: bool = False

    @property
    def goes(self) -> bool:
        """Whether there is something to be done for it."""
        return bool(self.group) and not self.problem


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a step, at `at` (ms): `done`, or the code of what refused it."""

    outcome: str
    at: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A school's import, drawn up `at` (ms) `by` somebody, of which nothing is kept after
    `until`. `marks`: by the number of the step what became of it."""

    id: str
    version: int
    at: int
    by: str
    until: int
    steps: tuple[Step, ...]
    state: State = "planned"
    reason: str = field(default="", repr=False)
    marks: Mapping[int, Mark] = field(default_factory=dict)

    @property
    def rest(self) -> tuple[Step, ...]:
        """What is still to be tried, in order."""
        return tuple(s for s in self.steps if s.goes and s.number not in self.marks)

    @property
    def done(self) -> tuple[Step, ...]:
        """What went well."""
        return tuple(s for s in self.steps if self.outcome(s) == DONE)

    @property
    def refused(self) -> tuple[Step, ...]:
        """What was tried and refused."""
        return tuple(s for s in self.steps if self.outcome(s) not in ("", DONE))

    @property
    def going(self) -> int:
        """How many steps there are to do, done or not."""
        return sum(step.goes for step in self.steps)

    @property
    def shrinks(self) -> bool:
        """Whether some list would lose so many that somebody has to say why."""
        return any(step.goes and step.shrinks for step in self.steps)

    def outcome(self, step: Step) -> str:
        """What became of a step; "" for nothing yet."""
        mark = self.marks.get(step.number)
        return mark.outcome if mark else ""


def by_class(rows: Iterable[tuple[str, Row]]) -> tuple[ClassList, ...]:
    """Rows with the class that each names, brought together; classes in the order in which they
    first come. A teacher's line may name several."""
    found: dict[str, list[Row]] = {}
    for name, row in rows:
        several = _SEVERAL.split(name) if row.section == "teachers" else [name]
        for one in {part.strip(): None for part in several if part.strip()} or {"": None}:
            found.setdefault(one, []).append(row)
    return tuple(ClassList(name, tuple(each)) for name, each in found.items())


def renewed(steps: Sequence[Step], plan: Plan) -> tuple[Step, ...]:
    """Steps as they stand now, those of the plan that are done kept as they were."""
    kept = {step.number: step for step in plan.done}
    return tuple(kept.get(step.number, step) for step in steps)


def only_done(plan: Plan) -> Plan:
    """The plan without the marks of what was refused: it may be tried again."""
    marks = {number: mark for number, mark in plan.marks.items() if mark.outcome == DONE}
    return replace(plan, marks=marks)
