"""What the importer owes to exports: marks that say how a cell is meant, and one pupil a line."""

from __future__ import annotations

from onboarding.exporting import written
from onboarding.exporting.rosterlist import roster_table
from onboarding.importing import read, values
from onboarding.rules import rosterchange
from onboarding.rules.roster import Guardian, Person, Roster
from tests.importing.files import csv, index


def back(*people: Person) -> rosterchange.Change:
    roster = Roster(1, people)
    rows = read(written(roster_table(roster), "csv"), "list.csv", national_key=index).rows
    return rosterchange.change(roster, rows, "whole", lambda: "new", now=2)


def test_what_is_meant_as_it_stands_is_read_as_nothing_else() -> None:
    assert values.text("''无") == "无"
    assert values.text("'无") == ""
    assert values.number("''１ ２") == "１ ２"
    assert values.phones("''0086138") == ["0086138"]
    assert values.subjects("''Information Technology、道法") == ("Information Technology", "道法")
    assert values.relation("''51", {}) == "51"
    assert values.labelled("''李明（大）") == ("李明（大）", "")


def test_two_pupils_of_one_name_with_one_parent_each_stay_two() -> None:
    people = (
        Person("a", "students", "李明", guardians=(Guardian("王秀英", "妈妈"),)),
        Person("b", "students", "李明", guardians=(Guardian("张伟", "爸爸"),)),
    )
    assert back(*people).people == people


def test_ten_guardians_come_back() -> None:
    ten = tuple(
        Guardian(f"王{name}", "亲属", f"1380000000{at}")
        for at, name in enumerate("零一二三四五六七八九")
    )
    person = Person("a", "students", "李明", guardians=ten)
    assert back(person).people == (person,)


def test_a_guardian_of_whom_only_the_relation_is_known_comes_back() -> None:
    person = Person("a", "students", "李明", guardians=(Guardian("", "奶奶"),))
    assert back(person).people == (person,)
    rows = read(csv("姓名,家长1姓名,家长1关系", "李明,,奶奶"), "list.csv", national_key=index).rows
    assert rows[0].guardians == ()


def test_who_has_left_keeps_the_place_on_a_list_that_comes_back_as_it_was() -> None:
    left = Person("a", "students", "李明", left=True, left_at=1)
    there = Person("b", "students", "王芳")
    made = back(left, there)
    assert made.people == (left, there)
    assert made.same == 1


def test_a_first_name_that_looks_like_a_footer_is_a_name() -> None:
    person = Person("a", "students", "合计")
    assert back(person).people == (person,)
