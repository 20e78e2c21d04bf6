"""No code asks which kind of group it has: the ids stand in no source file.

A kind is added by adding a file, so an id quoted in code, script or template would be a
rule that the next kind doesn't get.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from onboarding.rules import kindfiles

ROOT = Path(__file__).parent.parent.parent
SOURCES = ("onboarding", "schemas")
# Roster files speak their makers' words (OneRoster's role for a pupil is also the id of a
# kind). Reading them knows no kind at all, which is what is tested there.
IMPORTING = ROOT / "onboarding" / "importing"
TEXTS = (".lua", ".html", ".txt", ".jinja", ".j2", ".js", ".svg")
KIND_IDS = frozenset(kindfiles.load_all())
QUOTED = re.compile(r"""(["'`])(\w[\w-]*)\1""")


def source_files(suffixes: tuple[str, ...]) -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and IMPORTING not in path.parents:
                yield path


def quoted_in_python(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def quoted_in_text(source: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.splitlines(), start=1):
        for found in QUOTED.finditer(line):
            yield number, found[2]


def places(paths: Iterator[Path]) -> list[str]:
    found = []
    for path in paths:
        source = path.read_text(encoding="utf-8")
        quoted = quoted_in_python(source) if path.suffix == ".py" else quoted_in_text(source)
        found += [
            f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in quoted if text in KIND_IDS
        ]
    return found


def test_no_python_file_quotes_the_id_of_a_kind() -> None:
    assert places(source_files((".py",))) == []


def test_reading_roster_files_knows_no_kind() -> None:
    for path in sorted(IMPORTING.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imported = {getattr(node, "module", ""), *(alias.name for alias in node.names)}
                assert not any("kind" in (name or "") for name in imported), path.name
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("kind", "kinds"), path.name


def test_no_script_or_template_quotes_the_id_of_a_kind() -> None:
    assert places(source_files(TEXTS)) == []


@pytest.mark.parametrize("kind_id", sorted(KIND_IDS))
def test_a_quoted_id_would_be_found(kind_id: str) -> None:
    assert (1, kind_id) in quoted_in_python(f"if kind.id == '{kind_id}': pass")
    assert (1, kind_id) in quoted_in_text(f'{{% if kind.id == "{kind_id}" %}}')
    assert (1, kind_id) in quoted_in_text(f"if kind == '{kind_id}' then")
