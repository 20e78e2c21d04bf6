"""Which places a nickname claims: what it reads as, written as somebody's ask to enter.

Only an exact reading may lead to a place by itself. What is read in any other way, and
what is merely near, is a candidate for a person to decide on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onboarding.rules import names, nicknames, nickwords
from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.auditing import CANDIDATES_MOST, Candidate, Listed
from onboarding.rules.auditscene import Scene
from onboarding.rules.characters import DOT
from onboarding.rules.identity import identify
from onboarding.rules.kinds import Role
from onboarding.rules.nicknames import Reading

_READINGS_MOST = 4
_STUDENTS_MOST = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """One reading of a line: the role, the application it comes to, and whether it's exact.

    `bare` says that a pupil is named where a guardian would name the relation too.
    """

    role: Role
    application: Application
    exact: bool

    @property
    def bare(self) -> bool:
        """Tell whether it names a pupil beside whom somebody would sit, and no relation."""
        return self.role.beside and not any(s.relation for s in self.application.students)

    @property
    def relation(self) -> str:
        """The relation word read, "" for a place of one's own."""
        students = self.application.students
        return students[0].relation if students else ""


def claims(line: Listed, scene: Scene) -> tuple[Claim, ...]:
    """What a line's nickname may claim, the best reading first; () for a cut one."""
    if line.cut:
        return ()
    readings = nicknames.parse(line.nickname, scene.kind.relations, scene.pupils)
    found = [
        claim
        for role in scene.kind.roles.values()
        for claim in (
            _beside(role, line, readings) if role.beside else _own(role, line, readings, scene)
        )
    ]
    if any(claim.exact for claim in found):
        found = [claim for claim in found if claim.exact]
    return tuple({(claim.role.id, claim.application): claim for claim in found}.values())


def named_people(claim: Claim, scene: Scene) -> tuple[str, ...]:
    """The roster people whom an exact claim names, those who left included; () unless each
    name is borne by one person alone."""
    roster = scene.roster
    named = [s.name for s in claim.application.students] or [claim.application.name]
    people = []
    for key in map(names.key, named):
        borne = [
            person.id
            for person in roster.people
            if person.section == claim.role.section and names.key(person.name) == key
        ]
        if len(borne) != 1:
            return ()
        people.extend(borne)
    return tuple(people)


def near_ones(claims_made: tuple[Claim, ...], scene: Scene) -> tuple[Candidate, ...]:
    """Whom readings that aren't exact may mean: a name inside, in other characters, or near."""
    found: dict[tuple[str, tuple[str, ...], str], Candidate] = {}
    for claim in claims_made:
        match = identify(claim.application, scene.kind, scene.roster)
        how = {each.person: each.nearness for each in match.evidence}
        for person in (*how, *match.ambiguous, *match.near):
            nearness = how.get(person) or _how(claim, person, scene, person in match.near)
            holder = _holding(claim, person, scene)
            candidate = scene.candidate(claim.application, (person,), nearness, holder)
            found.setdefault((claim.role.id, (person,), candidate.relation), candidate)
    return tuple(found.values())[:CANDIDATES_MOST]


def _how(claim: Claim, person: str, scene: Scene, near: bool) -> str:
    if near:
        return "edit"
    if claim.exact:
        return "same_name"
    shown = names.key(claim.application.nickname)
    name = names.key(scene.roster.by_id[person].name)
    if name in shown:
        return "inside"
    return "lost_dot" if name.replace(DOT, "") in shown.replace(DOT, "") else "traditional"


def _holding(claim: Claim, person: str, scene: Scene) -> str:
    for holder in scene.beside.get(person, ()):
        if holder.role == claim.role.id and (
            not claim.relation or claim.relation in scene.relation_of(holder, person)
        ):
            return holder.record
    return ""


def _beside(role: Role, line: Listed, readings: tuple[Reading, ...]) -> Iterator[Claim]:
    for reading in readings[:_READINGS_MOST]:
        if 0 < len(reading.students) <= _STUDENTS_MOST:
            *before, last = reading.students
            students = (*before, last + reading.label)
            number = reading.number if len(students) == 1 else ""
            named = tuple(NamedStudent(each, reading.relation, number) for each in students)
            application = Application(role.id, students=named)
            yield Claim(role, _shown(application, line), reading.exact)


def _own(role: Role, line: Listed, readings: tuple[Reading, ...], scene: Scene) -> Iterator[Claim]:
    for known, person in scene.own_places.get(nicknames.folded(line.nickname), ()):
        if known.id == role.id:
            name = person.name + (person.label if scene.roster.shared_name(person) else "")
            application = Application(role.id, name=name, number=person.number)
            yield Claim(role, _shown(application, line), exact=True)
    if role.section == "students":
        for reading in readings[:_READINGS_MOST]:
            if len(reading.students) == 1 and not reading.relation:
                (name,) = reading.students
                application = Application(role.id, name=name + reading.label, number=reading.number)
                yield Claim(role, _shown(application, line), reading.exact)
        return
    if any(reading.relation for reading in readings):
        return
    for core in _cores(line.nickname, role, scene):
        application = Application(role.id, name=core)
        exact = bool(scene.roster.named(role.section, core))
        yield Claim(role, _shown(application, line), exact)


def _cores(nickname: str, role: Role, scene: Scene) -> Iterator[str]:
    """The name that is left without subjects and titles, and without a department."""
    core = nickwords.staff_core(nickname, scene.subjects)
    if not core:
        return
    yield core
    for department in {p.department for p in scene.roster.section(role.section)} - {""}:
        key = names.key(department)
        for inner in (core.removeprefix(key), core.removesuffix(key)):
            if inner != core and (name := nickwords.EDGES.sub("", inner)):
                yield name


def _shown(application: Application, line: Listed) -> Application:
    return replace(application, nickname=line.nickname, account=line.account)
