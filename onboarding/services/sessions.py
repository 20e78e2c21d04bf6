"""Signing in and out: password, second step, session; and tries that lock nobody else out."""

from __future__ import annotations

from typing import Final

from onboarding.clock import HOUR
from onboarding.rules import errors
from onboarding.services import passwords
from onboarding.services.door import Door
from onboarding.storage import ids
from onboarding.storage.admins import Admin
from onboarding.storage.logins import folded
from onboarding.storage.outcome import Event
from onboarding.storage.seal import digest
from onboarding.storage.sessions import Proof, Session

TRIES_PER_DEVICE: Final = 8
TRIES_PER_LOGIN_AND_ADDRESS: Final = 8
TRIES_PER_ADDRESS: Final = 60

NO_PROOF: Final = Proof()


def sign_in(door: Door, login: str, password: str, address: str, device: str = "") -> Admin:
    """The admin with this login and password; the first step, no session yet.

    `device` names a browser on which this very login has signed in before ("" for an unknown
    one): it has tries of its own, so that nobody else can use them up. Unknown ones share those
    of their address, for the login and altogether. Raises errors.NotSignedIn, TooMany.
    """
    name = folded(login)
    # Counted before the password is looked at: tries made at once are as many as they are.
    known = bool(device) and _has_left(door, "sign-in-device", f"{name} {device}", TRIES_PER_DEVICE)
    pair = f"{name} {address}"
    if not known and not (
        # What one name has used up isn't taken from everybody else at the address.
        _has_left(door, "sign-in", pair, TRIES_PER_LOGIN_AND_ADDRESS)
        and _has_left(door, "sign-in-address", address, TRIES_PER_ADDRESS)
    ):
        raise errors.TooMany(retry_after=HOUR // 1000)
    admin = _known(door, login)
    if not passwords.fits(admin, password) or admin is None:
        raise errors.NotSignedIn
    if not known:
        door.limits.give_back("sign-in-address", address, HOUR)
    door.limits.forget("sign-in-device", f"{name} {device}")
    door.limits.forget("sign-in", pair)
    return admin


def begin(door: Door, admin: Admin, device_words: str, proof: Proof = NO_PROOF) -> str:
    """Start a session; its secret. `device_words` are two coarse codes for the list of sessions.

    Raises errors.NotSignedIn where the password has changed since, the code of the second step
    was used already, or there is a second step and no proof of it.
    """
    now = door.clock()
    secret = ids.new_secret()
    session = Session(digest(secret), now, now, device_words)
    event = Event("admin.signed_in", f"admin:{admin.id}", now, "", admin.id)
    try:
        door.sessions.begin(admin, session, proof, event)
    except errors.Stale:
        raise errors.NotSignedIn from None
    door.hint(admin.school)
    return secret


def end(door: Door, admin: Admin, session_id: str) -> None:
    """Sign out one session: a copy of its cookie opens nothing. Raises errors.NotFound."""
    door.sessions.end(admin, session_id, _signed_out(door, admin))
    door.hint(admin.school)


def end_everywhere(door: Door, admin: Admin) -> None:
    """Sign out every session, this one too. Raises errors.NotFound where there is none."""
    door.sessions.end_all(admin, _signed_out(door, admin))
    door.hint(admin.school)


def change_password(door: Door, admin: Admin, old: str, new: str, keep: str = "") -> None:
    """Set another password; every session but `keep` ends.

    Raises errors.NotSignedIn for a wrong old one, Invalid, TooMany, Stale.
    """
    passwords.confirm(door, admin, old)
    event = Event("admin.password", f"admin:{admin.id}", door.clock(), "", admin.id)
    door.admins.set_password(admin, passwords.hashed(new), keep, event)
    door.hint(admin.school)


def _has_left(door: Door, what: str, who: str, tries: int) -> bool:
    return door.limits.count(what, who, HOUR) <= tries


def _signed_out(door: Door, admin: Admin) -> Event:
    return Event("admin.signed_out", f"admin:{admin.id}", door.clock(), "", admin.id)


def _known(door: Door, login: str) -> Admin | None:
    try:
        return door.admins.by_login(login)
    except errors.NotFound:
        return None
