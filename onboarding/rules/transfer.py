"""Pupils who go from one group's list to another's of the same school.

They are marked as having left there and stand on the other list with the same facts and the
same id, so that who goes back is the same person. What belongs to the old class's list alone
stays behind: a 座号, and a number so short that it is a place in that list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from onboarding.rules import rosterchange
from onboarding.rules.errors import Invalid, NotFound
from onboarding.rules.roster import Person, Roster, Section
from onboarding.rules.rosterchange import Change
from onboarding.rules.rostermatch import LASTING_NUMBER
from onboarding.rules.rosternext import EDITABLE, compared, dated
from onboarding.rules.rosterrows import Row, fold

MOVING: Section = "students"


def transferred(
    source: Roster, target: Roster, people: Sequence[str], now: int
) -> tuple[Change, Change]:
    """What becomes of both lists at `now` (ms) when these pupils go from one to the other.

    Who stands on the other list already, by a number or another sure fact, is that person.
    Raises NotFound for somebody who isn't a pupil there; Invalid (`field` people, reason
    `empty`, or `same_name` where somebody there bears the name and no fact tells the two
    apart; `field` number, reason `number_twice`).
    """
    moving = [_pupil(source, each) for each in dict.fromkeys(people)]
    if not moving:
        raise Invalid(field="people", reason="empty")
    return _left(source, moving, now), _taken_in(target, moving, now)


def _pupil(source: Roster, person_id: str) -> Person:
    person = source.by_id.get(person_id)
    if person is None or person.left or person.section != MOVING:
        raise NotFound(what="person")
    return person


def _left(source: Roster, moving: Sequence[Person], now: int) -> Change:
    gone = {person.id for person in moving}
    people = tuple(
        dated(replace(person, left=True), person, now) if person.id in gone else person
        for person in source.people
    )
    return Change(people=people, **compared(source, {p.id: p for p in people}))


def _taken_in(target: Roster, moving: Sequence[Person], now: int) -> Change:
    current = target
    for pupil in moving:
        step = _with(current, pupil, now)
        if step.unclear:
            raise Invalid(field="people", reason="same_name")
        current = Roster(target.version, step.people)
    added = tuple(p.id for p in current.people if p.id not in target.by_id)
    return Change(
        people=current.people,
        added=added,
        **compared(target, {p.id: p for p in current.people}),
    )


def _with(current: Roster, pupil: Person, now: int) -> Change:
    facts = _facts(pupil)
    known = current.by_id.get(pupil.id)
    if known is None:
        return rosterchange.add(current, Row(pupil.section, **facts), lambda: pupil.id, now)
    return rosterchange.edit(current, pupil.id, facts, now)


def _facts(pupil: Person) -> dict[str, Any]:
    """What goes along with the pupil."""
    facts = {name: getattr(pupil, name) for name in EDITABLE}
    lasting = len(fold(pupil.number)) >= LASTING_NUMBER
    return {**facts, "seat_number": "", "number": pupil.number if lasting else ""}
