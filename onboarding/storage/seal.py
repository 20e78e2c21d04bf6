"""Personal fields at rest: sealed with AES-256-GCM, found again by blind index.

A sealed value is `len(key id) · key id · 12-byte nonce · ciphertext and tag`. The place it
was sealed for (school, record, field) is the associated data, so that a value copied to
another record doesn't open. Nonces are random (NIST SP 800-38D §8.2.2: at most 2³² values
a key; rotate the key before that).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Unsealable(Exception):
    """A sealed value doesn't open: unknown key, wrong place, or damage."""


class Sealer:
    """Seals with the first key, opens with all of them.

    `keys`: key id (1–16 ASCII characters) → 32 bytes, the sealing one first.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {key_id.encode(): AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(self._ciphers))
        self._head = bytes([len(self._current)]) + self._current

    def seal(self, school: str, record: str, field: str, plain: bytes) -> bytes:
        """Seal `plain` for one field of one record of one school."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain, _place(school, record, field))
        return self._head + nonce + sealed

    def open(self, school: str, record: str, field: str, sealed: bytes) -> bytes:
        """Open what `seal` made for the same place. Raises Unsealable."""
        end = 1 + sealed[0] if sealed else 0
        cipher = self._ciphers.get(sealed[1:end])
        if cipher is None:
            raise Unsealable("sealed with an unknown key")
        nonce, body = sealed[end : end + NONCE_BYTES], sealed[end + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, _place(school, record, field))
        except (InvalidTag, ValueError) as error:
            raise Unsealable("sealed value does not belong here, or is damaged") from error


class Index:
    """Blind indexes: HMAC-SHA-256 over school, field and value, cut to 120 bits.

    Equal values of one field in one school have equal indexes; nothing else can be told
    without the key. `key`: 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._mac = hmac.new(key, digestmod=hashlib.sha256)

    def blind(self, school: str, field: str, *values: str) -> str:
        """The index of `values` in `field` of `school`: 20 characters, URL-safe."""
        mac = self._mac.copy()
        # JSON, so that no two lists of values run together into the same text.
        mac.update(json.dumps((school, field, *values)).encode())
        return base64.urlsafe_b64encode(mac.digest()[:15]).decode()


def digest(secret: str) -> str:
    """How a random secret (link, reference, token) is stored: SHA-256, base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).decode().rstrip("=")


def _place(school: str, record: str, field: str) -> bytes:
    return f"{school}\x1f{record}\x1f{field}".encode()
