"""From a group that was there before to members who are known: adopted, claimed, confirmed."""

from __future__ import annotations

from dataclasses import replace

from onboarding.rules.application import NamedStudent
from onboarding.services import adopting, confirmations
from onboarding.services.adopting import Placement
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, guardian, mother
from tests.web.deciding import QUEUE, decide, request_url, row_of
from tests.web.visitor import MOTHER, Visitor, forms, text_of


def inside(world: World, group: Group) -> list[Request]:
    """Both parents of a pupil and a teacher, who were in the group before."""
    pupil, teacher = (world.person(group, name) for name in ("李明", "陈静"))
    places = (
        Placement("guardian", (pupil,), "妈妈", "李明妈妈"),
        Placement("guardian", (pupil,), "爸爸", "李明爸爸"),
        Placement("teacher", (teacher,), "", "陈静"),
    )
    made = adopting.adopt(world.door, world.operator, group.id, places)
    return [each.request for each in made if each.request]


def waiting(world: World, group: Group) -> Request:
    [found], _ = world.door.requests.page(SCHOOL, group.id, "pending")
    return found


def test_a_mother_who_is_inside_already_claims_her_place_and_confirms_the_rules(
    world: World, owner: Visitor, phone: Visitor, group: Group
) -> None:
    hers, *_ = inside(world, group)
    status = phone.send(f"/j/{world.link}?role=guardian", **MOTHER).headers["Location"]
    claim = waiting(world, group)
    assert "认领已在群里的“李明妈妈”的位置" in row_of(owner.page(QUEUE), claim)
    answer = decide(owner, group, claim.id, "approve")
    assert answer.status_code == 303
    done = text_of(owner.page(answer.headers["Location"]))
    assert "✓ 已进群" in done
    assert "阅读" in done
    page = phone.page(status)
    assert "李明妈妈" in page
    assert f"{status}/withdraw" not in forms(page)
    assert phone.send(status, f"{status}/confirm", read="yes").status_code == 303
    member = world.fresh(claim)
    assert (member.state, member.application.phone) == ("joined", "13800000002")
    assert member.receipt == world.door.groups.get(SCHOOL, group.id).covenant
    assert world.fresh(hers).state == "left"


def test_an_unclaimed_place_is_shown_as_one(world: World, owner: Visitor, group: Group) -> None:
    hers, *_ = inside(world, group)
    seats = f"{QUEUE}seats"
    [pupil] = hers.people
    for page in (seats, f"{seats}/{pupil}", f"{QUEUE}?tab=members", request_url(group, hers.id)):
        assert "已在群里，尚未认领" in owner.page(page), page
    assert f"{request_url(group, hers.id)}/reference" not in forms(
        owner.page(request_url(group, hers.id))
    )


def test_a_third_guardian_is_shown_with_those_who_havent_claimed(
    world: World, owner: Visitor, group: Group
) -> None:
    inside(world, group)
    third = world.submit(group, guardian(relation="奶奶", phone="13811110000"), public=True)
    assert third.state == "pending"
    row = row_of(owner.page(QUEUE), third)
    assert "李明妈妈、李明爸爸" in row or "李明爸爸、李明妈妈" in row


def test_two_claims_on_one_seat_stand_together_with_one_place_left(
    world: World, owner: Visitor, group: Group
) -> None:
    inside(world, group)
    world.submit(group)
    world.submit(group, mother(phone="13811110000", name=""))
    page = text_of(owner.page(QUEUE))
    assert "有 2 人申请，只剩 1 个席位" in page


def test_a_mother_of_two_is_counted_at_each_child_for_the_seat_claimed_there(
    world: World, owner: Visitor, group: Group
) -> None:
    inside(world, group)
    sister = (world.person(group, "王芳"),)
    places = [Placement("guardian", sister, each, f"王芳{each}") for each in ("妈妈", "爸爸")]
    adopting.adopt(world.door, world.operator, group.id, places)
    both = (NamedStudent("李明", "妈妈"), NamedStudent("王芳", "妈妈"))
    world.submit(group, replace(mother(), students=both))
    world.submit(group, guardian("王芳", phone="13811110000"))
    page = text_of(owner.page(QUEUE))
    assert "有 2 人申请，只剩 1 个席位" in page


def test_a_claim_of_ones_own_is_no_crowd(world: World, owner: Visitor, group: Group) -> None:
    inside(world, group)
    claim = world.submit(group)
    assert f'value="{claim.id} {claim.version}" data-sure' in owner.page(QUEUE)


def test_the_unclaimed_havent_confirmed_and_are_reminded_by_the_link_alone(
    world: World, owner: Visitor, group: Group
) -> None:
    hers, *_ = inside(world, group)
    father = world.approve(world.submit(group, guardian("王芳", "爸爸", phone="13800000003")))
    found = confirmations.of_group(world.door, world.operator, group.id)
    assert hers in found.missing
    assert [each.id for each in found.reminded] == [father.id]
    page = text_of(owner.page(f"{QUEUE}covenant/confirmed"))
    assert "其中 3 位早就在群里" in page
    seats = text_of(owner.page(f"{QUEUE}seats"))
    assert "打开链接填表即可" in seats
