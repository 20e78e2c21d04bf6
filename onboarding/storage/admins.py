"""People who run groups: sign-in, password hash, and their role in each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import redis

from onboarding.rules import errors
from onboarding.rules.access import AdminRole
from onboarding.storage import codec
from onboarding.storage import keys as key_texts
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Index, Sealer


@dataclass(frozen=True)
class Admin:
    """One admin. `login` and `name` are personal (sealed); `password` is an argon2 hash.

    `epoch` rises with every password change and sign-out everywhere: a session made under
    an earlier one is over. `roles`: group id → role; `supervisor` is school-wide (M1).
    """

    id: str
    school: str
    login: str
    name: str
    password: str
    created_at: int
    epoch: int = 1
    supervisor: bool = False
    roles: Mapping[str, AdminRole] = field(default_factory=dict)


class Admins:
    """Reads and writes admins of all schools."""

    def __init__(self, record: redis.Redis, scripts: Scripts, sealer: Sealer, index: Index) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer
        self._index = index

    def get(self, school: str, admin_id: str) -> Admin:
        """One admin with all roles, in one round trip. Raises errors.NotFound."""
        keys = Keys(school)
        pipe = self._record.pipeline(transaction=False)
        pipe.hgetall(keys.admin(admin_id))
        pipe.hgetall(keys.admin_groups(admin_id))
        raw, roles = pipe.execute()
        if not raw:
            raise errors.NotFound(what="admin")
        sealed = codec.loads(self._sealer.open(school, admin_id, "admin", raw[b"sealed"]))
        return Admin(
            id=admin_id,
            school=school,
            login=sealed["login"],
            name=sealed["name"],
            password=raw[b"password"].decode(),
            created_at=int(raw[b"created_at"]),
            epoch=int(raw[b"epoch"]),
            supervisor=raw.get(b"supervisor") == b"1",
            roles={g.decode(): cast("AdminRole", r.decode()) for g, r in roles.items()},
        )

    def by_login(self, login: str) -> Admin:
        """The admin who signs in under this name, in any school. Raises errors.NotFound."""
        place = cast("bytes | None", self._record.get(self._login_key(login)))
        if place is None:
            raise errors.NotFound(what="admin")
        school, admin_id = place.decode().split(" ")
        return self.get(school, admin_id)

    def ids(self, school: str) -> list[str]:
        """All admin ids of a school, oldest first."""
        found = cast("list[bytes]", self._record.zrange(Keys(school).admins, 0, -1))
        return [value.decode() for value in found]

    def of_group(self, school: str, group: str) -> dict[str, AdminRole]:
        """Admin id → role in the group."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).group_admins(group)))
        return {a.decode(): cast("AdminRole", r.decode()) for a, r in raw.items()}

    def create(self, admin: Admin, event: Event, idem: Idempotency | None = None) -> Done:
        """Make an admin. Raises errors.Taken(field="login").

        The sign-in name lives on a slot of its own, so it is reserved first; a reservation
        whose admin was never written is taken over.
        """
        key = self._login_key(admin.login)
        if not self._record.set(key, f"{admin.school} {admin.id}", nx=True):
            school, holder = cast("bytes", self._record.get(key)).decode().split(" ")
            if self._record.exists(Keys(school).admin(holder)):
                raise errors.Taken(field="login")
            self._record.set(key, f"{admin.school} {admin.id}")
        return self._write(admin, event, create=True, idem=idem)

    def change(self, admin: Admin, event: Event) -> Done:
        """Write password, epoch, name or supervisor. Raises errors.NotFound."""
        return self._write(admin, event, create=False)

    def sign_out_everywhere(self, admin: Admin, event: Event) -> Done:
        """End every session of the admin."""
        return self.change(replace(admin, epoch=admin.epoch + 1), event)

    def _write(
        self, admin: Admin, event: Event, *, create: bool, idem: Idempotency | None = None
    ) -> Done:
        keys = Keys(admin.school)
        sealed = codec.dumps({"login": admin.login, "name": admin.name})
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
                "fields": {
                    "password": admin.password,
                    "created_at": str(admin.created_at),
                    "epoch": str(admin.epoch),
                    "supervisor": "1" if admin.supervisor else "",
                },
                "listed": {"kind": "zset", "value": str(admin.created_at)},
                "create": create,
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self._sealer.seal(admin.school, admin.id, "admin", sealed),
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
        """Give a role in a group, or take it away (None). Raises errors.LastOwner."""
        keys = Keys(school)
        reply = self._scripts.run(
            "seat_admin",
            [
                keys.group_admins(group),
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

    def _login_key(self, login: str) -> str:
        return key_texts.login(self._index.blind("", "login", login.strip().casefold()))
