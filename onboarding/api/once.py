"""`Idempotency-Key` at the API: the same call again answers the same and changes nothing."""

from __future__ import annotations

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
    door, caller = here.door(), here.caller()
    # The query says what to do with the body, so it counts as part of it.
    body = request.query_string + b"\n" + request.get_data()
    route = f"{request.method} {request.path}"
    idem = door.memory.key(caller.school, caller.ref, route, given, body, status)
    g.earlier = door.memory.recall(idem)
    return idem


def earlier() -> Done | None:
    """What an earlier call with this call's key committed; asked after `key`."""
    found: Done | None = g.get("earlier")
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
