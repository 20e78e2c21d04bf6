"""A class, its applicants and the facts about them, with defaults; all of it invented.

Every builder takes the fields that a test is about and fills in the rest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from onboarding.rules.application import Account, Application, NamedStudent, Subject
from onboarding.rules.kindfiles import load_all
from onboarding.rules.roster import Guardian, Person, Roster
from onboarding.rules.verdicts import Facts, Standing

NOW = 1_750_000_000_000
KINDS = load_all()
GUARDIANS = KINDS["secondary"]
STUDENTS = KINDS["student"]
STAFF = KINDS["company"]

MOTHER = "13800000001"
FATHER = "13800000002"
TEACHER = "13900000001"

CLASS = (
    Person(
        "s1", "students", "李明", number="2023001", seat_number="7",
        guardians=(Guardian("王芳", "妈妈", MOTHER), Guardian("李强", "爸爸", FATHER)),
    ),
    Person(
        "s2", "students", "张伟", number="2023002", national="blind-2",
        guardians=(Guardian("赵敏", "妈妈", "13800000003"),),
    ),
    Person(
        "s3", "students", "李华", number="2023003",
        guardians=(Guardian("王芳", "妈妈", MOTHER),),
    ),
    Person(
        "s4", "students", "陈晨", number="2023004", label="大",
        guardians=(Guardian("陈刚", "爸爸", "13800000004"),),
    ),
    Person(
        "s5", "students", "陈晨", number="2023005", label="小",
        guardians=(Guardian("陈勇", "爸爸", "13800000005"),),
    ),
    Person("s6", "students", "阿依古丽·买买提"),
    Person("s7", "students", "周杰", number="2023007", left=True),
    Person("t1", "teachers", "孙丽", phone=TEACHER, subjects=("语文", "道法"), homeroom=True),
    Person("t2", "teachers", "何平", subjects=("数学",)),
    Person("f1", "staff", "赵建国", number="10086", department="生产部"),
)  # fmt: skip


def a_roster(*people: Person, version: int = 1) -> Roster:
    """A class of seven pupils (one has left), two teachers and one of the staff."""
    return Roster(version, people or CLASS)


def without(*ids: str) -> Roster:
    """The class without some of its people."""
    return Roster(2, tuple(person for person in CLASS if person.id not in ids))


def a_student(name: str = "李明", relation: str = "妈妈", **fields: str) -> NamedStudent:
    """A pupil as a guardian names one."""
    return NamedStudent(name, relation, **fields)


def a_guardian(*students: NamedStudent, **fields: Any) -> Application:
    """李明's mother, who knows the phone on file, has consented and hands in no nickname."""
    given: dict[str, Any] = {"role": "guardian", "phone": MOTHER, "consent": True, **fields}
    return Application(students=students or (a_student(),), **given)


def a_pupil(name: str = "李明", number: str = "2023001", **fields: Any) -> Application:
    """A pupil at the door of a group of students."""
    given: dict[str, Any] = {"role": "student", "consent": True, **fields}
    return Application(name=name, number=number, **given)


def a_teacher(name: str = "孙丽", subject: str = "语文", **fields: Any) -> Application:
    """A teacher of the class."""
    given: dict[str, Any] = {"role": "teacher", "phone": TEACHER, "consent": True, **fields}
    return Application(name=name, subject=subject, **given)


def an_employee(name: str = "赵建国", number: str = "10086", **fields: Any) -> Application:
    """A manager of a firm, who has declared an own picture."""
    given: dict[str, Any] = {"role": "staff", "consent": True, **fields}
    given.setdefault("declarations", frozenset({"own_picture"}))
    return Application(name=name, number=number, **given)


def a_subject(application: Application | None = None, **fields: Any) -> Subject:
    """A subject about whom nothing is settled yet."""
    return Subject(application or a_guardian(), **fields)


def facts(roster: Roster | None = None, **fields: Any) -> Facts:
    """The class, and nobody in the group or at its door."""
    return Facts(roster or a_roster(), **fields)


def standing(record: str = "r1", state: str = "joined", **fields: Any) -> Standing:
    """Another record: 李明's guardian, in the group."""
    given: dict[str, Any] = {"role": "guardian", "people": ("s1",), "relation": "爸爸", **fields}
    return Standing(record, state, **given)


def an_account(id: str = "wxid-1", platform: str = "wechat") -> Account:  # noqa: A002 - its own name
    """A chat account."""
    return Account(platform, id)


def changed(application: Application, **fields: Any) -> Application:
    """The application with some fields typed otherwise."""
    return replace(application, **fields)
