"""A covenant while it is being written."""

from __future__ import annotations

from dataclasses import replace

from onboarding.rules import draft
from onboarding.rules.draft import Line
from onboarding.rules.kindfiles import load_all
from onboarding.rules.kinds import Kind

A, B, C = Line("A"), Line("B"), Line("C")


def kind() -> Kind:
    return next(iter(load_all().values()))


def test_a_line_moves_by_one_place_and_not_beyond_the_ends() -> None:
    assert draft.moved((A, B, C), 1, -1) == (B, A, C)
    assert draft.moved((A, B, C), 1, 1) == (A, C, B)
    assert draft.moved((A, B), 0, -1) == (A, B)
    assert draft.moved((A, B), 1, 1) == (A, B)
    assert draft.moved((A, B), 7, -1) == (A, B)


def test_a_line_is_dropped_by_its_place() -> None:
    assert draft.dropped((A, B, C), 1) == (A, C)
    assert draft.dropped((A, B), -1) == (A, B)


def test_a_rule_of_the_groups_own_gets_the_next_free_id() -> None:
    lines = draft.added((A,), kind(), "")
    assert lines[-1] == Line("X1")
    again = draft.added((*lines, Line("X3")), kind(), "")
    assert [line.id for line in again] == ["A", "X1", "X3", "X2"]


def test_an_article_of_the_kind_comes_back_in_its_own_words() -> None:
    articles = kind().covenant
    lines = draft.of(articles[1:])
    assert draft.missing(lines, kind()) == (articles[0],)
    back = draft.added(lines, kind(), articles[0].id)
    assert back[-1] == draft.of(articles[:1])[0]
    assert draft.missing(back, kind()) == ()


def test_a_draft_is_read_as_the_articles_that_it_began_with() -> None:
    from onboarding.rules.covenant import read_articles

    articles = kind().covenant
    assert read_articles(kind(), [line.table() for line in draft.of(articles)]) == articles
    assert draft.fixed(kind()) <= {article.id for article in articles}


def test_what_was_changed_in_one_language_alone_names_the_other() -> None:
    articles = kind().covenant
    first, second, third, fourth, *rest = draft.of(articles)
    lines = (
        replace(first, zh="新"),
        replace(second, en="new"),
        replace(third, zh="新", en="new"),
        replace(fourth, en=""),
        Line("X1", "新"),
        *rest,
    )
    assert draft.one_sided(lines, articles) == {first.id: "en", second.id: "zh"}
    assert draft.one_sided(draft.of(articles), articles) == {}
