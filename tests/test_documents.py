"""What the documents name is there: files, links, scopes, commands and addresses."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from onboarding.api.actions import ACTIONS
from onboarding.cli import main
from onboarding.rules.access import SCOPES

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
FILE = re.compile(r"`([\w./-]+\.(?:py|lua|toml|yml|po|md|in))(?:[.:][\w.]+)?`")
MADE_BY_RUNNING = {"data/demo.txt", "secrets.json"}


@cache
def kept_files() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(f"/{line}" for line in listed.stdout.splitlines())


def of_each(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        for found in pattern.findall(document.read_text("utf-8")):
            yield str(document.relative_to(ROOT)), found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_the_documents_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_every_file_that_a_document_names_is_there() -> None:
    named = list(of_each(FILE))
    assert named
    for document, name in named:
        there = any(path.endswith(f"/{name}") for path in kept_files())
        assert there or name in MADE_BY_RUNNING, f"{document}: {name}"


def test_every_scope_that_the_bots_document_names_exists_and_none_is_missing() -> None:
    text = (ROOT / "docs" / "bots.md").read_text("utf-8")
    assert set(re.findall(r"\b[a-z]+:(?:read|write|decide)\b", text)) == set(SCOPES)


def test_every_move_that_the_api_offers_is_in_the_bots_document() -> None:
    text = (ROOT / "docs" / "bots.md").read_text("utf-8")
    (table,) = re.findall(r"^Then, under .*?(?=^## )", text, re.MULTILINE | re.DOTALL)
    named = re.findall(r"`(?:(?:POST )?…/actions/)?([a-z]+)(?:`| )", table)
    assert set(ACTIONS) <= set(named)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_every_command_and_no_other(readme: str) -> None:
    (table,) = re.findall(
        r"^\| (?:command|命令) \|.*?(?=^$)",
        (ROOT / readme).read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    named = {re.sub(r" ?[\[A-Z].*", "", each) for each in re.findall(r"`([^`]+)`", "".join(cells))}
    assert named == set(commands(main))


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} ")
        else:
            yield before + name
