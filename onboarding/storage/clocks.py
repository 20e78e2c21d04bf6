"""Approvals whose clocks are set anew by a change of their group's way in."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Clocks:
    """What another picture or another way in sets: when something is to be told of the picture
    (ms, None for never), and approvals' clocks."""

    tell_at: int | None
    resets: tuple[Reset, ...] = ()

    def keys(self, keys: Keys) -> list[str]:
        """For a script: each approval's key, and those of the places that it holds."""
        return [
            key
            for each in self.resets
            for key in (keys.request(each.old.id), *place_keys(keys, each.old))
        ]

    def packed(self) -> dict[str, Any]:
        """For a script: what each approval becomes, if it is still as it was."""
        return {
            "tell_at": time_text(self.tell_at),
            "clocks": [
                {
                    "id": each.old.id,
                    "version": str(each.old.version),
                    "places": len(each.old.people),
                    "expires": time_text(each.new.expires_at),
                    "unspent": time_text(each.new.unspent),
                }
                for each in self.resets
            ],
        }
