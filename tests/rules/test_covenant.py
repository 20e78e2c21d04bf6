"""Versions of a covenant, and what a group may publish."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.rules import kindfiles
from onboarding.rules.covenant import (
    FIRST,
    Change,
    Covenant,
    Version,
    changed,
    compare,
    digest,
    first,
    next_version,
    read_articles,
    read_note,
    receipt_is_current,
)
from onboarding.rules.errors import Invalid
from onboarding.rules.kinds import Article

KIND = kindfiles.load_all()["primary"]


def article(article_id: str, zh: str = "好。", **more: str) -> Article:
    return Article(article_id, {"zh": zh, **more})


def tables(**replaced: object) -> list[dict[str, object]]:
    """The kind's own articles as tables, P9's replaced in part."""
    return [
        {"id": each.id, **each.text, **(replaced if each.id == "P9" else {})}
        for each in KIND.covenant
    ]


def test_a_new_group_begins_with_version_one_and_the_kinds_articles() -> None:
    assert first(KIND) == Covenant(Version(1, 0), KIND.covenant)


def test_a_major_change_starts_a_new_major_version() -> None:
    assert next_version(Version(2, 3), major=True) == Version(3, 0)


def test_a_minor_change_keeps_the_major_version() -> None:
    assert next_version(Version(2, 3), major=False) == Version(2, 4)


def test_a_receipt_holds_through_minor_versions_and_ends_with_a_major_one() -> None:
    assert receipt_is_current(1, Covenant(Version(1, 7), KIND.covenant))
    assert not receipt_is_current(1, Covenant(Version(2, 0), KIND.covenant))


@settings(derandomize=True, max_examples=30)
@given(st.integers(1, 999), st.integers(0, 999), st.booleans())
def test_the_next_version_is_higher_and_reads_back(major: int, minor: int, leap: bool) -> None:
    version = next_version(Version(major, minor), leap)

    assert version > Version(major, minor)
    assert Version.parse(str(version)) == version


@pytest.mark.parametrize("text", ["", "1", "0.1", "1.0.0", "01.0", "1.01", "v1.0", "1.0\n", "١.0"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Version.parse(text)

    assert refused.value.facts == {"field": "version", "reason": "no_version"}


def test_a_digest_is_sha256_over_a_form_that_anybody_can_rebuild() -> None:
    expected = hashlib.sha256('[["P1",{"en":"Good.","zh":"好。"}]]'.encode()).hexdigest()

    assert digest([article("P1", en="Good.")]) == expected
    assert Covenant(FIRST, (article("P1", en="Good."),)).digest == expected


def test_a_digest_does_not_depend_on_the_order_of_languages() -> None:
    assert digest([Article("P1", {"zh": "好。", "en": "Good."})]) == digest(
        [Article("P1", {"en": "Good.", "zh": "好。"})]
    )


@pytest.mark.parametrize(
    "other",
    [
        [article("P1", "好!"), article("P2")],
        [article("P1"), article("P3")],
        [article("P1", en="Good."), article("P2")],
        [article("P2"), article("P1")],
        [article("P1")],
    ],
)
def test_a_digest_changes_with_words_ids_languages_and_order(other: list[Article]) -> None:
    assert digest(other) != digest([article("P1"), article("P2")])


def test_what_changed_is_told_article_by_article() -> None:
    old = [article("P1"), article("P2"), article("P3")]
    new = [article("P1"), article("X1"), article("P3", "很好。")]

    assert changed(old, new) == (
        Change("X1", "added"),
        Change("P3", "changed"),
        Change("P2", "removed"),
    )


def test_nothing_changed_between_equal_articles() -> None:
    assert changed(KIND.covenant, KIND.covenant) == ()


def test_a_group_publishes_the_kinds_articles_in_its_own_words() -> None:
    articles = read_articles(KIND, tables(zh="私事私聊。", en="Privately, please."))

    assert changed(KIND.covenant, articles) == (Change("P9", "changed"),)


def test_a_group_adds_rules_of_its_own() -> None:
    articles = read_articles(KIND, [*tables(), {"id": "X1", "zh": "晚上十点后不发消息。"}])

    assert changed(KIND.covenant, articles) == (Change("X1", "added"),)


def test_english_may_stay_blank_and_is_then_read_in_chinese() -> None:
    articles = read_articles(KIND, tables(zh="私事私聊。", en=""))

    own = next(each for each in articles if each.id == "P9")
    assert own.words("en") == "私事私聊。"
    assert own.words("zh") == "私事私聊。"


def test_words_may_run_over_several_lines() -> None:
    articles = read_articles(KIND, tables(zh="私事私聊。\r\n谢谢。"))

    assert next(each.text["zh"] for each in articles if each.id == "P9") == "私事私聊。\n谢谢。"


def test_what_a_finding_cites_has_to_stay() -> None:
    left = [table for table in tables() if table["id"] != "P10"]

    with pytest.raises(Invalid) as refused:
        read_articles(KIND, left)

    assert refused.value.facts == {
        "field": "articles",
        "reason": "cited_article_missing",
        "article": "P10",
    }


def test_what_no_finding_cites_may_be_left_out() -> None:
    articles = read_articles(KIND, [table for table in tables() if table["id"] != "P8"])

    assert changed(KIND.covenant, articles) == (Change("P8", "removed"),)


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ("P1", "articles", "not_a_list"),
        (["P1"], "articles.0", "not_a_table"),
        ([{"zh": "好。"}], "articles.0.id", "missing"),
        ([{"id": "S3", "zh": "好。"}], "articles.0.id", "unknown_article"),
        ([{"id": "X", "zh": "好。"}], "articles.0.id", "unknown_article"),
        ([{"id": "P1"}], "articles.0.zh", "missing"),
        ([{"id": "P1", "zh": " ", "en": "Good."}], "articles.0.zh", "empty"),
        ([{"id": "P1", "zh": "好" * 2001}], "articles.0.zh", "too_long"),
        ([{"id": "P1", "zh": "好\x00"}], "articles.0.zh", "control_character"),
        ([{"id": "P1", "zh": "好。", "en": 3}], "articles.0.en", "not_a_text"),
        ([{"id": "P1", "zh": "好。", "fr": "Bien."}], "articles.0.fr", "unknown_key"),
        ([{"id": "P1", "zh": "好。"}] * 2, "articles", "twice"),
        ([{"id": f"X{n}", "zh": "好。"} for n in range(81)], "articles", "too_many"),
    ],
)
def test_an_article_that_cannot_be_published_is_refused_with_its_place(
    given: object, field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read_articles(KIND, given)

    assert refused.value.facts == {"field": field, "reason": reason}


@pytest.mark.parametrize(("given", "kept"), [(None, ""), ("", ""), (" 改了一条。 ", "改了一条。")])
def test_a_note_is_kept_trimmed_and_may_be_empty(given: object, kept: str) -> None:
    assert read_note(given) == kept


@pytest.mark.parametrize(("given", "reason"), [(3, "not_a_text"), ("长" * 501, "too_long")])
def test_a_note_that_is_no_note_is_refused(given: object, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_note(given)

    assert refused.value.facts == {"field": "note", "reason": reason}


def whats(old: list[Article], new: list[Article]) -> list[tuple[str, str, bool]]:
    return [(each.article, each.what, each.moved) for each in compare(old, new)]


def test_two_versions_are_compared_article_by_article() -> None:
    old = [article("A"), article("B"), article("C", "旧。")]
    new = [article("A"), article("C", "新。"), article("X1")]
    assert whats(old, new) == [
        ("A", "same", False),
        ("C", "changed", False),
        ("X1", "added", False),
        ("B", "removed", False),
    ]


def test_an_article_that_stands_elsewhere_is_told_and_the_others_are_not() -> None:
    a, b, c, d = (article(each) for each in "ABCD")
    assert [i for i, _, moved in whats([a, b, c, d], [d, a, b, c]) if moved] == ["D"]
    assert [i for i, _, moved in whats([a, b, c], [b, c]) if moved] == []


def test_each_language_is_marked_and_one_that_came_along_is_new() -> None:
    (found,) = compare([article("A", "不发广告。")], [article("A", "不发链接。", en="No links.")])
    assert found.text["zh"] == (
        ("same", "不发"),
        ("gone", "广告"),
        ("new", "链接"),
        ("same", "。"),
    )
    assert found.text["en"] == (("new", "No links."),)
