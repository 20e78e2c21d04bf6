"""Which looks of a page are taken: its widths, languages and themes.

Pairwise, a page is opened once at each width, in one look and then in its opposite, so that it
is seen in both languages and both themes; over the pages every look comes round at every width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from onboarding.words import Language
from tests.browser.pages import Page

Theme = Literal["light", "dark"]
WIDTHS: Final = (375, 1280)
LOOKS: Final[tuple[tuple[Language, Theme], ...]] = (
    ("zh", "light"),
    ("en", "dark"),
    ("zh", "dark"),
    ("en", "light"),
)
"""Each beside its opposite."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page in one look."""

    page: Page
    width: int
    language: Language
    theme: Theme

    @property
    def name(self) -> str:
        return f"{self.page.name}-{self.width}-{self.language}-{self.theme}"


def pairwise(pages: Sequence[Page]) -> Iterator[Visit]:
    """Two visits a page."""
    for at, page in enumerate(pages):
        look = at % len(LOOKS)
        for width, (language, theme) in zip(WIDTHS, (LOOKS[look], LOOKS[look ^ 1]), strict=True):
            yield Visit(page, width, language, theme)


def every_look(pages: Sequence[Page]) -> Iterator[Visit]:
    """Eight visits a page."""
    for page, width, look in product(pages, WIDTHS, LOOKS):
        yield Visit(page, width, *look)
