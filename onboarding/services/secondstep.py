"""The second step of signing in: a code of the moment (TOTP, RFC 6238), or a recovery code."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import Final

import pyotp

from onboarding.clock import DAY, SECOND
from onboarding.rules import errors
from onboarding.services import passwords
from onboarding.services.door import Door
from onboarding.storage import ids
from onboarding.storage.admins import Admin
from onboarding.storage.outcome import Event
from onboarding.storage.sessions import Proof

STEP: Final = 30 * SECOND
RECOVERY_CODES: Final = 10
TRIES_A_DAY: Final = 20
_LETTERS: Final = 10


def new_secret() -> str:
    """A fresh secret in base32, which counts for nothing until `turn_on`."""
    return pyotp.random_base32()


def address_of(door: Door, admin: Admin, secret: str) -> str:
    """What an authenticator app reads from a code: the secret, with school and login beside it."""
    issuer = door.groups.school_title(admin.school) or admin.school
    return pyotp.TOTP(secret).provisioning_uri(name=admin.login, issuer_name=issuer)


def turn_on(
    door: Door, admin: Admin, *, secret: str, code: str, password: str, keep: str
) -> tuple[str, ...]:
    """Ask for codes from now on; ten recovery codes, shown once. Every session but `keep` ends.

    Raises errors.Invalid(field="code") for a code that isn't of this moment, NotSignedIn for a
    wrong password, TooMany, Stale.
    """
    passwords.confirm(door, admin, password)
    step = _step_of(secret, _tidy(code), door.clock(), 0)
    if not step:
        raise errors.Invalid(field="code", reason="wrong_code")
    codes, blind = _fresh_codes(door, admin)
    event = _event(door, admin, "admin.second_step_on")
    door.admins.set_second_step(admin, secret, step, blind, keep, event)
    door.hint(admin.school)
    return codes


def renew_codes(door: Door, admin: Admin, password: str, keep: str) -> tuple[str, ...]:
    """Ten fresh recovery codes, shown once; the old ones open nothing any more, and every
    session but `keep` ends.

    Raises errors.NotSignedIn for a wrong password, TooMany, Stale (no second step, too).
    """
    passwords.confirm(door, admin, password)
    codes, blind = _fresh_codes(door, admin)
    door.admins.renew_recovery(admin, blind, keep, _event(door, admin, "admin.recovery_renewed"))
    door.hint(admin.school)
    return codes


def turn_off(door: Door, admin: Admin, password: str, keep: str) -> None:
    """Ask for no code any more. Raises errors.NotSignedIn for a wrong password, TooMany, Stale."""
    passwords.confirm(door, admin, password)
    door.admins.drop_second_step(admin, keep, _event(door, admin, "admin.second_step_off"))
    door.hint(admin.school)


def prove(door: Door, admin: Admin, code: str, device: str) -> Proof:
    """What the code proves; it counts once the session begins.

    A device that the admin has signed in on before has tries of its own; all others share
    theirs, wherever they are: six digits are few. Raises errors.NotSignedIn, TooMany.
    """
    who = f"{admin.school} {admin.id} {device}"
    if door.limits.count("second-step", who, DAY) > TRIES_A_DAY:
        raise errors.TooMany(retry_after=DAY // 1000)
    typed = _tidy(code)
    if step := _step_of(admin.totp, typed, door.clock(), admin.totp_step):
        proof = Proof(step=step)
    elif (blind := _blind(door, admin, typed)) in admin.recovery:
        proof = Proof(recovery=blind)
    else:
        raise errors.NotSignedIn
    door.limits.forget("second-step", who)
    return proof


def _step_of(secret: str, code: str, now: int, used: int) -> int:
    """The step that the code belongs to: this one, or one beside it where a clock is off; 0 for
    none, or one that was used."""
    try:
        totp = pyotp.TOTP(secret)
        current = now // STEP
        fitting = (
            step
            for step in (current, current - 1, current + 1)
            if step > used and compare_digest(totp.generate_otp(step), code)
        )
        return next(fitting, 0)
    except (ValueError, TypeError):  # no base32, or not ASCII
        return 0


def _fresh_codes(door: Door, admin: Admin) -> tuple[tuple[str, ...], list[str]]:
    """Recovery codes, and how the record holds them."""
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    return codes, [_blind(door, admin, each) for each in codes]


def _new_code() -> str:
    """A recovery code, 44 bits: two halves of five letters without look-alikes."""
    letters = "".join(secrets.choice(ids.CODE_ALPHABET) for _ in range(_LETTERS))
    return f"{letters[:5]}-{letters[5:]}"


def _tidy(code: str) -> str:
    """A code without the gaps that people put into it."""
    return "".join(code.split()).replace("-", "").lower()


def _blind(door: Door, admin: Admin, code: str) -> str:
    return door.index.blind(admin.school, "recovery", admin.id, _tidy(code))


def _event(door: Door, admin: Admin, what: str) -> Event:
    return Event(what, f"admin:{admin.id}", door.clock(), "", admin.id)
