"""A covenant while it is being written: lines that are moved, dropped and added, unchecked yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onboarding.rules.kinds import Article, Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One article as it is typed: its id, and its words in both languages."""

    id: str
    zh: str = ""
    en: str = ""

    def table(self) -> dict[str, str]:
        """The line as `covenant.read_articles` takes it."""
        return {"id": self.id, "zh": self.zh, "en": self.en}


Draft = tuple[Line, ...]


def of(articles: Sequence[Article]) -> Draft:
    """A draft that begins with these articles."""
    return tuple(
        Line(each.id, each.text.get("zh", ""), each.text.get("en", "")) for each in articles
    )


def moved(draft: Draft, at: int, by: int) -> Draft:
    """The draft with the line at `at` moved by so many places, as far as there are any."""
    if not 0 <= at < len(draft):
        return draft
    rest = [*draft[:at], *draft[at + 1 :]]
    rest.insert(max(0, at + by), draft[at])
    return tuple(rest)


def dropped(draft: Draft, at: int) -> Draft:
    """The draft without the line at `at`."""
    return tuple(line for place, line in enumerate(draft) if place != at)


def added(draft: Draft, kind: Kind, article_id: str) -> Draft:
    """The draft with one of the kind's articles at its end, as the kind words it; for any other
    id, with an empty line for a rule of the group's own."""
    own = next((each for each in missing(draft, kind) if each.id == article_id), None)
    return (*draft, *of([own])) if own else (*draft, Line(_next_own(draft)))


def missing(draft: Draft, kind: Kind) -> tuple[Article, ...]:
    """The kind's articles that the draft doesn't have."""
    present = {line.id for line in draft}
    return tuple(article for article in kind.covenant if article.id not in present)


def fixed(kind: Kind) -> frozenset[str]:
    """The articles that can't be dropped, since findings of this kind cite them."""
    return frozenset(kind.articles.values())


def one_sided(draft: Draft, articles: Sequence[Article]) -> Mapping[str, str]:
    """The lines that say something else than before in one language alone, though they have both:
    id → the language that was left as it is."""
    before = {line.id: line for line in of(articles)}
    left = {}
    for line in draft:
        old = before.get(line.id)
        if old and line.en.strip() and (line.zh != old.zh) != (line.en != old.en):
            left[line.id] = "en" if line.zh != old.zh else "zh"
    return left


def _next_own(draft: Draft) -> str:
    taken = {line.id for line in draft}
    return next(own for n in range(1, len(taken) + 2) if (own := f"X{n}") not in taken)
