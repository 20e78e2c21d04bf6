"""What a phone remembers of its owner's requests, in a signed cookie: the address of each
status page, and the join link that the request was made at."""

from __future__ import annotations

from typing import Final

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from onboarding.rules import errors
from onboarding.services import intake
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.storage.seal import digest
from onboarding.web.here import door, settings

COOKIE: Final = "requests"
MOST: Final = 12
_HALF_A_YEAR_SECONDS: Final = 180 * 24 * 60 * 60


def kept() -> dict[str, str]:
    """The references of the requests made on this phone, oldest first, each with the text of
    the join link; "" for one that came by itself."""
    try:
        found = _signer().loads(request.cookies.get(COOKIE, ""))
        return {str(reference): str(link) for reference, link in found}
    except (BadSignature, ValueError):
        return {}


def keep(response: Response, reference: str, link: str = "") -> None:
    """Add one more; the oldest make room."""
    others = [(each, at) for each, at in kept().items() if each != reference]
    response.set_cookie(
        COOKIE,
        str(_signer().dumps([*others, (reference, link)][-MOST:])),
        max_age=_HALF_A_YEAR_SECONDS,
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )


def link_to(group: Group) -> str:
    """The group's join link, if a request was made at it on this phone and it still opens."""
    links = set(kept().values()) - {""}
    return next((link for link in links if digest(link) == group.link), "")


def requests_here(group: Group) -> list[tuple[str, Request]]:
    """References and requests of this group made on this phone, as far as they still open."""
    return [
        (reference, made)
        for reference, made in requests()
        if (made.school, made.group) == (group.school, group.id)
    ]


def requests() -> list[tuple[str, Request]]:
    """References and requests made on this phone, oldest first, as far as they still open."""
    found = []
    for reference in kept():
        try:
            made = intake.by_reference(door(), reference)
        except errors.NotFound:
            continue
        found.append((reference, made))
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="phone")
