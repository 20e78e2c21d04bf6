"""A group's covenant: the rules as members read them, in numbered versions.

A receipt confirms one version. A change of the major number asks every member again; a
change of the minor one (a typing error, a clearer word) doesn't.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Literal

from onboarding.rules.errors import Invalid
from onboarding.rules.kindparts import LANGUAGES
from onboarding.rules.kinds import LONGEST_ARTICLE, Article, Kind
from onboarding.rules.shape import Misshapen, Table, tables, words
from onboarding.rules.textdiff import Mark, marks

MOST_ARTICLES = 80
LONGEST_NOTE = 500

_OWN_ARTICLE = re.compile(r"X[0-9]{1,3}")
_VERSION = re.compile(r"([1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A covenant's number; written 1.0, 1.1, 2.0."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> Version:
        """The version written as `text`. Raises errors.Invalid."""
        if not (found := _VERSION.fullmatch(text)):
            raise Invalid(field="version", reason="no_version")
        return cls(int(found[1]), int(found[2]))


FIRST = Version(1, 0)


@dataclass(frozen=True, slots=True)
class Covenant:
    """One version of a group's rules; `note` tells members what changed, if anybody said."""

    version: Version
    articles: tuple[Article, ...]
    note: str = ""

    @property
    def digest(self) -> str:
        """See `digest`."""
        return digest(self.articles)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one article between two versions."""

    article: str
    what: Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One article in two versions: what became of it, whether it stands in another place among
    those that stayed, and its words by language, marked."""

    article: str
    what: Literal["added", "removed", "changed", "same"]
    moved: bool
    text: Mapping[str, tuple[Mark, ...]]


def first(kind: Kind) -> Covenant:
    """The covenant that a new group of this kind begins with."""
    return Covenant(FIRST, kind.covenant)


def digest(articles: Iterable[Article]) -> str:
    """SHA-256 (64 hex digits) over ids and words, in the order in which they are read.

    The canonical form is JSON without spaces, UTF-8, the languages of an article sorted,
    so that anybody can work the digest out again from the published articles.
    """
    plain = [[article.id, dict(article.text)] for article in articles]
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def changed(old: Iterable[Article], new: Iterable[Article]) -> tuple[Change, ...]:
    """What differs, article by article: added and changed in the new order, then removed."""
    before = {article.id: dict(article.text) for article in old}
    after = {article.id: dict(article.text) for article in new}
    return (
        *(
            Change(article, "changed" if article in before else "added")
            for article, text in after.items()
            if before.get(article) != text
        ),
        *(Change(article, "removed") for article in before if article not in after),
    )


def compare(old: Sequence[Article], new: Sequence[Article]) -> tuple[Compared, ...]:
    """Two versions article by article: all of the new one in its order, then what was removed."""
    before = {article.id: article.text for article in old}
    after = {article.id: article.text for article in new}
    what = {change.article: change.what for change in changed(old, new)}
    moved = _moved([each for each in before if each in after], [e for e in after if e in before])
    return tuple(
        Compared(
            article,
            what.get(article, "same"),
            article in moved,
            _marked(before.get(article, {}), after.get(article, {})),
        )
        for article in dict.fromkeys([*after, *before])
    )


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The ids that stand elsewhere among the others than they did."""
    kept: set[str] = set()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        kept.update(after[block.b : block.b + block.size])
    return set(after) - kept


def _marked(old: Mapping[str, str], new: Mapping[str, str]) -> Mapping[str, tuple[Mark, ...]]:
    return MappingProxyType(
        {
            language: marks(old.get(language, ""), new.get(language, ""))
            for language in LANGUAGES
            if language in old or language in new
        }
    )


def next_version(current: Version, major: bool) -> Version:
    """The number after `current`; a major one makes every older receipt outdated."""
    if major:
        return Version(current.major + 1, 0)
    return Version(current.major, current.minor + 1)


def receipt_is_current(receipt_major: int, covenant: Covenant) -> bool:
    """Tell whether a receipt of that major version still holds."""
    return receipt_major == covenant.version.major


def read_articles(kind: Kind, given: object) -> tuple[Article, ...]:
    """The articles that a group publishes, from a list of tables `id`, `zh` and `en`.

    `en` may stay blank. An id is one of the kind's, or X and a number for a rule of the
    group's own. What the kind's findings and escalations cite must stay, since a member is held
    only to rules that he can read. Raises errors.Invalid (`field`, a dotted path; `reason`;
    `article` where one is missing).
    """
    known = {article.id for article in kind.covenant}
    try:
        articles = tuple(_article(table, known) for table in tables(given, "articles"))
    except Misshapen as wrong:
        raise Invalid(field=wrong.key, reason=wrong.reason) from wrong
    if len(articles) > MOST_ARTICLES:
        raise Invalid(field="articles", reason="too_many")
    ids = [article.id for article in articles]
    if len(set(ids)) < len(ids):
        raise Invalid(field="articles", reason="twice")
    for cited in sorted({*kind.articles.values(), *kind.escalations.values()}):
        if cited not in ids:
            raise Invalid(field="articles", reason="cited_article_missing", article=cited)
    return articles


def read_note(given: object) -> str:
    """What a publisher says about a new version; may be empty. Raises errors.Invalid."""
    if given in (None, ""):
        return ""
    try:
        return words(given, "note", LONGEST_NOTE, breaks=True)
    except Misshapen as wrong:
        raise Invalid(field=wrong.key, reason=wrong.reason) from wrong


def _article(table: Table, known: set[str]) -> Article:
    article_id = table.words("id")
    if article_id not in known and not _OWN_ARTICLE.fullmatch(article_id):
        raise Misshapen(table.key("id"), "unknown_article")
    text = {
        language: table.words(language, LONGEST_ARTICLE, breaks=True)
        for language in LANGUAGES
        if language == LANGUAGES[0] or not table.blank(language)
    }
    table.done()
    return Article(article_id, MappingProxyType(text))
