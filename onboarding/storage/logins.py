"""Sign-in names: each belongs to one admin, in whatever school.

A name has a slot of its own, so it can't be given in the same step in which its admin is
written: it is reserved before. A reservation whose admin isn't written is taken over, and then
that admin never can be: of two who choose a name at once, one has an account, and signs in to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast

import redis

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.storage import keys as key_texts
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Index

_VOID_FOR: Final = DAY


class Logins:
    """Reads, gives and frees sign-in names."""

    def __init__(self, record: redis.Redis, scripts: Scripts, index: Index) -> None:
        self._record = record
        self._scripts = scripts
        self._index = index

    def find(self, login: str) -> tuple[str, str]:
        """School and id of the admin who signs in under this name. Raises errors.NotFound."""
        holder = cast("bytes | None", self._record.get(self._key(login)))
        if holder is None:
            raise errors.NotFound(what="admin")
        return _apart(holder.decode())

    @contextmanager
    def reserved(self, school: str, admin_id: str, login: str) -> Iterator[None]:
        """Within it the admin is written, who has this name then.
        Raises errors.Taken(field="login")."""
        try:
            self._reserve(f"{school} {admin_id}", self._key(login))
            yield
        except errors.Taken:
            raise errors.Taken(field="login") from None

    def release(self, school: str, admin_id: str, login: str) -> None:
        """Free the name of an admin who has gone."""
        args = {"holder": f"{school} {admin_id}"}
        self._scripts.run("release_login", [self._key(login)], args)

    def _reserve(self, mine: str, key: str) -> None:
        given_up = ""
        while holder := self._try(mine, key, given_up):
            self._give_up(*_apart(holder))
            given_up = holder

    def _try(self, mine: str, key: str, given_up: str) -> str:
        """Who holds the name instead; "" for nobody."""
        reply = self._scripts.run("reserve_login", [key], {"holder": mine, "given_up": given_up})
        return "" if reply[0] == b"done" else cast("bytes", reply[1]).decode()

    def _give_up(self, school: str, admin_id: str) -> None:
        """Raises errors.Taken where the admin is written."""
        key = Keys(school).admin(admin_id)
        understand(self._scripts.run("void_admin", [key], {"keep": str(_VOID_FOR)}), admin_id)

    def _key(self, login: str) -> str:
        return key_texts.login(self._index.blind("", "login", folded(login)))


def folded(login: str) -> str:
    """A sign-in name as it is compared: capitals and edges don't count."""
    return login.strip().casefold()


def _apart(holder: str) -> tuple[str, str]:
    school, admin_id = holder.split(" ")
    return school, admin_id
