"""Sessions of the console: who is signed in, where, and until when.

A session is a random secret in a browser; the record holds its digest alone. One hash an admin
holds them all, so that a changed password ends them in the same step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, cast

import redis

from onboarding.clock import HOUR, MINUTE
from onboarding.rules import errors
from onboarding.storage.admins import Admin, Admins
from onboarding.storage.besteffort import BestEffort
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Event, understand
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import digest

IDLE: Final = 12 * HOUR
NOTED_EVERY: Final = MINUTE


@dataclass(frozen=True, slots=True)
class Session:
    """One session. `id` is the digest of its secret; `last_seen` is right to a minute;
    `device` is two coarse codes, browser and system."""

    id: str
    created_at: int
    last_seen: int
    device: str

    def alive(self, now: int) -> bool:
        """Whether it still opens the console: twelve hours after its last use it doesn't."""
        return now < self.last_seen + IDLE

    def packed(self) -> str:
        """As the record holds it; the last use comes first."""
        return f"{self.last_seen} {self.created_at} {self.device}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What the second step was proved by: a step of time, or the blind index of a recovery
    code. Both count once."""

    step: int = 0
    recovery: str = ""


class Sessions:
    """Reads and writes sessions of all schools."""

    def __init__(self, record: redis.Redis, scripts: Scripts, admins: Admins) -> None:
        self._record = record
        self._scripts = scripts
        self._admins = admins
        self._best_effort = BestEffort()

    def begin(self, admin: Admin, session: Session, proof: Proof, event: Event) -> None:
        """Start a session. Raises errors.Stale where the password has changed since `admin` was
        read, the proof was used before, or the second step was left out."""
        keys = Keys(admin.school)
        reply = self._scripts.run(
            "begin_session",
            [keys.admin(admin.id), keys.sessions(admin.id), keys.events],
            {
                "id": session.id,
                "now": str(session.created_at),
                "idle": str(IDLE),
                "session": session.packed(),
                "seen": admin.password,
                "step": str(proof.step) if proof.step else "",
                "recovery": proof.recovery,
                "event": event.packed(),
            },
        )
        understand(reply, session.id)

    def authenticate(
        self, school: str, admin_id: str, secret: str, now: int
    ) -> tuple[Admin, Session]:
        """Whose session this is, in one round trip. Raises errors.NotSignedIn."""
        session_id = digest(secret)
        pipe = self._record.pipeline(transaction=False)
        pipe.hget(Keys(school).sessions(admin_id), session_id)
        self._admins.ask(pipe, school, admin_id)
        kept, raw, roles = pipe.execute()
        if kept is None or b"sealed" not in raw:
            raise errors.NotSignedIn
        session = _unpack(session_id, kept)
        if not session.alive(now):
            raise errors.NotSignedIn
        return self._admins.decode(school, admin_id, raw, roles), session

    def note_use(self, admin: Admin, session: Session, now: int) -> None:
        """Write down that a session is in use, at most once a minute; where the record can't
        take it now, the next minute will do."""
        if now < session.last_seen + NOTED_EVERY:
            return
        args = {
            "id": session.id,
            "old": session.packed(),
            "new": replace(session, last_seen=now).packed(),
            "idle": str(IDLE),
        }
        keys = [Keys(admin.school).sessions(admin.id)]
        self._best_effort.ask(lambda: self._scripts.run("touch_session", keys, args), [])

    def of(self, school: str, admin_id: str, now: int) -> list[Session]:
        """The sessions that are alive, the one used last first."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).sessions(admin_id)))
        found = (_unpack(session_id.decode(), kept) for session_id, kept in raw.items())
        alive = (session for session in found if session.alive(now))
        return sorted(alive, key=lambda session: session.last_seen, reverse=True)

    def end(self, admin: Admin, session_id: str, event: Event) -> None:
        """End one session. Raises errors.NotFound."""
        self._end(admin, session_id, event)

    def end_all(self, admin: Admin, event: Event) -> None:
        """End every session. Raises errors.NotFound where there is none."""
        self._end(admin, "", event)

    def _end(self, admin: Admin, only: str, event: Event) -> None:
        keys = Keys(admin.school)
        reply = self._scripts.run(
            "end_sessions",
            [keys.sessions(admin.id), keys.events],
            {"only": only, "event": event.packed()},
        )
        understand(reply, admin.id)


def _unpack(session_id: str, kept: bytes) -> Session:
    last_seen, created_at, device = kept.decode().split(" ", 2)
    return Session(session_id, int(created_at), int(last_seen), device)
