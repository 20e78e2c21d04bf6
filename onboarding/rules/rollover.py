"""The new school year: what a class is called then, and the plan for all groups of a school.

A plan says of each group whether it moves up under another title or is closed, and on which
version of the group that was decided. Groups that the plan doesn't name stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import regex

Fate = Literal["promote", "close"]
FATES: Final[tuple[Fate, ...]] = ("promote", "close")
LONGEST_TITLE: Final = 100

_NUMERALS: Final = (*"一二三四五六七八九十", "十一", "十二", "十三")
_ONE: Final = r"(?:十[一二]?|[一二三四五六七八九])"
_GRADE: Final = rf"(?P<grade>(?<!\d)\d{{1,2}}|(?<![一二三四五六七八九十]){_ONE})"

# A year of entry or of leaving stands in the title: it stays the class's own.
_COHORT: Final = regex.compile(r"\d{2,4}\s*[级届]")
_NURSERY: Final = regex.compile(rf"(?P<step>[托小中大])(?=[(（]?(?:\d{{1,2}}|{_ONE})?[)）]?班)")
_NURSERY_STEPS: Final = {"托": "小", "小": "中", "中": "大", "大": "大"}
_GRADES: Final = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        r"(?P<stage>[初高大])(?P<grade>[1-4]|[一二三四])(?!\d*[年岁])",
        rf"{_GRADE}\s*年",
        rf"{_GRADE}\s*(?=[(（]\s*(?:\d{{1,2}}|{_ONE})\s*[)）])",
        r"(?<![\d十])(?P<grade>[1-9])(?=\d{2}\s*班)",
        rf"(?P<grade>(?<![一二三四五六七八九十]){_ONE})\s*(?=\d{{1,2}}\s*班)",
        r"\b(?:grade|year)\s*(?P<grade>\d{1,2})\b",
    )
)
# The last grade of a school of each stage; counted through from the first of primary school
# where the title names no stage.
_LAST: Final[Mapping[str, frozenset[int]]] = {
    "初": frozenset({3}),
    "高": frozenset({3}),
    "大": frozenset({4}),
    "": frozenset({6, 9, 12}),
}
_STAGE: Final = regex.compile(r"(?P<stage>[初高大])[中学]")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a class would be called next year. `known` where a rule speaks of the title at all;
    `last`: it is the last grade, which leaves."""

    title: str
    last: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted of one group: its fate, and its title where it moves up."""

    group: str
    fate: Fate
    title: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One group in the plan. `before` is its title, `title` the one it gets; `policy` and
    `roster` are the versions that were looked at."""

    group: str
    kind: str
    fate: Fate
    before: str
    title: str
    policy: int
    roster: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A school's plan, drawn up `at` (ms) `by` somebody. `done`: when each group's step was
    taken (ms)."""

    id: str
    version: int
    at: int
    by: str
    steps: tuple[Step, ...]
    done: Mapping[str, int] = field(default_factory=dict)

    @property
    def rest(self) -> tuple[Step, ...]:
        """What is still to be done: who moves up first, who leaves last."""
        open_ = (step for step in self.steps if step.group not in self.done)
        return tuple(sorted(open_, key=lambda step: step.fate == "close"))

    @property
    def begun(self) -> bool:
        """Whether some group has gone over and some hasn't."""
        return bool(self.done) and bool(self.rest)

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return not self.rest


def suggestion(title: str) -> Suggestion:
    """What a class of this title is called a year later; digits stay digits, and Chinese
    numerals Chinese. The title itself where it is unknown or goes with the class."""
    if _COHORT.search(title):
        return Suggestion(title)
    if nursery := _NURSERY.search(title):
        following = _NURSERY_STEPS[nursery["step"]]
        return Suggestion(_put(title, nursery, "step", following), last=nursery["step"] == "大")
    for pattern in _GRADES:
        found = pattern.search(title)
        if found is not None and (grade := _number(found["grade"])) < len(_NUMERALS):
            stage = found.groupdict().get("stage") or _stage(title)
            following = _written(grade + 1, like=found["grade"])
            last = grade in _LAST[stage]
            return Suggestion(_put(title, found, "grade", following), last)
    return Suggestion(title, known=False)


def problems(steps: Sequence[Step], staying: Sequence[Step]) -> dict[str, str]:
    """What is wrong with the titles of a plan, by group: too short or too long (`length`), or
    one title for two groups of a kind that had two (`title_twice`). `staying` are the groups
    that the plan doesn't touch, as steps that change nothing."""
    wrong = {
        step.group: "length"
        for step in steps
        if not 1 <= len(step.title) <= LONGEST_TITLE or not step.title.isprintable()
    }
    alike: defaultdict[tuple[str, str], list[Step]] = defaultdict(list)
    for step in (*steps, *staying):
        if step.fate == "promote":
            alike[step.kind, step.title].append(step)
    planned = {step.group for step in steps}
    for bearers in alike.values():
        if len({step.before for step in bearers}) > 1:
            twice = (step.group for step in bearers if step.group in planned)
            wrong |= dict.fromkeys((group for group in twice if group not in wrong), "title_twice")
    return wrong


def _stage(title: str) -> str:
    found = _STAGE.search(title)
    return found["stage"] if found else ""


def _put(title: str, found: regex.Match[str], part: str, new: str) -> str:
    return title[: found.start(part)] + new + title[found.end(part) :]


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else _NUMERALS.index(written) + 1


def _written(number: int, *, like: str) -> str:
    return str(number) if like.isdecimal() else _NUMERALS[number - 1]
