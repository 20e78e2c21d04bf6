"""Many groups at a glance: what waits, what lapses, what is amiss, and the school's supervision.

Read in a handful of round trips, however many groups there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onboarding.clock import DAY, HOUR
from onboarding.rules import entry
from onboarding.rules.journey import OPEN
from onboarding.services import groups
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.members import counted_sections
from onboarding.services.pressure import most_open
from onboarding.storage.groups import Group
from onboarding.storage.overview import Ended, Reading

SOON: Final = 48 * HOUR
LONG_WAIT: Final = 48 * HOUR
LOOKED_BACK: Final = 30 * DAY
PROBLEMS: Final = (
    "no_owner",
    "queue_full",
    "picture_lapsed",
    "no_picture",
    "no_roster",
    "picture_lapsing",
    "nobody_seated",
)
"""What may be amiss in a group, the worst first."""
COUNTED: Final = ("waiting", "lapsing", "amiss")
"""By what a caller may look at some groups alone; each is a number over all of them, too."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one group stands. `waiting` are to be decided, the longest for `waited` ms (0 where
    nobody waits); `renaming` are to correct their nickname; `open_lapsing` and `held_lapsing`
    lapse within 48 hours, undecided and approved; `problems` are codes, the worst first. A closed
    group asks nothing of anybody: what still waits there may be decided, or lapses."""

    group: Group
    waiting: int
    renaming: int
    waited: int
    open_lapsing: int
    held_lapsing: int
    coming: int
    members: int
    problems: tuple[str, ...]

    @property
    def audited_at(self) -> int | None:
        """When the real group was last held against its list (ms), None for never."""
        return self.group.audited_at

    @property
    def lapsing(self) -> int:
        """How much lapses within 48 hours."""
        return self.open_lapsing + self.held_lapsing

    @property
    def amiss(self) -> int:
        """How much is amiss."""
        return len(self.problems)

    @property
    def calm(self) -> bool:
        """Whether there is nothing to do."""
        return self.group.closed or not any(getattr(self, what) for what in COUNTED)

    @property
    def long_wait(self) -> bool:
        """Whether somebody has waited for so long that the school should know."""
        return self.waited >= LONG_WAIT and not self.group.closed


@dataclass(frozen=True, slots=True)
class Inbox:
    """The groups that a caller looks after, the most urgent first."""

    standings: tuple[Standing, ...]

    def counted(self, what: str) -> tuple[Standing, ...]:
        """The groups behind one of the numbers (`COUNTED`)."""
        return tuple(e for e in self.standings if getattr(e, what) and not e.calm)

    @property
    def waiting(self) -> int:
        """How many are to be decided."""
        return sum(each.waiting for each in self.counted("waiting"))

    @property
    def longest(self) -> Standing | None:
        """The group where somebody has waited longest for a decision."""
        return max(self.counted("waiting"), key=lambda each: each.waited, default=None)

    @property
    def lapsing(self) -> int:
        """How much lapses within 48 hours."""
        return sum(each.lapsing for each in self.counted("lapsing"))

    @property
    def amiss(self) -> int:
        """In how many groups something is amiss."""
        return len(self.counted("amiss"))

    @property
    def overseen(self) -> Inbox:
        """The groups in the order in which a supervisor looks at them: first where requests lapse
        undecided, then what is amiss, the worst first, then who waits longest."""
        return Inbox(tuple(sorted(self.standings, key=_worth_a_look)))


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many people who should have somebody at their place it is held by somebody, who is
    in the group or approved and on the way."""

    seated: int
    whole: int


@dataclass(frozen=True, slots=True)
class Supervision:
    """What ended in the last 30 days as a supervisor has to know (M1, M3), the newest first:
    who was removed, and what lapsed before anybody decided."""

    removed: tuple[Ended, ...]
    undecided: tuple[Ended, ...]


