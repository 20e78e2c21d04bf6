"""One pupil in several lines, where a list gives each guardian a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from onboarding.rules import names
from onboarding.rules.rosterrows import GUARDIANS_MOST, Row


def guardians_together(rows: Sequence[Row], classes: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Make one pupil's rows one where the list as a whole gives each guardian a row.

    Without numbers only the list tells: where more than half of the names come again, each
    time with another relation, that is how it is written. A single pair may be two pupils.
    """
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, of in zip(rows, classes, strict=True):
        groups[of, names.key(row.name)].append(row)
    again = [group for group in groups.values() if len(group) > 1]
    if 2 * len(again) <= len(groups) or not all(_one_pupil(group) for group in again):
        return list(rows), list(classes)
    together = [
        replace(group[0], guardians=tuple(g for row in group for g in row.guardians))
        for group in groups.values()
    ]
    return together, [of for of, _ in groups]


def _one_pupil(group: Sequence[Row]) -> bool:
    relations = {row.guardians[0].relation for row in group if len(row.guardians) == 1}
    bare = (Row(r.section, r.name, guardians=r.guardians, row=r.row) for r in group)
    alone = len(relations - {""}) == len(group) <= GUARDIANS_MOST
    return alone and all(
        row == same and row.section == "students" for row, same in zip(group, bare, strict=True)
    )
