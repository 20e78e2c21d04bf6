"""Who runs groups: signing in, roles, and the office that is never vacant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from onboarding.clock import HOUR
from onboarding.rules import errors
from onboarding.services import admins
from onboarding.services.admins import NewAdmin, sign_in
from tests.builders import PASSWORD, SCHOOL, World


def test_an_admin_signs_in_by_name_and_password(world: World) -> None:
    made = world.admin("Chen").admin
    assert sign_in(world.door, " chen ", PASSWORD, "10.0.0.1") == made


@pytest.mark.parametrize(("login", "password"), [("chen", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    world: World, login: str, password: str
) -> None:
    world.admin("chen")
    with pytest.raises(errors.NotSignedIn) as refused:
        sign_in(world.door, login, password, "10.0.0.1")
    assert refused.value.facts == {}


def test_tries_are_counted_for_name_and_address_so_that_nobody_locks_another_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admins, "TRIES_PER_LOGIN_AND_ADDRESS", 2)
    world.admin("chen")
    for _ in range(2):
        with pytest.raises(errors.NotSignedIn):
            sign_in(world.door, "chen", "wrong", "10.0.0.1")
    with pytest.raises(errors.TooMany) as refused:
        sign_in(world.door, "chen", PASSWORD, "10.0.0.1")
    assert refused.value.facts == {"retry_after": HOUR // 1000}
    assert sign_in(world.door, "chen", PASSWORD, "10.0.0.2").login == "chen"


def test_tries_made_at_once_are_counted_before_their_passwords_are_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admins, "TRIES_PER_LOGIN_AND_ADDRESS", 2)
    world.admin("chen")

    def attempt(_: int) -> type[errors.Refusal]:
        with pytest.raises((errors.NotSignedIn, errors.TooMany)) as refused:
            sign_in(world.door, "chen", "wrong", "10.0.0.1")
        return refused.type

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(8)))
    assert outcomes.count(errors.NotSignedIn) == 2


def test_one_address_tries_so_many_names_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admins, "TRIES_PER_ADDRESS", 2)
    world.admin("chen")
    for login in ("a", "b"):
        with pytest.raises(errors.NotSignedIn):
            sign_in(world.door, login, "wrong", "10.0.0.1")
    with pytest.raises(errors.TooMany):
        sign_in(world.door, "chen", PASSWORD, "10.0.0.1")


def test_a_good_sign_in_forgets_the_bad_ones(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admins, "TRIES_PER_LOGIN_AND_ADDRESS", 2)
    world.admin("chen")
    for _ in range(3):
        with pytest.raises(errors.NotSignedIn):
            sign_in(world.door, "chen", "wrong", "10.0.0.1")
        sign_in(world.door, "chen", PASSWORD, "10.0.0.1")


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


def test_another_password_ends_every_other_session(world: World) -> None:
    made = world.admin("chen").admin
    with pytest.raises(errors.NotSignedIn):
        admins.change_password(world.door, made, "wrong", "another password")
    changed = admins.change_password(world.door, made, PASSWORD, "another password")
    assert changed.epoch == made.epoch + 1
    assert sign_in(world.door, "chen", "another password", "10.0.0.1").epoch == changed.epoch


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
