"""Who runs groups: roles, and the office that is never vacant."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import admins
from onboarding.services.admins import NewAdmin
from tests.builders import PASSWORD, SCHOOL, World


def test_a_sign_in_name_is_taken_once_in_all_schools(world: World) -> None:
    world.admin("chen")
    with pytest.raises(errors.Taken) as refused:
        world.admin("CHEN")
    assert refused.value.facts == {"field": "login"}


def test_a_name_reserved_by_nobody_is_taken_over(world: World) -> None:
    made = world.admin("chen").admin
    world.door.memory.record.unlink(f"ob:{{{SCHOOL}}}:admin:{made.id}")
    assert world.admin("chen").admin.id != made.id


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_has_its_length(world: World, password: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        admins.create(world.door, world.operator, NewAdmin("chen", "陈静", password))
    assert refused.value.facts == {"field": "password", "reason": "length"}


def test_a_group_keeps_an_owner(world: World) -> None:
    group = world.group(group_id="g")
    owner = world.admin("chen", g="owner")
    for role in (None, "committee"):
        with pytest.raises(errors.LastOwner):
            admins.give_role(world.door, world.operator, group.id, owner.admin.id, role)  # type: ignore[arg-type]
    other = world.admin("zhou", g="owner")
    admins.give_role(world.door, other, group.id, owner.admin.id, None)
    roles = {admin.id: role for admin, role in admins.of_group(world.door, other, group.id)}
    assert roles == {other.admin.id: "owner"}


def test_an_owner_gives_roles_in_the_own_group_alone(world: World) -> None:
    world.group(group_id="g")
    world.group(group_id="h")
    owner, other = world.admin("chen", g="owner"), world.admin("zhou")
    admins.give_role(world.door, owner, "g", other.admin.id, "committee")
    with pytest.raises(errors.NotAllowed):
        admins.give_role(world.door, owner, "h", other.admin.id, "committee")
    committee = world.door.admins.get(SCHOOL, other.admin.id)
    assert committee.roles == {"g": "committee"}


def test_a_supervisor_appoints_owners_and_nobody_else(world: World) -> None:
    world.group(group_id="g")
    supervisor = world.admin("lead", supervisor=True)
    new = admins.create(world.door, supervisor, NewAdmin("chen", "陈静", PASSWORD))
    admins.give_role(world.door, supervisor, "g", new.id, "owner")
    assert world.door.admins.get(SCHOOL, new.id).roles == {"g": "owner"}
    other = world.admin("zhou")
    with pytest.raises(errors.NotAllowed):
        admins.give_role(world.door, supervisor, "g", other.admin.id, "committee")


def test_a_committee_member_gives_no_role_and_makes_no_admin(world: World) -> None:
    world.group(group_id="g")
    committee, other = world.admin("li", g="committee"), world.admin("zhou")
    with pytest.raises(errors.NotAllowed):
        admins.give_role(world.door, committee, "g", other.admin.id, "owner")
    with pytest.raises(errors.NotAllowed):
        admins.create(world.door, committee, NewAdmin("new", "新人", PASSWORD))


@pytest.mark.parametrize("role", ["supervisor", "king"])
def test_only_a_groups_own_roles_are_given_in_it(world: World, role: str) -> None:
    world.group(group_id="g")
    admin = world.admin("chen")
    with pytest.raises(errors.Invalid) as refused:
        admins.give_role(world.door, world.operator, "g", admin.admin.id, role)  # type: ignore[arg-type]
    assert refused.value.facts == {"field": "role", "reason": "unknown"}


@pytest.mark.parametrize(("stays", "left"), [(False, None), (True, "committee")])
def test_a_class_passes_from_one_owner_to_the_next_in_one_step(
    world: World, stays: bool, left: str | None
) -> None:
    world.group(group_id="g")
    chen, zhou = world.admin("chen", g="owner"), world.admin("zhou", g="committee")
    admins.hand_over(world.door, chen, "g", chen.admin.id, zhou.admin.id, stays=stays)
    roles = world.door.admins.of_group(SCHOOL, "g")
    assert (roles[zhou.admin.id], roles.get(chen.admin.id)) == ("owner", left)
    assert world.door.admins.get(SCHOOL, zhou.admin.id).roles == {"g": "owner"}
    assert world.door.admins.get(SCHOOL, chen.admin.id).roles.get("g") == left


def test_a_supervisor_hands_a_class_over_for_an_owner_who_is_away(world: World) -> None:
    world.group(group_id="g")
    lead = world.admin("lead", supervisor=True)
    chen, zhou = world.admin("chen", g="owner"), world.admin("zhou")
    admins.hand_over(world.door, lead, "g", chen.admin.id, zhou.admin.id, stays=False)
    assert world.door.admins.of_group(SCHOOL, "g") == {zhou.admin.id: "owner"}


def test_a_class_is_handed_over_by_its_owner_alone_and_to_somebody_else(world: World) -> None:
    world.group(group_id="g")
    chen, li = world.admin("chen", g="owner"), world.admin("li", g="committee")
    with pytest.raises(errors.NotAllowed):
        admins.hand_over(world.door, li, "g", chen.admin.id, li.admin.id, stays=False)
    with pytest.raises(errors.Invalid):
        admins.hand_over(world.door, chen, "g", chen.admin.id, chen.admin.id, stays=False)
    with pytest.raises(errors.NotFound):
        admins.hand_over(world.door, chen, "g", chen.admin.id, "nobody", stays=False)
    with pytest.raises(errors.Stale):
        admins.hand_over(world.door, chen, "g", li.admin.id, chen.admin.id, stays=False)
    assert world.door.admins.of_group(SCHOOL, "g") == {
        chen.admin.id: "owner",
        li.admin.id: "committee",
    }


def test_a_supervisor_ends_another_ones_office_and_never_the_own(world: World) -> None:
    lead, zheng = (world.admin(login, supervisor=True) for login in ("lead", "zheng"))
    owner = world.admin("chen")
    with pytest.raises(errors.NotAllowed):
        admins.end_supervision(world.door, owner, lead.admin.id)
    with pytest.raises(errors.Invalid):
        admins.end_supervision(world.door, lead, lead.admin.id)
    admins.end_supervision(world.door, lead, zheng.admin.id)
    assert not world.door.admins.get(SCHOOL, zheng.admin.id).supervisor
    for admin in (zheng.admin.id, owner.admin.id, "nobody"):
        with pytest.raises(errors.Stale):
            admins.end_supervision(world.door, lead, admin)


def test_of_two_supervisors_who_end_each_others_office_at_once_one_stays(world: World) -> None:
    lead, zheng = (world.admin(login, supervisor=True) for login in ("lead", "zheng"))
    admins.end_supervision(world.door, lead, zheng.admin.id)
    with pytest.raises(errors.Stale):  # zheng's page was still open
        admins.end_supervision(world.door, zheng, lead.admin.id)
    assert world.door.admins.get(SCHOOL, lead.admin.id).supervisor


def test_the_people_of_a_school_are_shown_to_its_supervisor(world: World) -> None:
    world.group(group_id="g")
    chen = world.admin("chen", g="owner")
    world.watch.forward(1)
    lead = world.admin("lead", supervisor=True)
    assert [each.id for each in admins.of_school(world.door, lead)] == [
        chen.admin.id,
        lead.admin.id,
    ]
    with pytest.raises(errors.NotAllowed):
        admins.of_school(world.door, chen)
