"""The covenant's editor: a row of articles as the form has them, and what one press does to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from onboarding.rules import draft
from onboarding.rules.covenant import MOST_ARTICLES
from onboarding.rules.draft import Draft, Line
from onboarding.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Written:
    """What the editor sends: the draft, the version that it began with, a note for members, and
    a key that makes one version of a form that is sent twice."""

    lines: Draft
    base: str
    note: str = ""
    key: str = ""

    @property
    def articles(self) -> list[dict[str, str]]:
        """The draft as the rules read it."""
        return [line.table() for line in self.lines]


def load_written(form: Mapping[str, str], rows: Iterable[tuple[str, str, str]]) -> Written:
    """The editor's form; `rows` are the ids and words that came several times. What is in it is
    checked where it is understood."""
    lines = tuple(Line(*row) for row in islice(rows, MOST_ARTICLES + 1))
    return Written(lines, form.get("base", ""), form.get("note", ""), form.get("key", ""))


def pressed(before: Draft, after: Draft, press: str) -> str:
    """The id of the line that a press was about, as far as it is still there; "" for none."""
    what, _, place = press.partition(":")
    if what in ("up", "down") and place.isascii() and place.isdecimal() and len(place) < 4:
        return before[int(place)].id if int(place) < len(before) else ""
    return after[-1].id if len(after) > len(before) else ""


def rearranged(lines: Draft, kind: Kind, press: str, article: str) -> Draft:
    """The draft after a press: `up:<n>`, `down:<n>`, `drop:<n>`, or `add` for an article of the
    kind's or a new one. Anything else leaves it."""
    what, _, place = press.partition(":")
    at = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1
    match what:
        case "up":
            return draft.moved(lines, at, -1)
        case "down":
            return draft.moved(lines, at, 1)
        case "drop":
            return draft.dropped(lines, at)
        case "add":
            return draft.added(lines, kind, article)
        case _:
            return lines
