"""Passwords: hashed with argon2id, and how a try is held against the hash."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onboarding.clock import HOUR
from onboarding.rules import errors
from onboarding.services.door import Door
from onboarding.storage.admins import Admin

SHORTEST = 10
LONGEST = 200
TRIES_IN_A_SESSION = 8

# OWASP's argon2id floor: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """The argon2id hash of a new password. Raises errors.Invalid(field="password")."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise errors.Invalid(field="password", reason="length")
    return _HASHER.hash(password)


def fits(admin: Admin | None, password: str) -> bool:
    """Whether this is the admin's password; for nobody it costs the same to say no."""
    kept = admin.password if admin else _nobodys_hash()
    return _matches(kept, password) and admin is not None


def confirm(door: Door, admin: Admin, password: str) -> None:
    """Return if somebody who is signed in knows the password, too.

    Only the own session counts these tries. Raises errors.NotSignedIn, TooMany.
    """
    who = f"{admin.school} {admin.id}"
    if door.limits.count("password", who, HOUR) > TRIES_IN_A_SESSION:
        raise errors.TooMany(retry_after=HOUR // 1000)
    if not fits(admin, password):
        raise errors.NotSignedIn
    door.limits.forget("password", who)


def _matches(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
