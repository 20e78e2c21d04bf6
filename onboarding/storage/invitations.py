"""One-time links by which somebody becomes an admin, or sets another password."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

import redis

from onboarding.clock import HOUR
from onboarding.rules import errors
from onboarding.rules.access import AdminRole
from onboarding.storage import codec
from onboarding.storage.admins import NO_SECOND_STEP, Admin, Admins
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Sealer

LASTS: Final = 48 * HOUR


@dataclass(frozen=True)
class Invitation:
    """One open link; `id` is its digest. With `admin` it is a reset of that admin's password,
    `seen` being the digest of the one that it was made for; else it invites `name` (personal,
    sealed) to a role: in `group`, or as supervisor of the school where that is "".
    `by` made it, until `ends` (ms)."""

    id: str
    school: str
    by: str
    created_at: int
    ends: int
    role: AdminRole | Literal[""] = ""
    group: str = ""
    name: str = field(default="", repr=False)
    admin: str = ""
    seen: str = field(default="", repr=False)


class Invitations:
    """Reads and writes invitations of all schools."""

    def __init__(
        self, record: redis.Redis, scripts: Scripts, sealer: Sealer, admins: Admins
    ) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer
        self._admins = admins

    def get(self, school: str, invitation_id: str, now: int) -> Invitation:
        """An open one. Raises errors.NotFound."""
        key = Keys(school).invitation(invitation_id)
        raw = cast("dict[bytes, bytes]", self._record.hgetall(key))
        if not raw or int(raw[b"ends"]) <= now:
            raise errors.NotFound(what="invitation")
        return self._decode(school, invitation_id, raw)

    def open(self, school: str, now: int) -> list[Invitation]:
        """All open ones, the one that runs out first in front."""
        keys = Keys(school)
        listed = cast("list[bytes]", self._record.zrangebyscore(keys.invitations, now + 1, "+inf"))
        ids = [each.decode() for each in listed]
        pipe = self._record.pipeline(transaction=False)
        for each in ids:
            pipe.hgetall(keys.invitation(each))
        found = pipe.execute() if ids else []
        return [self._decode(school, i, raw) for i, raw in zip(ids, found, strict=True) if raw]

    def put(self, made: Invitation, event: Event) -> Done:
        """Keep a new one."""
        keys = Keys(made.school)
        name = codec.dumps({"name": made.name})
        reply = self._scripts.run(
            "invite",
            [keys.invitation(made.id), keys.invitations, keys.events],
            {
                "id": made.id,
                "now": str(made.created_at),
                "ends": str(made.ends),
                "keep": str(LASTS),
                "fields": {
                    **{n: getattr(made, n) for n in ("by", "role", "group", "admin", "seen")},
                    "created_at": str(made.created_at),
                    "ends": str(made.ends),
                },
                "event": event.packed(),
            },
            self._sealer.seal(made.school, made.id, "invitation", name) if made.name else b"",
        )
        return understand(reply, made.id)

    def revoke(self, school: str, invitation_id: str, event: Event) -> Done:
        """Take one back. Raises errors.NotFound."""
        keys = Keys(school)
        reply = self._scripts.run(
            "revoke_invitation",
            [keys.invitation(invitation_id), keys.invitations, keys.events],
            {"id": invitation_id, "event": event.packed()},
        )
        return understand(reply, invitation_id)

    def accept(
        self, invitation: Invitation, admin: Admin, now: int, event: Event, *, create: bool
    ) -> Done:
        """Give `admin` what the invitation says, once; `create` makes the admin in the same
        step. Raises errors.NotFound where it has been used, Taken(field="login")."""
        with self._admins.name_of(admin) if create else nullcontext():
            return self._accept(invitation, admin, now, event, create)

    def _accept(
        self, invitation: Invitation, admin: Admin, now: int, event: Event, create: bool
    ) -> Done:
        keys = Keys(invitation.school)
        fields = self._admins.plain_fields(admin) if create else {}
        if not invitation.group:
            fields |= {"supervisor": "1"}
        named: dict[str, Any] = {"group": invitation.group, "role": invitation.role}
        reply = self._scripts.run(
            "accept_invitation",
            [
                keys.invitation(invitation.id),
                keys.invitations,
                keys.admin(admin.id),
                keys.admins,
                keys.group(invitation.group),
                keys.group_admins(invitation.group),
                keys.admin_groups(admin.id),
                keys.events,
            ],
            named
            | {
                "id": admin.id,
                "invited": invitation.id,
                "now": str(now),
                "create": create,
                "fields": fields,
                "event": event.packed(),
            },
            self._admins.sealed_fields(admin) if create else b"",
        )
        return understand(reply, admin.id)

    def reset(
        self, invitation: Invitation, admin: Admin, password: str, now: int, event: Event
    ) -> Done:
        """Set another password (its hash) without second step; every session ends. Raises
        errors.NotFound where the reset has been used, or the password changed meanwhile."""
        keys = Keys(invitation.school)
        reply = self._scripts.run(
            "reset_password",
            [
                keys.invitation(invitation.id),
                keys.invitations,
                keys.admin(admin.id),
                keys.sessions(admin.id),
                keys.events,
            ],
            {
                "invited": invitation.id,
                "now": str(now),
                "seen": admin.password,
                "fields": {"password": password, **NO_SECOND_STEP},
                "event": event.packed(),
            },
        )
        return understand(reply, admin.id)

    def _decode(self, school: str, invitation_id: str, raw: dict[bytes, bytes]) -> Invitation:
        text = {n.decode(): value.decode() for n, value in raw.items() if n != b"sealed"}
        name = ""
        if b"sealed" in raw:
            opened = self._sealer.open(school, invitation_id, "invitation", raw[b"sealed"])
            name = codec.loads(opened)["name"]
        numbers = {n: int(text.pop(n)) for n in ("created_at", "ends")}
        return Invitation(invitation_id, school, name=name, **numbers, **text)  # type: ignore[arg-type]
