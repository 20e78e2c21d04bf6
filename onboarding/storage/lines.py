"""Who is found under a person and a phone: one line of request ids a blind index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Who is found under one blind index of person and phone: the ids as they were `seen`
    there, and those among them that are `live` still."""

    seen: str
    live: tuple[str, ...]


def lines(who: Mapping[str, Line], own: str) -> dict[str, tuple[str, str]]:
    """For a script: what must stand there, and what stands there with `own` among it."""
    return {
        blind: (line.seen, " ".join(dict.fromkeys((*line.live, own))))
        for blind, line in who.items()
    }
