"""A request's record as it is stored: the plain fields of a hash, and one sealed blob.

Sealed are the application, the verdict, the right nickname, the binding code and what admins
wrote: the note to the applicant, and why findings were overridden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onboarding.storage import codec
from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import IDS, TEXT, TIMES, Request
from onboarding.storage.seal import Index, Sealer


class RequestSeal:
    """Seals the personal part of requests and opens it again."""

    def __init__(self, sealer: Sealer, index: Index) -> None:
        self._sealer = sealer
        self._index = index

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
            unclaimed=text.get("unclaimed") == "1",
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

    def code_key(self, school: str, code: str) -> str:
        """The key of a binding code, under its blind index; case doesn't matter."""
        return Keys(school).code(self._index.blind(school, "code", code.upper()))
