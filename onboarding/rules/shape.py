"""Strict reading of plain tables (from TOML or JSON) into typed values.

Every reader names the key that it stumbled over, as a dotted path, and why; whoever
called turns that into the refusal that fits the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


class Misshapen(Exception):
    """A value isn't what the place asks for; `key` is its dotted path, `reason` a code."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


def integer(value: object, key: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`; true and false aren't numbers."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Misshapen(key, "not_a_number")
    if not low <= value <= high:
        raise Misshapen(key, f"not_within_{low}_{high}")
    return value


def flag(value: object, key: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Misshapen(key, "not_true_or_false")
    return value


def words(value: object, key: str, longest: int = 200, breaks: bool = False) -> str:
    """A text that says something, trimmed; `breaks` lets it run over several lines."""
    text = line(value, key, longest, breaks).strip()
    if not text:
        raise Misshapen(key, "empty")
    return text


def line(value: object, key: str, longest: int = 200, breaks: bool = False) -> str:
    """A text as it stands, without control characters; may be empty."""
    if not isinstance(value, str):
        raise Misshapen(key, "not_a_text")
    text = value.replace("\r\n", "\n") if breaks else value
    if len(text) > longest:
        raise Misshapen(key, "too_long")
    for character in text:
        if (ord(character) < 32 or ord(character) == 127) and not (breaks and character == "\n"):
            raise Misshapen(key, "control_character")
    return text


def sequence(value: object, key: str, most: int = 200) -> Sequence[object]:
    """A list of at most `most` things."""
    if not isinstance(value, (list, tuple)):
        raise Misshapen(key, "not_a_list")
    if len(value) > most:
        raise Misshapen(key, "too_many")
    return value


def word_list(value: object, key: str) -> tuple[str, ...]:
    """A list of texts, none of them twice."""
    found = tuple(words(each, f"{key}.{at}") for at, each in enumerate(sequence(value, key)))
    if len(set(found)) < len(found):
        raise Misshapen(key, "twice")
    return found


def _place(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


@dataclass
class Table:
    """A table that is read key by key; `done` refuses the keys that nobody asked for."""

    values: Mapping[str, object]
    path: str = ""
    _read: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, value: object, path: str) -> Table:
        """Take `value` for a table; raises Misshapen if it is anything else."""
        if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
            raise Misshapen(path, "not_a_table")
        return cls(value, path)

    def key(self, name: str) -> str:
        """The dotted path of one of this table's keys."""
        return _place(self.path, name)

    def has(self, name: str) -> bool:
        """Tell whether the key stands in the table."""
        return name in self.values

    def blank(self, name: str) -> bool:
        """Tell whether the key is left out or empty, and count it as read."""
        self._read.add(name)
        return self.values.get(name) in (None, "")

    def take(self, name: str) -> object:
        """The value of a key that must be there."""
        if name not in self.values:
            raise Misshapen(self.key(name), "missing")
        self._read.add(name)
        return self.values[name]

    def integer(self, name: str, low: int, high: int) -> int:
        """See `integer`."""
        return integer(self.take(name), self.key(name), low, high)

    def flag(self, name: str) -> bool:
        """See `flag`."""
        return flag(self.take(name), self.key(name))

    def words(self, name: str, longest: int = 200, breaks: bool = False) -> str:
        """See `words`."""
        return words(self.take(name), self.key(name), longest, breaks)

    def line(self, name: str, default: str = "") -> str:
        """See `line`; `default` where the key is left out."""
        return line(self.take(name), self.key(name)) if self.has(name) else default

    def word_list(self, name: str) -> tuple[str, ...]:
        """See `word_list`; empty where the key is left out."""
        return word_list(self.take(name), self.key(name)) if self.has(name) else ()

    def table(self, name: str) -> Table:
        """A table inside this one."""
        return Table.of(self.take(name), self.key(name))

    def entries(self, name: str) -> Iterator[Table]:
        """The tables of a list, each with its place in its path."""
        return tables(self.take(name), self.key(name))

    def done(self) -> None:
        """Refuse the first key that nobody has read."""
        for name in self.values:
            if name not in self._read:
                raise Misshapen(self.key(name), "unknown_key")


def tables(value: object, key: str) -> Iterator[Table]:
    """The tables of a list."""
    for at, each in enumerate(sequence(value, key)):
        yield Table.of(each, f"{key}.{at}")
