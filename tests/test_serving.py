"""What web sets up before its processes start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from onboarding.serving import count_together
from tests.builders import settings


def test_the_web_processes_count_into_one_private_folder_that_begins_empty(tmp_path: Path) -> None:
    old = tmp_path / "metrics" / "counter_1.db"
    old.parent.mkdir()
    old.write_text("of another run")
    environ: dict[str, str] = {}

    count_together(replace(settings(), data=tmp_path), environ)

    assert environ == {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics")}
    assert list(old.parent.iterdir()) == []
    assert old.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_the_environment_names_is_left_alone(tmp_path: Path) -> None:
    environ = {"PROMETHEUS_MULTIPROC_DIR": "/run/metrics"}
    count_together(replace(settings(), data=tmp_path), environ)
    assert environ == {"PROMETHEUS_MULTIPROC_DIR": "/run/metrics"}
    assert not (tmp_path / "metrics").exists()
