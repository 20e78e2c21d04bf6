"""A group that was there before: its members are taken in, each with exactly one place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from onboarding.rules import errors
from onboarding.services import adopting, decisions, groups, members, membership
from onboarding.services.adopting import Placement, Result
from onboarding.services.decisions import Removal
from onboarding.services.eligibility import Question, ask
from onboarding.services.figures import figures
from onboarding.services.judging import judge_request
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Idempotency
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, STAFF, World, account, father, mother


def beside(
    world: World, group: Group, student: str = "李明", relation: str = "妈妈", **more: object
):
    """Where a guardian of the group belongs."""
    people = (world.person(group, student),)
    given = {"nickname": f"{student}{relation}", **more}
    return Placement("guardian", people, relation, **given)  # type: ignore[arg-type]


def adopt(world: World, group: Group, *placements: Placement) -> list[Result]:
    return adopting.adopt(world.door, world.operator, group.id, placements)


def taken_in(world: World, group: Group, *placements: Placement) -> list[Request]:
    """The members that the placements make; each of them has to."""
    made = [each.request for each in adopt(world, group, *placements)]
    assert None not in made
    return [each for each in made if each]


def refusal(result: Result) -> errors.Refusal:
    assert result.request is None
    assert result.refusal is not None
    return result.refusal


def test_an_adopted_member_is_in_the_group_with_the_place_and_nothing_else(world: World) -> None:
    group = world.group()
    [member] = taken_in(world, group, beside(world, group))
    assert (member.state, member.unclaimed, member.nickname) == ("joined", True, "李明妈妈")
    assert (member.people, member.via) == ((world.person(group, "李明"),), "audit")
    assert (member.submitted_at, member.changed_at, member.expires_at) == (
        world.watch.now,
        world.watch.now,
        None,
    )
    given = (member.application.phone, member.receipt, member.account, member.reference)
    assert given == ("", "", "", "")
    assert (member.decided_move, member.decided_by) == ("adopt", "operator")
    assert members.places_held(world.door, SCHOOL, group.id, member.people) == 1


def test_a_whole_group_is_taken_in_and_each_item_says_what_became_of_it(world: World) -> None:
    group = world.group()
    teacher = Placement("teacher", (world.person(group, "陈静"),), "", "陈静")
    results = adopt(
        world,
        group,
        beside(world, group),
        beside(world, group, relation="爸爸"),
        beside(world, group, relation="奶奶"),
        beside(world, group, "王芳"),
        teacher,
        teacher,
    )
    assert [type(each.refusal) for each in results] == [
        type(None),
        type(None),
        errors.SeatsFull,
        type(None),
        type(None),
        errors.AlreadySeated,
    ]
    assert refusal(results[2]).facts == {"people": (world.person(group, "李明"),), "limit": 2}
    assert world.door.requests.counts(SCHOOL, group.id)["joined"] == 4


def test_a_guardian_of_two_pupils_takes_a_seat_beside_both_or_none(world: World) -> None:
    group = world.group()
    world.join(world.submit(group, mother()))
    world.join(world.submit(group, father()))
    both = (world.person(group, "王芳"), world.person(group, "李明"))
    twins = Placement("guardian", both, "奶奶", "王芳李明监护人")
    assert isinstance(refusal(adopt(world, group, twins)[0]), errors.SeatsFull)
    assert members.places_held(world.door, SCHOOL, group.id, both) == 2


def test_who_sits_there_already_in_the_same_relation_isnt_taken_in_again(world: World) -> None:
    group = world.group()
    hers = world.submit(group, mother())
    world.approve(hers)
    again = refusal(adopt(world, group, beside(world, group))[0])
    assert (type(again), again.facts) == (errors.AlreadySeated, {"records": (hers.id,)})
    [his] = taken_in(world, group, beside(world, group, relation="父亲"))
    assert refusal(adopt(world, group, beside(world, group, relation="爸"))[0]).facts == {
        "records": (his.id,)
    }


def test_two_who_take_the_same_member_in_at_once_make_one(world: World) -> None:
    group = world.group()
    place = beside(world, group)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: adopt(world, group, place)[0], range(8)))
    assert sum(each.request is not None for each in results) == 1
    assert members.places_held(world.door, SCHOOL, group.id, place.people) == 1


def test_what_bars_a_member_bars_adopting(world: World) -> None:
    group = world.group()
    hers = world.join(world.submit(group, mother()))
    removal = Removal(hers.version, "M3", ban=True)
    decisions.remove(world.door, world.operator, group.id, hers.id, removal)
    assert refusal(adopt(world, group, beside(world, group))[0]).facts == {"codes": ("banned",)}


def test_the_account_that_a_bot_reported_is_bound_and_another_is_not(world: World) -> None:
    group = world.group()
    [told] = taken_in(world, group, beside(world, group, account=account("a")))
    [proven] = taken_in(
        world, group, beside(world, group, relation="爸爸", account=account("b"), proven=True)
    )
    assert (told.bound, proven.bound) == (False, True)
    token = world.token("eligibility:read", groups=[group.id])
    questions = [Question(account=account(each)) for each in "ab"]
    answers = ask(world.door, token, group.id, questions)
    assert [(each.answer, each.state) for each in answers] == [("unknown", ""), ("yes", "joined")]
    other = beside(world, group, "王芳", account=account("b"), proven=True)
    assert isinstance(refusal(adopt(world, group, other)[0]), errors.AccountTaken)


def test_a_member_is_judged_the_same_afterwards(world: World) -> None:
    group = world.group()
    [member] = taken_in(world, group, beside(world, group, nickname="李明的妈妈"))
    assert [each.code for each in member.verdict.findings] == ["nickname_wrong"]
    fresh = world.door.groups.get(SCHOOL, group.id)
    assert judge_request(world.door, fresh, member, world.watch.now).verdict == member.verdict


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "student"}, "role"),
        ({"people": ()}, "people"),
        ({"people": ("nobody",)}, "people"),
        ({"relation": "邻居"}, "relation"),
    ],
    ids=str,
)
def test_a_placement_that_makes_no_sense_is_refused(
    world: World, change: dict[str, object], field: str
) -> None:
    group = world.group()
    wrong = replace(beside(world, group), **change)  # type: ignore[arg-type]
    assert refusal(adopt(world, group, wrong)[0]).facts["field"] == field


def test_one_call_sent_twice_takes_nobody_in_twice(world: World) -> None:
    group = world.group()
    key = f"ob:{{{SCHOOL}}}:idem:k"
    place = beside(world, group, idem=Idempotency(key, "body", 200))
    [first], [again] = taken_in(world, group, place), taken_in(world, group, place)
    assert first.id == again.id


def test_adopting_is_for_who_decides_and_keeps_the_members(world: World) -> None:
    group = world.group()
    for scope in ("members:write", "requests:decide"):
        with pytest.raises(errors.NotAllowed):
            adopting.adopt(world.door, world.bot(scope), group.id, [beside(world, group)])
    committee = world.admin(**{group.id: "committee"})
    [made] = adopting.adopt(world.door, committee, group.id, [beside(world, group)])
    assert made.request is not None
    groups.change(world.door, world.operator, group.id, closed=True)
    with pytest.raises(errors.GroupClosed):
        adopt(world, group, beside(world, group, "王芳"))


@pytest.mark.parametrize("number", [0, adopting.MOST + 1])
def test_nobody_and_too_many_are_no_list(world: World, number: int) -> None:
    group = world.group()
    with pytest.raises(errors.Invalid):
        adopt(world, group, *[beside(world, group)] * number)


def test_an_adopted_member_asked_for_nothing_and_stands_in_no_figure_of_requests(
    world: World,
) -> None:
    group = world.group()
    taken_in(world, group, beside(world, group))
    world.submit(group, father())
    assert figures(world.door, world.operator, [group]).submitted == 1


def test_a_colleague_is_taken_in_the_same_way(world: World) -> None:
    group = world.group("company", STAFF)
    place = Placement("staff", (world.person(group, "赵敏"),), "", "赵敏")
    [member] = taken_in(world, group, place)
    assert (member.application.name, member.section) == ("赵敏", "staff")
    assert [p.name for p in members.seats(world.door, world.operator, group.id).absent] == ["钱进"]


def test_a_member_that_nobody_has_claimed_leaves_like_any_other(world: World) -> None:
    group = world.group()
    [member] = taken_in(world, group, beside(world, group))
    left = membership.leave(world.door, world.operator, group.id, member.id)
    assert left.state == "left"
    assert members.places_held(world.door, SCHOOL, group.id, member.people) == 0
