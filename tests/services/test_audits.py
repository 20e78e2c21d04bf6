"""Audits: what they find goes into a work list, and what becomes of it from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.application import Account
from onboarding.rules.auditing import Listed
from onboarding.rules.worklist import KEPT, SPACING, WorkItem
from onboarding.services import audits, auditwork, decisions, knownothers, overview, rosters
from onboarding.services.audits import Report
from onboarding.services.decisions import Removal
from onboarding.services.knownothers import NewOther
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Idempotency
from tests.builders import SCHOOL, World, account, father, guardian, mother

INSIDE = ("李明妈妈", "李明爸爸", "王芳爸爸", "陈静", "周伟", "欧阳娜娜妈妈", "阿依古丽·买买提妈妈")


def lines(*nicknames: str) -> list[Listed]:
    return [Listed(at, nickname) for at, nickname in enumerate(nicknames, 1)]


def audit(
    world: World, group: Group, *nicknames: str, heads: int | None = None, **more: object
) -> Report:
    listed = lines(*nicknames)
    return audits.run(world.door, world.operator, group.id, listed, head_count=heads, **more)  # type: ignore[arg-type]


def what(report: Report) -> list[tuple[str, str]]:
    return [(work.item.what, work.item.nickname) for work in report.worklist.open]


def only(items: Sequence[WorkItem], wanted: str) -> WorkItem:
    [found] = [work for work in items if work.item.what == wanted]
    return found


@pytest.fixture
def group(world: World) -> Group:
    """A class of seven people, all of them adopted under the right nickname."""
    group = world.group()
    report = audit(world, group, *INSIDE)
    assert {work.item.what for work in report.worklist.open} == {"adopt"}
    ids = [work.id for work in report.worklist.open]
    adopted = auditwork.adopt(world.door, world.operator, group.id, ids)
    assert all(each.request and each.request.state == "joined" for each in adopted)
    return world.door.groups.get(SCHOOL, group.id)


def test_the_members_themselves_leave_nothing_to_do(world: World, group: Group) -> None:
    report = audit(world, group, *INSIDE, heads=len(INSIDE))
    assert report.worklist.open == ()
    assert (report.run.fine, report.run.complete, report.lacking) == (7, True, 0)
    assert {work.status for work in report.worklist.closed} == {"handled"}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(["李明妈", "路人", *INSIDE[1:]]))
def test_the_order_of_the_list_and_a_second_look_change_only_when_it_was_seen(
    world: World, group: Group, order: list[str]
) -> None:
    def kept(report: Report) -> dict[str, tuple[object, ...]]:
        return {
            w.id: (replace(w.item, line=0), w.status, w.first_seen, w.reminders)
            for w in report.worklist.items
        }

    first = audit(world, group, "李明妈", "路人", *INSIDE[1:], heads=8)
    world.watch.forward(1)
    again = audit(world, group, *order, heads=8)
    assert kept(again) == kept(first)
    assert {w.last_seen for w in again.worklist.open} == {world.watch.now}
    assert again.run.facts == first.run.facts


def test_a_paste_that_lacks_somebody_says_so_and_makes_nobody_absent(
    world: World, group: Group
) -> None:
    report = audit(world, group, *INSIDE[:-1], heads=7)
    assert (report.lacking, report.run.complete, what(report)) == (1, False, [])
    assert audit(world, group, *INSIDE, "某某").run.lacking is None
    assert audit(world, group, *INSIDE, heads=6).run.surplus == 1


def test_whoever_a_complete_list_lacks_is_absent_and_handling_it_is_leaving(
    world: World, group: Group
) -> None:
    report = audit(world, group, *INSIDE[:-1], heads=6)
    absent = only(report.worklist.open, "absent")
    auditwork.settle(world.door, world.operator, group.id, absent.id, "handled")
    assert world.door.requests.get(SCHOOL, absent.item.record).state == "left"


def test_whoever_is_inside_with_the_rules_confirmed_is_joined_by_the_audit(
    world: World, group: Group
) -> None:
    coming = world.submit(group, guardian("王芳", "妈妈", number="2026002"))
    world.approve(coming)
    unread = audit(world, group, *INSIDE, "王芳妈妈")
    assert world.fresh(coming).state == "approved"
    assert unread.run.joined == 0
    world.confirm(coming)
    report = audit(world, group, *INSIDE, "王芳妈妈")
    assert world.fresh(coming).state == "joined"
    assert (report.run.joined, report.run.unread) == (1, unread.run.unread - 1)
    assert "王芳妈妈" not in [nickname for _, nickname in what(report)]


def test_a_nickname_that_is_corrected_closes_its_item_and_one_that_comes_back_opens_it(
    world: World, group: Group
) -> None:
    wrong = only(audit(world, group, "李明妈", *INSIDE[1:]).worklist.open, "rename")
    assert wrong.item.right == "李明妈妈"
    auditwork.remind(world.door, world.operator, group.id, [wrong.id])
    assert what(audit(world, group, *INSIDE)) == []
    assert audits.one(world.door, world.operator, group.id, wrong.id).status == "gone"
    world.watch.forward()
    again = only(audit(world, group, "李明妈", *INSIDE[1:]).worklist.open, "rename")
    assert (again.id, again.first_seen, again.reminders) == (wrong.id, wrong.first_seen, 1)


def test_a_list_that_lacks_somebody_closes_nothing_about_who_is_not_on_it(
    world: World, group: Group
) -> None:
    stranger = only(audit(world, group, "路人", *INSIDE).worklist.open, "unknown")
    assert only(audit(world, group, *INSIDE, heads=8).worklist.open, "unknown").id == stranger.id
    assert what(audit(world, group, *INSIDE, heads=7)) == []


def test_handled_opens_again_when_it_comes_back_and_ignored_does_not(
    world: World, group: Group
) -> None:
    report = audit(world, group, "李明妈", "路人", *INSIDE[1:])
    rename, unknown = (only(report.worklist.open, each) for each in ("rename", "unknown"))
    place = (world.door, world.operator, group.id)
    auditwork.settle(*place, rename.id, "handled")
    ignored = auditwork.settle(*place, unknown.id, "ignored", "班主任的小号")
    assert (ignored.reason, ignored.settled_by) == ("班主任的小号", "operator")
    assert audits.worklist(*place).open == ()
    assert what(audit(world, group, "李明妈", "路人", *INSIDE[1:])) == [("rename", "李明妈")]
    assert auditwork.reopen(*place, unknown.id).status == "open"
    with pytest.raises(errors.IllegalMove):
        auditwork.reopen(*place, unknown.id)
    with pytest.raises(errors.Invalid):
        auditwork.settle(*place, unknown.id, "ignored", " ")


def test_reminders_are_spaced_and_after_the_last_removal_is_proposed_and_nobody_removed(
    world: World, group: Group
) -> None:
    place = (world.door, world.operator, group.id)
    wrong = only(audit(world, group, "李明妈", *INSIDE[1:]).worklist.open, "rename")
    most = world.door.policy(group).reminders
    for number in range(1, most + 1):
        [reminded] = auditwork.remind(*place, [wrong.id])
        [too_early] = auditwork.remind(*place, [wrong.id])
        assert (reminded.reminders, too_early.reminders) == (number, number)
        assert reminded.stage == "reminded"
        world.watch.forward(SPACING)
    assert audits.one(*place, wrong.id).stage == "proposed"
    assert world.door.requests.get(SCHOOL, wrong.item.record).state == "joined"
    crowd = [f"陌生人{number}" for number in range(6)]
    assert audit(world, group, "李明妈", *INSIDE[1:], *crowd).run.doubtful
    assert audits.one(*place, wrong.id).stage == "reminded"


def test_handling_a_removal_removes_the_member_and_cites_the_article(
    world: World, group: Group
) -> None:
    member = world.join(world.submit(group, guardian("王芳", "妈妈", number="2026002",
                                                     account=account()), bound=True))  # fmt: skip
    removal = Removal(world.fresh(member).version, "H3", "broke_covenant", ban=True)
    decisions.remove(world.door, world.operator, group.id, member.id, removal)
    listed = [*lines(*INSIDE), Listed(8, "王芳妈妈", account=account())]
    report = audits.run(world.door, world.operator, group.id, listed)
    banned = only(report.worklist.open, "remove")
    assert (banned.item.code, banned.item.article, banned.stage) == ("banned", "H3", "proposed")
    done = auditwork.settle(world.door, world.operator, group.id, banned.id, "handled")
    assert done.status == "handled"


def test_a_member_whose_place_left_the_list_is_removed_only_after_the_grace_period(
    world: World, group: Group
) -> None:
    place = (world.door, world.operator, group.id)
    rosters.mark_left(*place, world.person(group, "欧阳娜娜"))
    assert "remove" not in dict(what(audit(world, group, *INSIDE)))
    world.watch.forward(world.door.policy(group).days["grace"] * DAY)
    gone = only(audit(world, group, *INSIDE).worklist.open, "remove")
    assert (gone.item.code, gone.stage) == ("left_roster", "proposed")
    member = world.door.requests.get(SCHOOL, gone.item.record)
    assert member.state == "joined"
    auditwork.settle(*place, gone.id, "handled")
    removed = world.fresh(member)
    assert (removed.state, removed.article, removed.reason) == (
        "removed", gone.item.article, "not_in_class",
    )  # fmt: skip


def test_a_doubtful_list_closes_nothing_and_lets_nobody_join(world: World, group: Group) -> None:
    wrong = only(audit(world, group, "李明妈", *INSIDE[1:]).worklist.open, "rename")
    coming = world.submit(group, guardian("王芳", "妈妈", number="2026002"))
    world.approve(coming)
    world.confirm(coming)
    strangers = [f"陌生人{number}" for number in range(9)]
    assert audit(world, group, "王芳妈妈", *strangers).run.doubtful
    assert audits.one(world.door, world.operator, group.id, wrong.id).status == "open"
    assert world.fresh(coming).state == "approved"


def test_a_known_other_is_never_flagged_until_what_was_agreed_is_over(
    world: World, group: Group
) -> None:
    new = NewOther("校车公司", "陈老师", "校车通知", until=world.watch.now + DAY)
    other = knownothers.keep(world.door, world.operator, group.id, new)
    assert what(audit(world, group, "校车通知", *INSIDE)) == []
    world.watch.forward()
    assert what(audit(world, group, "校车通知", *INSIDE)) == [("unknown", "校车通知")]
    [listed] = knownothers.of_group(world.door, world.operator, group.id)
    assert listed == other
    assert listed.expired_at(world.watch.now)
    knownothers.drop(world.door, world.operator, group.id, other.id)
    assert knownothers.of_group(world.door, world.operator, group.id) == []
    with pytest.raises(errors.NotFound):
        knownothers.drop(world.door, world.operator, group.id, other.id)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewOther("校车", "陈老师"), "nickname"),
        (NewOther(" ", "陈老师", "校车通知"), "reason"),
        (NewOther("校车", " ", "校车通知"), "consented_by"),
        (NewOther("校车", "陈老师", account=Account("wechat", "bus"), until=1), "until"),
    ],
)
def test_a_known_other_has_a_name_a_reason_and_somebody_who_consented(
    world: World, new: NewOther, field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        knownothers.keep(world.door, world.operator, world.group().id, new)
    assert refused.value.facts["field"] == field


def test_an_account_that_is_bound_tells_who_it_is_whatever_the_nickname(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group, mother(account=account()), bound=True))
    report = audits.run(
        world.door, world.operator, group.id, [Listed(1, "阳光", account=account())]
    )
    assert only(report.worklist.open, "rename").item.record == member.id


def test_the_same_call_twice_is_one_audit(world: World, group: Group) -> None:
    key = Idempotency(f"ob:{{{SCHOOL}}}:idem:k", "body", 200)
    first = audit(world, group, "路人", *INSIDE, idem=key)
    again = audit(world, group, "路人", *INSIDE, idem=key)
    assert again.run == first.run
    # One by the fixture, one by these two calls.
    assert len(audits.history(world.door, world.operator, group.id)) == 2


def test_what_is_closed_is_forgotten_after_its_time(world: World, group: Group) -> None:
    audit(world, group, *INSIDE)
    assert world.door.audits.due(SCHOOL, world.watch.now + KEPT - 1, 10) == []
    world.watch.forward(KEPT)
    assert world.door.audits.due(SCHOOL, world.watch.now, 10) == [group.id]
    assert audits.forget(world.door, SCHOOL, group.id) == len(INSIDE)
    assert world.door.audits.board(SCHOOL, group.id).items == {}
    assert world.door.audits.due(SCHOOL, world.watch.now + 1000 * DAY, 10) == []


def test_when_a_group_was_audited_stands_with_the_group(world: World) -> None:
    group = world.group()
    assert overview.inbox(world.door, world.operator).standings[0].audited_at is None
    audit(world, group, "李明妈妈")
    assert overview.inbox(world.door, world.operator).standings[0].audited_at == world.watch.now


def test_an_event_tells_of_an_audit_in_numbers_alone(world: World, group: Group) -> None:
    audit(world, group, "李明妈", *INSIDE[1:], heads=9)
    [*_, told] = world.door.events.after(SCHOOL, "", 1000)
    assert told.what == "audit.run"
    assert told.facts == {
        "lines": 7, "fine": 6, "known": 0, "rename": 1, "joined": 0, "unread": 7,
        "head_count": 9, "complete": False, "doubtful": False,
    }  # fmt: skip


@pytest.mark.parametrize(("number", "heads"), [(0, None), (2001, None), (1, 0), (1, 2001)])
def test_an_empty_or_endless_list_is_refused(world: World, number: int, heads: int | None) -> None:
    group = world.group()
    with pytest.raises(errors.Invalid):
        audits.run(
            world.door, world.operator, group.id, [Listed(1, "甲")] * number, head_count=heads
        )
    assert world.door.groups.get(SCHOOL, group.id).audited_at is None


def test_a_committee_audits_and_a_supervisor_does_not(world: World, group: Group) -> None:
    committee = world.admin("jia", **{group.id: "committee"})
    supervisor = world.admin("lead", supervisor=True)
    assert audits.run(world.door, committee, group.id, lines(*INSIDE)).run.by == committee.ref
    with pytest.raises(errors.NotAllowed):
        audits.run(world.door, supervisor, group.id, lines(*INSIDE))
    with pytest.raises(errors.NotAllowed):
        audits.worklist(world.door, supervisor, group.id)


def test_an_item_that_is_not_there_or_not_to_be_adopted_changes_nothing(
    world: World, group: Group
) -> None:
    place = (world.door, world.operator, group.id)
    wrong = only(audit(world, group, "李明妈", *INSIDE[1:]).worklist.open, "rename")
    with pytest.raises(errors.NotFound):
        auditwork.adopt(*place, ["a" * 16])
    with pytest.raises(errors.Invalid):
        auditwork.adopt(*place, [wrong.id])
    with pytest.raises(errors.NotFound):
        auditwork.remind(*place, [wrong.id, "a" * 16])
    assert audits.one(*place, wrong.id).reminders == 0


def test_a_place_that_was_taken_meanwhile_keeps_its_item_open(world: World) -> None:
    group = world.group()
    report = audit(world, group, "李明爸爸", "陈静", "周伟", "王芳爸爸")
    world.join(world.submit(group, father()))
    ids = [work.id for work in report.worklist.open if work.item.what == "adopt"]
    results = auditwork.adopt(world.door, world.operator, group.id, ids)
    assert [each.refusal is None for each in results].count(False) == 1
    left = audits.worklist(world.door, world.operator, group.id).open
    assert [w.item.nickname for w in left if w.item.what == "adopt"] == ["李明爸爸"]
