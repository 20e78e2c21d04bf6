"""Whom an audit can't place, a person places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.rules.rosterrows import Row
from onboarding.rules.worklist import WorkItem
from onboarding.services import adopting, audits, auditwork, decisions
from onboarding.services.decisions import Removal
from onboarding.storage.groups import Group
from tests.builders import PUPILS, SCHOOL, World, guardian


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


def adoptable(world: World, group: Group) -> WorkItem:
    """The mother of 李明, who fits a free place."""
    report = audits.run(world.door, world.operator, group.id, [Listed(1, "李明妈妈")])
    return next(work for work in report.worklist.open if work.item.what == "adopt")


def test_an_item_that_is_closed_takes_nobody_in_so_that_who_was_removed_stays_out(
    world: World,
) -> None:
    group = world.group()
    item = adoptable(world, group)
    place = (world.door, world.operator, group.id)
    [taken] = auditwork.adopt(*place, [item.id])
    assert taken.request
    decisions.remove(*place, taken.request.id, Removal(taken.request.version, "H1", "other"))
    [again] = auditwork.adopt(*place, [item.id])
    assert again.request is None
    assert isinstance(again.refusal, errors.IllegalMove)
    assert again.refusal.facts == {"move": "adopt", "state": "handled"}
    assert not list(world.door.requests.in_state(SCHOOL, group.id, "joined"))


@pytest.mark.parametrize("became", ["ignored", "gone"])
def test_what_is_ignored_or_gone_takes_nobody_in(world: World, became: str) -> None:
    group = world.group()
    item = adoptable(world, group)
    place = (world.door, world.operator, group.id)
    if became == "ignored":
        auditwork.settle(*place, item.id, "ignored", "不是家长")
    else:
        audits.run(*place, [Listed(1, "周伟")])
    assert audits.one(*place, item.id).status == became
    [refused] = auditwork.adopt(*place, [item.id])
    assert isinstance(refused.refusal, errors.IllegalMove)
    assert audits.one(*place, item.id).status == became


def test_who_is_refused_is_open_again_and_the_others_are_taken_in(world: World) -> None:
    group = world.group()
    lines = [Listed(1, "李明妈妈"), Listed(2, "王芳爸爸")]
    report = audits.run(world.door, world.operator, group.id, lines)
    items = [work for work in report.worklist.open if work.item.what == "adopt"]
    world.join(world.submit(group, guardian("李明", "妈妈", number="2026001")))
    place = (world.door, world.operator, group.id)
    results = auditwork.adopt(*place, [work.id for work in items])
    assert [bool(each.request) for each in results] == [
        work.item.nickname == "王芳爸爸" for work in items
    ]
    standing = {work.item.nickname: audits.one(*place, work.id).status for work in items}
    assert standing == {"李明妈妈": "open", "王芳爸爸": "handled"}


def test_of_two_who_place_one_person_at_once_only_one_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group(rows=(*PUPILS, Row("students", "王芳", number="2026009")))
    place = (world.door, world.operator, group.id)
    report = audits.run(*place, [Listed(1, "王芳妈妈")])
    [item] = [work for work in report.worklist.open if work.item.candidates]
    first, second = item.item.candidates[:2]
    adopt = adopting.adopt
    refused = []

    def meanwhile(*arguments: object) -> object:
        monkeypatch.setattr(adopting, "adopt", adopt)
        with pytest.raises(errors.IllegalMove) as told:
            auditwork.place(*place, item.id, second)
        refused.append(told.value.facts)
        return adopt(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(adopting, "adopt", meanwhile)
    taken = auditwork.place(*place, item.id, first)
    assert taken.request
    assert taken.request.people == first.people
    assert refused == [{"move": "adopt", "state": "handled"}]
    assert len(list(world.door.requests.in_state(SCHOOL, group.id, "joined"))) == 1
