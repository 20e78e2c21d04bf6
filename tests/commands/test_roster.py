from __future__ import annotations

from pathlib import Path

import pytest

from onboarding.services import groups
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from tests.commands.conftest import Run

LIST = "姓名,学号,父亲电话\n李明,1,13800000001\n王芳,2,13800000002\n王芳,3,13800000003\n"


@pytest.fixture
def group(door: Door) -> str:
    kind = next(iter(door.kinds))
    return groups.create(
        door, Operator("hill"), kind=kind, title="三年二班", group_id="class"
    ).group.id


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    return path


def people(door: Door) -> list[str]:
    group = door.groups.get("hill", "class")
    roster = door.rosters.read("hill", "class", group.roster)
    return [person.name for person in roster.people if not person.left]


def told(output: str) -> dict[str, str]:
    return dict(line.split(maxsplit=1) for line in output.splitlines())


def test_a_list_becomes_the_roster_and_its_counts_are_printed(
    run: Run, door: Door, group: str, file: Path
) -> None:
    counts = told(run("roster", "import", str(file), "--group", group).stdout)
    assert (counts["added"], counts["changed"], counts["gone"], counts["same"]) == (
        "3", "0", "0", "0",
    )  # fmt: skip
    assert counts["students"] == "3"
    assert people(door) == ["李明", "王芳", "王芳"]


def test_a_dry_run_says_what_it_would_come_to_and_changes_nothing(
    run: Run, door: Door, group: str, file: Path
) -> None:
    output = run("roster", "import", str(file), "--group", group, "--dry-run").stdout
    assert "added     3\n" in output
    assert output.endswith("nothing was changed\n")
    assert door.groups.get("hill", "class").roster == 0


def test_a_whole_list_dismisses_who_is_not_on_it_and_a_merge_does_not(
    run: Run, door: Door, group: str, file: Path
) -> None:
    run("roster", "import", str(file), "--group", group)
    file.write_text("姓名,学号\n赵一诺,4\n")
    assert (
        told(run("roster", "import", str(file), "--group", group, "--merge").stdout)["gone"] == "0"
    )
    assert people(door) == ["李明", "王芳", "王芳", "赵一诺"]
    refused = run("roster", "import", str(file), "--group", group, well=False)
    assert "roster_shrinks" in refused.stderr
    preview = run("roster", "import", str(file), "--group", group, "--dry-run").stdout
    assert "students shrink from 4 to 1: give a --reason\n" in preview
    assert "would lose their place   0\n" in preview
    meant = ("--reason", "分班")
    assert told(run("roster", "import", str(file), "--group", group, *meant).stdout)["gone"] == "3"
    assert people(door) == ["赵一诺"]


def test_rows_that_nobody_can_tell_apart_are_printed(run: Run, group: str, file: Path) -> None:
    file.write_text("姓名,学号\n李明,1\n王芳,\n王芳,\n")
    output = run("roster", "import", str(file), "--group", group).stdout
    assert "left out  row 3: same_name\n" in output


def test_a_wrong_file_is_refused_with_row_and_column_and_the_old_roster_stays(
    run: Run, door: Door, group: str, file: Path
) -> None:
    run("roster", "import", str(file), "--group", group)
    file.write_text("姓名,父亲电话\n李明,12\n王\u202e芳,13800000002\n")
    refused = run("roster", "import", str(file), "--group", group, well=False)
    assert refused.stderr.splitlines() == [
        "row 2, column 父亲电话: phone_wrong",
        "row 3, column 姓名: bidi",
    ]
    assert refused.exit_code == 1
    assert len(people(door)) == 3


def test_a_number_of_two_people_names_its_row(run: Run, group: str, file: Path) -> None:
    file.write_text("姓名,学号\n李明,1\n王芳,1\n")
    refused = run("roster", "import", str(file), "--group", group, well=False)
    assert refused.stderr == "row 3, column 学号: number_twice\n"


def test_a_file_that_is_no_list_says_why(run: Run, group: str, file: Path) -> None:
    file.write_text("a,b\n1,2\n")
    refused = run("roster", "import", str(file), "--group", group, well=False)
    assert refused.output == "Error: invalid (field: file, reason: no_header)\n"
