"""The same person again: a correction of what is open, a re-entry of who is in."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.application import Application, NamedStudent
from onboarding.services import decisions, intake, membership
from tests.builders import SCHOOL, World, account, father, guardian, mother


def test_a_correction_ends_the_request_that_it_corrects(world: World) -> None:
    group = world.group()
    first, second = world.submit(group), world.submit(group)
    assert (second.attaches, second.attaches_as) == (first.id, "correction")
    assert world.approve(second).state == "approved"
    ended = world.fresh(first)
    assert (ended.state, ended.reason) == ("withdrawn", "correction")


def test_approving_the_older_of_two_leaves_its_correction_open(world: World) -> None:
    group = world.group()
    first, second = world.submit(group), world.submit(group)
    world.approve(first)
    assert world.fresh(second).state == "pending"
    world.approve(second)
    assert world.fresh(first).state == "withdrawn"


def test_a_reentry_keeps_the_seat_and_unbinds_the_old_account(world: World) -> None:
    group = world.group()
    first = world.join(world.submit(group, mother(account=account("old")), bound=True))
    world.join(world.submit(group, father()))
    again = world.submit(group, mother(account=account("new")), bound=True)
    assert (again.state, again.attaches_as) == ("pending", "reentry")
    world.join(again)
    left = world.fresh(first)
    assert (left.state, left.account) == ("left", "")


def test_a_member_whose_last_request_was_declined_is_still_known(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group))
    world.join(world.submit(group, father()))
    again = world.submit(group)
    decisions.decline(world.door, world.operator, group.id, again.id, version=1, reason="duplicate")
    third = world.submit(group)
    assert (third.state, third.attaches, third.attaches_as) == ("pending", member.id, "reentry")
    assert world.approve(third).state == "approved"
    assert world.fresh(member).state == "left"


def test_a_member_who_asks_twice_more_is_one_person_still(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group))
    world.join(world.submit(group, father()))
    world.submit(group)
    third = world.submit(group)
    assert third.attaches == member.id
    world.approve(third)
    assert world.fresh(member).state == "left"


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_one_person_who_asks_four_times_has_one_seat_in_whatever_order_they_are_approved(
    world: World, order: tuple[int, ...]
) -> None:
    group = world.group()
    made = [world.submit(group) for _ in range(4)]
    for place in order:
        if world.fresh(made[place]).state == "pending":
            world.approve(made[place])
    assert Counter(world.fresh(each).state for each in made)["approved"] == 1


def test_a_reopened_request_is_found_again(world: World) -> None:
    group = world.group()
    first = world.submit(group)
    decisions.decline(world.door, world.operator, group.id, first.id, version=1, reason="other")
    world.submit(group)  # which no longer sees it
    world.approve(decisions.reopen(world.door, world.operator, group.id, first.id, version=2))
    assert world.submit(group).attaches == first.id


def test_same_student_and_relation_with_another_phone_is_another_person(world: World) -> None:
    group = world.group()
    world.join(world.submit(group))
    other = world.submit(group, mother(phone="13811110000", name=""))
    assert (other.attaches, other.state) == ("", "pending")
    assert world.approve(other).state == "approved"


def test_another_relation_under_the_same_phone_is_another_person(world: World) -> None:
    group = world.group()
    world.submit(group, guardian(phone="13811110000"))
    assert world.submit(group, guardian(relation="爸爸", phone="13811110000")).attaches == ""


def test_the_spelling_of_phone_and_relation_does_not_matter(world: World) -> None:
    group = world.group()
    first = world.submit(group, guardian(phone="138 1111 0000"))
    again = world.submit(group, guardian(relation="媽媽", phone="+86-138-1111-0000"))
    assert again.attaches == first.id


def test_a_bot_that_hands_one_account_in_twice_corrects_its_request(world: World) -> None:
    group = world.group()
    bare = guardian(account=account())
    first = world.submit(group, bare, bound=True)
    again = world.submit(group, bare, bound=True)
    assert (again.state, again.attaches) == ("pending", first.id)


def test_another_persons_bound_account_blocks(world: World) -> None:
    group = world.group()
    world.join(world.submit(group, mother(account=account()), bound=True))
    other = world.submit(group, guardian("王芳", phone="1", account=account()), bound=True)
    assert other.state == "refused"
    assert "account_taken" in other.verdict.codes
    reopened = decisions.reopen(world.door, world.operator, group.id, other.id, version=1)
    with pytest.raises(errors.AccountTaken):
        world.approve(reopened)


def test_a_claimed_account_proves_nothing(world: World) -> None:
    group = world.group()
    world.join(world.submit(group, mother(account=account()), bound=True))
    claimed = world.submit(group, guardian("王芳", phone="1", account=account()))
    assert (claimed.state, claimed.account) == ("pending", "")


def test_one_account_holds_a_teachers_place_and_a_guardians_seat(world: World) -> None:
    group = world.group()
    teacher = Application(
        "teacher", name="陈静", phone="13900000001", consent=True, account=account()
    )
    world.join(world.submit(group, teacher, bound=True))
    own_child = guardian(phone="13900000001", account=account())
    request = world.submit(group, own_child, bound=True)
    assert (request.state, request.attaches) == ("pending", "")
    assert world.join(request).state == "joined"


def test_one_account_may_be_in_many_groups(world: World) -> None:
    one, other = world.group(), world.group()
    world.join(world.submit(one, mother(account=account()), bound=True))
    assert world.join(world.submit(other, mother(account=account()), bound=True)).state == "joined"


def test_a_guardian_of_two_children_asks_for_the_second_on_the_same_account(world: World) -> None:
    group = world.group()
    first = world.join(world.submit(group, mother(account=account()), bound=True))
    second = world.submit(
        group, guardian("王芳", phone="13800000002", account=account()), bound=True
    )
    assert (second.state, second.attaches) == ("pending", "")
    world.join(second)
    assert world.fresh(first).state == "joined"


def test_amending_the_phone_makes_the_request_findable_under_the_new_one(world: World) -> None:
    group = world.group()
    first = world.submit(group, mother(phone="13811110001"))
    intake.amend(world.door, group, first.id, mother(phone="13811110002"))
    assert world.submit(group, mother(phone="13811110001")).attaches == ""
    assert world.submit(group, mother(phone="13811110002")).attaches == first.id


def test_an_amended_request_gives_the_former_place_in_the_index_back(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group))
    again = world.submit(group)
    amended = intake.amend(world.door, group, again.id, guardian("王芳", phone="13811110002"))
    assert amended.attaches == ""
    assert world.submit(group).attaches == member.id
    world.approve(amended)
    assert world.fresh(member).state == "joined"


def test_a_request_amended_to_another_guardian_takes_over_nobodys_seat(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group))
    amended = intake.amend(world.door, group, world.submit(group).id, father())
    assert amended.attaches == ""
    world.approve(amended)
    assert world.fresh(member).state == "joined"


def test_amending_what_is_the_same_person_still_takes_the_seat_over(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group))
    again = world.submit(group)
    amended = intake.amend(world.door, group, again.id, mother(name="王秀"))
    assert amended.attaches == member.id


def test_what_is_over_is_not_attached_to(world: World) -> None:
    group = world.group()
    gone = world.submit(group)
    intake.withdraw(world.door, SCHOOL, gone.id)
    assert world.submit(group).attaches == ""
    late = world.submit(group, father())
    world.watch.forward(15 * DAY)
    assert world.submit(group, father()).attaches == ""
    assert world.fresh(late).state_at(world.watch.now) == "expired"


def test_twins_attach_by_either_of_them(world: World) -> None:
    group = world.group()
    both = (NamedStudent("李明", "妈妈"), NamedStudent("王芳", "妈妈"))
    first = world.submit(
        group, Application("guardian", students=both, phone="13811110001", consent=True)
    )
    assert world.submit(group, guardian("王芳", phone="13811110001")).attaches == first.id


def test_a_record_that_ends_meanwhile_is_not_taken_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = world.group()
    member = world.join(world.submit(group))
    again = world.submit(group)
    gather = world.door.facts.gather
    waiting = [member.id]

    def late(*args: object, **more: object) -> object:
        found = gather(*args, **more)  # type: ignore[arg-type]
        while waiting:
            membership.leave(world.door, world.operator, group.id, waiting.pop())
        return found

    monkeypatch.setattr(type(world.door.facts), "gather", lambda self, *a, **m: late(*a, **m))
    approved = world.approve(again)
    assert approved.state == "approved"
    assert world.fresh(member).reason == ""
