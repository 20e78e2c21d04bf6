"""An audit of the class of `builders`, three of whom are members, and what it says of a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from onboarding.rules.application import Application, Subject
from onboarding.rules.audit import audit
from onboarding.rules.auditing import Holder, Item, Listed, Outcome, Picture
from onboarding.rules.kinds import Kind
from tests.rules.builders import GUARDIANS, NOW, a_guardian, a_roster, a_student, a_teacher

DAY = 86_400_000


def holder(record: str, application: Application, *people: str, **fields: Any) -> Holder:
    subject = Subject(application, people=people, member=True, bound=fields.pop("bound", False))
    return replace(Holder(record, "joined", subject), **fields)


MOTHER = holder("r1", a_guardian(), "s1")
FATHER = holder("r2", a_guardian(a_student("李明", "爸爸")), "s1")
TEACHER = holder("r3", a_teacher(), "t1")


def looked_at(*nicknames: str | Listed, kind: Kind = GUARDIANS, **fields: Any) -> Outcome:
    """The audit of a list; a line counts by its place, whatever it says itself."""
    listed = tuple(
        Listed(at, each) if isinstance(each, str) else replace(each, at=at)
        for at, each in enumerate(nicknames, start=1)
    )
    given = {"roster": a_roster(), "holders": (MOTHER, FATHER, TEACHER), **fields}
    return audit(Picture(listed, **given), kind, NOW)


def line(nickname: str, **fields: Any) -> Listed:
    """A line that tells more than a nickname."""
    return Listed(0, nickname, **fields)


def about(outcome: Outcome, at: int) -> Item:
    """The one thing to do about a line."""
    (item,) = (each for each in outcome.items if each.line == at)
    return item


def said(outcome: Outcome, at: int) -> tuple[str, str] | None:
    """What there is to do about a line and why; None for nothing."""
    return next(((i.what, i.code) for i in outcome.items if i.line == at), None)


def beyond(outcome: Outcome, what: str) -> list[Item]:
    """What one kind of thing there is to do about people who aren't on the list."""
    return [item for item in outcome.items if item.what == what]
