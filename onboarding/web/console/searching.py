"""What the queue shows of a tab: a page of it, or what fits a filter and some words.

Names lie sealed, so searching opens the tab's records one by one, up to a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from onboarding.rules import names
from onboarding.rules.many import MOST
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.crowds import Crowds, crowds_of
from onboarding.web.console.frame import reveals
from onboarding.web.console.rows import Row, rows
from onboarding.web.here import door

PAGE: Final = 50
LOOKED_AT: Final = 500
"""So many requests of a tab are opened for one search."""

TABS: Final[Mapping[str, tuple[str, ...]]] = {
    "pending": ("pending",),
    "needs_rename": ("needs_rename",),
    "refused": ("refused",),
    "approved": ("approved",),
    "members": ("joined",),
    "decided": ("declined", "withdrawn", "expired", "left", "removed"),
}
FILTERS: Final[Mapping[str, Callable[[Row], bool]]] = {
    "strong": lambda row: row.sure,
    "look": lambda row: not row.sure,
    "competing": lambda row: row.crowded,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What is shown, and who else asks for the same places.

    `following` is the cursor of the next page; `looked` how many requests were looked through
    (0: a plain page), `all` whether those were all there are.
    """

    rows: list[Row]
    crowds: Crowds
    following: str = ""
    looked: int = 0
    all: bool = True


def listed(group: Group, tab: str, *, after: str = "", having: str = "", words: str = "") -> Listed:
    """The rows of a tab: all, page by page, or those that pass the filter `having` (of FILTERS,
    "" for none) and have the words in a name, nickname or number."""
    if not having and not words:
        found, following = _page(group, tab, after, PAGE)
        crowds = crowds_of(group, found)
        return Listed(rows(group, found, crowds), crowds, following)
    found, more = _page(group, tab, "", LOOKED_AT)
    named = [each for each in found if _has(each, words)] if words else found
    crowds = crowds_of(group, named)
    passing = [
        row for row in rows(group, named, crowds) if having not in FILTERS or FILTERS[having](row)
    ]
    return Listed(passing[:MOST], crowds, "", len(found), not more and len(passing) <= MOST)


def _has(made: Request, words: str) -> bool:
    """Whether the words stand in what the caller may see of a request."""
    wanted = names.key(words)
    application = made.application
    seen = [made.nickname, made.id]
    if reveals(made):
        seen += [application.name, application.number]
        seen += [part for each in application.students for part in (each.name, each.number)]
    return any(wanted in names.key(text) for text in seen if text)


def _page(group: Group, tab: str, after: str, limit: int) -> tuple[list[Request], str]:
    states = TABS[tab]
    if len(states) == 1:
        return door().requests.page(group.school, group.id, states[0], after, limit)
    pages = [door().requests.page(group.school, group.id, state, "", limit) for state in states]
    found = sorted((each for page, _ in pages for each in page), key=lambda each: -each.changed_at)
    more = any(following for _, following in pages) or len(found) > limit
    # Of several states there is no page after the first; a search reaches further back.
    return found[:limit], "" if limit == PAGE else "more" * more
