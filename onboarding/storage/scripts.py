"""The Lua scripts: one file a state change, each atomic on one school.

Every file has a header (`KEYS:`, `ARGV:`, `Reply:`) that a test holds against its body.
`prelude.lua` stands in front of each. The first argument is always a JSON object of named
values; numbers travel as strings, so that Lua never reformats one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import redis
from redis.commands.core import Script

FOLDER = Path(__file__).parent / "lua"
PRELUDE = "prelude"


def source(name: str) -> str:
    """The full text of one script as the server gets it."""
    return (FOLDER / f"{PRELUDE}.lua").read_text() + (FOLDER / f"{name}.lua").read_text()


def script_names() -> list[str]:
    """The names of all scripts."""
    return sorted(path.stem for path in FOLDER.glob("*.lua") if path.stem != PRELUDE)


class Scripts:
    """All scripts, callable by name on one connection pool."""

    def __init__(self, record: redis.Redis) -> None:
        self._scripts: dict[str, Script] = {
            name: record.register_script(source(name)) for name in script_names()
        }

    def run(
        self, script: str, keys: Sequence[str], args: Mapping[str, Any], *blobs: bytes
    ) -> list[Any]:
        """Run `script` with named `args` and binary `blobs`; the raw reply.

        Raises redis.RedisError when the server is away or refuses.
        """
        # A missing value is left out: JSON's null would be a true value in Lua.
        named = {name: value for name, value in args.items() if value is not None}
        text = json.dumps(named, separators=(",", ":"), ensure_ascii=False)
        reply: list[Any] = self._scripts[script](keys=list(keys), args=[text, *blobs])
        return reply

    def number(self, script: str, keys: Sequence[str], args: Mapping[str, Any]) -> int:
        """Run a script whose reply is one number."""
        return int(cast("int", self.run(script, keys, args)))
