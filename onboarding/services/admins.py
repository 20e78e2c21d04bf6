"""People who run groups: make one, give a role, hand a group over."""

from __future__ import annotations

from dataclasses import dataclass

from onboarding.rules import errors
from onboarding.rules.access import ROLES, AdminRole
from onboarding.services.callers import AdminCaller, Caller, require
from onboarding.services.door import Door
from onboarding.services.passwords import hashed
from onboarding.storage import ids
from onboarding.storage.admins import Admin
from onboarding.storage.outcome import Event, Idempotency


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
    admin = fresh(door, caller.school, new)
    door.admins.create(
        admin, Event("admin.created", caller.ref, admin.created_at, "", admin.id), idem
    )
    door.hint(caller.school)
    return admin


def fresh(door: Door, school: str, new: NewAdmin) -> Admin:
    """A new admin who isn't written yet. Raises errors.Invalid (`login`, `password`)."""
    login = new.login.strip()
    if not 2 <= len(login) <= 100 or not login.isprintable():
        raise errors.Invalid(field="login", reason="length")
    return Admin(
        id=ids.new_id(10),
        school=school,
        login=login,
        name=new.name,
        password=hashed(new.password),
        created_at=door.clock(),
        supervisor=new.supervisor,
    )


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
    Everybody may give up the own role.
    Raises errors.NotAllowed, NotFound, Invalid(field="role"), LastOwner.
    """
    held = door.admins.of_group(caller.school, group_id).get(admin_id)
    if not (held and role is None and caller.ref == f"admin:{admin_id}"):
        owners = "owner" in (role, held)
        require(caller, "owner_appoint" if owners else "admins_write", group_id)
    if role is not None and (role not in ROLES or role == "supervisor"):
        raise errors.Invalid(field="role", reason="unknown")
    door.groups.get(caller.school, group_id)
    _known(door, caller, group_id, admin_id)
    now = door.clock()
    event = Event("admin.role", caller.ref, now, group_id, admin_id, facts={"role": role or ""})
    door.admins.seat(caller.school, group_id, admin_id, role, event, idem)


def hand_over(
    door: Door, caller: Caller, group_id: str, giver: str, taker: str, *, stays: bool
) -> None:
    """Make `taker` the owner in place of `giver`, in one step; the giver goes, or stays in the
    committee.

    Who appoints owners may. Raises errors.NotAllowed, NotFound, Invalid(field="taker") where
    both are the same person, Stale where the giver isn't owner any more.
    """
    require(caller, "owner_appoint", group_id)
    if giver == taker:
        raise errors.Invalid(field="taker", reason="same_person")
    door.groups.get(caller.school, group_id)
    _known(door, caller, group_id, taker)
    facts = {"from": giver, "stays": stays}
    event = Event("admin.handed_over", caller.ref, door.clock(), group_id, taker, facts=facts)
    role = "committee" if stays else ""
    door.admins.hand_over(caller.school, group_id, giver, taker, role, event)
    door.hint(caller.school)


def end_supervision(door: Door, caller: AdminCaller, admin_id: str) -> None:
    """Take the school-wide office from another supervisor; nobody gives up the own.

    Raises errors.NotAllowed, Invalid(field="admin") for oneself, Stale.
    """
    require(caller, "owner_appoint", "")
    if admin_id == caller.admin.id:
        raise errors.Invalid(field="admin", reason="same_person")
    event = Event("admin.supervision_ended", caller.ref, door.clock(), "", admin_id)
    door.admins.end_supervision(caller.school, admin_id, caller.admin.id, event)
    door.hint(caller.school)


def delete(door: Door, caller: AdminCaller, admin_id: str) -> None:
    """Delete an admin: every session, role and open link ends at once, and the sign-in name is
    free. What the admin did stays in the trail under the id, which names nobody then.

    A supervisor may, and nobody the own account. Raises errors.NotAllowed, NotFound,
    Invalid(field="admin") for oneself, LastOwner, Stale.
    """
    require(caller, "owner_appoint", "")
    if admin_id == caller.admin.id:
        raise errors.Invalid(field="admin", reason="same_person")
    admin = door.admins.get(caller.school, admin_id)
    event = Event("admin.deleted", caller.ref, door.clock(), "", admin_id)
    door.admins.delete(admin, caller.admin.id, event)
    door.hint(caller.school)


def of_group(door: Door, caller: Caller, group_id: str) -> list[tuple[Admin, AdminRole]]:
    """Everybody with a role in the group. Raises errors.NotAllowed."""
    require(caller, "admins_read", group_id)
    door.groups.get(caller.school, group_id)
    roles = door.admins.of_group(caller.school, group_id)
    return [(admin, roles[admin.id]) for admin in door.admins.many(caller.school, roles)]


def of_school(door: Door, caller: Caller) -> list[Admin]:
    """Every admin of the school, oldest first. Raises errors.NotAllowed."""
    require(caller, "admins_read", "")
    return door.admins.many(caller.school, door.admins.ids(caller.school))


def _known(door: Door, caller: Caller, group_id: str, admin_id: str) -> None:
    """Return if the caller may name this admin for a role in the group: who appoints owners in
    the whole school names everybody, an owner those of the own group, and invites the others.
    Raises errors.NotFound."""
    roles = door.admins.get(caller.school, admin_id).roles
    if group_id not in roles and not caller.may("owner_appoint", ""):
        raise errors.NotFound(what="admin")
