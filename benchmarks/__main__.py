"""`python -m benchmarks [--large]`: measure, print the table and keep it in docs/."""

from __future__ import annotations

import argparse
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench import run

NOTES = "## Not reached"
KEPT = Path("docs/benchmarks.md")


def main() -> None:
    """Print the table as lines come in; keep it when the run is whole."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="a million members")
    parser.add_argument("--keep", action="store_true", help=f"write {KEPT}")
    arguments = parser.parse_args()
    head = ["| work | measured | to reach | reached | numbers |", "|---|---|---|---|---|"]
    print("\n".join(head), flush=True)
    lines = []
    for line in run(arguments.large):
        print(line.text(), flush=True)
        lines.append(line.text())
    if arguments.keep:
        notes = _notes()
        KEPT.write_text("\n".join([*_intro(), *head, *lines, "", *notes]))


def _intro() -> list[str]:
    commit = _git("rev-parse", "--short", "HEAD")
    state = " with uncommitted changes" if _git("status", "--porcelain") else ""
    return [
        "# Benchmarks",
        "",
        "Made by `make bench`. Ratios hold; absolute numbers are of one machine and one day.",
        "B(read) is a bare Flask view with one script call on the same server, B(write) one with a",
        "three-key write script, each durable before the reply (`appendfsync always`); both under",
        "the same web server with one process of 16 threads, 16 kept-alive connections, in turns.",
        "",
        f"Commit {commit}{state}, {datetime.now(UTC):%Y-%m-%d}, Python "
        f"{platform.python_version()}, {platform.machine()}, 2 cores.",
        "",
    ]


def _notes() -> list[str]:
    """What people wrote below the table; the table is made anew, the words stay."""
    if not KEPT.exists() or NOTES not in (kept := KEPT.read_text()):
        return []
    return [NOTES + kept.partition(NOTES)[2]]


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
