from __future__ import annotations

import stat
from pathlib import Path

import pytest

from onboarding.export_tables import WHATS
from onboarding.services import groups
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from tests.commands.conftest import Run


@pytest.fixture
def group(run: Run, door: Door, tmp_path: Path) -> str:
    kind = next(iter(door.kinds))
    groups.create(door, Operator("hill"), kind=kind, title="三年二班", group_id="class")
    path = tmp_path / "list.csv"
    path.write_text("姓名,学号,父亲电话\n李明,001,13800000001\n王芳,002,\n")
    run("roster", "import", str(path), "--group", "class")
    return "class"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "XLSX"])
def test_a_roster_that_was_exported_is_imported_without_a_change(
    run: Run, group: str, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out.{ending}"
    run("export", "roster", str(path), "--group", group)
    told = run("roster", "import", str(path), "--group", group, "--dry-run").stdout
    assert "added     0\nchanged   0\ngone      0\nback      0\nsame      2\n" in told


@pytest.mark.parametrize("what", WHATS)
def test_every_list_becomes_a_file_that_nobody_else_may_read(
    run: Run, group: str, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "out.csv"
    output = run("export", what, str(path), "--group", group).stdout
    assert path.read_text(encoding="utf-8-sig").startswith("序号,")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "李明" not in output


def test_a_list_has_its_headers_in_the_language_that_was_asked_for(
    run: Run, group: str, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    run("export", "seats", str(path), "--group", group, "--language", "en")
    assert path.read_text(encoding="utf-8-sig").startswith("Row,")


def test_a_file_that_is_neither_is_refused(run: Run, group: str, tmp_path: Path) -> None:
    path = tmp_path / "out.pdf"
    refused = run("export", "roster", str(path), "--group", group, well=False)
    assert "neither .csv nor .xlsx" in refused.stderr
    assert not path.exists()
