"""The counts by category and outcome, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from benchmarks.names.measure import Outcome

_PARTS = {
    "plain": ("Names that people bear", "wrong refusals"),
    "typed": ("Names typed otherwise than the roster has them", ""),
    "damaged": ("Damaged names", ""),
    "pair": ("Two people taken for one another", "wrong matches"),
}


def wrongs(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Names that were refused wrongly, and pairs of people who were matched."""
    return tuple(outcome for outcome in outcomes if outcome.wrong)


def table(outcomes: tuple[Outcome, ...]) -> str:
    """A heading and a table for every kind of case that there is."""
    parts = []
    for kind, (title, fault) in _PARTS.items():
        of_kind = [outcome for outcome in outcomes if outcome.case.kind == kind]
        if of_kind:
            parts += [f"## {title}", "", *_lines(of_kind, kind)]
            count = f"{len(of_kind):,} cases"
            parts += ["", f"{count}, {len(wrongs(of_kind)):,} {fault}." if fault else f"{count}."]
            parts.append("")
    return "\n".join(parts).rstrip("\n")


def _lines(outcomes: list[Outcome], kind: str) -> list[str]:
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        category = outcome.case.category.removeprefix(f"{kind}:").strip()
        counts.setdefault(category, Counter())[outcome.word] += 1
    rows = [
        f"| {category} | {words.total():,} | {_row(words)} |" for category, words in counts.items()
    ]
    return ["| category | cases | outcomes |", "|---|--:|---|", *rows]


def _row(words: Counter[str]) -> str:
    return " · ".join(f"{word} **{count:,}**" for word, count in words.most_common())
