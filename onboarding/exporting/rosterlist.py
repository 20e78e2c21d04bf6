"""A roster as a list, its columns named as schools name them, which is read back as it was.

Who has left isn't on it. National numbers aren't either: they are kept as indexes alone, and
stay with whoever a line is found to be about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from onboarding.exporting.cells import faithful
from onboarding.exporting.tables import Table
from onboarding.importing import values
from onboarding.importing.headerwords import is_header_word
from onboarding.rules.roster import Guardian, Person, Roster, Section

TITLE: Final = "名单"
_SECTIONS: Final[Mapping[Section, str]] = {"students": "学生", "teachers": "教师", "staff": "职工"}


@dataclass(frozen=True, slots=True)
class _Column:
    """What stands under a header about somebody. It is there for lists that have somebody of
    `usual`, and wherever it has something to say."""

    header: str
    cell: Callable[[Person], str]
    usual: tuple[Section, ...] = ()


def roster_table(roster: Roster) -> Table:
    """The list of those who are there, in its order."""
    people = [person for person in roster.people if not person.left]
    sections = {person.section for person in people}
    columns = [
        column
        for column in _columns(people)
        if sections.intersection(column.usual) or any(map(column.cell, people))
    ]
    if sections == {"students"}:
        columns = [column for column in columns if column.header != "身份"]
    # Behind a number of its own, no name is taken for a footer.
    return Table(
        TITLE,
        ("序号", *(column.header for column in columns)),
        tuple(
            (str(number), *(column.cell(person) for column in columns))
            for number, person in enumerate(people, 1)
        ),
    )


def _columns(people: Sequence[Person]) -> Iterator[_Column]:
    pupils = any(person.section == "students" for person in people)
    yield _Column("姓名", _name, ("students", "teachers", "staff"))
    yield _Column("身份", lambda person: _SECTIONS[person.section])
    yield _Column("学号", partial(_number, pupils=True), ("students",))
    yield _Column("工号", partial(_number, pupils=False), ("staff",))
    yield _Column("座号", _seat_number, ("students",))
    yield _Column("区分", lambda person: _short(person.label), ("students",))
    yield _Column("任教学科", _subjects, ("teachers",))
    yield _Column("班主任", lambda person: "是" if person.homeroom else "", ("teachers",))
    yield _Column("部门", lambda person: _short(person.department), ("staff",))
    # Beside pupils a bare 电话 is their guardians'.
    yield _Column("本人电话" if pupils else "电话", lambda person: _phone(person.phone),
                  ("teachers", "staff"))  # fmt: skip
    most = max((len(person.guardians) for person in people), default=0)
    for at in range(max(most, 1)):
        usual: tuple[Section, ...] = ("students",)
        yield _Column(f"家长{at + 1}姓名", partial(_guardian, at, _named), usual)
        yield _Column(f"家长{at + 1}关系", partial(_guardian, at, _related), usual)
        yield _Column(f"家长{at + 1}电话", partial(_guardian, at, _called), usual)


def _name(person: Person) -> str:
    def reading(cell: str) -> tuple[str, bool]:
        name, label = values.labelled(cell)
        return name, bool(label) or is_header_word(cell, "name")

    return faithful((person.name, False), person.name, reading)


def _number(person: Person, *, pupils: bool) -> str:
    if (person.section == "students") != pupils:
        return ""
    return faithful(person.number, person.number, values.number)


def _seat_number(person: Person) -> str:
    return faithful(person.seat_number, person.seat_number, values.number)


def _short(text: str) -> str:
    return faithful(text, text, values.short)


def _subjects(person: Person) -> str:
    return faithful(person.subjects, "、".join(person.subjects), values.subjects)


def _phone(phone: str) -> str:
    return faithful([phone] if phone else [], phone, values.phones)


def _guardian(at: int, field: Callable[[Guardian], str], person: Person) -> str:
    return field(person.guardians[at]) if at < len(person.guardians) else ""


def _named(guardian: Guardian) -> str:
    return faithful((guardian.name, ""), guardian.name, values.labelled)


def _related(guardian: Guardian) -> str:
    cell = faithful(guardian.relation, guardian.relation, _relation)
    alone = not (guardian.name or guardian.phone) and cell == guardian.relation
    # A line with nothing but a relation names nobody, unless it is meant so.
    return values.AS_IT_STANDS + cell if alone else cell


def _called(guardian: Guardian) -> str:
    return _phone(guardian.phone)


def _relation(cell: str) -> str:
    return values.relation(cell, {})
