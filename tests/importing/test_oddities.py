"""Lists as schools really have them: one oddity a file, one table of what comes of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from onboarding.importing import Reading, RosterFileRefused, read
from onboarding.rules.errors import Invalid
from onboarding.rules.rosterrows import Row
from tests.importing import makers
from tests.importing.files import index

TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("oddities.toml").read_text("utf-8")
)


def made(name: str) -> bytes:
    oddity = TABLE[name]
    if "text" in oddity:
        return str(oddity["text"]).encode(oddity.get("encoding", "utf-8"))
    file = getattr(makers, name)()
    assert isinstance(file, bytes)
    return file


def described(row: Row, class_name: str | None) -> str:
    parts = [row.name]
    parts += [f"#{row.number}"] if row.number else []
    parts += ["N"] if row.national else []
    parts += [f"@{row.seat_number}"] if row.seat_number else []
    parts += [f"({row.label})"] if row.label else []
    parts += [f"={class_name}"] if class_name is not None else []
    parts += [f"+{g.relation}/{g.name}/{g.phone}" for g in row.guardians]
    return " ".join(parts)


def told(reading: Reading) -> list[str]:
    classes: tuple[str | None, ...] = reading.classes or (None,) * len(reading.rows)
    return [described(row, of) for row, of in zip(reading.rows, classes, strict=True)]


@pytest.mark.parametrize("name", TABLE)
def test_an_oddity_comes_to_what_the_table_says(name: str) -> None:
    oddity, data = TABLE[name], made(name)
    if "problems" in oddity:
        with pytest.raises(RosterFileRefused) as wrong:
            read(data, "list", national_key=index)
        found = [f"{p.row}:{p.column}:{p.reason}" for p in wrong.value.problems]
        assert found == oddity["problems"]
        return
    if "refused" in oddity:
        with pytest.raises(Invalid) as refused:
            read(data, "list", national_key=index)
        assert refused.value.facts["reason"] == oddity["refused"]
        return
    reading = read(data, "list", national_key=index)
    assert told(reading) == oddity["rows"]
    assert [f"{line.row}:{line.why}" for line in reading.left_out] == oddity.get("left_out", [])
    assert [reading.hidden_rows, reading.hidden_columns] == oddity.get("hidden", [0, 0])
    ignored = [f"{column.header}:{column.why}" for column in reading.columns if column.why]
    assert oddity.get("ignored", ignored) == ignored
    if "sheets" in oddity:
        assert [sheet.name for sheet in reading.sheets] == oddity["sheets"]
        assert reading.sheet == oddity["sheet"]


@pytest.mark.parametrize("name", [n for n, o in TABLE.items() if "rows" in o])
def test_what_was_understood_handed_back_as_a_mapping_changes_nothing(name: str) -> None:
    reading = read(made(name), "list", national_key=index)
    mapping = {column.at: column.meaning for column in reading.columns}
    assert read(made(name), "list", national_key=index, mapping=mapping) == reading


def test_the_table_holds_at_least_sixty_oddities() -> None:
    assert len(TABLE) >= 60
