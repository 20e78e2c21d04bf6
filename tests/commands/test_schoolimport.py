from __future__ import annotations

from pathlib import Path

import pytest

from onboarding.services import groups, schoolimport
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from tests.commands.conftest import Run
from tests.importing.test_oneroster import WHOLE

LIST = "班级,姓名,学号\n三（1）班,李明,1\n三（2）班,王芳,2\n三（2）班,赵一诺,3\n"


@pytest.fixture
def kind(door: Door) -> str:
    return next(iter(door.kinds))


@pytest.fixture
def file(tmp_path: Path, door: Door, kind: str) -> Path:
    groups.create(door, Operator("hill"), kind=kind, title="三年二班家长群", group_id="two")
    path = tmp_path / "school.csv"
    path.write_text(LIST)
    return path


def titles(door: Door) -> dict[str, int]:
    ids = door.groups.ids("hill")
    return {group.title: group.students for group in door.groups.many("hill", ids)}


def test_the_classes_of_a_file_become_the_lists_of_their_groups(
    run: Run, door: Door, file: Path, kind: str
) -> None:
    output = run("roster", "import-school", str(file), "--create", "--kind", kind).stdout
    assert output.splitlines() == [
        "三（1）班 -> new group 三（1）班: 1 added",
        "三（2）班 -> 三年二班家长群: 2 added",
        "1/2 三（1）班",
        "2/2 三年二班家长群",
        "2 of 2 groups have their list",
    ]
    assert titles(door) == {"三年二班家长群": 2, "三（1）班": 1}


def test_the_same_file_a_second_time_changes_nothing(
    run: Run, door: Door, file: Path, kind: str
) -> None:
    run("roster", "import-school", str(file), "--create", "--kind", kind)
    before = door.groups.many("hill", door.groups.ids("hill"))
    output = run("roster", "import-school", str(file), "--create", "--kind", kind).stdout
    assert "三（2）班 -> 三年二班家长群: as it was\n" in output
    assert door.groups.many("hill", door.groups.ids("hill")) == before


def test_a_dry_run_only_says_what_it_would_come_to(run: Run, door: Door, file: Path) -> None:
    output = run("roster", "import-school", str(file), "--dry-run").stdout
    assert output.splitlines() == [
        "三（1）班: left out, 1 rows",
        "三（2）班 -> 三年二班家长群: 2 added",
        "nothing was changed",
    ]
    assert titles(door) == {"三年二班家长群": 0}


def test_files_of_a_folder_are_classes_by_their_names(run: Run, door: Door, file: Path) -> None:
    folder = file.parent / "lists"
    folder.mkdir()
    (folder / "三2班.csv").write_text("姓名\n李明\n")
    (folder / "三3班.csv").write_text("姓名\n王芳\n")
    (folder / ".hidden").write_text("nothing to read")
    output = run("roster", "import-school", str(folder)).stdout
    assert "三3班: left out, 1 rows\n" in output
    assert titles(door) == {"三年二班家长群": 1}


def test_a_file_without_classes_is_refused(run: Run, file: Path) -> None:
    file.write_text("姓名\n李明\n")
    refused = run("roster", "import-school", str(file), well=False)
    assert "no_classes" in refused.stderr


def test_a_list_that_shrinks_needs_a_reason(run: Run, door: Door, file: Path) -> None:
    run("roster", "import-school", str(file))
    file.write_text("班级,姓名,学号\n三（2）班,王芳,2\n")
    assert "--reason" in run("roster", "import-school", str(file), well=False).stderr
    assert titles(door) == {"三年二班家长群": 2}
    run("roster", "import-school", str(file), "--reason", "分班")
    assert titles(door) == {"三年二班家长群": 1}


def test_an_interrupted_import_goes_on_where_it_stopped(
    run: Run, door: Door, file: Path, kind: str
) -> None:
    run("roster", "import-school", str(file), "--dry-run", "--create", "--kind", kind)
    operator = Operator("hill")
    plan = schoolimport.current(door, operator)
    assert plan is not None
    schoolimport.start(door, operator, plan.version)
    schoolimport.carry_on(door, "hill", seconds=0)
    assert "under way" in run("roster", "import-school", str(file), well=False).stderr
    output = run("roster", "import-school", "--resume").stdout
    assert output.splitlines() == ["2/2 三年二班家长群", "2 of 2 groups have their list"]
    run("roster", "import-school", "--resume", well=False)


def test_a_folder_may_be_a_oneroster_bundle(run: Run, door: Door, file: Path) -> None:
    folder = file.parent / "bundle"
    folder.mkdir()
    for name, text in WHOLE.items():
        (folder / name).write_text(text)
    output = run("roster", "import-school", str(folder)).stdout
    assert "三年2班 -> 三年二班家长群: 1 added\n" in output
    assert titles(door) == {"三年二班家长群": 1}
