"""One audit's picture, worked out once: who sits where, and what a check says of a line.

Every answer about a line is `checks.check`'s: `of_member` asks it about somebody who holds
a place, `of_newcomer` about somebody who would be let in today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from onboarding.rules import names, naming, nicknames, nickwords
from onboarding.rules.application import Application, NamedStudent, Subject
from onboarding.rules.auditing import CANDIDATES_MOST, Candidate, Holder, Listed, Picture
from onboarding.rules.checks import check
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.roster import Person, Roster
from onboarding.rules.verdicts import Facts, Standing, Verdict

Seated = Mapping[str, tuple[Standing, ...]]


@dataclass(frozen=True)
class Scene:
    """A picture, the kind it is judged by, and the moment (ms)."""

    picture: Picture
    kind: Kind
    now: int

    @property
    def roster(self) -> Roster:
        """The roster that the group is held against."""
        return self.picture.roster

    @cached_property
    def holders(self) -> Mapping[str, Holder]:
        """Who holds a place, by record."""
        return {holder.record: holder for holder in self.picture.holders}

    @cached_property
    def beside(self) -> Mapping[str, tuple[Holder, ...]]:
        """By roster id, who sits there or stands for that person."""
        found: dict[str, tuple[Holder, ...]] = {}
        for holder in self.picture.holders:
            for person in holder.people:
                found[person] = (*found.get(person, ()), holder)
        return found

    @cached_property
    def seated(self) -> Seated:
        """The same as the checks know it."""
        return {
            person: tuple(self._standing(holder, person) for holder in holders)
            for person, holders in self.beside.items()
        }

    @cached_property
    def pupils(self) -> tuple[str, ...]:
        """The names of all pupils, those who have left included, each as often as borne."""
        return tuple(p.name for p in self.roster.people if p.section == "students")

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The subjects taught, each once."""
        taught = (s for person in self.roster.section("teachers") for s in person.subjects)
        return tuple(dict.fromkeys(taught))

    @cached_property
    def own_places(self) -> Mapping[str, tuple[tuple[Role, Person], ...]]:
        """By the folded nickname, the places of people's own for which it is a right one."""
        found: dict[str, tuple[tuple[Role, Person], ...]] = {}
        for role in self.kind.roles.values():
            for person in () if role.beside else self.roster.section(role.section):
                application = Application(role.id, name=person.name, number=person.number)
                for key in self._accepted(application, role, (person.id,)):
                    found[key] = (*found.get(key, ()), (role, person))
        return found

    @cached_property
    def admins(self) -> frozenset[str]:
        """The keys of the admins' names, and what the list shows of admins."""
        shown = (line for line in self.picture.listed if line.is_admin)
        told = (each for line in shown for each in (line.nickname, *_account_id(line)))
        return frozenset(filter(None, map(names.key, (*self.picture.admins, *told))))

    def is_admin(self, told: str) -> bool:
        """Tell whether a name or account, as told, is an admin's: whom an admin brings in
        comes with consent (T17)."""
        return bool(told) and not self.admins.isdisjoint(
            (names.key(told), nickwords.staff_core(told, self.subjects))
        )

    def accepted(self, holder: Holder) -> frozenset[str]:
        """The folded nicknames that are right for a holder."""
        role = self.kind.roles.get(holder.role)
        keys = (
            self._accepted(holder.subject.application, role, holder.people) if role else frozenset()
        )
        return keys or frozenset({nicknames.folded(holder.nickname)} - {""})

    def of_member(self, holder: Holder, line: Listed) -> Verdict:
        """What a check says of a holder who shows what the line shows."""
        application = replace(
            holder.subject.application,
            nickname="" if line.cut else line.nickname,
            account=line.account or holder.subject.application.account,
        )
        subject = replace(holder.subject, application=application, member=True)
        seated = {
            person: tuple(s for s in self.seated[person] if s.record != holder.record)
            for person in holder.people
        }
        return check(subject, self._facts(line, seated), self.kind, self.now)

    def of_newcomer(
        self, application: Application, line: Listed, contending: Seated | None = None
    ) -> Verdict:
        """What a check says of somebody inside who is no member, and would be let in; what a
        form asks for besides, consent and declarations, is asked when the seat is claimed."""
        declared = frozenset(self.kind.declarations)
        application = replace(application, consent=True, declarations=declared)
        facts = self._facts(line, self.seated, contending or {})
        return check(Subject(application), facts, self.kind, self.now)

    def of_the_departed(
        self, application: Application, people: tuple[str, ...], line: Listed
    ) -> Verdict:
        """What a check says of somebody inside whose place has left the roster."""
        subject = Subject(application, people=people, member=True)
        return check(subject, self._facts(line, {}), self.kind, self.now)

    def grace_over(self, people: Iterable[str]) -> tuple[bool, int | None]:
        """Whether all of them left the roster longer ago than the grace period; since when."""
        left = [self.picture.departed.get(person) for person in people]
        since = max((at for at in left if at is not None), default=None)
        over = since is not None and None not in left and self.now - since >= self.picture.grace
        return over, since

    def relation_of(self, holder: Holder, person: str) -> frozenset[str]:
        """The kind's words for what a holder is to one roster person."""
        typed = naming.relations_to(holder.subject.application, self.roster, person)
        return frozenset(naming.relation_word(self.kind, each) for each in typed)

    def candidate(
        self, application: Application, people: tuple[str, ...], nearness: str, record: str = ""
    ) -> Candidate:
        """Somebody whom a line may mean, under the nickname that would be right."""
        relation = application.students[0].relation if application.students else ""
        nickname = naming.right_nickname(application, self.kind, self.roster, people)
        return Candidate(people, application.role, relation, nickname, nearness, record)

    def candidate_holder(self, holder: Holder, nearness: str) -> Candidate:
        """The same for somebody who holds a place."""
        found = self.candidate(holder.subject.application, holder.people, nearness, holder.record)
        return replace(found, nickname=found.nickname or holder.nickname)

    def beginning_with(self, shown: str, seen: Collection[str]) -> tuple[Candidate, ...]:
        """Whose right nickname begins with what is shown of a cut one: holders whom the
        list hasn't shown yet, then places beside which nobody of that relation sits."""
        start = nicknames.folded(nickwords.plain(shown.rstrip(".…。 ")))
        if not start:
            return ()
        found = (*self._holders_called(start, seen), *self._places_called(start))
        return found[:CANDIDATES_MOST]

    def _holders_called(self, start: str, seen: Collection[str]) -> Iterator[Candidate]:
        for holder in self.picture.holders:
            keys = () if holder.record in seen else self.accepted(holder)
            if any(key.startswith(start) for key in keys):
                yield self.candidate_holder(holder, "cut")

    def _places_called(self, start: str) -> Iterator[Candidate]:
        for key, application, person in self._places:
            if key.startswith(start):
                yield self.candidate(application, (person,), "cut")

    @cached_property
    def _places(self) -> tuple[tuple[str, Application, str], ...]:
        return tuple(self._free_places())

    def _free_places(self) -> Iterator[tuple[str, Application, str]]:
        """The folded right nickname of every place that nobody holds."""
        for role in self.kind.roles.values():
            for person in self.roster.section(role.section):
                for application in self._applications(role, person):
                    nickname = naming.right_nickname(
                        application, self.kind, self.roster, (person.id,)
                    )
                    yield nicknames.folded(nickname), application, person.id

    def _applications(self, role: Role, person: Person) -> Iterator[Application]:
        held = self.beside.get(person.id, ())
        if not role.beside:
            if not any(holder.role == role.id for holder in held):
                yield Application(role.id, name=person.name, number=person.number)
            return
        for relation in self.kind.relations:
            if not any(relation.word in self.relation_of(each, person.id) for each in held):
                yield newcomer(role, relation.word, (person.name,))

    def _accepted(
        self, application: Application, role: Role, people: tuple[str, ...]
    ) -> frozenset[str]:
        built_from = naming.variants(application, self.kind, role, self.roster, people)
        limit = self.kind.nickname_limit
        return frozenset(
            nicknames.folded(nickname)
            for parts in built_from
            for nickname in nicknames.accepted(role.nicknames, parts, limit)
        )

    def _standing(self, holder: Holder, person: str) -> Standing:
        relation = " ".join(sorted(self.relation_of(holder, person)))
        return Standing(holder.record, holder.state, holder.role, holder.people, relation)

    def _facts(self, line: Listed, seated: Seated, contending: Seated | None = None) -> Facts:
        return Facts(
            self.roster,
            seated=seated,
            account_is_student=line.student_elsewhere,
            bans=(*line.bars, *self.picture.barred),
            contending=contending or {},
        )


def _account_id(line: Listed) -> tuple[str, ...]:
    return (line.account.id,) if line.account else ()


def newcomer(role: Role, relation: str, students: tuple[str, ...]) -> Application:
    """A guardian who would sit beside these pupils."""
    return Application(role.id, students=tuple(NamedStudent(s, relation) for s in students))
