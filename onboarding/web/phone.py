"""What a phone remembers of its owner's requests: their references, in a signed cookie."""

from __future__ import annotations

from typing import Final

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from onboarding.rules import errors
from onboarding.services import intake
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.here import door, settings

COOKIE: Final = "requests"
MOST: Final = 12
_HALF_A_YEAR_SECONDS: Final = 180 * 24 * 60 * 60


def kept() -> tuple[str, ...]:
    """The references of the requests made on this phone, oldest first."""
    try:
        found = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return ()
    return tuple(str(reference) for reference in found)


def keep(response: Response, reference: str) -> None:
    """Add one more; the oldest make room."""
    references = [*(each for each in kept() if each != reference), reference][-MOST:]
    response.set_cookie(
        COOKIE,
        str(_signer().dumps(references)),
        max_age=_HALF_A_YEAR_SECONDS,
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )


def requests_here(group: Group) -> list[tuple[str, Request]]:
    """References and requests of this group made on this phone, as far as they still open."""
    found = []
    for reference in kept():
        try:
            made = intake.by_reference(door(), reference)
        except errors.NotFound:
            continue
        if (made.school, made.group) == (group.school, group.id):
            found.append((reference, made))
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="phone")
