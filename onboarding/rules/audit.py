"""The audit: a real group's member list held against roster and members (T10, P10, S3, S10).

Pure, and it changes nothing. Who is certain comes first (`auditmatch`), then whose nickname
names a holder in another way, then whose names a place that is free; what is to be done
about each is what `checks.check` finds (`auditlines`). Nobody is matched by a cut or near
name, nor one of two by a name that both may bear: a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from onboarding.rules.auditbeyond import beyond
from onboarding.rules.auditing import WHATS, Item, Outcome, Picture
from onboarding.rules.auditlines import Lines
from onboarding.rules.auditmatch import match
from onboarding.rules.auditscene import Scene
from onboarding.rules.kinds import Kind

BRAKE: Final = (3, 10)
"""How many lines of how many may be flagged before rather the list or roster is wrong."""

BRAKE_FROM: Final = 5
"""So many flagged lines at least. In a small group, or a list of the few who came in last, a
share says nothing: one stranger among three is a stranger. A wrong list or roster shows by
many at once."""

_FLAGGED = frozenset({"impersonates_staff", "remove", "unknown"})


def audit(picture: Picture, kind: Kind, now: int) -> Outcome:
    """All that there is to do about a group at `now` (ms), the most urgent first.

    The order of the lines changes nothing but `line`.
    """
    scene = Scene(picture, kind, now)
    lines = Lines(scene, match(scene))
    lines.settle()
    items = _numbered(lines.found())
    doubtful = _doubtful(items, len(picture.listed))
    if doubtful:
        items = [replace(item, what="unknown") if item.what == "remove" else item for item in items]
    everything = [*items, *beyond(scene, lines.seen, lines.present, items)]
    everything.sort(key=lambda item: (WHATS.index(item.what), item.line))
    return Outcome(
        items=tuple(everything),
        lines=len(picture.listed),
        fine=len(picture.listed) - len(items) - len(lines.known),
        known=len(lines.known),
        doubtful=doubtful,
        seen=tuple(sorted(lines.seen)),
    )


def _doubtful(items: Iterable[Item], lines: int) -> bool:
    flagged = sum(item.what in _FLAGGED for item in items)
    return flagged >= BRAKE_FROM and flagged * BRAKE[1] > lines * BRAKE[0]


def _numbered(items: Iterable[Item]) -> list[Item]:
    """The items, their marks told apart where several people show one name."""
    met: Counter[tuple[str, ...]] = Counter()
    found = []
    for item in items:
        met[item.mark] += 1
        again = (str(met[item.mark]),) if met[item.mark] > 1 else ()
        found.append(replace(item, mark=(*item.mark, *again)))
    return found
