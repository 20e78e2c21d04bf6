from __future__ import annotations

from pathlib import Path

import pytest

from onboarding.rules.kindfiles import KINDS_FOLDER
from tests.commands.conftest import Run

FILES = sorted(KINDS_FOLDER.glob("*.toml"))


def test_every_installed_kind_is_well(run: Run) -> None:
    assert run("kinds", "check").stdout == "".join(f"{file.name}: ok\n" for file in FILES)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "choir.toml"
    path.write_text(FILES[0].read_text())
    return path


def test_a_file_of_ones_own_is_checked_alone(run: Run, copy: Path) -> None:
    assert run("kinds", "check", str(copy)).stdout == "choir.toml: ok\n"


def test_a_misspelt_key_is_named_with_its_file(run: Run, copy: Path) -> None:
    copy.write_text(copy.read_text().replace("reminders", "remindrs", 1))
    refused = run("kinds", "check", str(copy), str(FILES[1]), well=False)
    first, second = refused.stdout.splitlines()
    assert first.startswith("choir.toml: kind_broken (file: choir.toml, key: remind")
    assert second == f"{FILES[1].name}: ok"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("good = true", 'good = false\nright = "x"', "the right nickname is"),
        ("good = false", "good = true", "is not good"),
    ],
)
def test_an_example_that_does_not_hold_is_named(
    run: Run, copy: Path, old: str, new: str, problem: str
) -> None:
    copy.write_text(copy.read_text().replace(old, new, 1))
    refused = run("kinds", "check", str(copy), well=False)
    assert refused.stdout.startswith("choir.toml: examples.")
    assert problem in refused.stdout
