"""The second step: on after a right code, each code once, and a way back without the phone."""

from __future__ import annotations

import pyotp
import pytest

from onboarding.clock import SECOND
from onboarding.rules import errors
from onboarding.services import secondstep, sessions
from onboarding.services.secondstep import prove
from onboarding.storage.admins import Admin
from onboarding.storage.keys import Keys
from onboarding.storage.sessions import Proof
from tests.builders import PASSWORD, SCHOOL, World

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(world: World, ahead: int = 0) -> str:
    """What the app shows now, or `ahead` steps from now."""
    return pyotp.TOTP(SECRET).generate_otp(world.watch.now // secondstep.STEP + ahead)


def turn_on(world: World, **more: str) -> tuple[str, ...]:
    admin = world.admin("chen").admin
    given = {"secret": SECRET, "code": code(world), "password": PASSWORD, "keep": "", **more}
    return secondstep.turn_on(world.door, admin, **given)


def chen(world: World) -> Admin:
    return world.door.admins.by_login("chen")


@pytest.fixture
def codes(world: World) -> tuple[str, ...]:
    """The second step is on, and its first code was a while ago; the recovery codes."""
    codes = turn_on(world)
    world.watch.forward(10 * secondstep.STEP)
    return codes


def test_the_address_for_the_app_names_school_and_login(world: World) -> None:
    world.group()
    secret = secondstep.new_secret()
    address = secondstep.address_of(world.door, world.admin("chen").admin, secret)
    assert len(secret) == 32
    assert address.startswith("otpauth://totp/")
    assert "chen" in address
    assert secret in address


@pytest.mark.parametrize("wrong", ["000000", "", "12345", "李明李明李明", "abcdef"])
def test_it_is_on_only_after_a_right_code(world: World, wrong: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        turn_on(world, code=wrong)
    assert refused.value.facts == {"field": "code", "reason": "wrong_code"}
    assert chen(world).totp == ""


def test_a_secret_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(errors.Invalid):
        turn_on(world, secret="no base32!")


def test_turning_it_on_or_off_asks_for_the_password(world: World, codes: tuple[str, ...]) -> None:
    with pytest.raises(errors.NotSignedIn):
        secondstep.turn_off(world.door, chen(world), "wrong", "")
    assert chen(world).totp == SECRET
    secondstep.turn_off(world.door, chen(world), PASSWORD, "")
    assert (chen(world).totp, chen(world).recovery) == ("", frozenset())
    with pytest.raises(errors.NotSignedIn):
        secondstep.turn_on(
            world.door, chen(world), secret=SECRET, code=code(world), password="x", keep=""
        )


def test_turning_it_on_ends_other_sessions(world: World) -> None:
    admin = world.admin("zhou").admin
    here, there = (sessions.begin(world.door, admin, "wechat android") for _ in range(2))
    keep = world.door.sessions.authenticate(SCHOOL, admin.id, here, world.watch.now)[1].id
    secondstep.turn_on(
        world.door, admin, secret=SECRET, code=code(world), password=PASSWORD, keep=keep
    )
    left = world.door.sessions.of(SCHOOL, admin.id, world.watch.now)
    assert [each.id for each in left] == [keep]
    with pytest.raises(errors.NotSignedIn):
        world.door.sessions.authenticate(SCHOOL, admin.id, there, world.watch.now)


def test_with_it_no_session_begins_on_the_password_alone(
    world: World, codes: tuple[str, ...]
) -> None:
    with pytest.raises(errors.NotSignedIn):
        sessions.begin(world.door, chen(world), "wechat android")
    proof = prove(world.door, chen(world), code(world), "")
    assert sessions.begin(world.door, chen(world), "wechat android", proof)


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_clock_may_be_off_by_half_a_minute(
    world: World, codes: tuple[str, ...], ahead: int
) -> None:
    assert prove(world.door, chen(world), code(world, ahead), "").step


@pytest.mark.parametrize("ahead", [-2, 2])
def test_a_code_of_another_time_proves_nothing(
    world: World, codes: tuple[str, ...], ahead: int
) -> None:
    with pytest.raises(errors.NotSignedIn):
        prove(world.door, chen(world), code(world, ahead), "")


def test_a_code_counts_once_and_so_does_each_before_it(
    world: World, codes: tuple[str, ...]
) -> None:
    first, second = (prove(world.door, chen(world), code(world), "") for _ in range(2))
    sessions.begin(world.door, chen(world), "wechat android", first)
    with pytest.raises(errors.NotSignedIn):  # looked at beforehand, used afterwards
        sessions.begin(world.door, chen(world), "wechat android", second)
    for ahead in (-1, 0):
        with pytest.raises(errors.NotSignedIn):
            prove(world.door, chen(world), code(world, ahead), "")


def test_the_code_that_turned_it_on_signs_nobody_in(world: World) -> None:
    turn_on(world)
    with pytest.raises(errors.NotSignedIn):
        prove(world.door, chen(world), code(world), "")


def test_each_recovery_code_opens_once(world: World, codes: tuple[str, ...]) -> None:
    assert len(set(codes)) == 10
    typed = f" {codes[3].replace('-', ' ').upper()} "
    first, second = (prove(world.door, chen(world), typed, "") for _ in range(2))
    sessions.begin(world.door, chen(world), "wechat android", first)
    with pytest.raises(errors.NotSignedIn):
        sessions.begin(world.door, chen(world), "wechat android", second)
    with pytest.raises(errors.NotSignedIn):
        prove(world.door, chen(world), codes[3], "")
    assert len(chen(world).recovery) == 9


def test_fresh_recovery_codes_end_the_old_ones_and_other_sessions(
    world: World, codes: tuple[str, ...]
) -> None:
    old = prove(world.door, chen(world), codes[0], "")
    here, there = (
        sessions.begin(
            world.door, chen(world), "wechat android", prove(world.door, chen(world), each, "")
        )
        for each in codes[1:3]
    )
    keep = world.door.sessions.authenticate(SCHOOL, chen(world).id, here, world.watch.now)[1].id
    fresh = secondstep.renew_codes(world.door, chen(world), PASSWORD, keep)
    assert len(set(fresh)) == len(chen(world).recovery) == 10
    assert set(fresh).isdisjoint(codes)
    with pytest.raises(errors.NotSignedIn):  # looked at before, used afterwards
        sessions.begin(world.door, chen(world), "wechat android", old)
    with pytest.raises(errors.NotSignedIn):
        prove(world.door, chen(world), codes[3], "")
    with pytest.raises(errors.NotSignedIn):
        world.door.sessions.authenticate(SCHOOL, chen(world).id, there, world.watch.now)
    assert prove(world.door, chen(world), fresh[0], "").recovery
    assert world.door.events.after(SCHOOL, "", 100)[-1].what == "admin.recovery_renewed"


def test_fresh_codes_ask_for_the_password_and_a_second_step(
    world: World, codes: tuple[str, ...]
) -> None:
    with pytest.raises(errors.NotSignedIn):
        secondstep.renew_codes(world.door, chen(world), "wrong", "")
    assert prove(world.door, chen(world), codes[0], "").recovery
    seen = chen(world)
    secondstep.turn_off(world.door, seen, PASSWORD, "")
    with pytest.raises(errors.Stale):
        secondstep.renew_codes(world.door, seen, PASSWORD, "")
    assert chen(world).recovery == frozenset()


def test_of_two_who_ask_for_fresh_codes_at_once_the_last_ones_count(
    world: World, codes: tuple[str, ...]
) -> None:
    seen = chen(world)
    secondstep.renew_codes(world.door, seen, PASSWORD, "")
    last = secondstep.renew_codes(world.door, seen, PASSWORD, "")
    assert len(chen(world).recovery) == 10
    assert prove(world.door, chen(world), last[9], "").recovery


def test_a_made_up_proof_begins_no_session(world: World, codes: tuple[str, ...]) -> None:
    with pytest.raises(errors.NotSignedIn):
        sessions.begin(world.door, chen(world), "wechat android", Proof(recovery="made up"))


def test_codes_and_secret_stand_nowhere_in_plain(world: World, codes: tuple[str, ...]) -> None:
    kept = world.door.memory.record.hgetall(Keys(SCHOOL).admin(chen(world).id))
    said = b"".join([*kept, *kept.values()])
    assert [each for each in (SECRET, *codes) if each.replace("-", "").encode() in said] == []
    assert SECRET not in repr(chen(world))


def test_guesses_are_few_and_those_of_a_known_device_are_its_own(
    world: World, codes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secondstep, "TRIES_A_DAY", 2)
    for _ in range(2):
        with pytest.raises(errors.NotSignedIn):
            prove(world.door, chen(world), "000000", "")
    with pytest.raises(errors.TooMany) as refused:
        prove(world.door, chen(world), code(world), "")
    assert refused.value.facts == {"retry_after": 24 * 60 * 60}
    assert prove(world.door, chen(world), code(world), "her-phone").step


def test_steps_are_of_thirty_seconds() -> None:
    assert secondstep.STEP == 30 * SECOND
