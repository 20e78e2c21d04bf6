"""Approvals whose clocks are set anew by a change of their group's way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onboarding.storage.keys import Keys
from onboarding.storage.requestrecord import Request, time_text
from onboarding.storage.steps import place_keys


@dataclass(frozen=True, slots=True)
class Reset:
    """An approved request as it was read, and with the clock that it gets."""

    old: Request
    new: Request


def keys_of(keys: Keys, resets: Sequence[Reset]) -> list[str]:
    """For a script: each request's key, and those of the places that it holds."""
    return [
        key for each in resets for key in (keys.request(each.old.id), *place_keys(keys, each.old))
    ]


def packed(resets: Sequence[Reset]) -> list[dict[str, Any]]:
    """For a script: what each request becomes, if it is still as it was."""
    return [
        {
            "id": each.old.id,
            "version": str(each.old.version),
            "places": len(each.old.people),
            "expires": time_text(each.new.expires_at),
            "unspent": time_text(each.new.unspent),
        }
        for each in resets
    ]
