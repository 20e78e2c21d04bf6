"""One-time links: who may make them, what they open, and that they open once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest

from onboarding.clock import HOUR, SECOND
from onboarding.rules import errors
from onboarding.services import admins, groups, invitations, secondstep, sessions
from onboarding.services.callers import AdminCaller
from onboarding.services.invitations import accept_as, accept_as_new, invite, opened
from onboarding.storage.admins import Admin
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Event
from onboarding.storage.seal import digest
from tests.builders import PASSWORD, SCHOOL, World
from tests.storage.dump import raw_bytes

ANOTHER = "another password"


@pytest.fixture
def owner(world: World) -> AdminCaller:
    world.group(group_id="g")
    return world.admin("chen", g="owner")


@pytest.fixture
def lead(world: World) -> AdminCaller:
    return world.admin("lead", supervisor=True)


def fresh(world: World, caller: AdminCaller) -> AdminCaller:
    return AdminCaller(world.door.admins.get(SCHOOL, caller.admin.id))


# -- inviting


@pytest.mark.parametrize("role", ["owner", "committee"])
def test_who_is_invited_chooses_name_and_password_and_has_the_role(
    world: World, owner: AdminCaller, role: str
) -> None:
    link = invite(world.door, owner, "周伟", role, "g")  # type: ignore[arg-type]
    made = accept_as_new(world.door, link, "zhou", ANOTHER)
    assert (made.name, made.roles, made.supervisor) == ("周伟", {"g": role}, False)
    assert world.door.admins.of_group(SCHOOL, "g")[made.id] == role
    assert made.id in world.door.admins.ids(SCHOOL)
    assert sessions.sign_in(world.door, "zhou", ANOTHER, "10.0.0.1") == made


def test_a_supervisor_invites_owners_and_supervisors(world: World, lead: AdminCaller) -> None:
    world.group(group_id="g")
    link = invite(world.door, lead, "周伟", "owner", "g")
    assert accept_as_new(world.door, link, "zhou", ANOTHER).roles == {"g": "owner"}
    link = invite(world.door, lead, "郑安然", "supervisor")
    assert accept_as_new(world.door, link, "zheng", ANOTHER).supervisor


def test_nobody_invites_to_what_they_could_not_give(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    world.group(group_id="h")
    committee = world.admin("li", g="committee")
    for caller, role, group in (
        (owner, "supervisor", ""),
        (owner, "owner", "h"),
        (owner, "committee", "h"),
        (lead, "committee", "g"),
        (committee, "committee", "g"),
        (committee, "owner", "g"),
    ):
        with pytest.raises(errors.NotAllowed):
            invite(world.door, caller, "周伟", role, group)  # type: ignore[arg-type]
    for role, group in (("supervisor", "g"), ("owner", "")):
        with pytest.raises(errors.Invalid):
            invite(world.door, lead, "周伟", role, group)  # type: ignore[arg-type]
    assert invitations.open_in_school(world.door, lead) == []


def test_the_link_holds_128_bits_and_is_kept_as_a_hash(world: World, owner: AdminCaller) -> None:
    link = invite(world.door, owner, "欧阳不凡", "committee", "g")
    school, _, secret = link.partition(".")
    assert (school, len(secret)) == (SCHOOL, 22)
    kept = raw_bytes(world.door.memory.record)
    assert digest(link).encode() in kept
    assert secret.encode() not in kept
    assert "欧阳不凡".encode() not in kept


def test_a_link_lasts_48_hours(world: World, owner: AdminCaller) -> None:
    link = invite(world.door, owner, "周伟", "committee", "g")
    world.watch.forward(48 * HOUR - 1)
    assert opened(world.door, link).role == "committee"
    world.watch.forward(1)
    with pytest.raises(errors.NotFound):
        accept_as_new(world.door, link, "zhou", ANOTHER)
    assert invitations.open_in(world.door, owner, "g") == []


def test_a_link_that_ran_out_between_look_and_use_opens_nothing(
    world: World, owner: AdminCaller
) -> None:
    link = invite(world.door, owner, "周伟", "committee", "g")
    made = opened(world.door, link)
    new = admins.fresh(world.door, SCHOOL, admins.NewAdmin("zhou", "周伟", ANOTHER))
    event = Event("test", "time", made.ends)
    with pytest.raises(errors.NotFound):
        world.door.invitations.accept(made, new, made.ends, event, create=True)


@pytest.mark.parametrize("link", ["", "x", "hill.", "hill.nothing", "dale.nothing"])
def test_a_link_that_is_none_opens_nothing(world: World, link: str) -> None:
    with pytest.raises(errors.NotFound):
        opened(world.door, link)


def test_of_two_uses_at_once_one_wins(world: World, owner: AdminCaller) -> None:
    link = invite(world.door, owner, "周伟", "committee", "g")

    def use(login: str) -> bool:
        try:
            return bool(accept_as_new(world.door, link, login, ANOTHER))
        except errors.NotFound:
            return False

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(use, ["zhou", "zhao", "zhan", "zhai"]))
    assert outcomes.count(True) == 1
    assert len(world.door.admins.of_group(SCHOOL, "g")) == 2
    assert len(world.door.admins.ids(SCHOOL)) == 2


def test_of_two_invitations_with_one_name_at_once_one_makes_an_account(
    world: World, owner: AdminCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (invite(world.door, owner, name, "committee", "g") for name in ("周", "吴"))
    quick: list[Admin] = []
    plain_fields = world.door.admins.plain_fields

    def overtaken(admin: Admin) -> dict[str, str]:
        """Between reservation and writing another one comes in."""
        if not quick:
            quick.append(admin)
            quick[0] = accept_as_new(world.door, second, "same", PASSWORD)
        return plain_fields(admin)

    monkeypatch.setattr(world.door.admins, "plain_fields", overtaken)
    with pytest.raises(errors.Taken) as refused:
        accept_as_new(world.door, first, "same", ANOTHER)
    assert refused.value.facts == {"field": "login"}
    assert world.door.admins.by_login("same") == quick[0]
    assert set(world.door.admins.ids(SCHOOL)) == {owner.admin.id, quick[0].id}
    assert accept_as_new(world.door, first, "other", ANOTHER).name == "周"


def test_of_many_who_choose_one_name_at_once_one_has_it_and_signs_in(
    world: World, owner: AdminCaller
) -> None:
    for round_ in range(10):
        login = f"same{round_}"
        new = [
            admins.fresh(world.door, SCHOOL, admins.NewAdmin(login, "周", PASSWORD))
            for _ in range(4)
        ]
        start = Barrier(len(new))

        def make(admin: Admin, start: Barrier = start) -> bool:
            start.wait()
            try:
                world.door.admins.create(admin, Event("test", "time", world.watch.now))
            except errors.Taken:
                return False
            return True

        with ThreadPoolExecutor(len(new)) as threads:
            won = [a for a, made in zip(new, threads.map(make, new), strict=True) if made]
        assert [world.door.admins.by_login(login)] == won
    assert len(world.door.admins.ids(SCHOOL)) == 11


def test_a_name_that_is_taken_leaves_the_link_open(world: World, owner: AdminCaller) -> None:
    link = invite(world.door, owner, "周伟", "committee", "g")
    with pytest.raises(errors.Taken) as refused:
        accept_as_new(world.door, link, "chen", ANOTHER)
    assert refused.value.facts == {"field": "login"}
    with pytest.raises(errors.Invalid):
        accept_as_new(world.door, link, "zhou", "short")
    assert accept_as_new(world.door, link, "zhou", ANOTHER).roles == {"g": "committee"}


def test_an_admin_of_the_school_takes_the_role_without_a_second_account(
    world: World, owner: AdminCaller
) -> None:
    zhou = world.admin("zhou").admin
    link = invite(world.door, owner, "周伟", "committee", "g")
    assert accept_as(world.door, link, zhou).roles == {"g": "committee"}
    with pytest.raises(errors.NotFound):
        accept_as(world.door, link, zhou)
    assert sessions.sign_in(world.door, "zhou", PASSWORD, "10.0.0.1").name == zhou.name


def test_an_owner_who_is_invited_to_less_stays_owner(world: World, owner: AdminCaller) -> None:
    link = invite(world.door, owner, "陈静", "committee", "g")
    assert accept_as(world.door, link, owner.admin).roles == {"g": "owner"}
    assert world.door.admins.of_group(SCHOOL, "g") == {owner.admin.id: "owner"}


def test_an_admin_of_another_school_takes_no_role_here(world: World, owner: AdminCaller) -> None:
    far = admins.fresh(world.door, "dale", admins.NewAdmin("far", "远", ANOTHER))
    link = invite(world.door, owner, "周伟", "committee", "g")
    with pytest.raises(errors.Taken) as refused:
        accept_as(world.door, link, far)
    assert refused.value.facts == {"field": "school"}


def test_an_invitation_falls_with_the_office_of_who_made_it(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    link = invite(world.door, owner, "周伟", "owner", "g")
    other = world.admin("liu")
    admins.hand_over(world.door, lead, "g", owner.admin.id, other.admin.id, stays=True)
    with pytest.raises(errors.NotFound):
        accept_as_new(world.door, link, "zhou", ANOTHER)


def test_open_invitations_are_listed_and_can_be_taken_back(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    link = invite(world.door, owner, "周伟", "committee", "g")
    invite(world.door, lead, "郑安然", "supervisor")
    [mine] = invitations.open_in(world.door, owner, "g")
    assert (mine.name, mine.role, mine.by) == ("周伟", "committee", owner.ref)
    assert len(invitations.open_in_school(world.door, lead)) == 2
    committee = world.admin("li", g="committee")
    with pytest.raises(errors.NotAllowed):
        invitations.revoke(world.door, committee, mine.id)
    invitations.revoke(world.door, owner, mine.id)
    for again in (
        lambda: invitations.revoke(world.door, owner, mine.id),
        lambda: accept_as_new(world.door, link, "zhou", ANOTHER),
    ):
        with pytest.raises(errors.NotFound):
            again()
    assert invitations.open_in(world.door, owner, "g") == []


def test_what_ran_out_is_cleared_away_by_the_next(world: World, owner: AdminCaller) -> None:
    invite(world.door, owner, "周伟", "committee", "g")
    world.watch.forward(49 * HOUR)
    invite(world.door, owner, "周伟", "committee", "g")
    record = world.door.memory.record
    assert record.zcard(f"ob:{{{SCHOOL}}}:invitations") == 1
    kept = list(record.scan_iter("*:invitation:*"))
    assert all(0 < record.pttl(key) <= 48 * HOUR for key in kept)


def test_what_an_invitation_did_is_told_without_names(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    made = accept_as_new(
        world.door, invite(world.door, owner, "周伟", "committee", "g"), "zhou", ANOTHER
    )
    link = invitations.reset(world.door, lead, made.id)
    invitations.set_password(world.door, link, PASSWORD)
    invite(world.door, owner, "吴", "committee", "g")
    [left] = invitations.open_in(world.door, owner, "g")
    invitations.revoke(world.door, owner, left.id)
    told = world.door.events.after(SCHOOL, "", 100)
    assert [event.what for event in told[-6:]] == [
        "admin.invited",
        "admin.joined",
        "admin.reset_offered",
        "admin.password_reset",
        "admin.invited",
        "admin.invitation_revoked",
    ]
    assert "周伟" not in f"{told}"
    assert "zhou" not in f"{told}"


# -- resets


def test_a_reset_sets_another_password_once_and_ends_every_session(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    secret = sessions.begin(world.door, owner.admin, "wechat android")
    link = invitations.reset(world.door, lead, owner.admin.id)
    invitations.set_password(world.door, link, ANOTHER)
    with pytest.raises(errors.NotSignedIn):
        world.door.sessions.authenticate(SCHOOL, owner.admin.id, secret, world.watch.now)
    assert sessions.sign_in(world.door, "chen", ANOTHER, "10.0.0.1").id == owner.admin.id
    with pytest.raises(errors.NotFound):
        invitations.set_password(world.door, link, PASSWORD)
    assert world.door.memory.record.exists(Keys(SCHOOL).invitation(digest(link))) == 0


def test_a_reset_takes_the_second_step_away_for_a_phone_that_was_lost(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).generate_otp(world.watch.now // (30 * SECOND))
    secondstep.turn_on(
        world.door, owner.admin, secret=secret, code=code, password=PASSWORD, keep=""
    )
    link = invitations.reset(world.door, lead, owner.admin.id)
    admin = invitations.set_password(world.door, link, ANOTHER)
    assert (admin.totp, admin.recovery) == ("", frozenset())


def test_a_reset_ends_with_the_password_that_it_was_made_for(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    link, second = (invitations.reset(world.door, lead, owner.admin.id) for _ in range(2))
    invitations.set_password(world.door, link, ANOTHER)
    with pytest.raises(errors.NotFound):
        invitations.set_password(world.door, second, PASSWORD)
    assert invitations.open_in_school(world.door, lead) == []


def test_of_two_resets_at_once_one_wins(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    link = invitations.reset(world.door, lead, owner.admin.id)

    def use(password: str) -> bool:
        try:
            return bool(invitations.set_password(world.door, link, password))
        except errors.NotFound:
            return False

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(use, [f"long password {n}" for n in range(4)]))
    assert outcomes.count(True) == 1


def test_an_owner_resets_for_who_has_roles_in_the_own_groups_alone(
    world: World, owner: AdminCaller
) -> None:
    world.group(group_id="h")
    within = world.admin("li", g="committee").admin
    across = world.admin("liu", g="committee", h="committee").admin
    above = world.admin("zheng", supervisor=True, g="committee").admin
    roleless = world.admin("wu").admin
    assert invitations.reset(world.door, owner, within.id)
    for other in (across, above, roleless):
        with pytest.raises(errors.NotAllowed):
            invitations.reset(world.door, owner, other.id)
    with pytest.raises(errors.NotAllowed):
        invitations.reset(world.door, fresh(world, AdminCaller(within)), owner.admin.id)


def test_links_fall_with_the_account_that_made_them_or_is_meant(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    zhou = world.admin("zhou", g="owner")
    made = invite(world.door, zhou, "吴", "committee", "g")
    reset = invitations.reset(world.door, lead, zhou.admin.id)
    admins.delete(world.door, lead, zhou.admin.id)
    for link in (made, reset):
        with pytest.raises(errors.NotFound):
            opened(world.door, link)
    assert invitations.open_in_school(world.door, lead) == []
    assert invitations.open_in(world.door, owner, "g") == []


def test_a_reset_is_no_invitation_nor_the_other_way_round(
    world: World, owner: AdminCaller, lead: AdminCaller
) -> None:
    with pytest.raises(errors.NotFound):
        accept_as(world.door, invitations.reset(world.door, lead, owner.admin.id), owner.admin)
    link = invite(world.door, owner, "周伟", "committee", "g")
    with pytest.raises(errors.NotFound):
        invitations.set_password(world.door, link, ANOTHER)


def test_a_closed_group_keeps_its_admins_and_invitations(world: World, owner: AdminCaller) -> None:
    link = invite(world.door, owner, "周伟", "committee", "g")
    groups.change(world.door, owner, "g", closed=True)
    assert accept_as_new(world.door, link, "zhou", ANOTHER).roles == {"g": "committee"}


def test_another_owner_is_no_owners_affair(world: World) -> None:
    group = world.group()
    one = world.admin("one", **{group.id: "owner"})
    other = world.admin("other", **{group.id: "owner"})
    helper = world.admin("helper", **{group.id: "committee"})
    assert invitations.may_reset(one, helper.admin)
    assert not invitations.may_reset(one, other.admin)
    with pytest.raises(errors.NotAllowed):
        invitations.reset(world.door, one, other.admin.id)
