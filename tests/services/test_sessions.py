"""Signing in and out: tries that lock nobody else out, and sessions that end when they should."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from onboarding.clock import HOUR, MINUTE
from onboarding.rules import errors
from onboarding.services import sessions
from onboarding.services.sessions import begin, sign_in
from onboarding.storage.admins import Admin
from onboarding.storage.keys import Keys
from onboarding.storage.sessions import IDLE, Session
from tests.builders import PASSWORD, SCHOOL, START, World

HERE = "10.0.0.1"
ANOTHER = "another password"


def signed_in(world: World, admin: Admin, secret: str) -> Session:
    return world.door.sessions.authenticate(SCHOOL, admin.id, secret, world.watch.now)[1]


def ended(world: World, admin: Admin, secret: str) -> bool:
    try:
        signed_in(world, admin, secret)
    except errors.NotSignedIn:
        return True
    return False


# -- the password


def test_an_admin_signs_in_by_name_and_password(world: World) -> None:
    made = world.admin("Chen").admin
    assert sign_in(world.door, " chen ", PASSWORD, HERE) == made


@pytest.mark.parametrize(("login", "password"), [("chen", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    world: World, login: str, password: str
) -> None:
    world.admin("chen")
    with pytest.raises(errors.NotSignedIn) as refused:
        sign_in(world.door, login, password, HERE)
    assert refused.value.facts == {}


# -- tries


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "TRIES_PER_LOGIN_AND_ADDRESS", 2)
    monkeypatch.setattr(sessions, "TRIES_PER_ADDRESS", 3)
    monkeypatch.setattr(sessions, "TRIES_PER_DEVICE", 2)


def fail(world: World, login: str = "chen", address: str = HERE, device: str = "") -> None:
    with pytest.raises(errors.NotSignedIn):
        sign_in(world.door, login, "wrong", address, device)


def outcomes_at_once(world: World, logins: list[str]) -> list[type[errors.Refusal]]:
    """How wrong passwords for these names are answered, all sent together from one address."""
    start = Barrier(len(logins))

    def attempt(login: str) -> type[errors.Refusal]:
        start.wait()
        with pytest.raises((errors.NotSignedIn, errors.TooMany)) as refused:
            sign_in(world.door, login, "wrong", HERE)
        return refused.type

    with ThreadPoolExecutor(len(logins)) as threads:
        return list(threads.map(attempt, logins))


@pytest.mark.usefixtures("few_tries")
def test_tries_are_counted_for_name_and_address_so_that_nobody_elsewhere_locks_another_out(
    world: World,
) -> None:
    world.admin("chen")
    for _ in range(2):
        fail(world)
    with pytest.raises(errors.TooMany) as refused:
        sign_in(world.door, "chen", PASSWORD, HERE)
    assert refused.value.facts == {"retry_after": HOUR // 1000}
    assert sign_in(world.door, "chen", PASSWORD, "10.0.0.2").login == "chen"


@pytest.mark.usefixtures("few_tries")
def test_tries_made_at_once_are_counted_before_their_passwords_are_looked_at(world: World) -> None:
    world.admin("chen")
    assert outcomes_at_once(world, ["chen"] * 8).count(errors.NotSignedIn) == 2


@pytest.mark.usefixtures("few_tries")
def test_one_address_tries_so_many_names_and_no_more(world: World) -> None:
    world.admin("chen")
    for login in ("a", "b", "c"):
        fail(world, login)
    with pytest.raises(errors.TooMany):
        sign_in(world.door, "chen", PASSWORD, HERE)


@pytest.mark.usefixtures("few_tries")
def test_names_tried_at_once_from_one_address_are_no_more_than_one_after_the_other(
    world: World,
) -> None:
    assert outcomes_at_once(world, [f"name{n}" for n in range(8)]).count(errors.NotSignedIn) == 3


@pytest.mark.usefixtures("few_tries")
def test_a_name_that_is_guessed_at_takes_no_tries_from_others_at_the_address(world: World) -> None:
    world.admin("chen")
    for _ in range(2):
        fail(world)
    for _ in range(9):
        with pytest.raises(errors.TooMany):
            sign_in(world.door, "chen", "wrong", HERE)
    world.admin("zhou")
    assert sign_in(world.door, "zhou", PASSWORD, HERE).login == "zhou"


@pytest.mark.usefixtures("few_tries")
def test_a_whole_school_behind_one_address_signs_in(world: World) -> None:
    names = [f"teacher{n}" for n in range(5)]
    for login in names:
        world.admin(login)
    assert [sign_in(world.door, each, PASSWORD, HERE).login for each in names] == names
    assert world.door.limits.seen("sign-in-address", HERE) == 0


@pytest.mark.usefixtures("few_tries")
def test_a_flood_from_the_same_address_keeps_no_known_device_out(world: World) -> None:
    world.admin("chen")
    for login in ("chen", "chen", "b"):
        fail(world, login)
    with pytest.raises(errors.TooMany):
        sign_in(world.door, "chen", PASSWORD, HERE)
    assert sign_in(world.door, "chen", PASSWORD, HERE, "her-phone").login == "chen"


@pytest.mark.usefixtures("few_tries")
def test_a_known_device_has_no_endless_tries_and_none_of_another_devices(world: World) -> None:
    world.admin("chen")
    for _ in range(2):
        fail(world, device="stolen")
    for _ in range(2):  # from here on it is one among strangers
        fail(world, device="stolen")
    with pytest.raises(errors.TooMany):
        sign_in(world.door, "chen", PASSWORD, HERE, "stolen")
    assert sign_in(world.door, "chen", PASSWORD, HERE, "her-phone").login == "chen"


@pytest.mark.usefixtures("few_tries")
def test_a_known_devices_mistakes_are_not_its_neighbours(world: World) -> None:
    world.admin("chen")
    for device in ("a", "b"):
        for _ in range(2):
            fail(world, device=device)
    assert sign_in(world.door, "chen", PASSWORD, HERE).login == "chen"


@pytest.mark.usefixtures("few_tries")
def test_a_good_sign_in_forgets_the_bad_ones(world: World) -> None:
    world.admin("chen")
    for _ in range(2):
        fail(world)
        sign_in(world.door, "chen", PASSWORD, HERE)
    fail(world, device="her-phone")
    sign_in(world.door, "chen", PASSWORD, HERE, "her-phone")
    assert world.door.limits.seen("sign-in-device", "chen her-phone") == 0


# -- sessions


def test_a_session_tells_whose_it_is_and_where(world: World) -> None:
    admin = world.admin("chen").admin
    secret = begin(world.door, admin, "wechat android")
    found, session = world.door.sessions.authenticate(SCHOOL, admin.id, secret, world.watch.now)
    assert found == admin
    assert (session.created_at, session.last_seen, session.device) == (
        START,
        START,
        "wechat android",
    )
    assert world.door.sessions.of(SCHOOL, admin.id, world.watch.now) == [session]


def test_who_is_signed_in_is_asked_in_one_round_trip(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = world.admin("chen").admin
    secret = begin(world.door, admin, "wechat android")
    record = world.door.memory.record
    trips = []
    pipeline = record.pipeline

    def counted(*args: object, **more: object) -> object:
        trips.append(1)
        return pipeline(*args, **more)  # type: ignore[arg-type]

    def refused(*_args: object, **_more: object) -> None:
        raise AssertionError("asked outside the one round trip")

    monkeypatch.setattr(record, "pipeline", counted)
    monkeypatch.setattr(record, "execute_command", refused)
    world.door.sessions.authenticate(SCHOOL, admin.id, secret, world.watch.now)
    assert trips == [1]


def test_a_session_is_kept_as_a_digest(world: World) -> None:
    admin = world.admin("chen").admin
    secret = begin(world.door, admin, "wechat android")
    kept = world.door.memory.record.hgetall(Keys(SCHOOL).sessions(admin.id))
    assert secret.encode() not in b"".join([*kept, *kept.values()])
    with pytest.raises(errors.NotSignedIn):
        signed_in(world, admin, next(iter(kept)).decode())


def test_a_session_is_of_its_admin_alone(world: World) -> None:
    chen, zhou = world.admin("chen").admin, world.admin("zhou").admin
    assert ended(world, zhou, begin(world.door, chen, "wechat android"))


def test_after_twelve_hours_without_use_a_session_is_over(world: World) -> None:
    admin = world.admin("chen").admin
    secret = begin(world.door, admin, "wechat android")
    world.watch.forward(IDLE - 1)
    world.door.sessions.note_use(admin, signed_in(world, admin, secret), world.watch.now)
    world.watch.forward(IDLE - 1)
    assert not ended(world, admin, secret)
    world.watch.forward(1)
    assert ended(world, admin, secret)
    assert world.door.sessions.of(SCHOOL, admin.id, world.watch.now) == []


def test_the_server_forgets_idle_sessions_by_itself(world: World) -> None:
    admin = world.admin("chen").admin
    begin(world.door, admin, "wechat android")
    world.watch.forward(IDLE)
    begin(world.door, admin, "chrome windows")
    key = Keys(SCHOOL).sessions(admin.id)
    assert world.door.memory.record.hlen(key) == 1
    assert 0 < world.door.memory.record.pttl(key) <= IDLE


def test_use_is_written_down_at_most_once_a_minute(world: World) -> None:
    admin = world.admin("chen").admin
    secret = begin(world.door, admin, "wechat android")
    for wait, noted in ((MINUTE - 1, START), (1, START + MINUTE)):
        world.watch.forward(wait)
        world.door.sessions.note_use(admin, signed_in(world, admin, secret), world.watch.now)
        assert signed_in(world, admin, secret).last_seen == noted


def test_noting_a_use_brings_no_ended_session_back(world: World) -> None:
    admin = world.admin("chen").admin
    secret = begin(world.door, admin, "wechat android")
    session = signed_in(world, admin, secret)
    sessions.end(world.door, admin, session.id)
    world.door.sessions.note_use(admin, session, world.watch.now + HOUR)
    assert ended(world, admin, secret)


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(world: World) -> None:
    admin = world.admin("chen").admin
    phone, desk = (begin(world.door, admin, "wechat android") for _ in range(2))
    sessions.end(world.door, admin, signed_in(world, admin, phone).id)
    assert (ended(world, admin, phone), ended(world, admin, desk)) == (True, False)
    with pytest.raises(errors.NotFound):
        sessions.end(world.door, admin, "another")


def test_signing_out_everywhere_ends_all_and_only_the_own(world: World) -> None:
    chen, zhou = world.admin("chen").admin, world.admin("zhou").admin
    mine = [begin(world.door, chen, "wechat android") for _ in range(3)]
    other = begin(world.door, zhou, "wechat android")
    sessions.end_everywhere(world.door, chen)
    assert [ended(world, chen, each) for each in mine] == [True] * 3
    assert not ended(world, zhou, other)
    with pytest.raises(errors.NotFound):
        sessions.end_everywhere(world.door, chen)


# -- another password


def test_another_password_ends_every_other_session_at_once(world: World) -> None:
    admin = world.admin("chen").admin
    here, there = (begin(world.door, admin, "wechat android") for _ in range(2))
    keep = signed_in(world, admin, here).id
    sessions.change_password(world.door, admin, PASSWORD, ANOTHER, keep)
    assert (ended(world, admin, here), ended(world, admin, there)) == (False, True)
    assert sign_in(world.door, "chen", ANOTHER, HERE).id == admin.id
    fail(world)


def test_another_password_needs_the_old_one_and_its_length(world: World) -> None:
    admin = world.admin("chen").admin
    with pytest.raises(errors.NotSignedIn):
        sessions.change_password(world.door, admin, "wrong", ANOTHER)
    with pytest.raises(errors.Invalid) as refused:
        sessions.change_password(world.door, admin, PASSWORD, "short")
    assert refused.value.facts == {"field": "password", "reason": "length"}
    assert sign_in(world.door, "chen", PASSWORD, HERE) == admin


def test_of_two_changes_at_once_the_second_is_told(world: World) -> None:
    admin = world.admin("chen").admin
    sessions.change_password(world.door, admin, PASSWORD, ANOTHER)
    with pytest.raises(errors.Stale):
        sessions.change_password(world.door, admin, PASSWORD, "a third password")


def test_a_sign_in_that_the_change_of_password_overtook_gives_no_session(world: World) -> None:
    admin = sign_in(world.door, world.admin("chen").admin.login, PASSWORD, HERE)
    sessions.change_password(world.door, admin, PASSWORD, ANOTHER)
    with pytest.raises(errors.NotSignedIn):
        begin(world.door, admin, "wechat android")


def test_who_found_an_open_console_guesses_at_the_password_eight_times(world: World) -> None:
    admin = world.admin("chen").admin
    for _ in range(8):
        with pytest.raises(errors.NotSignedIn):
            sessions.change_password(world.door, admin, "wrong", ANOTHER)
    with pytest.raises(errors.TooMany):
        sessions.change_password(world.door, admin, PASSWORD, ANOTHER)
    assert sign_in(world.door, "chen", PASSWORD, HERE) == admin
