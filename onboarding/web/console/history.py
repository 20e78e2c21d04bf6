"""What has happened with a request, in words: who did what, when, and by which article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from onboarding.storage.events import Told
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.console.frame import admin_name
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.words import code_text

LATEST: Final = 50
"""So many events are shown; looking at the details makes one each time."""
_REASONS: Final[Mapping[str, str]] = {
    "request.declined": "decline_reason",
    "member.removed": "remove_reason",
    "member.replaced": "replace_reason",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, in words: who, what they did, why where a reason was given, and the text of
    the article that it cites."""

    told: Told
    who: str
    did: str
    why: str
    article: str


def history_of(group: Group, made: Request) -> list[Happened]:
    """The last events about a request, latest first."""
    told = door().events.of_request(group.school, made.id, LATEST)
    names = {ref: admin_name(ref) for ref in {each.who for each in told}}
    articles = {each.id: each.words(language()) for each in door().groups.covenant(group).articles}
    return [
        Happened(
            each,
            names[each.who],
            code_text("happened", each.what, language()),
            code_text(_REASONS[each.what], str(each.facts.get("reason", "")), language())
            if each.what in _REASONS
            else "",
            articles.get(each.article, ""),
        )
        for each in told
    ]
