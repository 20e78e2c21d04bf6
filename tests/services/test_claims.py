"""Whoever is in the group already, unclaimed, claims the place by asking for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.application import Application, NamedStudent
from onboarding.services import adopting, decisions, intake, membership, references
from onboarding.services.adopting import Placement
from onboarding.services.approving import Approval
from onboarding.services.replacing import Replacement, replace_by
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, account, father, guardian, mother


def unclaimed(world: World, group: Group, *relations: str, student: str = "李明") -> list[Request]:
    """Guardians of a pupil who are in the group already."""
    people = (world.person(group, student),)
    places = [Placement("guardian", people, each, f"{student}{each}") for each in relations]
    made = adopting.adopt(world.door, world.operator, group.id, places)
    return [each.request for each in made if each.request]


def codes(request: Request) -> frozenset[str]:
    return request.verdict.codes


def test_the_mother_claims_her_seat_though_both_are_held(world: World) -> None:
    group = world.group()
    hers, _ = unclaimed(world, group, "妈妈", "爸爸")
    claim = world.submit(group, public=True)
    assert (claim.state, claim.attaches, claim.attaches_as) == ("pending", hers.id, "claim")
    assert (claim.shielded, codes(claim)) == (False, {"seat_claimed"})


def test_an_approved_claim_is_joined_at_once_and_takes_the_seat_over(world: World) -> None:
    group = world.group()
    hers, his = unclaimed(world, group, "妈妈", "爸爸")
    member = world.approve(world.submit(group))
    assert (member.state, member.expires_at, member.unclaimed) == ("joined", None, False)
    assert (member.nickname, member.application.phone) == ("李明妈妈", "13800000002")
    assert (member.decided_move, member.receipt) == ("claim", "")
    ended = world.fresh(hers)
    assert (ended.state, ended.reason, ended.unclaimed) == ("left", "claim", False)
    assert world.fresh(his).state == "joined"
    held, _ = world.door.overview.around(SCHOOL, group.id, member.people[0], world.watch.now)
    assert set(held) == {member.id, his.id}


def test_who_claimed_stays_without_a_receipt_and_gives_one_later(world: World) -> None:
    group = world.group()
    unclaimed(world, group, "妈妈")
    member = world.approve(world.submit(group))
    world.watch.forward(400 * DAY)
    assert not membership.expire(world.door, SCHOOL, member.id)
    assert world.confirm(member).state == "joined"
    with pytest.raises(errors.IllegalMove):
        intake.withdraw(world.door, SCHOOL, member.id)


def test_a_mother_of_two_claims_the_seat_at_each_child(world: World) -> None:
    group = world.group()
    [first] = unclaimed(world, group, "妈妈")
    second, his = unclaimed(world, group, "妈妈", "爸爸", student="王芳")
    both = (NamedStudent("李明", "妈妈"), NamedStudent("王芳", "妈妈"))
    claim = world.submit(group, replace(mother(), students=both))
    assert "seats_full" not in codes(claim)
    assert set(claim.verdict.claims) == {first.id, second.id}
    member = world.approve(claim)
    assert member.state == "joined"
    assert [world.fresh(each).state for each in (first, second, his)] == ["left", "left", "joined"]
    held, _ = world.door.overview.around(SCHOOL, group.id, second.people[0], world.watch.now)
    assert set(held) == {member.id, his.id}


def test_a_seat_claimed_at_one_child_gives_none_at_a_full_place_beside_another(
    world: World,
) -> None:
    group = world.group()
    unclaimed(world, group, "妈妈")
    unclaimed(world, group, "爸爸", "奶奶", student="王芳")
    both = (NamedStudent("李明", "妈妈"), NamedStudent("王芳", "妈妈"))
    assert "seats_full" in codes(world.submit(group, replace(mother(), students=both)))


def test_a_declined_claim_leaves_the_seat_with_the_unclaimed_member(world: World) -> None:
    group = world.group()
    [hers] = unclaimed(world, group, "妈妈")
    claim = world.submit(group)
    decisions.decline(world.door, world.operator, group.id, claim.id, version=1, reason="other")
    assert world.fresh(hers) == hers
    assert world.submit(group).attaches == hers.id


def test_another_relation_at_a_full_place_is_refused_as_ever(world: World) -> None:
    group = world.group()
    hers, his = unclaimed(world, group, "妈妈", "爸爸")
    third = world.submit(group, guardian(relation="奶奶", phone="13811110000"))
    assert (third.state, third.attaches) == ("refused", "")
    [full] = [each for each in third.verdict.findings if each.code == "seats_full"]
    assert set(full.facts["records"]) == {hers.id, his.id}


def test_two_claims_on_one_seat_are_told_of_each_other_and_others_are_not(world: World) -> None:
    group = world.group()
    unclaimed(world, group, "妈妈", "爸爸")
    world.submit(group)
    other = world.submit(group, mother(phone="13811110000", name=""))
    assert codes(other) >= {"seat_claimed", "seats_contested"}
    assert "seats_contested" not in codes(world.submit(group, father()))


def test_of_two_claims_one_wins_and_the_other_finds_the_place_full(world: World) -> None:
    group = world.group()
    unclaimed(world, group, "妈妈", "爸爸")
    one, other = world.submit(group), world.submit(group, mother(phone="13811110000", name=""))
    world.approve(one)
    with pytest.raises(errors.SeatsFull):
        world.approve(other)


def test_a_claim_and_an_ordinary_request_at_once_dont_overfill_the_place(world: World) -> None:
    group = world.group()
    unclaimed(world, group, "妈妈")
    asked = [
        world.submit(group),
        world.submit(group, father()),
        world.submit(group, guardian(relation="奶奶", phone="13811110000")),
    ]

    def approve(request: Request) -> str:
        try:
            return world.approve(request).state
        except errors.SeatsFull:
            return "full"

    with ThreadPoolExecutor(3) as pool:
        became = list(pool.map(approve, asked))
    assert (became[0], sorted(became[1:])) == ("joined", ["approved", "full"])


def test_a_correction_of_a_claim_ends_both(world: World) -> None:
    group = world.group()
    [hers] = unclaimed(world, group, "妈妈")
    first, second = world.submit(group), world.submit(group)
    assert (second.attaches, second.attaches_as) == (first.id, "correction")
    assert world.approve(second).state == "joined"
    assert (world.fresh(first).state, world.fresh(hers).state) == ("withdrawn", "left")


def test_a_request_from_before_the_adopting_claims_when_it_is_approved(world: World) -> None:
    group = world.group()
    early = world.submit(group)
    [hers] = unclaimed(world, group, "妈妈")
    assert world.approve(early).state == "joined"
    assert world.fresh(hers).state == "left"


def test_a_teacher_claims_the_own_place(world: World) -> None:
    group = world.group()
    place = Placement("teacher", (world.person(group, "陈静"),), "", "陈静")
    [made] = adopting.adopt(world.door, world.operator, group.id, [place])
    assert made.request is not None
    asked = Application("teacher", name="陈静", phone="13900000001", consent=True)
    claim = world.submit(group, asked)
    assert (claim.attaches, claim.attaches_as) == (made.request.id, "claim")
    assert world.approve(claim).state == "joined"


def test_the_bound_account_of_an_unclaimed_member_is_unbound_by_another(world: World) -> None:
    group = world.group()
    people = (world.person(group, "李明"),)
    known = Placement("guardian", people, "妈妈", "李明妈妈", account("old"), proven=True)
    [made] = adopting.adopt(world.door, world.operator, group.id, [known])
    assert made.request is not None
    claim = world.submit(group, mother(account=account("new")), bound=True)
    assert world.approve(claim).account
    assert world.fresh(made.request).account == ""


def test_a_claim_proves_itself_like_any_request(world: World) -> None:
    group = world.group()
    unclaimed(world, group, "妈妈")
    stranger = world.submit(group, guardian(phone="13811110000"))
    assert [each.strength for each in stranger.verdict.evidence] == ["weak"]


def test_an_unclaimed_member_has_no_status_page_to_send(world: World) -> None:
    group = world.group()
    [hers] = unclaimed(world, group, "妈妈")
    with pytest.raises(errors.NotFound):
        references.renew(world.door, world.operator, group.id, hers.id)


def test_a_claim_takes_nobody_elses_place(world: World) -> None:
    group = world.group()
    _, his = unclaimed(world, group, "妈妈", "爸爸")
    claim = world.submit(group)
    instead = Replacement(Approval(claim.version), his.id, his.version, "other")
    with pytest.raises(errors.Invalid):
        replace_by(world.door, world.operator, group.id, claim.id, instead)
