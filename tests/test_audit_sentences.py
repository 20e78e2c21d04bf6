"""What is said of an audit's items: every code has words, and a text names nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from onboarding import audit_sentences, words
from onboarding.rules.auditing import OWN_CODES, WHATS, Candidate, Item
from onboarding.rules.kindfiles import load_all
from onboarding.rules.kinds import FINDING_CODES

KINDS = load_all()
KIND = KINDS["primary"]
RENAME = Item("rename", "nickname_wrong", "P10", ("m",), 1, "李明妈", "李明妈妈", "m")


@pytest.mark.parametrize("language", get_args(words.Language))
def test_every_item_has_words_in_both_languages(language: str) -> None:
    for what in WHATS:
        assert audit_sentences.what_text(what, language)
        for code in (*OWN_CODES, *FINDING_CODES):
            item = replace(RENAME, what=what, code=code, facts={"limit": 2})
            assert "%(" not in audit_sentences.why_text(item, language)
            assert "%(" not in audit_sentences.group_text(item, KIND, language)


def test_a_rename_says_the_right_nickname_and_the_rule_shortly() -> None:
    rule = next(article for article in KIND.covenant if article.id == "P10")
    assert audit_sentences.group_text(RENAME, KIND, "zh") == (
        f"@李明妈 您好，请修改群昵称为“李明妈妈”。群规：“{rule.text['zh']}”谢谢！"
    )
    said = audit_sentences.group_text(RENAME, KIND, "en")
    asked = "please change your nickname in this group to “李明妈妈”."
    assert said.startswith(f"@李明妈 Hello, {asked}")
    long = replace(rule, text={"zh": f"{rule.text['zh'] * 3}", "en": ""})
    wordy = audit_sentences.group_text(RENAME, replace(KIND, covenant=(long,)), "zh")
    assert wordy.endswith("…”谢谢！")
    assert len(wordy) < 120


@pytest.mark.parametrize("language", get_args(words.Language))
def test_a_text_for_the_group_names_no_candidate_no_inviter_and_nobody_outside(
    language: str,
) -> None:
    others = (Candidate(("p",), "guardian", "爸爸", "王芳爸爸", "edit", "x"),)
    for what in WHATS:
        item = replace(
            RENAME, what=what, nickname="孙悦妈", inviter="赵六妈妈", candidates=others, right=""
        )
        said = audit_sentences.group_text(item, KIND, language)
        assert "王芳" not in said
        assert "赵六" not in said
        if what in ("absent", "unseated", "missing"):
            assert "孙悦" not in said


def test_one_text_covers_all_renames_whose_right_nickname_is_known() -> None:
    items = [
        RENAME,
        replace(RENAME, nickname="王芳爸", right="王芳爸爸"),
        replace(RENAME, nickname="阳光", right=""),
        replace(RENAME, what="unknown", nickname="路人"),
    ]
    head, *lines = audit_sentences.all_renames(items, KIND, "zh").splitlines()
    assert head.startswith("各位好，请按下面的写法修改群昵称。群规：“")
    assert lines == ["李明妈 → 李明妈妈", "王芳爸 → 王芳爸爸"]
    assert audit_sentences.all_renames(items[2:], KIND, "zh") == ""
