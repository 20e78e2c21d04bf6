"""The rules that somebody still has to read: all of them at first, later what has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from onboarding.rules import errors
from onboarding.rules.covenant import Covenant, changed
from onboarding.rules.kinds import Article
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.here import door

Numbered = tuple[tuple[int, Article], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Articles with their numbers: to be read now, and known from the version confirmed
    before; `gone` are those of that version that no longer hold. `what`: all of them for the
    first time, the `changes` since the version confirmed, or all `again` where none changed."""

    covenant: Covenant
    what: Literal["first", "changes", "again"]
    now: Numbered
    known: Numbered = ()
    gone: tuple[Article, ...] = ()


def numbered(covenant: Covenant) -> Numbered:
    """All articles with their numbers."""
    return tuple(enumerate(covenant.articles, start=1))


def to_read(group: Group, request: Request) -> Reading:
    """What one member has to read of the rules in force."""
    covenant = door().groups.covenant(group)
    everything = numbered(covenant)
    before = _confirmed(group, request)
    if before is None:
        return Reading(covenant, "first", everything)
    changes = {each.article for each in changed(before.articles, covenant.articles)}
    if not changes:
        return Reading(covenant, "again", everything)
    gone = _of(before.articles, changes - {article.id for article in covenant.articles})
    return Reading(
        covenant,
        "changes",
        now=tuple(each for each in everything if each[1].id in changes),
        known=tuple(each for each in everything if each[1].id not in changes),
        gone=gone,
    )


def _confirmed(group: Group, request: Request) -> Covenant | None:
    try:
        return door().groups.covenant(group, request.receipt) if request.receipt else None
    except errors.NotFound:
        return None


def _of(articles: Iterable[Article], ids: set[str]) -> tuple[Article, ...]:
    return tuple(article for article in articles if article.id in ids)
