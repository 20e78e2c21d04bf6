from __future__ import annotations

import json
from pathlib import Path

import pytest

from onboarding.rules.rosterrows import Row
from onboarding.services import groups, rosters
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from tests.commands.conftest import Run

LIST = "#接龙\n1. 李明妈妈\n2. 王芳爸\n3. 路人\n"


@pytest.fixture
def file(door: Door, tmp_path: Path) -> Path:
    """A member list, and the group whose it is."""
    operator = Operator("hill")
    groups.create(door, operator, kind="primary", title="三年二班", group_id="class")
    rows = [Row("students", "李明"), Row("students", "王芳"), Row("students", "赵一诺")]
    rosters.import_rows(door, operator, "class", rows)
    path = tmp_path / "members.txt"
    path.write_text(LIST)
    return path


def test_what_there_is_to_do_is_printed(run: Run, file: Path) -> None:
    output = run("audit", str(file), "--group", "class", "--head-count", "5").stdout
    assert "lines                3\n" in output
    assert "the list lacks 2 of the group\n" in output
    assert "  路人: Nobody on the list fits this nickname. (P10)\n" in output
    assert "→ 王芳爸爸" in output


def test_the_work_list_comes_as_json(run: Run, door: Door, file: Path) -> None:
    output = run("audit", str(file), "--group", "class", "--json").stdout
    told = json.loads(output)
    assert told["audit"]["lines"] == 3
    assert {each["what"] for each in told["items"]} == {"adopt", "unknown", "unseated"}
    assert door.groups.get("hill", "class").audited_at == told["audit"]["at"]


def test_a_file_without_anybody_in_it_ends_with_a_line(run: Run, door: Door, file: Path) -> None:
    file.write_text(" \n")
    assert "invalid" in run("audit", str(file), "--group", "class", well=False).output
    assert door.groups.get("hill", "class").audited_at is None
