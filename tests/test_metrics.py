"""Counters of several web processes are one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COUNT = "from onboarding import metrics; metrics.moved('approve')"
SHOW = "from onboarding import metrics; print(metrics.page().decode())"


def _run(program: str, folder: Path) -> str:
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_what_each_process_counted_is_shown_together(tmp_path: Path) -> None:
    _run(COUNT, tmp_path)
    _run(COUNT, tmp_path)
    assert 'onboarding_moves_total{move="approve"} 2.0' in _run(SHOW, tmp_path)
