"""What is passed to the school cites an article of the kind's own covenant (M1, M3, T9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboarding.rules import errors, escalations, kindfiles
from onboarding.rules.covenant import read_articles
from onboarding.rules.kinds import Kind
from tests.builders import START

KINDS = kindfiles.load_all()
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


@every_kind
def test_an_attack_a_harmful_problem_and_what_cannot_be_handled_have_an_article(kind: Kind) -> None:
    assert {"attack", "harmful", "beyond_group"} <= kind.escalations.keys()
    assert set(kind.escalations.values()) <= {article.id for article in kind.covenant}


@every_kind
def test_where_the_covenant_has_m3_it_stands_behind_attacks_and_harmful_problems(
    kind: Kind,
) -> None:
    if "M3" in {article.id for article in kind.covenant}:
        assert (kind.escalations["attack"], kind.escalations["harmful"]) == ("M3", "M3")
    if "T9" in {article.id for article in kind.covenant}:
        assert kind.escalations["beyond_group"] == "T9"


@pytest.mark.parametrize(
    ("line", "wrong", "key", "reason"),
    [
        ('other = "M1"', 'other = "T9"', "escalations.other", "unknown_article"),
        ('other = "M1"', 'gossip = "M1"', "escalations.gossip", "unknown_key"),
    ],
)
def test_a_kind_file_that_cites_wrongly_is_refused(
    tmp_path: Path, line: str, wrong: str, key: str, reason: str
) -> None:
    text = next(kindfiles.KINDS_FOLDER.glob("p*.toml")).read_text(encoding="utf-8")
    assert line in text
    (tmp_path / "odd.toml").write_text(text.replace(line, wrong), encoding="utf-8")
    with pytest.raises(errors.KindBroken) as broken:
        kindfiles.load(tmp_path / "odd.toml")
    assert (broken.value.facts["key"], broken.value.facts["reason"]) == (key, reason)


def test_a_kind_without_articles_for_it_can_pass_things_on_all_the_same(tmp_path: Path) -> None:
    text = next(kindfiles.KINDS_FOLDER.glob("p*.toml")).read_text(encoding="utf-8")
    start = text.index("[escalations]")
    end = text.index("\n#", start)
    (tmp_path / "odd.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert kindfiles.load(tmp_path / "odd.toml").escalations == {}


@every_kind
def test_a_group_cannot_drop_an_article_that_stands_behind_what_is_passed_on(kind: Kind) -> None:
    cited = set(kind.escalations.values()) - set(kind.articles.values())
    for gone in cited:
        kept = [{"id": a.id, **a.text} for a in kind.covenant if a.id != gone]
        with pytest.raises(errors.Invalid) as refused:
            read_articles(kind, kept)
        assert refused.value.facts["article"] == gone
    assert cited


def test_a_report_upward_names_a_time_that_has_come() -> None:
    assert escalations.reported_by_now(START, START) == START
    for at, reason in ((None, "required"), (START + 1, "ahead")):
        with pytest.raises(errors.Invalid) as refused:
            escalations.reported_by_now(at, START)
        assert refused.value.facts == {"field": "reported_on", "reason": reason}
