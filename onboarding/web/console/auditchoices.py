"""Whom an item of an audit may mean, told apart where they bear one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from onboarding.rules.auditing import Candidate
from onboarding.rules.roster import Person
from onboarding.storage.groups import Group
from onboarding.web.console.masking import number_on_list
from onboarding.web.console.reminding import called
from onboarding.web.console.session import caller
from onboarding.web.here import door
from onboarding.web.language import gettext


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom an item may mean: the candidate, the names on the list, and what a form sends.
    `apart` is what tells them from others of one name."""

    candidate: Candidate
    names: str
    value: str
    apart: str = ""

    @property
    def shown(self) -> str:
        """How the candidate would be called in the group."""
        return self.candidate.nickname or self.names


def choices(
    group: Group, candidates: Sequence[Candidate], people: Mapping[str, Person]
) -> tuple[Choice, ...]:
    """The candidates as one chooses among them."""
    found = [
        Choice(
            each,
            "、".join(called(people[person]) for person in each.people if person in people),
            choice_value(each),
        )
        for each in candidates
    ]
    times = Counter(each.shown for each in found)
    return tuple(
        replace(each, apart=_apart(group, each, people)) if times[each.shown] > 1 else each
        for each in found
    )


def choice_value(candidate: Candidate) -> str:
    """What a form sends for a candidate."""
    return " ".join((candidate.role, candidate.relation, *candidate.people))


def _apart(group: Group, choice: Choice, people: Mapping[str, Person]) -> str:
    """The mark where the name shown lacks it, the number as the list shows it to who looks, and
    who sits there already."""
    told: list[str] = []
    may = partial(caller().may, group=group.id)
    for person in (people[each] for each in choice.candidate.people if each in people):
        if person.label and person.label not in choice.shown:
            told.append(person.label)
        if person.number:
            told.append(number_on_list(person.number, may))
        holding, _ = door().overview.around(group.school, group.id, person.id, door().clock())
        seated = door().requests.many(group.school, holding)
        names = gettext(", ").join(each.nickname for each in seated if each.nickname)
        already = gettext("there already: %(names)s", names=names)
        told.append(already if names else gettext("nobody there yet"))
    return " · ".join(told)
