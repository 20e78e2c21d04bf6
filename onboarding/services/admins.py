"""People who run groups: make one, sign in, change a password, give a role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onboarding.clock import HOUR
from onboarding.rules import errors
from onboarding.rules.access import ROLES, AdminRole
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage import ids
from onboarding.storage.admins import Admin
from onboarding.storage.outcome import Event, Idempotency

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
TRIES_PER_LOGIN_AND_ADDRESS = 8
TRIES_PER_ADDRESS = 60

# OWASP's argon2id floor: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class NewAdmin:
    """What a new admin is made from."""

    login: str
    name: str
    password: str
    supervisor: bool = False


def create(door: Door, caller: Caller, new: NewAdmin, idem: Idempotency | None = None) -> Admin:
    """Make an admin of the caller's school, without a role in any group yet.

    Whoever appoints owners may: a supervisor, not the owner of one group. Raises
    errors.NotAllowed, Invalid (`login`, `password`), Taken(field="login").
    """
    require(caller, "owner_appoint", "")
    login = new.login.strip()
    if not 2 <= len(login) <= 100 or not login.isprintable():
        raise errors.Invalid(field="login", reason="length")
    now = door.clock()
    admin = Admin(
        id=ids.new_id(10),
        school=caller.school,
        login=login,
        name=new.name,
        password=hashed(new.password),
        created_at=now,
        supervisor=new.supervisor,
    )
    event = Event("admin.created", caller.ref, now, "", admin.id)
    door.admins.create(admin, event, idem)
    return admin


def hashed(password: str) -> str:
    """The argon2id hash of a new password. Raises errors.Invalid(field="password")."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise errors.Invalid(field="password", reason="length")
    return _HASHER.hash(password)


def sign_in(door: Door, login: str, password: str, address: str) -> Admin:
    """The admin with this login and password.

    Tries are counted for login and client address together, so that nobody elsewhere locks out
    another person; and for the address alone. Raises errors.NotSignedIn, TooMany.
    """
    pair = f"{login.strip().casefold()} {address}"
    # Counted before the password is looked at: tries made at once are as many as they are.
    if (
        door.limits.seen("sign-in-address", address) >= TRIES_PER_ADDRESS
        or door.limits.count("sign-in", pair, HOUR) > TRIES_PER_LOGIN_AND_ADDRESS
    ):
        raise errors.TooMany(retry_after=HOUR // 1000)
    admin = _known(door, login)
    # An unknown login costs the same as a wrong password.
    kept = admin.password if admin else _nobodys_hash()
    if not _matches(kept, password) or admin is None:
        door.limits.count("sign-in-address", address, HOUR)
        raise errors.NotSignedIn
    door.limits.forget("sign-in", pair)
    return admin


def change_password(door: Door, admin: Admin, old: str, new: str) -> Admin:
    """Set another password; every other session ends. Raises errors.NotSignedIn, Invalid."""
    if not _matches(admin.password, old):
        raise errors.NotSignedIn
    changed = replace(admin, password=hashed(new), epoch=admin.epoch + 1)
    now = door.clock()
    door.admins.change(changed, Event("admin.password", f"admin:{admin.id}", now, "", admin.id))
    return changed


def give_role(
    door: Door,
    caller: Caller,
    group_id: str,
    admin_id: str,
    role: AdminRole | None,
    idem: Idempotency | None = None,
) -> None:
    """Give an admin a role in a group (owner, committee), or take it away (None).

    A supervisor appoints owners and ends their office; the committee is the owner's affair.
    Raises errors.NotAllowed, NotFound, Invalid(field="role"), LastOwner.
    """
    held = door.admins.of_group(caller.school, group_id).get(admin_id)
    owners = "owner" in (role, held)
    require(caller, "owner_appoint" if owners else "admins_write", group_id)
    if role is not None and (role not in ROLES or role == "supervisor"):
        raise errors.Invalid(field="role", reason="unknown")
    door.groups.get(caller.school, group_id)
    door.admins.get(caller.school, admin_id)
    now = door.clock()
    event = Event("admin.role", caller.ref, now, group_id, admin_id, facts={"role": role or ""})
    door.admins.seat(caller.school, group_id, admin_id, role, event, idem)


def of_group(door: Door, caller: Caller, group_id: str) -> list[tuple[Admin, AdminRole]]:
    """Everybody with a role in the group. Raises errors.NotAllowed."""
    require(caller, "admins_read", group_id)
    door.groups.get(caller.school, group_id)
    roles = door.admins.of_group(caller.school, group_id)
    return [(door.admins.get(caller.school, admin), role) for admin, role in roles.items()]


def _known(door: Door, login: str) -> Admin | None:
    try:
        return door.admins.by_login(login)
    except errors.NotFound:
        return None


def _matches(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
