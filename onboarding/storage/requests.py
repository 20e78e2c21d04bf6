"""Finding and listing join requests and members: by id, by status page, by queue, by place.

They are written by `storage.moves` and `storage.approvals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import redis

from onboarding.rules import errors, journey
from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import Request
from onboarding.storage.requestseal import RequestSeal

AT_ONCE = 500


def behind(request: Request) -> str:
    """The cursor of the page that begins behind a request, in whatever queue."""
    return _cursor(request.submitted_at, request.id)


def _cursor(submitted_at: int, request_id: str) -> str:
    return f"{submitted_at}-{request_id}"


class Requests:
    """Reads join requests of all schools."""

    def __init__(self, record: redis.Redis, sealed: RequestSeal) -> None:
        self._record = record
        self._sealed = sealed

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
            self._sealed.decode(school, request_id, raw)
            for request_id, raw in zip(ids, replies, strict=True)
            if raw
        ]

    def by_reference(self, school: str, digest: str) -> Request:
        """The request of a status page. Raises errors.NotFound."""
        return self._pointed(school, Keys(school).reference(digest), "reference")

    def by_code(self, school: str, code: str) -> Request:
        """The request of a live binding code. Raises errors.NotFound."""
        return self._pointed(school, self._sealed.code_key(school, code), "code")

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
        cursor = _cursor(*shown[-1]) if len(found) > limit else ""
        return self.many(school, [request_id for _, request_id in shown]), cursor

    def newer(self, school: str, group: str, states: Iterable[str], since: int) -> int:
        """How many stand in these states that were handed in after `since` (ms)."""
        pipe = self._record.pipeline(transaction=False)
        for state in states:
            pipe.zcount(Keys(school).queue(group, state), f"({since}", "+inf")
        return sum(pipe.execute())

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
