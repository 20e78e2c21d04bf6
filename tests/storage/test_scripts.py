"""The Lua files against their own headers, and against what Python hands them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from onboarding.storage import outcome
from onboarding.storage.scripts import FOLDER, Scripts, script_names
from tests.builders import World
from tests.storage.test_changes import every_change

_IN_PRELUDE = {
    "held(": "now",
    "recalled(": "idem",
    "remember(": "idem",
    "set_clocks(": "clocks",
    "take_step(": "id submitted fields expires",
    "write_worklist(": "group states sealed dropped forget_at",
}


class Header:
    """What a script's comment says: fixed keys, trailing keys, named arguments, reply tags."""

    def __init__(self, name: str) -> None:
        text = (FOLDER / f"{name}.lua").read_text()
        head = "".join(re.findall(r"^--(.*)\n", text, re.MULTILINE)[: _header_lines(text)])
        parts = re.split(r"(KEYS|ARGV|Reply):", head)
        said = dict(zip(parts[1::2], parts[2::2], strict=True))
        keys = [key.strip() for key in said["KEYS"].split(",")]
        self.fixed = [key for key in keys if not key.endswith("...")]
        self.trailing = [key.removesuffix("...") for key in keys if key.endswith("...")]
        self.named = _top_level(said["ARGV"])
        self.tags = set(re.findall(r"\{(\w+)[,}]", said["Reply"]))
        self.body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))


def _header_lines(text: str) -> int:
    return next(i for i, line in enumerate(text.splitlines()) if not line.startswith("--"))


def _top_level(argv: str) -> set[str]:
    """The names between the outermost braces; what is nested belongs to the name before it."""
    inside = argv[argv.index("{") + 1 :]
    names, depth, word = set(), 0, ""
    for char in inside:
        if char == "{":
            depth += 1
        elif char == "}":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0:
            word += char
    for each in word.split(","):
        names.add(each.split(":")[0].strip())
    return names


@pytest.mark.parametrize("name", script_names())
def test_a_script_names_its_keys_in_the_order_of_its_header(name: str) -> None:
    header = Header(name)
    assigned: dict[int, str] = {}
    for names, values in re.findall(r"^local ([\w, ]+) = (KEYS\[.*)$", header.body, re.MULTILINE):
        for local, index in zip(
            names.split(", "), re.findall(r"KEYS\[(\d+)\]", values), strict=True
        ):
            assigned[int(index)] = local
    assert [assigned[i] for i in sorted(assigned)] == header.fixed
    assert sorted(assigned) == list(range(1, len(header.fixed) + 1))
    if header.trailing:
        assert re.search(rf"= {len(header.fixed) + 1}\b", header.body)
    else:
        assert "#KEYS" not in header.body


@pytest.mark.parametrize("name", script_names())
def test_a_script_uses_the_arguments_of_its_header_and_no_others(name: str) -> None:
    header = Header(name)
    used = set(re.findall(r"\bargs\.(\w+)", header.body))
    for call, arguments in _IN_PRELUDE.items():
        used |= set(arguments.split()) if call in header.body else set()
    assert used == header.named


@pytest.mark.parametrize("name", script_names())
def test_a_script_answers_what_its_header_says(name: str) -> None:
    header = Header(name)
    tags = set(re.findall(r"return \{'(\w+)'", header.body))
    if "recalled(" in header.body:
        tags |= {"replay", "conflict"}
    if not tags:  # it reads or hands out, and answers with what it found
        return
    assert tags == header.tags
    assert tags <= {"done", "replay", "full", *outcome._REFUSALS}


@pytest.mark.parametrize("name", script_names())
def test_a_script_writes_nothing_before_it_has_read_all(name: str) -> None:
    body = Header(name).body
    refusals = [match.start() for match in re.finditer(r"return \{'(?!done)", body)]
    writes = [
        match.start()
        for match in re.finditer(
            r"redis\.call\('(?:H?SET|HINCRBY|HDEL|Z(?:ADD|REM)\w*|UNLINK|XADD)'|\b(?:write|emit|note_time|set_clocks|take_step|write_worklist)\(",
            body,
        )
    ]
    if refusals and writes:
        assert max(refusals) < min(writes)


def test_python_hands_every_script_what_its_header_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: dict[str, set[str]] = {}
    run = Scripts.run

    def watched(
        self: Scripts, script: str, keys: Sequence[str], args: Mapping[str, Any], *blobs: bytes
    ) -> list[Any]:
        header = Header(script)
        names = set(args)
        assert names == header.named, script
        assert len(keys) >= len(header.fixed)
        assert header.trailing or len(keys) == len(header.fixed), script
        handed[script] = names
        return run(self, script, keys, args, *blobs)

    monkeypatch.setattr(Scripts, "run", watched)
    every_change(world)
    assert sorted(handed) == script_names()
