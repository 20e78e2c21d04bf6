"""Who runs groups: roles, and the office that is never vacant."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import admins, sessions
from onboarding.services.admins import NewAdmin
from onboarding.services.callers import AdminCaller
from onboarding.storage.outcome import Event
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
    for group in ("g", "h"):
        world.group(group_id=group)
    owner, other = world.admin("chen", g="owner"), world.admin("zhou", g="committee", h="committee")
    admins.give_role(world.door, owner, "g", other.admin.id, "owner")
    with pytest.raises(errors.NotAllowed):
        admins.give_role(world.door, owner, "h", other.admin.id, "owner")
    assert world.door.admins.get(SCHOOL, other.admin.id).roles == {"g": "owner", "h": "committee"}


def test_an_owner_names_those_of_the_own_group_and_invites_everybody_else(world: World) -> None:
    for group in ("g", "h"):
        world.group(group_id=group)
    owner, lead = world.admin("chen", g="owner"), world.admin("lead", supervisor=True)
    for stranger in (world.admin("zhou"), world.admin("liu", h="owner"), lead):
        for role in ("committee", "owner", None):
            with pytest.raises(errors.NotFound):
                admins.give_role(world.door, owner, "g", stranger.admin.id, role)  # type: ignore[arg-type]
        with pytest.raises(errors.NotFound):
            admins.hand_over(world.door, owner, "g", owner.admin.id, stranger.admin.id, stays=False)
    assert world.door.admins.of_group(SCHOOL, "g") == {owner.admin.id: "owner"}


def test_who_has_one_gives_up_the_own_role_and_no_other(world: World) -> None:
    world.group(group_id="g")
    world.admin("chen", g="owner")
    li, liu = (world.admin(login, g="committee") for login in ("li", "liu"))
    for admin, role in ((liu, None), (li, "owner"), (li, "committee")):
        with pytest.raises(errors.NotAllowed):
            admins.give_role(world.door, li, "g", admin.admin.id, role)  # type: ignore[arg-type]
    admins.give_role(world.door, li, "g", li.admin.id, None)
    assert world.door.admins.get(SCHOOL, li.admin.id).roles == {}
    with pytest.raises(errors.NotAllowed):
        admins.give_role(world.door, li, "g", li.admin.id, None)


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


# -- deleting


@pytest.fixture
def lead(world: World) -> AdminCaller:
    return world.admin("lead", supervisor=True)


def test_of_an_admin_who_is_deleted_the_id_in_the_trail_is_left(
    world: World, lead: AdminCaller
) -> None:
    world.group(group_id="g")
    world.admin("chen", g="owner")
    zhou = world.admin("zhou", name="周伟", g="committee").admin
    secret = sessions.begin(world.door, zhou, "wechat android")
    admins.delete(world.door, lead, zhou.id)
    with pytest.raises(errors.NotSignedIn):
        world.door.sessions.authenticate(SCHOOL, zhou.id, secret, world.watch.now)
    with pytest.raises(errors.NotSignedIn):
        sessions.sign_in(world.door, "zhou", PASSWORD, "10.0.0.1")
    with pytest.raises(errors.NotFound):
        world.door.admins.get(SCHOOL, zhou.id)
    assert zhou.id not in world.door.admins.ids(SCHOOL)
    assert zhou.id not in world.door.admins.of_group(SCHOOL, "g")
    left = [key for key in world.door.memory.record.scan_iter("*") if zhou.id in key.decode()]
    assert left == []
    [told] = [e for e in world.door.events.after(SCHOOL, "", 100) if e.what == "admin.deleted"]
    assert (told.group, told.record, told.who, told.facts) == ("g", zhou.id, lead.ref, {})
    assert world.admin("zhou").admin.id != zhou.id


def test_an_admin_without_a_role_is_deleted_in_the_schools_trail(
    world: World, lead: AdminCaller
) -> None:
    zhou = world.admin("zhou").admin
    admins.delete(world.door, lead, zhou.id)
    told = world.door.events.after(SCHOOL, "", 100)[-1]
    assert (told.what, told.group, told.record) == ("admin.deleted", "", zhou.id)


def test_the_name_of_a_deleted_admin_is_free_at_once(world: World, lead: AdminCaller) -> None:
    admins.delete(world.door, lead, world.admin("zhou").admin.id)
    assert len(list(world.door.memory.record.scan_iter("ob:login:*"))) == 1  # the supervisor's


def test_a_group_keeps_an_owner_when_one_is_deleted(world: World, lead: AdminCaller) -> None:
    for group in ("g", "h"):
        world.group(group_id=group)
    chen = world.admin("chen", g="owner", h="owner").admin
    other = world.admin("zhou", g="owner").admin
    with pytest.raises(errors.LastOwner):
        admins.delete(world.door, lead, chen.id)
    assert world.door.admins.of_group(SCHOOL, "g")[chen.id] == "owner"
    admins.hand_over(world.door, lead, "h", chen.id, other.id, stays=False)
    admins.delete(world.door, lead, chen.id)
    for group in ("g", "h"):
        assert world.door.admins.of_group(SCHOOL, group) == {other.id: "owner"}


def test_a_supervisor_alone_deletes_and_never_the_own_account(
    world: World, lead: AdminCaller
) -> None:
    world.group(group_id="g")
    owner, li = world.admin("chen", g="owner"), world.admin("li", g="committee")
    with pytest.raises(errors.NotAllowed):
        admins.delete(world.door, owner, li.admin.id)
    with pytest.raises(errors.Invalid):
        admins.delete(world.door, lead, lead.admin.id)
    with pytest.raises(errors.NotFound):
        admins.delete(world.door, lead, "nobody")


def test_of_two_supervisors_who_delete_each_other_one_stays(
    world: World, lead: AdminCaller
) -> None:
    zheng = world.admin("zheng", supervisor=True)
    admins.delete(world.door, lead, zheng.admin.id)
    with pytest.raises(errors.Stale):  # zheng's page was still open
        admins.delete(world.door, zheng, lead.admin.id)
    assert world.door.admins.get(SCHOOL, lead.admin.id).supervisor


def test_a_role_that_was_given_meanwhile_is_looked_at_again(
    world: World, lead: AdminCaller
) -> None:
    world.group(group_id="g")
    seen = world.admin("zhou").admin
    admins.give_role(world.door, lead, "g", seen.id, "owner")
    event = Event("admin.deleted", lead.ref, world.watch.now, "", seen.id)
    with pytest.raises(errors.Stale):
        world.door.admins.delete(seen, lead.admin.id, event)


def test_nobody_who_has_gone_gets_a_role_any_more(world: World, lead: AdminCaller) -> None:
    world.group(group_id="g")
    chen, zhou = world.admin("chen", g="owner").admin, world.admin("zhou").admin
    admins.delete(world.door, lead, zhou.id)
    event = Event("admin.role", lead.ref, world.watch.now, "g", zhou.id)
    with pytest.raises(errors.NotFound):
        world.door.admins.seat(SCHOOL, "g", zhou.id, "owner", event)
    with pytest.raises(errors.NotFound):
        world.door.admins.hand_over(SCHOOL, "g", chen.id, zhou.id, "", event)
    assert world.door.admins.of_group(SCHOOL, "g") == {chen.id: "owner"}
