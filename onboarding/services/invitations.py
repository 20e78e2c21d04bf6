"""One-time links: by one somebody becomes an admin, by another sets a new password.

A link opens for 48 hours, once, and only as long as whoever made it may still do what it does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from onboarding.rules import errors
from onboarding.rules.access import AdminRole
from onboarding.services import admins
from onboarding.services.admins import NewAdmin
from onboarding.services.callers import AdminCaller, Caller, Operator, require
from onboarding.services.door import Door
from onboarding.services.links import new_link, school_in
from onboarding.services.passwords import hashed
from onboarding.storage.admins import Admin
from onboarding.storage.invitations import LASTS, Invitation
from onboarding.storage.outcome import Event
from onboarding.storage.seal import digest


def invite(door: Door, caller: Caller, name: str, role: AdminRole, group_id: str = "") -> str:
    """Invite somebody to a role in a group, or as supervisor of the school; the link's text,
    shown once.

    Who may give the role may invite to it. Raises errors.NotAllowed, NotFound,
    Invalid(field="role").
    """
    if (role == "supervisor") is bool(group_id):
        raise errors.Invalid(field="role", reason="unknown")
    require(caller, _act(role), group_id)
    if group_id:
        door.groups.get(caller.school, group_id)
    link, made = _fresh(door, caller)
    made = replace(made, role=role, group=group_id, name=name)
    facts = {"role": role}
    event = Event("admin.invited", caller.ref, made.created_at, group_id, "", facts=facts)
    door.invitations.put(made, event)
    door.hint(caller.school)
    return link


def reset(door: Door, caller: Caller, admin_id: str) -> str:
    """Let an admin set another password; the link's text, shown once. It ends as soon as the
    password is another one.

    A supervisor may for everybody, an owner for the committee of the own groups alone: another
    owner is no owner's affair.
    Raises errors.NotAllowed, NotFound.
    """
    admin = door.admins.get(caller.school, admin_id)
    if not may_reset(caller, admin):
        raise errors.NotAllowed(act="owner_appoint")
    link, made = _fresh(door, caller)
    made = replace(made, admin=admin.id, seen=digest(admin.password))
    event = Event("admin.reset_offered", caller.ref, made.created_at, "", admin.id)
    door.invitations.put(made, event)
    door.hint(caller.school)
    return link


def may_reset(caller: Caller, admin: Admin) -> bool:
    """Whether the caller may let this admin set another password."""
    if caller.may("owner_appoint", ""):
        return True
    committee = all(role == "committee" for role in admin.roles.values())
    own = bool(admin.roles) and all(caller.may("owner_appoint", group) for group in admin.roles)
    return own and committee and not admin.supervisor


def opened(door: Door, link: str) -> Invitation:
    """What a link is for. Raises errors.NotFound where it has been used, has run out or was
    taken back, or where its maker may no longer do what it does."""
    school = school_in(link)
    made = door.invitations.get(school, digest(link), door.clock())
    if not _stands(door, made):
        raise errors.NotFound(what="invitation")
    return made


def accept_as_new(door: Door, link: str, login: str, password: str) -> Admin:
    """Become an admin by an invitation. Raises errors.NotFound, Invalid (`login`, `password`),
    Taken(field="login")."""
    made = _invitation(door, link)
    new = NewAdmin(login, made.name, password, made.role == "supervisor")
    admin = admins.fresh(door, made.school, new)
    return _accept(door, made, admin, create=True)


def accept_as(door: Door, link: str, admin: Admin) -> Admin:
    """Take the role of an invitation as an admin that one is already. Raises errors.NotFound,
    Taken(field="school") for one of another school."""
    made = _invitation(door, link)
    if admin.school != made.school:
        raise errors.Taken(field="school")
    return _accept(door, made, admin, create=False)


def set_password(door: Door, link: str, password: str) -> Admin:
    """Set another password by a reset; every session ends, and a second step is off.

    Raises errors.NotFound, Invalid(field="password").
    """
    made = opened(door, link)
    if not made.admin:
        raise errors.NotFound(what="invitation")
    admin = door.admins.get(made.school, made.admin)
    now = door.clock()
    event = Event("admin.password_reset", f"admin:{admin.id}", now, "", admin.id)
    door.invitations.reset(made, admin, hashed(password), now, event)
    door.hint(made.school)
    return door.admins.get(made.school, admin.id)


def open_in(door: Door, caller: Caller, group_id: str) -> list[Invitation]:
    """Invitations to roles in a group that still open. Raises errors.NotAllowed."""
    require(caller, "admins_read", group_id)
    found = door.invitations.open(caller.school, door.clock())
    return [
        each for each in found if each.group == group_id and not each.admin and _stands(door, each)
    ]


def open_in_school(door: Door, caller: Caller) -> list[Invitation]:
    """Every invitation and reset of the school that still opens. Raises errors.NotAllowed."""
    require(caller, "admins_read", "")
    found = door.invitations.open(caller.school, door.clock())
    return [each for each in found if _stands(door, each)]


def revoke(door: Door, caller: Caller, invitation_id: str) -> None:
    """Take an open link back: who may make one like it, or made this one. Raises
    errors.NotAllowed, NotFound."""
    made = door.invitations.get(caller.school, invitation_id, door.clock())
    if made.by != caller.ref and not _may_make(door, caller, made):
        raise errors.NotAllowed(act=_act(made.role))
    event = Event("admin.invitation_revoked", caller.ref, door.clock(), made.group, made.admin)
    door.invitations.revoke(caller.school, invitation_id, event)
    door.hint(caller.school)


def _fresh(door: Door, caller: Caller) -> tuple[str, Invitation]:
    link, now = new_link(caller.school), door.clock()
    return link, Invitation(digest(link), caller.school, caller.ref, now, now + LASTS)


def _invitation(door: Door, link: str) -> Invitation:
    made = opened(door, link)
    if made.admin:
        raise errors.NotFound(what="invitation")
    return made


def _accept(door: Door, made: Invitation, admin: Admin, *, create: bool) -> Admin:
    now = door.clock()
    facts = {"role": made.role, "by": made.by}
    event = Event("admin.joined", f"admin:{admin.id}", now, made.group, admin.id, facts=facts)
    door.invitations.accept(made, admin, now, event, create=create)
    door.hint(made.school)
    return door.admins.get(made.school, admin.id)


def _stands(door: Door, made: Invitation) -> bool:
    """Whether its maker may still do what it does, and a reset is for the password it was
    made for."""
    kind, _, maker_id = made.by.partition(":")
    maker: Caller = Operator(made.school)
    try:
        if kind == "admin":
            maker = AdminCaller(door.admins.get(made.school, maker_id))
        whose = door.admins.get(made.school, made.admin) if made.admin else None
    except errors.NotFound:  # one of the two has gone
        return False
    if whose is None:
        return maker.may(_act(made.role), made.group)
    return digest(whose.password) == made.seen and may_reset(maker, whose)


def _may_make(door: Door, caller: Caller, made: Invitation) -> bool:
    if made.admin:
        return may_reset(caller, door.admins.get(made.school, made.admin))
    return caller.may(_act(made.role), made.group)


def _act(role: AdminRole | Literal[""]) -> Literal["admins_write", "owner_appoint"]:
    """What somebody must be allowed who gives the role: the committee is the owner's affair."""
    return "admins_write" if role == "committee" else "owner_appoint"