def inbox(door: Door, caller: Caller, title: str = "") -> Inbox:
    """Every group that the caller may see, or those with these words in their title."""
    wanted = title.strip().casefold()
    found = [g for g in groups.visible(door, caller) if wanted in g.title.casefold()]
    now = door.clock()
    due = door.overview.lapsing(caller.school, now + SOON)
    lapsing = Counter((each.group, each.state in OPEN) for each in due if each.at > now)
    readings = door.overview.groups(found, [each for each in due if each.at <= now])
    standings = [
        _standing(group, reading, lapsing, now)
        for group, reading in zip(found, readings, strict=True)
    ]
    return Inbox(tuple(sorted(standings, key=_urgency)))


def shares(door: Door, caller: Caller, found: Sequence[Group]) -> dict[str, Share]:
    """How far each group has come, by its id. Raises errors.NotAllowed."""
    people = {}
    for group in found:
        require(caller, "member_read", group.id)
        roster = door.rosters.read(group.school, group.id, group.roster)
        sections = counted_sections(door.policy(group))
        people[group.id] = [
            person.id for person in roster.people if person.section in sections and not person.left
        ]
    held = door.overview.held(caller.school, people, door.clock())
    return {
        group: Share(sum(number > 0 for number in numbers), len(numbers))
        for group, numbers in held.items()
    }


def found_open(door: Door, caller: Caller, found: Sequence[Group]) -> dict[str, int]:
    """How much audits found in each group that is still to be done, by its id: numbers alone.
    Raises errors.NotAllowed."""
    for group in found:
        require(caller, "member_read", group.id)
    return door.audits.open_counts(caller.school, [group.id for group in found])


def supervision(door: Door, caller: Caller) -> Supervision:
    """What the school's supervisor watches. Raises errors.NotAllowed."""
    require(caller, "escalation_handle", "")
    ids = door.groups.ids(caller.school)
    since = door.clock() - LOOKED_BACK
    removed, expired = (
        door.overview.ended(caller.school, ids, state, since) for state in ("removed", "expired")
    )
    return Supervision(
        removed=tuple(removed),
        undecided=tuple(each for each in expired if each.move != "approve"),
    )


def _standing(
    group: Group, reading: Reading, lapsing: Counter[tuple[str, bool]], now: int
) -> Standing:
    counts = reading.counts
    due = Counter[tuple[str, bool]]() if group.closed else lapsing
    return Standing(
        group=group,
        waiting=counts["pending"],
        renaming=counts["needs_rename"],
        waited=now - reading.oldest if reading.oldest is not None else 0,
        open_lapsing=due[group.id, True],
        held_lapsing=due[group.id, False],
        coming=counts["approved"],
        members=counts["joined"],
        problems=() if group.closed else tuple(_problems(group, reading, now)),
    )


def _problems(group: Group, reading: Reading, now: int) -> list[str]:
    counts = reading.counts
    picture = entry.condition(reading.picture, now)
    asking = sum(counts[state] for state in OPEN)
    found = {
        "no_owner": "owner" not in reading.roles,
        "queue_full": asking >= most_open(group),
        "picture_lapsed": picture == "lapsed",
        "no_picture": picture == "none" and group.entry_mode != "bot",
        "no_roster": not group.people,
        "picture_lapsing": picture == "lapsing",
        "nobody_seated": bool(group.people)
        and not any((asking, counts["approved"], counts["joined"])),
    }
    return [code for code in PROBLEMS if found[code]]


def _urgency(standing: Standing) -> tuple[object, ...]:
    return (
        standing.group.closed,
        standing.calm,
        not standing.open_lapsing,
        not standing.waiting,
        -standing.waited,
        not standing.held_lapsing,
        -len(standing.problems),
        standing.group.title,
    )


def _worth_a_look(standing: Standing) -> tuple[object, ...]:
    worst = PROBLEMS.index(standing.problems[0]) if standing.problems else len(PROBLEMS)
    return (
        standing.group.closed,
        not standing.open_lapsing,
        worst,
        *_urgency(standing),
    )
