"""Whom an audit can't place, a person places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits, auditwork
from onboarding.storage.groups import Group
from tests.builders import World, guardian


def found(world: World, group: Group) -> WorkItem:
    """The mother of 欧阳娜娜 with a typo in the nickname."""
    report = audits.run(world.door, world.operator, group.id, [Listed(1, "欧阳娜那妈妈")])
    return next(work for work in report.worklist.open if work.item.what == "unknown")


def test_whom_nobody_can_place_is_taken_in_as_the_one_whom_a_person_names(world: World) -> None:
    group = world.group()
    near = found(world, group)
    [meant] = near.item.candidates
    stranger = replace(meant, people=(world.person(group, "王芳"),))
    with pytest.raises(errors.Invalid):
        auditwork.place(world.door, world.operator, group.id, near.id, stranger)
    adopted = auditwork.place(world.door, world.operator, group.id, near.id, meant)
    assert adopted.request
    assert (adopted.request.people, adopted.request.unclaimed) == (meant.people, True)
    assert audits.one(world.door, world.operator, group.id, near.id).status == "handled"
    with pytest.raises(errors.IllegalMove):
        auditwork.place(world.door, world.operator, group.id, near.id, meant)


def test_a_place_that_is_full_leaves_the_item_open(world: World) -> None:
    group = world.group()
    near = found(world, group)
    [meant] = near.item.candidates
    world.join(world.submit(group, guardian("欧阳娜娜", number="2026003")))
    refused = auditwork.place(world.door, world.operator, group.id, near.id, meant)
    assert isinstance(refused.refusal, errors.AlreadySeated)
    assert audits.one(world.door, world.operator, group.id, near.id).status == "open"
