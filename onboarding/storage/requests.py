"""Join requests, which become members: one record for the whole life.

Plain in the hash: state, version, times, roster ids, blind indexes, receipt, who decided.
Sealed in one blob: the application, the verdict, the right nickname, the binding code
and what admins wrote: the note to the applicant, and why findings were overridden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import redis

from onboarding.rules import errors, journey
from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import (
    IDS,
    TEXT,
    TIMES,
    Request,
    changed_fields,
    fields_of,
    time_text,
)
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Index, Sealer

FOREVER = "+inf"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """Who is found under one blind index of person and phone: the ids as they were `seen`
    there, and those among them that are `live` still."""

    seen: str
    live: tuple[str, ...]


def lines(who: Mapping[str, Line], own: str) -> dict[str, tuple[str, str]]:
    """For a script: what must stand there, and what stands there with `own` among it."""
    return {
        blind: (line.seen, " ".join(dict.fromkeys((*line.live, own))))
        for blind, line in who.items()
    }


@dataclass(frozen=True, slots=True)
class Effects:
    """What a move changes beside the record itself.

    `hold`: until when the places are held (ms or FOREVER), "free" to give them up, ""
    to leave them. `unbind` takes the account off the record. `drop_code` ends the binding
    code. `drop_reference` ends that status page. `bans`: blind → ban record. `who`:
    blinds of person and phone under which the record is found from now on; `who_gone`: under
    which no longer.
    """

    hold: str = ""
    unbind: bool = False
    drop_code: bool = False
    drop_reference: str = ""
    bans: Mapping[str, str] = field(default_factory=dict)
    who: Mapping[str, Line] = field(default_factory=dict)
    who_gone: tuple[str, ...] = ()


class Requests:
    """Reads and writes join requests of all schools."""

    def __init__(self, record: redis.Redis, scripts: Scripts, sealer: Sealer, index: Index) -> None:
        self._record = record
        self._scripts = scripts
        self._sealer = sealer
        self._index = index

    # -- reading

    def get(self, school: str, request_id: str) -> Request:
        """One request. Raises errors.NotFound."""
        found = self.many(school, [request_id])
        if not found:
            raise errors.NotFound(what="request")
        return found[0]

    def many(self, school: str, ids: Iterable[str]) -> list[Request]:
        """The requests that exist, in the order asked, in one round trip."""
        ids = list(ids)
        if not ids:
            return []
        keys = Keys(school)
        pipe = self._record.pipeline(transaction=False)
        for request_id in ids:
            pipe.hgetall(keys.request(request_id))
        replies = pipe.execute()
        return [
            self.decode(school, request_id, raw)
            for request_id, raw in zip(ids, replies, strict=True)
            if raw
        ]

    def decode(self, school: str, request_id: str, raw: Mapping[bytes, bytes]) -> Request:
        """A record as read from the server."""
        plain = {name.decode(): value for name, value in raw.items()}
        sealed = codec.loads(self._sealer.open(school, request_id, "request", plain.pop("sealed")))
        text = {name: value.decode() for name, value in plain.items()}
        plainly: dict[str, Any] = {name: text[name] for name in TEXT if name in text}
        plainly |= {name: int(text[name]) for name in TIMES if name in text}
        plainly |= {name: tuple(text.get(name, "").split()) for name in IDS}
        return Request(
            id=request_id,
            school=school,
            version=int(text["version"]),
            shielded=text.get("shielded") == "1",
            forgotten=text.get("forgotten") == "1",
            overridden=frozenset(text.get("overridden", "").split()),
            application=codec.unpack_application(sealed["application"]),
            verdict=codec.unpack_verdict(sealed["verdict"]),
            nickname=sealed.get("nickname", ""),
            code=sealed.get("code", ""),
            note=sealed.get("note", ""),
            override_reason=sealed.get("override_reason", ""),
            **plainly,
        )

    def by_reference(self, school: str, digest: str) -> Request:
        """The request of a status page. Raises errors.NotFound."""
        return self._pointed(school, Keys(school).reference(digest), "reference")

    def by_code(self, school: str, code: str) -> Request:
        """The request of a live binding code. Raises errors.NotFound."""
        return self._pointed(school, Keys(school).code(self.code_blind(school, code)), "code")

    def code_blind(self, school: str, code: str) -> str:
        """The blind index under which a binding code is kept; case doesn't matter."""
        return self._index.blind(school, "code", code.upper())

    def _pointed(self, school: str, key: str, what: str) -> Request:
        request_id = cast("bytes | None", self._record.get(key))
        if request_id is None:
            raise errors.NotFound(what=what)
        return self.get(school, request_id.decode())

    def page(
        self, school: str, group: str, state: str, after: str = "", limit: int = 50
    ) -> tuple[list[Request], str]:
        """One page of a queue, oldest first, and the cursor of the next ("" at the end).

        The cursor is the place after the last request shown, so that nothing is skipped when
        requests leave the queue between two pages. Raises errors.Invalid(field="after").
        """
        key = Keys(school).queue(group, state)
        at, _, last = after.partition("-")
        if after and not (at.isascii() and at.isdecimal() and last):
            raise errors.Invalid(field="after", reason="not_a_cursor")
        start = int(self._record.zcount(key, "-inf", f"({at}")) if after else 0
        found: list[tuple[int, str]] = []
        while len(found) <= limit:
            page = cast(
                "list[tuple[bytes, float]]",
                self._record.zrange(key, start, start + limit, withscores=True),
            )
            places = [(int(score), value.decode()) for value, score in page]
            found += [place for place in places if not after or place > (int(at), last)]
            if len(page) <= limit:
                break
            start += len(page)
        shown = found[:limit]
        cursor = f"{shown[-1][0]}-{shown[-1][1]}" if len(found) > limit else ""
        return self.many(school, [request_id for _, request_id in shown]), cursor

    def places_held(self, school: str, group: str, people: Iterable[str], now: int) -> int:
        """How many hold a place beside or of these roster people at `now` (ms)."""
        pipe = self._record.pipeline(transaction=False)
        for person in people:
            pipe.zcount(Keys(school).place(group, person), f"({now}", "+inf")
        return sum(pipe.execute())

    def asked_and_held(
        self, school: str, group: str, people: Iterable[str], now: int
    ) -> dict[str, tuple[int, int]]:
        """By roster person, how many ask for a place there at `now` (ms), and how many hold one."""
        people = list(people)
        pipe = self._record.pipeline(transaction=False)
        for person in people:
            pipe.zcount(Keys(school).asking(group, person), f"({now}", "+inf")
            pipe.zcount(Keys(school).place(group, person), f"({now}", "+inf")
        counts = pipe.execute() if people else []
        return dict(zip(people, zip(counts[::2], counts[1::2], strict=True), strict=True))

    def in_state(self, school: str, group: str, state: str) -> Iterator[Request]:
        """Every request that stands in a state, oldest first."""
        cursor = ""
        while True:
            found, cursor = self.page(school, group, state, cursor, AT_ONCE)
            yield from found
            if not cursor:
                return

    def receipts_of_approved(self, school: str, group: str, now: int) -> list[str]:
        """The covenant version that each approved person has confirmed ("" for none), of
        those whose approval hasn't lapsed at `now` (ms)."""
        keys = Keys(school)
        ids = cast("list[bytes]", self._record.zrange(keys.queue(group, "approved"), 0, -1))
        pipe = self._record.pipeline(transaction=False)
        for request_id in ids:
            pipe.hmget(keys.request(request_id.decode()), ["receipt", "expires_at"])
        return [
            (receipt or b"").decode()
            for receipt, expires_at in pipe.execute()
            if journey.state_at("approved", int(expires_at) if expires_at else None, now)
            == "approved"
        ]

    def counts(self, school: str, group: str) -> dict[str, int]:
        """How many requests stand in each state, as stored."""
        pipe = self._record.pipeline(transaction=False)
        for state in journey.STATES:
            pipe.zcard(Keys(school).queue(group, state))
        return dict(zip(journey.STATES, pipe.execute(), strict=True))

    def due(self, school: str, now: int, limit: int = 500) -> list[str]:
        """Ids of requests that have lapsed, or ended so long ago that they are forgotten."""
        found = self._record.zrangebyscore(Keys(school).deadlines, "-inf", now, start=0, num=limit)
        return [value.decode() for value in cast("list[bytes]", found)]

    # -- writing

    def submit(
        self,
        request: Request,
        who: Mapping[str, Line],
        event: Event,
        idem: Idempotency | None = None,
    ) -> Done:
        """Store a new request. `who`: blind of person and phone → whom the caller saw found
        under it. Raises Moved when that has changed, IdempotencyConflict."""
        keys = Keys(request.school)
        reply = self._scripts.run(
            "submit",
            [
                keys.request(request.id),
                keys.queue(request.group, request.state),
                keys.deadlines,
                keys.who(request.group),
                keys.reference(request.reference),
                keys.account(request.account or "-"),
                keys.events,
                remembered_at(keys, idem),
                *(keys.asking(request.group, person) for person in request.asking),
            ],
            {
                "id": request.id,
                "now": str(request.submitted_at),
                "fields": {k: v for k, v in fields_of(request).items() if v},
                "expires": time_text(request.due_at),
                "who": lines(who, request.id),
                "account": f"{request.group} {request.section}" if request.account else "",
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self.seal(request),
        )
        return understand(reply, request.id)

    def move(
        self,
        old: Request,
        new: Request,
        event: Event,
        effects: Effects | None = None,
        idem: Idempotency | None = None,
    ) -> Done:
        """Write a move that takes no new place. Raises errors.Stale when the record's
        version is no longer `old.version`, Moved for another `who`, IdempotencyConflict."""
        effects = effects or Effects()
        keys = Keys(old.school)
        if new.state not in journey.OPEN:
            new = replace(new, asking=())
        places = [keys.place(old.group, person) for person in old.people]
        asked = [keys.asking(old.group, person) for person in old.asking]
        asking = [keys.asking(new.group, person) for person in new.asking]
        accounts = [keys.account(old.account)] if effects.unbind and old.account else []
        drops = (
            [keys.code(self.code_blind(old.school, old.code))]
            if effects.drop_code and old.code
            else []
        )
        drops += [keys.reference(effects.drop_reference)] if effects.drop_reference else []
        new = replace(new, account="") if effects.unbind else new
        new = replace(new, code="") if effects.drop_code else new
        reply = self._scripts.run(
            "move",
            [
                keys.request(old.id),
                keys.queue(old.group, old.state),
                keys.queue(old.group, new.state),
                keys.deadlines,
                keys.group(old.group),
                keys.bans(old.group),
                keys.who(old.group),
                keys.events,
                remembered_at(keys, idem),
                *places,
                *asked,
                *asking,
                *accounts,
                *drops,
            ],
            {
                "id": old.id,
                "version": str(old.version),
                "submitted": str(old.submitted_at),
                "fields": changed_fields(old, new),
                "expires": time_text(new.due_at),
                "hold": effects.hold,
                "places": len(places),
                "asked": len(asked),
                "asking": len(asking),
                "accounts": len(accounts),
                "bans": dict(effects.bans) or None,
                "who": lines(effects.who, old.id),
                "who_gone": list(effects.who_gone),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self.seal(new),
        )
        return understand(reply, old.id)

    def mark_invited(
        self, school: str, events: Mapping[str, Event], mark: tuple[int, str] | None
    ) -> int:
        """Note when and by whom approved requests were invited (None: they weren't), each
        with its event; how many that changes."""
        keys = Keys(school)
        at, by = (str(mark[0]), mark[1]) if mark else ("", "")
        reply = self._scripts.run(
            "mark_invited",
            [keys.events, *(keys.request(request_id) for request_id in events)],
            {
                "at": at,
                "by": by,
                "marks": [{"event": event.packed()} for event in events.values()],
            },
        )
        return int(reply[1])

    def renew_reference(self, request: Request, reference: str, event: Event) -> Done:
        """Let another status reference (a digest) open the request, in place of its own.
        Raises errors.Stale where it isn't the one that `request` has any more."""
        keys = Keys(request.school)
        reply = self._scripts.run(
            "renew_reference",
            [
                keys.request(request.id),
                keys.reference(request.reference),
                keys.reference(reference),
                keys.events,
            ],
            {
                "id": request.id,
                "seen": request.reference,
                "reference": reference,
                "event": event.packed(),
            },
        )
        return understand(reply, request.id)

    def seal(self, request: Request) -> bytes:
        """The personal part of the record, sealed for its place."""
        sealed = {
            "application": codec.pack_application(request.application),
            "verdict": codec.pack_verdict(request.verdict),
            "nickname": request.nickname,
            "code": request.code,
            "note": request.note,
            "override_reason": request.override_reason,
        }
        plain = codec.dumps({name: value for name, value in sealed.items() if value})
        return self._sealer.seal(request.school, request.id, "request", plain)
