"""People who run groups: sign-in, password hash, second step, and their role in each group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, cast

import redis
from redis.client import Pipeline

from onboarding.rules import errors
from onboarding.rules.access import AdminRole
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.logins import Logins
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Sealer

_RECOVERY: Final = "recovery:"
NO_SECOND_STEP: Final = {"totp": "", "totp_step": ""}
"""The fields that take an admin's second step away, beside the recovery codes."""


@dataclass(frozen=True)
class Admin:
    """One admin. `login` and `name` are personal (sealed); `password` is an argon2 hash.

    `roles`: group id → role; `supervisor` is school-wide (M1). `totp` is the secret of the
    second step in base32 (sealed), "" without one; `totp_step` the last step that was used;
    `recovery` the blind indexes of the recovery codes that are left.
    """

    id: str
    school: str
    login: str = field(repr=False)
    name: str = field(repr=False)
    password: str = field(repr=False)
    created_at: int
    supervisor: bool = False
    roles: Mapping[str, AdminRole] = field(default_factory=dict)
    totp: str = field(default="", repr=False)
    totp_step: int = 0
    recovery: frozenset[str] = frozenset()


class Admins:
    """Reads and writes admins of all schools."""

    def __init__(
        self, record: redis.Redis, scripts: Scripts, sealer: Sealer, logins: Logins
    ) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer
        self._logins = logins

    def get(self, school: str, admin_id: str) -> Admin:
        """One admin with all roles, in one round trip. Raises errors.NotFound."""
        found = self.many(school, [admin_id])
        if not found:
            raise errors.NotFound(what="admin")
        return found[0]

    def many(self, school: str, ids: Iterable[str]) -> list[Admin]:
        """The admins that exist, in the order asked, in one round trip."""
        wanted = list(ids)
        pipe = self._record.pipeline(transaction=False)
        for admin_id in wanted:
            self.ask(pipe, school, admin_id)
        replies = iter(pipe.execute() if wanted else [])
        return [
            self.decode(school, admin_id, raw, roles)
            for admin_id, raw, roles in zip(wanted, replies, replies, strict=True)
            if b"sealed" in raw
        ]

    def ask(self, pipe: Pipeline, school: str, admin_id: str) -> None:
        """Put the two questions about an admin into a round trip; `decode` reads the answers."""
        keys = Keys(school)
        pipe.hgetall(keys.admin(admin_id))
        pipe.hgetall(keys.admin_groups(admin_id))

    def decode(
        self,
        school: str,
        admin_id: str,
        raw: Mapping[bytes, bytes],
        roles: Mapping[bytes, bytes],
    ) -> Admin:
        """An admin as read from the server. Raises errors.NotFound for none."""
        if b"sealed" not in raw:
            raise errors.NotFound(what="admin")
        sealed = codec.loads(self._sealer.open(school, admin_id, "admin", raw[b"sealed"]))
        totp = raw.get(b"totp")
        codes = (name.decode() for name in raw if name.startswith(_RECOVERY.encode()))
        return Admin(
            id=admin_id,
            school=school,
            login=sealed["login"],
            name=sealed["name"],
            password=raw[b"password"].decode(),
            created_at=int(raw[b"created_at"]),
            supervisor=raw.get(b"supervisor") == b"1",
            roles={g.decode(): cast("AdminRole", r.decode()) for g, r in roles.items()},
            totp=self._sealer.open(school, admin_id, "totp", totp).decode() if totp else "",
            totp_step=int(raw.get(b"totp_step", b"0")),
            recovery=frozenset(code.removeprefix(_RECOVERY) for code in codes),
        )

    def by_login(self, login: str) -> Admin:
        """The admin who signs in under this name, in any school. Raises errors.NotFound."""
        return self.get(*self._logins.find(login))

    def ids(self, school: str) -> list[str]:
        """All admin ids of a school, oldest first."""
        found = cast("list[bytes]", self._record.zrange(Keys(school).admins, 0, -1))
        return [value.decode() for value in found]

    def of_group(self, school: str, group: str) -> dict[str, AdminRole]:
        """Admin id → role in the group."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).group_admins(group)))
        return {a.decode(): cast("AdminRole", r.decode()) for a, r in raw.items()}

    def create(self, admin: Admin, event: Event, idem: Idempotency | None = None) -> Done:
        """Make an admin. Raises errors.Taken(field="login")."""
        keys = Keys(admin.school)
        with self.name_of(admin):
            reply = self._scripts.run(
                "write_record",
                [
                    keys.admin(admin.id),
                    keys.admins,
                    keys.events,
                    remembered_at(keys, idem),
                ],
                {
                    "id": admin.id,
                    "fields": self.plain_fields(admin),
                    "listed": {"kind": "zset", "value": str(admin.created_at)},
                    "create": True,
                    "event": event.packed(),
                    "idem": idem and idem.packed(),
                },
                self.sealed_fields(admin),
            )
            return understand(reply, admin.id)

    def name_of(self, admin: Admin) -> AbstractContextManager[None]:
        """Within it a new admin is written, whose sign-in name is reserved. Raises
        errors.Taken(field="login")."""
        return self._logins.reserved(admin.school, admin.id, admin.login)

    def plain_fields(self, admin: Admin) -> dict[str, str]:
        """The fields of a new admin that stand in the record as they are."""
        return {
            "password": admin.password,
            "created_at": str(admin.created_at),
            "supervisor": "1" if admin.supervisor else "",
        }

    def sealed_fields(self, admin: Admin) -> bytes:
        """The personal fields of a new admin, sealed."""
        personal = codec.dumps({"login": admin.login, "name": admin.name})
        return self._sealer.seal(admin.school, admin.id, "admin", personal)

    def set_password(self, admin: Admin, password: str, keep: str, event: Event) -> Done:
        """Another password (its hash). Every session but `keep` ends. Raises errors.Stale where
        it has been changed since `admin` was read."""
        return self._change(admin, {"password": password}, keep, event)

    def set_second_step(
        self, admin: Admin, secret: str, step: int, codes: Sequence[str], keep: str, event: Event
    ) -> Done:
        """Ask for codes made from `secret` from now on, `step` being used; `codes` are the
        blind indexes of fresh recovery codes. Else as `set_password`."""
        used = {"totp_step": str(step)}
        sealed = self._sealer.seal(admin.school, admin.id, "totp", secret.encode())
        return self._change(admin, used, keep, event, codes=codes, sealed=sealed)

    def renew_recovery(self, admin: Admin, codes: Sequence[str], keep: str, event: Event) -> Done:
        """Fresh recovery codes in place of all that there are. Else as `set_password`; Stale
        too where there is no second step any more."""
        return self._change(admin, {}, keep, event, codes=codes, renews=True)

    def drop_second_step(self, admin: Admin, keep: str, event: Event) -> Done:
        """Ask for no code any more. Else as `set_password`."""
        return self._change(admin, NO_SECOND_STEP, keep, event, codes=())

    def _change(
        self,
        admin: Admin,
        fields: Mapping[str, str],
        keep: str,
        event: Event,
        *,
        codes: Sequence[str] | None = None,
        renews: bool | None = None,
        sealed: bytes = b"",
    ) -> Done:
        keys = Keys(admin.school)
        changed = {"fields": fields, "codes": codes, "renews": renews}
        reply = self._scripts.run(
            "change_admin",
            [keys.admin(admin.id), keys.sessions(admin.id), keys.events],
            {"seen": admin.password, "keep": keep, "event": event.packed(), **changed},
            sealed,
        )
        return understand(reply, admin.id)

    def seat(
        self,
        school: str,
        group: str,
        admin_id: str,
        role: AdminRole | None,
        event: Event,
        idem: Idempotency | None = None,
    ) -> Done:
        """Give a role in a group, or take it away (None). Raises errors.LastOwner, NotFound."""
        keys = Keys(school)
        reply = self._scripts.run(
            "seat_admin",
            [
                keys.group_admins(group),
                keys.admin(admin_id),
                keys.admin_groups(admin_id),
                keys.events,
                remembered_at(keys, idem),
            ],
            {
                "admin": admin_id,
                "group": group,
                "role": role or "",
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
        )
        return understand(reply, admin_id)

    def hand_over(
        self, school: str, group: str, giver: str, taker: str, stays: str, event: Event
    ) -> Done:
        """Make `taker` the owner in place of `giver`, who stays as `stays` ("" for not at all).
        Raises errors.Stale where the giver isn't owner any more."""
        keys = Keys(school)
        named: dict[str, Any] = {"giver": giver, "taker": taker, "group": group, "stays": stays}
        reply = self._scripts.run(
            "hand_over",
            [
                keys.group_admins(group),
                keys.admin_groups(giver),
                keys.admin(taker),
                keys.admin_groups(taker),
                keys.events,
            ],
            named | {"event": event.packed()},
        )
        return understand(reply, taker)

    def end_supervision(self, school: str, admin_id: str, taker: str, event: Event) -> Done:
        """Take the school-wide office away; `taker` holds it. Raises errors.Stale where one of
        the two doesn't hold it any more."""
        keys = Keys(school)
        reply = self._scripts.run(
            "end_supervision",
            [keys.admin(admin_id), keys.admin(taker), keys.events],
            {"event": event.packed()},
        )
        return understand(reply, admin_id)

    def delete(self, admin: Admin, deleter: str, event: Event) -> Done:
        """Delete an admin with every session and role; the sign-in name is free then. Raises
        errors.NotFound, LastOwner, and Stale where the roles have changed since `admin` was
        read, or `deleter` isn't supervisor any more."""
        keys, groups = Keys(admin.school), sorted(admin.roles)
        reply = self._scripts.run(
            "delete_admin",
            [
                keys.admin(admin.id),
                keys.admins,
                keys.admin_groups(admin.id),
                keys.sessions(admin.id),
                keys.admin(deleter),
                keys.events,
                *(keys.group_admins(group) for group in groups),
            ],
            {"id": admin.id, "groups": groups, "event": event.packed()},
        )
        done = understand(reply, admin.id)
        self._logins.release(admin.school, admin.id, admin.login)
        return done
