"""Style sheets and scripts: each page loads one of each, from here and nowhere else.

A bundle is some files of `static/` one after the other, read once at start. Its address
holds a digest of what is in it, so that a phone keeps it for a year and never an old one.
There is no build step: what lies in `static/` is what is sent, packed.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, request, url_for

from onboarding.clock import DAY, SECOND
from onboarding.web.headers import add_headers

STATIC: Final = Path(__file__).parent / "static"
TYPES: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
BUNDLES: Final[Mapping[str, tuple[str, ...]]] = {
    "parents.css": ("vendor/weui/weui.min.css", "base.css", "parents.css"),
    "parents.js": ("copy.js", "parents.js"),
    "console.css": ("base.css", "console.css"),
    "console.js": ("vendor/htmx/htmx.min.js", "copy.js", "print.js", "console.js", "queue.js"),
    "icon.svg": ("icon.svg",),
}
_DIGITS: Final = 12
_A_YEAR: Final = f"public, max-age={365 * DAY // SECOND}, immutable"
_A_MINUTE: Final = "public, max-age=60"

blueprint = Blueprint("assets", __name__)
"""Auth: none; nothing in them is about anybody."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is sent. `packed` is the gzip of `plain`; `digest` stands in the address."""

    plain: bytes
    packed: bytes
    digest: str


@cache
def bundle(name: str) -> Bundle:
    """The bundle of that name. Raises KeyError where there is none."""
    plain = b"\n".join((STATIC / file).read_bytes() for file in BUNDLES[name])
    digest = hashlib.sha256(plain).hexdigest()[:_DIGITS]
    return Bundle(plain, gzip.compress(plain, 9, mtime=0), digest)


def asset(name: str) -> str:
    """The address of a bundle, for templates."""
    return url_for("assets.send", digest=bundle(name).digest, name=name)


@blueprint.get("/assets/<digest>/<name>")
def send(digest: str, name: str) -> Response:
    """A bundle. Under the digest of another release the present one, to be kept for a minute:
    while a new release is rolled out, a page and its style may come from two."""
    if name not in BUNDLES:
        abort(404)
    found = bundle(name)
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(
        found.packed if packed else found.plain, content_type=TYPES[name.rpartition(".")[2]]
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = _A_YEAR if digest == found.digest else _A_MINUTE
    return add_headers(response)
