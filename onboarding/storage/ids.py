"""New ids and secrets. Ids name things; secrets open them."""

from __future__ import annotations

import base64
import secrets

# No 0/O, 1/I/L, 5/S, 2/Z, 8/B, U/V: a code is read from one phone and typed into another.
CODE_ALPHABET = "3467ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 7


def new_id(length: int) -> str:
    """A random id of `length` lower-case base32 characters (5 bits each)."""
    raw = base64.b32encode(secrets.token_bytes(length * 5 // 8 + 1)).decode().lower()
    return raw[:length]


def new_request_id() -> str:
    """A join request's id: 16 characters, 80 bits."""
    return new_id(16)


def new_person_id() -> str:
    """A roster person's id: 12 characters, 60 bits."""
    return new_id(12)


def new_secret(bits: int = 128) -> str:
    """A random secret in base64url without padding (22 characters for 128 bits)."""
    return base64.urlsafe_b64encode(secrets.token_bytes(bits // 8)).decode().rstrip("=")


def new_code() -> str:
    """A binding code: 7 characters without look-alikes, about 31 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
