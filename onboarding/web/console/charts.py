"""Figures as pictures, each with the same in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from onboarding.sentences import N_
from onboarding.services.figures import DAYS, Figures
from onboarding.web.console.drawings import Column, columns
from onboarding.web.language import gettext, language
from onboarding.words import short_day, span

_WAITS: Final = (N_("1 h"), N_("6 h"), N_("1 day"), N_("3 days"), N_("7 days"), N_("longer"))
"""What the columns of `services.figures.WAITS` are called."""
_LABELLED: Final = 10
"""Each so many days stand beneath their column."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it says in a sentence, and its numbers as rows of a table; `axes` head
    the table's columns: what goes across, and what upward."""

    title: str
    sentence: str
    picture: Markup
    axes: tuple[str, str]
    rows: tuple[tuple[str, int], ...]


def of(figures: Figures) -> list[Chart]:
    """The charts of figures; none where nothing was submitted."""
    return [_a_day(figures), _waits(figures)] if figures.submitted else []


def _a_day(figures: Figures) -> Chart:
    last = len(figures.days) - 1
    shown = [
        Column(
            short_day(day, language()),
            count,
            short_day(day, language()) if (last - at) % _LABELLED == 0 else "",
        )
        for at, (day, count) in enumerate(figures.days)
    ]
    sentence = gettext("%(count)s requests in %(days)s days", count=figures.submitted, days=DAYS)
    axes = gettext("day"), gettext("requests")
    return chart(gettext("Requests a day"), sentence, shown, axes)


def _waits(figures: Figures) -> Chart:
    shown = [
        Column(gettext(name), count, gettext(name))
        for name, count in zip(_WAITS, figures.waits, strict=True)
    ]
    sentence = (
        gettext("Nothing was decided yet.")
        if figures.median is None
        else gettext(
            "Half of them were decided within %(span)s", span=span(figures.median, language())
        )
    )
    axes = gettext("from asking to the decision, at most"), gettext("requests")
    return chart(gettext("Time to decision"), sentence, shown, axes)


def chart(title: str, sentence: str, shown: Sequence[Column], axes: tuple[str, str]) -> Chart:
    """These columns as a chart; `axes`: what goes across, and what upward."""
    across, upward = axes
    return Chart(
        title,
        sentence,
        columns(shown, title=title, about=sentence, across=across, upward=upward),
        axes,
        tuple((column.name, column.value) for column in shown),
    )
