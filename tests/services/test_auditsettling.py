"""Closing an item comes first, and what it brings about after."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits, auditwork, groups, knownothers, membership, rosters
from onboarding.services.door import Door
from onboarding.services.knownothers import NewOther
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Idempotency
from onboarding.storage.requestrecord import Request
from tests.builders import PUPILS, SCHOOL, World, guardian, mother


def absent(world: World, group: Group) -> WorkItem:
    """The mother of 李明, whom a complete list lacks."""
    report = audits.run(world.door, world.operator, group.id, [Listed(1, "周伟")], head_count=1)
    return next(work for work in report.worklist.open if work.item.what == "absent")


def test_a_member_stays_where_a_colleague_ignored_the_absence_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group()
    member = world.join(world.submit(group, mother()))
    place = (world.door, world.operator, group.id)
    item = absent(world, group)
    read = membership.of_group

    def meanwhile(door: Door, school: str, group_id: str, record: str) -> Request:
        monkeypatch.setattr(membership, "of_group", read)
        auditwork.settle(*place, item.id, "ignored", "在的")
        return read(door, school, group_id, record)

    monkeypatch.setattr(membership, "of_group", meanwhile)
    with pytest.raises(errors.IllegalMove):
        auditwork.settle(*place, item.id, "handled")
    assert world.fresh(member).state == "joined"
    assert audits.one(*place, item.id).status == "ignored"


def test_an_item_whose_errand_is_refused_is_open_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group()
    world.join(world.submit(group, mother()))
    place = (world.door, world.operator, group.id)
    item = absent(world, group)
    read = membership.of_group

    def meanwhile(door: Door, school: str, group_id: str, record: str) -> Request:
        monkeypatch.setattr(membership, "of_group", read)
        found = read(door, school, group_id, record)
        membership.leave(door, world.operator, group_id, record)
        return found

    monkeypatch.setattr(membership, "of_group", meanwhile)
    with pytest.raises(errors.IllegalMove):
        auditwork.settle(*place, item.id, "handled")
    again = audits.one(*place, item.id)
    assert (again.status, again.settled_at, again.settled_by) == ("open", None, "")


def test_whoever_may_not_do_the_errand_closes_nothing(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group, mother()))
    item = absent(world, group)
    bot = world.bot("audits:write")
    told = len(world.door.events.after(SCHOOL, "", 1000))
    with pytest.raises(errors.NotAllowed):
        auditwork.settle(world.door, bot, group.id, item.id, "handled")
    assert world.fresh(member).state == "joined"
    assert len(world.door.events.after(SCHOOL, "", 1000)) == told


def test_the_same_call_twice_is_one_leaving(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group, mother()))
    item = absent(world, group)
    key = Idempotency(f"ob:{{{SCHOOL}}}:idem:settle", "body", 200)
    for _ in range(2):
        done = auditwork.settle(world.door, world.operator, group.id, item.id, "handled", idem=key)
        assert done.status == "handled"
    assert world.fresh(member).state == "left"


def test_a_member_who_is_fine_again_is_not_removed_for_what_was_found_before(
    world: World,
) -> None:
    group = world.group()
    hers = world.join(world.submit(group, mother()))
    other = guardian("王芳", "爸爸", phone="13800000003", name="王强")
    his = world.join(world.submit(group, other))
    place = (world.door, world.operator, group.id)
    for name in ("李明", "王芳"):
        rosters.mark_left(*place, world.person(group, name))
    world.watch.forward(15 * DAY)
    report = audits.run(*place, [Listed(1, "李明妈妈"), Listed(2, "王芳爸爸")])
    items = {work.item.record: work.id for work in report.worklist.open}
    back = [row for row in PUPILS if row.name == "李明"]
    rosters.import_rows(*place, back, replace="merge")
    with pytest.raises(errors.FindingGone) as gone:
        auditwork.settle(*place, items[hers.id], "handled")
    assert gone.value.facts == {"finding": "left_roster"}
    assert world.fresh(hers).state == "joined"
    assert audits.one(*place, items[hers.id]).status == "open"
    auditwork.settle(*place, items[his.id], "handled")
    assert world.fresh(his).state == "removed"


def test_a_closed_group_is_not_audited_and_what_was_found_can_still_be_put_away(
    world: World,
) -> None:
    group = world.group()
    place = (world.door, world.operator, group.id)
    lines = [Listed(1, "李明妈妈"), Listed(2, "路人")]
    report = audits.run(*place, lines)
    items = {work.item.what: work.id for work in report.worklist.open}
    groups.change(*place, closed=True)
    with pytest.raises(errors.GroupClosed):
        audits.run(*place, lines)
    with pytest.raises(errors.GroupClosed):
        auditwork.adopt(*place, [items["adopt"]])
    with pytest.raises(errors.GroupClosed):
        knownothers.keep(*place, NewOther("校车公司", "陈老师", "校车通知"))
    assert len(audits.history(*place)) == 1
    assert knownothers.of_group(*place) == []
    assert audits.one(*place, items["adopt"]).status == "open"
    assert auditwork.settle(*place, items["unknown"], "ignored", "班级已解散").status == "ignored"
