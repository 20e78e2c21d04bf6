"""Every event that the code tells has words in both languages, in one area of the trail."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import onboarding
from onboarding import words
from onboarding.activity_sentences import AREA_NAMES, AREAS, DETAILS, GROUP_FIELDS, HAPPENED
from onboarding.rules.entry import Condition

PACKAGE = Path(onboarding.__file__).parent
EVENT = re.compile(r"[a-z]+\.[a-z_]+")
A_FILE = re.compile(r".*\.(toml|csv|txt|json|py|sock|log|worker)")
# Names that are put together: what may stand behind the dot.
PUT_TOGETHER = {
    "entry.": {"lapsing", "lapsed"},
    "request.": {"amend", "rename"},
}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module that makes events."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"import .*\b(Event|auditboards)\b", text):
            yield path, ast.parse(text)


def told() -> set[str]:
    """The names of all events, as they stand in the code."""
    found = set()
    for _, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if EVENT.fullmatch(node.value) and not A_FILE.fullmatch(node.value):
                    found.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (start := _start(node)):
                found |= {start + rest for rest in PUT_TOGETHER[start]}
    return found


def _start(node: ast.JoinedStr) -> str:
    first = node.values[0] if node.values else None
    text = first.value if isinstance(first, ast.Constant) else ""
    return text if isinstance(text, str) and re.fullmatch(r"[a-z]+\.", text) else ""


def test_every_event_in_the_code_has_words_and_no_words_are_left_over() -> None:
    assert told() - set(HAPPENED) == set()
    assert set(HAPPENED) - told() == set()


def test_an_event_stands_in_one_area_and_every_area_has_a_name() -> None:
    assert sum(len(area) for area in AREAS.values()) == len(HAPPENED)
    assert set(AREA_NAMES) == set(AREAS)
    assert set(DETAILS) <= set(HAPPENED)


def test_what_is_told_of_a_picture_is_what_can_happen_to_it() -> None:
    assert set(get_args(Condition)) == {*PUT_TOGETHER["entry."], "none", "valid"}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_words_are_found_in_both_languages(language: str) -> None:
    for what in HAPPENED:
        assert words.code_text("happened", what, language)
    for field in GROUP_FIELDS:
        assert words.code_text("group_field", field, language)
