"""The hidden key of a form: with it a double tap or a reload makes one request.

The status reference is worked out from the key, so that a repeated submission can be
answered with the same address, though the record keeps only its hash. A key lasts for
less than the 24 hours in which the record remembers what it was used for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from itsdangerous import BadSignature, URLSafeTimedSerializer

from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.web.here import settings

LASTS_SECONDS: Final = 22 * 60 * 60
_REFERENCE_BYTES: Final = 16


def new_key(group: Group) -> str:
    """A fresh key for this group's form."""
    return str(_signer().dumps([group.link[:16], ids.new_secret()]))


def good(key: str, group: Group) -> bool:
    """Whether a key was made by us, for this form, and not too long ago."""
    try:
        link, _ = _signer().loads(key, max_age=LASTS_SECONDS)
    except (BadSignature, ValueError):
        return False
    return bool(link == group.link[:16])


def reference_of(key: str, group: Group) -> str:
    """The status reference that belongs to a key: the school's id and 128 bits."""
    secret = settings().secret_key.encode()
    code = hmac.digest(secret, b"reference\0" + key.encode(), hashlib.sha256)[:_REFERENCE_BYTES]
    return f"{group.school}.{base64.urlsafe_b64encode(code).decode().rstrip('=')}"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="form")
