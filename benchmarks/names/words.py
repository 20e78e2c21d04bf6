"""The lists of characters and words that names are made of, read from `data/`."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@cache
def _table(file: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{file}.toml").read_text())


def words(part: str, name: str) -> list[str]:
    """A list of words, the commonest first."""
    return list(dict.fromkeys(_table("people")[part][name].split()))


def characters(part: str, name: str) -> list[str]:
    """A list of single characters, the commonest first."""
    return list(dict.fromkeys("".join(words(part, name))))


def blocks() -> list[tuple[str, int, int]]:
    """The blocks of rare ideographs: letter, first and last code point."""
    return [tuple(block) for block in _table("people")["wide"]["blocks"]]


def groups(name: str) -> list[str]:
    """Groups of characters that are taken for one another, or single words."""
    return list(_table("pairs")["groups"][name].split())


def private() -> list[str]:
    """A private-use code point of GBK and the character meant, two to a string."""
    return list(_table("pairs")["private"]["characters"])


def common(dice: random.Random, listed: Sequence[str]) -> str:
    """One of a list, the first ones far oftener than the last."""
    return listed[int(len(listed) * dice.random() ** 2)]
