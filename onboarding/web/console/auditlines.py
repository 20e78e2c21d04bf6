"""The items of an audit as its pages show them: who, why, what to do, what to tell the group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from onboarding import audit_sentences
from onboarding.rules.auditing import What
from onboarding.rules.journey import HOLDS_PLACE
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person
from onboarding.rules.worklist import WorkItem
from onboarding.sentences import N_
from onboarding.services.audits import Worklist
from onboarding.services.auditwork import removal_reason
from onboarding.web.console.auditchoices import Choice, choices
from onboarding.web.console.reminding import called
from onboarding.web.here import door
from onboarding.web.language import language

TITLES: Final[Mapping[What, str]] = {
    "impersonates_staff": N_("Bear the name of a teacher or colleague"),
    "adopt": N_("Can be taken in"),
    "rename": N_("Have the wrong nickname"),
    "remove": N_("Don’t belong into the group"),
    "unknown": N_("Can’t be placed"),
    "absent": N_("Aren’t in the group any more"),
    "unseated": N_("Have nobody in the group"),
    "missing": N_("Have to be in the group and aren’t"),
}
"""What the people of each sort are, in the order in which a person does it: who is certain comes
early, as it shortens the rest."""
IN_ONE_TEXT: Final[frozenset[What]] = frozenset({"rename", "unseated", "missing"})
"""What the group is told of all at once."""
MANY: Final = 8
"""Of more items than that, a section shows how many they are, and each on a tap."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item: `name` is the nickname shown, or who it is about; `people` are its people as
    the list has them, by id; `article` is the rule behind it in words, `text` what the group
    is told. `unseen`: the last audit didn't come upon it again.

    `member` is the record where somebody holds a place; `removal` says with which coded reason
    that one is removed, where it has come to that.
    """

    work: WorkItem
    name: str
    people: tuple[tuple[str, str], ...]
    why: str
    article: str
    text: str
    choices: tuple[Choice, ...]
    unseen: bool
    member: str = ""
    removal: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What there is of one sort; `text` is what the group is told of all of them at once, and
    `remindable` are the items of which it may be reminded now."""

    what: What
    title: str
    lines: tuple[Line, ...]
    text: str
    remindable: tuple[str, ...]

    @property
    def long(self) -> bool:
        """Whether its items fill more than a screen or two."""
        return len(self.lines) > MANY


def folded(work: Worklist) -> frozenset[What]:
    """What shows its items' names alone, the rest on a tap: what is done in one go, and all of
    a list that is likely wrong."""
    doubtful = work.last is not None and work.last.doubtful
    return frozenset(TITLES) if doubtful else IN_ONE_TEXT | {"adopt"}


def lines(work: Worklist, items: Iterable[WorkItem]) -> list[Line]:
    """These items of the work list, in their order."""
    wanted, group = list(items), work.group
    people = door().rosters.read(group.school, group.id, group.roster).by_id
    records = [each.item.record for each in wanted if each.item.record]
    now = door().clock()
    seated = {
        each.id
        for each in door().requests.many(group.school, records)
        if each.state_at(now) in HOLDS_PLACE
    }
    articles = {each.id: each.words(language()) for each in door().groups.covenant(group).articles}
    return [_line(work, each, people, articles, seated) for each in wanted]


def sections(work: Worklist) -> list[Section]:
    """What there is to do, by what it is; what the last audit saw comes first."""
    may_remind = {each.id for each in work.remindable}
    by_what = dict(work.by_what)
    found = []
    for what in TITLES:
        shown = tuple(sorted(lines(work, by_what.get(what, ())), key=lambda line: line.unseen))
        if shown:
            remindable = tuple(each.work.id for each in shown if each.work.id in may_remind)
            text = _together(what, shown, work.policy)
            found.append(Section(what, TITLES[what], shown, text, remindable))
    return found


def _line(
    of: Worklist,
    work: WorkItem,
    people: Mapping[str, Person],
    articles: Mapping[str, str],
    seated: Set[str],
) -> Line:
    item = work.item
    named = tuple((each, called(people[each])) for each in item.people if each in people)
    member = item.record if item.record in seated else ""
    return Line(
        work,
        item.nickname or item.right or "、".join(name for _, name in named),
        named,
        audit_sentences.why_text(item, language()),
        articles.get(item.article, ""),
        audit_sentences.group_text(item, of.policy, language()),
        choices(of.group, item.candidates, people),
        of.last is not None and work.last_seen < of.last.at,
        member,
        removal_reason(item.code) if member and work.stage == "proposed" else "",
    )


def _together(what: What, shown: Iterable[Line], policy: Kind) -> str:
    if what == "rename":
        items = [each.work.item for each in shown]
        return audit_sentences.all_renames(items, policy, language())
    return next(iter(shown)).text if what in IN_ONE_TEXT else ""
