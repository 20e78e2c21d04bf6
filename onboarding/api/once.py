"""`Idempotency-Key` at the API: the same call again answers the same and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, g, request

from onboarding.api import here
from onboarding.storage.outcome import Done, Idempotency

HEADER = "Idempotency-Key"


def key(status: int = 200) -> Idempotency | None:
    """What a service needs to remember this call by; None where the caller sent no key.

    Also says in the response that an earlier call was committed already, for the services'
    answers look alike either way. Raises errors.Invalid for a key that isn't acceptable,
    IdempotencyConflict for another body under the same key.
    """
    given = request.headers.get(HEADER)
    if given is None:
        return None
    idem = _idempotency(given, f"{request.method} {request.path}", status)
    g.earlier = here.door().memory.recall(idem)
    return idem


def keys(items: Iterable[str]) -> dict[str, Idempotency]:
    """The same for each item of one call, which is remembered by itself under the call's key.
    Raises as `key`; says that the answer repeats an earlier one where all of it does."""
    given = request.headers.get(HEADER)
    if given is None:
        return {}
    route = f"{request.method} {request.path}"
    found = {item: _idempotency(given, f"{route}/{item}", 200) for item in items}
    g.earlier_items = {item: here.door().memory.recall(idem) for item, idem in found.items()}
    g.earlier = next(iter(g.earlier_items.values())) if all(g.earlier_items.values()) else None
    return found


def _idempotency(given: str, route: str, status: int) -> Idempotency:
    caller = here.caller()
    # The query says what to do with the body, so it counts as part of it.
    body = request.query_string + b"\n" + request.get_data()
    return here.door().memory.key(caller.school, caller.ref, route, given, body, status)


def earlier(item: str = "") -> Done | None:
    """What an earlier call with this call's key committed, of one item where there are
    several; asked after `key` or `keys`."""
    found: Done | None = g.get("earlier_items", {}).get(item) if item else g.get("earlier")
    return found


def replayed() -> None:
    """Say that this answer repeats an earlier one, where only the service could see it."""
    g.replayed = True


def tell(response: Response) -> Response:
    """Add the header of a replay."""
    again = "earlier" in g and (g.earlier is not None or "replayed" in g)
    if again and response.status_code < 400:
        response.headers["Idempotency-Replayed"] = "true"
    return response
