"""Entity tags as callers name the version of a request that they decided on (RFC 9110, 8.8.3)."""

from __future__ import annotations

from typing import Final

NO_SUCH_VERSION: Final = -1


def version_named(tag: str) -> int | None:
    """The version behind a tag; None where it names none, as `*` does.

    A weak or foreign tag names a version that there never is, and so does a list: a decision
    is made on one version.
    """
    tag = tag.strip()
    if tag in ("", "*"):
        return None
    digits = tag.strip('"')
    if tag != f'"{digits}"' or not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        return NO_SUCH_VERSION
    return int(digits)
