"""One subject held against its facts: what every check looks at, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from onboarding.rules import naming
from onboarding.rules.application import Application, Subject
from onboarding.rules.identity import Match, identify, in_roster_order, present
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.nicknames import Parts
from onboarding.rules.roster import Roster
from onboarding.rules.verdicts import Fact, Facts, Finding, Severity, Standing


@dataclass(frozen=True)
class Case:
    """A subject, the facts about it, its kind, and the moment (ms)."""

    subject: Subject
    facts: Facts
    kind: Kind
    now: int

    @property
    def application(self) -> Application:
        """What was typed."""
        return self.subject.application

    @property
    def roster(self) -> Roster:
        """The roster version that the check is made under."""
        return self.facts.roster

    @property
    def role(self) -> Role | None:
        """The role asked for, or None if the kind doesn't have it."""
        return self.kind.roles.get(self.application.role)

    @property
    def beside(self) -> bool:
        """Tell whether the person asks for a guardian's seat."""
        return self.role is not None and self.role.beside

    @cached_property
    def match(self) -> Match:
        """What the roster says; once the people are settled, by their ids alone."""
        settled = self.subject.people
        if not settled:
            return identify(self.application, self.kind, self.roster)
        here = present(settled, self.roster)
        if self.subject.member:
            return Match(people=here)
        named = identify(self.application, self.kind, self.roster)
        return Match(people=here, evidence=tuple(e for e in named.evidence if e.person in here))

    @cached_property
    def gone(self) -> tuple[str, ...]:
        """Settled people who aren't on the roster any more."""
        return tuple(each for each in self.subject.people if each not in self.match.people)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The roster ids the subject stands for; a member keeps standing for who is gone."""
        if self.match.people or not self.subject.member:
            return self.match.people
        return in_roster_order(self.subject.people, self.roster)

    @cached_property
    def found(self) -> tuple[str, ...]:
        """`people`, or those of them who are certain while others are still open."""
        certain = (each.person for each in self.match.evidence if not each.nearness)
        return self.people or in_roster_order(certain, self.roster)

    @cached_property
    def nickname(self) -> str:
        """The one right nickname: from the roster once identity is settled, else as typed."""
        role = self.role
        return naming.suggested(self.kind, role, self._built_from) if role else ""

    @cached_property
    def nickname_is_right(self) -> bool:
        """Tell whether the nickname handed in is one of those that the kind admits."""
        handed_in, role = self.application.nickname, self.role
        return role is not None and naming.is_right(handed_in, self.kind, role, self._built_from)

    @cached_property
    def _built_from(self) -> tuple[Parts, ...]:
        if self.role is None:
            return ()
        return naming.variants(self.application, self.kind, self.role, self.roster, self.people)

    @cached_property
    def claimed(self) -> tuple[Standing, ...]:
        """The unclaimed members whose places an applicant claims, one beside each student: the
        account's own, or who sits there in the same relation."""
        if self.subject.member:
            return ()
        own = [e for e in self.facts.same_person if e.unclaimed and self.same_place(e)]
        there = [
            [each for each in own if person in each.people] or self._alike_unclaimed(person)
            for person in self.found
        ]
        chosen = [min(each, key=_record) for each in there if each]
        return tuple(dict.fromkeys(chosen or sorted(own, key=_record)[:1]))

    @cached_property
    def own_records(self) -> frozenset[str]:
        """Records of the same person, and the places that are claimed: what they hold is the
        subject's own."""
        return frozenset(each.record for each in (*self.facts.same_person, *self.claimed))

    def same_place(self, standing: Standing) -> bool:
        """Tell whether a record of this role stands for the same people, as far as is known."""
        settled = standing.people and self.people
        together = not settled or not set(standing.people).isdisjoint(self.people)
        return together and standing.role == self.application.role

    def sits_alike(self, standing: Standing, person: str) -> bool:
        """Tell whether somebody sits where the subject would, in the same role and relation."""
        return standing.role == self.application.role and not self._words_of(standing).isdisjoint(
            self.relations_to(person)
        )

    def _alike_unclaimed(self, person: str) -> list[Standing]:
        here = self.facts.seated.get(person, ())
        return [each for each in here if each.unclaimed and self.sits_alike(each, person)]

    def claimed_by(self, person: str, other: Standing) -> str:
        """The unclaimed record at a roster person that another applicant claims; "" for none."""
        return min(
            (
                each.record
                for each in self.facts.seated.get(person, ())
                if each.unclaimed
                and each.role == other.role
                and not self._words_of(each).isdisjoint(self._words_of(other))
            ),
            default="",
        )

    def _words_of(self, standing: Standing) -> frozenset[str]:
        return frozenset(naming.relation_word(self.kind, each) for each in standing.relations)

    def others(self, standings: tuple[Standing, ...]) -> tuple[Standing, ...]:
        """Those standings that are another person's."""
        return tuple(each for each in standings if each.record not in self.own_records)

    def relations_to(self, person: str) -> frozenset[str]:
        """The subject's relation words to one roster person; {""} for a place of one's own."""
        if not self.beside:
            return frozenset({""})
        typed = naming.relations_to(self.application, self.roster, person)
        return frozenset(naming.relation_word(self.kind, each) for each in typed)

    def finding(
        self, code: str, severity: Severity, *, suggestion: str = "", **facts: Fact
    ) -> Finding:
        """A finding with the article that stands behind it in this kind."""
        return Finding(code, self.kind.article(code), severity, facts, suggestion)


def _record(standing: Standing) -> str:
    return standing.record
