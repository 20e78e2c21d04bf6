"""Groups of every kind, generated: a roster, who of it is a member, and what each is called."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from onboarding.rules import naming
from onboarding.rules.application import Application, NamedStudent, Subject
from onboarding.rules.auditing import Holder, Listed, Picture
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.roster import Person, Roster, Section
from tests.rules.builders import KINDS

KIND = st.sampled_from(list(KINDS.values()))
# Few characters, so that names are often equal, near, or one inside of another.
_NAME = st.text("李明朋小伯爸妈a", min_size=2, max_size=4)
_NUMBER = st.integers(10_000, 99_999).map(str)
DECORATION = st.sampled_from(["🌸", " ", "⭐️ ", "~"])


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Pupils, teachers and staff, each with a number of one's own, a few gone."""
    numbers = draw(st.lists(_NUMBER, min_size=3, max_size=9, unique=True))
    sections: list[Section] = ["students", "students", "teachers", "staff"]
    people = []
    for place, number in enumerate(numbers):
        section = draw(st.sampled_from(sections))
        left = draw(st.integers(0, 9)) == 0
        people.append(Person(f"p{place}", section, draw(_NAME), number=number, left=left))
    return Roster(1, tuple(people))


def asks(role: Role, person: Person, relation: str) -> Application:
    """What somebody types who belongs to this person, by the number too."""
    if role.beside:
        student = NamedStudent(person.name, relation, person.number)
        return Application(role.id, students=(student,))
    return Application(role.id, name=person.name, number=person.number)


def places(kind: Kind, roster: Roster) -> list[tuple[Role, Person, str]]:
    """Every place there is, as often as there are relations."""
    return [
        (role, person, relation)
        for role in kind.roles.values()
        for person in roster.section(role.section)
        for relation in ([each.word for each in kind.relations] if role.beside else [""])
    ]


@st.composite
def members(draw: st.DrawFn, kind: Kind, roster: Roster) -> tuple[Holder, ...]:
    """Some of those who may be, no more beside a pupil than there are seats."""
    most = kind.seats.maximum if kind.seats else 1
    beside: dict[tuple[str, str], int] = {}
    found: list[Holder] = []
    for role, person, relation in places(kind, roster):
        taken = beside.get((role.id, person.id), 0)
        if draw(st.booleans()) and taken < (most if role.beside else 1):
            beside[role.id, person.id] = taken + 1
            subject = Subject(asks(role, person, relation), people=(person.id,), member=True)
            found.append(Holder(f"r{len(found)}", "joined", subject))
    return tuple(found)


def called(holder: Holder, kind: Kind, roster: Roster) -> str:
    """The right nickname of a member."""
    return naming.right_nickname(holder.subject.application, kind, roster, holder.people)


def a_list(*nicknames: str) -> tuple[Listed, ...]:
    """The nicknames as a list shows them."""
    return tuple(Listed(at, nickname) for at, nickname in enumerate(nicknames, start=1))


@st.composite
def gatherings(draw: st.DrawFn) -> tuple[Kind, Picture]:
    """A group and the list of exactly its members."""
    kind, roster = draw(KIND), draw(rosters())
    holders = draw(members(kind, roster))
    listed = a_list(*(called(holder, kind, roster) for holder in holders))
    return kind, Picture(listed, roster, holders, complete=True)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Kind, Picture]:
    """A group and a list on which members, those who may be, and strangers are mixed."""
    kind, picture = draw(gatherings())
    free = [
        naming.right_nickname(asks(*place), kind, picture.roster, (place[1].id,))
        for place in places(kind, picture.roster)
    ]
    shown = st.sampled_from([line.nickname for line in picture.listed] + free + ["阳光"]) | _NAME
    line = st.builds(
        lambda name, before, cut, admin: Listed(0, before + name, cut, is_admin=admin),
        shown, DECORATION | st.just(""), st.integers(0, 7).map(lambda n: n == 0), st.booleans(),
    )  # fmt: skip
    listed = draw(st.lists(line, max_size=8))
    return kind, replace(picture, listed=tuple(numbered(listed)))


def numbered(listed: list[Listed]) -> list[Listed]:
    """The lines counted anew."""
    return [replace(line, at=at) for at, line in enumerate(listed, start=1)]
