"""Every code has its sentence in both languages, and every sentence its translation."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import onboarding
from onboarding import console_sentences, refusal_sentences, sentences, words
from onboarding.clock import DAY, HOUR, MINUTE
from onboarding.rules import errors, kinds
from onboarding.rules.access import ROLES
from onboarding.rules.journey import DECLINE_REASONS, MOVES, REMOVE_REASONS, REPLACE_REASONS, STATES
from onboarding.rules.roster import SECTIONS
from onboarding.rules.verdicts import Finding
from onboarding.storage.groups import ENTRY_MODES
from schemas.fields import REASONS as FIELD_REASONS
from tests.builders import START

PACKAGE = Path(onboarding.__file__).parent
SCHEMAS = PACKAGE.parent / "schemas"
# What a family may read never speaks of the machinery.
MACHINERY = re.compile(r"\b(pending|receipt|verdict|bind|binding|bound)\b|待定|回执|判定|绑定")
# What is called so in Chinese, too.
PRODUCTS = {*console_sentences.BROWSERS.values(), *console_sentences.SYSTEMS.values()}
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def extracted() -> set[str]:
    """Every sentence marked for translation in code and templates."""
    found = extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")],
        options_map={"**.html": {"trimmed": "true", "silent": "false"}},
        keywords={"N_": None, "_": None, "gettext": None},
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def translated() -> dict[str, str]:
    return {str(m.id): str(m.string) for m in words.read_catalog() if m.id}


def refusals(kind: type[errors.Refusal] = errors.Refusal) -> Iterator[type[errors.Refusal]]:
    yield kind
    for each in kind.__subclasses__():
        yield from refusals(each)


def reasons_in_code() -> set[str]:
    """Every coded reason that the code gives: `reason="…"`, `CellError("…")` and their like."""
    found = set()
    raisers = {"CellError": 0, "Misshapen": 1, "ValidationError": 0}
    for path in (*PACKAGE.rglob("*.py"), *SCHEMAS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            values = [k.value for k in node.keywords if k.arg == "reason"]
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in raisers and len(node.args) > raisers[name]:
                values.append(node.args[raisers[name]])
            if name == "Problem" and len(node.args) == 3:
                values.append(node.args[2])
            for value in values:
                found |= {
                    each.value
                    for each in ast.walk(value)
                    if isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and re.fullmatch(r"[a-z]+(_[a-z]+)*", each.value)
                }
    return (found - {"reason"}) | set(FIELD_REASONS.values())  # `facts["reason"]` is no code


def test_every_sentence_has_a_translation() -> None:
    assert extracted() - set(translated()) == set()


def test_no_translation_is_left_over() -> None:
    assert set(translated()) - extracted() == set()


def test_a_sentence_is_translated_in_one_catalogue_alone() -> None:
    ids = [m.id for catalog in words.read_catalogs().values() for m in catalog if m.id]
    assert sorted(map(str, ids)) == sorted(set(map(str, ids)))


def test_every_translation_is_chinese_with_the_same_placeholders() -> None:
    for english, chinese in translated().items():
        assert chinese, english
        bare = PLACEHOLDER.sub("", chinese)
        written = re.search(r"[一-鿿]", bare) or not re.search(r"[A-Za-z]", bare)
        assert written or (chinese == english and english in PRODUCTS), english
        assert set(PLACEHOLDER.findall(english)) == set(PLACEHOLDER.findall(chinese)), english


@pytest.mark.parametrize("code", kinds.FINDING_CODES)
def test_every_finding_has_a_sentence(code: str) -> None:
    finding = Finding(code, "P10", "blocks", {"limit": 2, "until": START}, "李明妈妈")
    for language in words.LANGUAGES:
        sentence = words.finding_text(finding, language)
        assert sentence
        assert "%" not in sentence
    assert set(sentences.FINDINGS) == set(kinds.FINDING_CODES)


def test_every_refusal_has_a_sentence() -> None:
    for module in pkgutil.walk_packages([str(PACKAGE)], "onboarding."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    codes = {kind.code for kind in refusals()}
    assert codes == set(refusal_sentences.REFUSALS)
    for code in codes:
        for language in words.LANGUAGES:
            assert "%" not in words.refusal_text(code, {}, language)


def test_every_reason_in_the_code_has_words() -> None:
    known = {
        *refusal_sentences.REASONS,
        *refusal_sentences.FIELDS,
        *DECLINE_REASONS,
        *REMOVE_REASONS,
    }
    assert reasons_in_code() - known == set()


def test_every_state_says_how_it_stands_and_whom_to_ask() -> None:
    assert set(sentences.STANDING) == set(sentences.STATES) == set(STATES)
    for state in STATES:
        for language in words.LANGUAGES:
            for instead in ("", *sentences.INSTEAD):
                said = words.standing_text(
                    state, language, admin="陈老师", by=START, instead=instead
                )
                assert "陈老师" in said
                assert "%" not in said


def test_every_choice_of_the_console_has_a_name() -> None:
    assert set(sentences.DECLINE_REASONS) == set(DECLINE_REASONS)
    assert set(sentences.REMOVE_REASONS) == set(REMOVE_REASONS)
    assert set(console_sentences.REPLACE_REASONS) == set(REPLACE_REASONS)
    assert set(console_sentences.ENTRY_MODES) == set(ENTRY_MODES)
    assert set(console_sentences.SECTIONS) == set(SECTIONS)
    assert set(console_sentences.ADMIN_ROLES) == set(ROLES)
    decided = {name for name, move in MOVES.items() if "version" in move.needs} | {"adopt"}
    assert set(console_sentences.MOVES) == decided


def test_every_declaration_of_a_kind_has_words() -> None:
    from onboarding.rules.kindfiles import load_all

    declared = {code for kind in load_all().values() for code in kind.declarations}
    assert declared == set(sentences.DECLARATIONS)


def test_no_sentence_for_families_speaks_of_the_machinery() -> None:
    read_by_families = [
        *sentences.STANDING.values(),
        *sentences.INSTEAD.values(),
        *sentences.DECLINE_REASONS.values(),
        *sentences.REMOVE_REASONS.values(),
        *refusal_sentences.FIELDS.values(),
        *refusal_sentences.REFUSALS.values(),
    ]
    chinese = translated()
    for sentence in read_by_families:
        assert not MACHINERY.search(f"{sentence} {chinese[sentence]}")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("de, fr;q=0.5", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, zh-TW;q=0.3, en;q=0.7", "en"),
        ("en;q=0", "zh"),
        ("zh;q=0.5, en ; q=0.8", "en"),
        ("en;q=nonsense", "zh"),
    ],
)
def test_the_preferred_language_is_spoken(header: str | None, language: str) -> None:
    assert words.language_of(header) == language


def test_a_refusal_about_a_list_names_line_and_column() -> None:
    facts = {"field": "file", "reason": "no_header", "row": 3, "column": "姓名"}
    assert words.refusal_text("invalid", facts, "en").startswith("Line 3, column “姓名”: ")
    assert words.problem_text(7, "", "name_missing", "zh") == "第 7 行：缺少姓名"


def test_a_ban_with_an_end_names_the_day_in_chinas_time() -> None:
    finding = Finding("banned", "H3", "blocks", {"until": START})
    assert "2026年9月21日" in words.finding_text(finding, "zh")  # 14:13 in UTC
    late = Finding("banned", "H3", "blocks", {"until": START + 3 * 60 * 60 * 1000})
    assert "2026年9月22日" in words.finding_text(late, "zh")


def test_numbers_within_bounds_are_told_with_the_bounds() -> None:
    assert words.reason_text("not_within_1_6", "en") == "it has to be from 1 to 6"


@pytest.mark.parametrize(
    ("ms", "zh", "en"),
    [
        (20 * DAY + 23 * HOUR, "20天", "20 days"),
        (DAY, "1天", "1 day"),
        (DAY - 1, "23小时", "23 hours"),
        (5 * MINUTE, "5分钟", "5 minutes"),
        (0, "1分钟", "1 minute"),
    ],
)
def test_a_wait_is_told_in_whole_days_hours_or_minutes(ms: int, zh: str, en: str) -> None:
    assert (words.span(ms, "zh"), words.span(ms, "en")) == (zh, en)
