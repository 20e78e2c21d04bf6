"""`python -m benchmarks.names [FILE …] [--keep]`: what the rules say to names of all sorts.

With files, these are measured in place of the generated set; `benchmarks/names/cases.py`
says how they are written. It ends with 1 where a name was refused wrongly or two people
were matched.
"""

from __future__ import annotations

import argparse
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.__main__ import _git
from benchmarks.names.cases import distinct, read
from benchmarks.names.generate import PLAIN, SEED, generate
from benchmarks.names.measure import outcomes
from benchmarks.names.table import table, wrongs

KEPT = Path("docs/names.md")
MARKER = "<!-- Made by `make names` from here on. -->"
_SHOWN = 20


def main() -> int:
    """Measure, print the tables, and keep them where asked to."""
    parser = argparse.ArgumentParser(prog="benchmarks.names", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--keep", action="store_true", help=f"write {KEPT}")
    parser.add_argument("--size", type=int, default=PLAIN, help="how many names to generate")
    arguments = parser.parse_args()
    if arguments.files:
        cases = distinct(case for file in arguments.files for case in read(file))
    else:
        cases = generate(arguments.size)
    found = tuple(outcomes(cases))
    text = table(found)
    print(text)
    for outcome in wrongs(found)[:_SHOWN]:
        print(outcome.word, ascii(outcome.case), outcome.case.name, outcome.case.other)
    if arguments.keep:
        words = KEPT.read_text().partition(MARKER)[0]
        KEPT.write_text("\n".join([words + MARKER, "", *_run(len(cases)), "", text, ""]))
    return 1 if wrongs(found) else 0


def _run(cases: int) -> list[str]:
    commit = _git("rev-parse", "--short", "HEAD")
    dirty = _git("status", "--porcelain", "onboarding/rules", "benchmarks/names")
    state = " with uncommitted changes" if dirty else ""
    return [
        f"Commit {commit}{state}, {datetime.now(UTC):%Y-%m-%d}, Python "
        f"{platform.python_version()}; {cases:,} cases, seed {SEED}.",
    ]


if __name__ == "__main__":
    sys.exit(main())
