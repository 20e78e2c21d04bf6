from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.rules.errors import Invalid, NotFound
from onboarding.rules.roster import Guardian, Person, Roster
from onboarding.rules.transfer import transferred

LI = Person(
    "p1",
    "students",
    "李明",
    number="2026001",
    national="blind",
    seat_number="7",
    label="大",
    guardians=(Guardian("王秀英", "妈妈", "13800000002"),),
)
WANG = Person("p2", "students", "王芳")
CHEN = Person("t1", "teachers", "陈静")
HERE = Roster(3, (LI, WANG, CHEN))
SUN = Person("q1", "students", "孙丽", number="12")
THERE = Roster(5, (SUN,))


def test_a_pupil_leaves_one_list_and_stands_on_the_other_with_the_same_facts() -> None:
    leaving, coming = transferred(HERE, THERE, ["p1"], now=9)
    assert leaving.people == (replace(LI, left=True, left_at=9), WANG, CHEN)
    assert leaving.gone == ("p1",)
    assert coming.people == (SUN, replace(LI, seat_number=""))
    assert coming.added == ("p1",)


def test_a_number_that_is_a_place_in_the_old_list_stays_behind() -> None:
    leaving, coming = transferred(THERE, HERE, ["q1"], now=9)
    assert coming.people[-1] == replace(SUN, number="")
    assert leaving.people == (replace(SUN, left=True, left_at=9),)


def test_who_goes_back_is_the_same_person() -> None:
    leaving, coming = transferred(HERE, THERE, ["p1"], now=9)
    back, home = transferred(Roster(6, coming.people), Roster(4, leaving.people), ["p1"], now=10)
    assert home.people == (replace(LI, seat_number=""), WANG, CHEN)
    assert home.back == ("p1",)
    assert back.gone == ("p1",)


def test_who_stands_on_the_other_list_already_is_not_doubled() -> None:
    listed = Person("q9", "students", "李明", number="2026001")
    _, coming = transferred(HERE, Roster(5, (SUN, listed)), ["p1"], now=9)
    assert [p.id for p in coming.people] == ["q1", "q9"]
    assert coming.people[1].guardians == LI.guardians
    assert coming.added == ()


def test_a_bare_namesake_on_the_other_list_stops_it() -> None:
    namesake = Person("q9", "students", "王芳")
    with pytest.raises(Invalid) as refused:
        transferred(HERE, Roster(5, (namesake,)), ["p2"], now=9)
    assert refused.value.facts == {"field": "people", "reason": "same_name"}


def test_a_lasting_number_that_somebody_else_has_stops_it() -> None:
    other = Person("q9", "students", "孙丽", number="2026001")
    with pytest.raises(Invalid) as refused:
        transferred(HERE, Roster(5, (other,)), ["p1"], now=9)
    assert refused.value.facts["reason"] == "number_twice"


@pytest.mark.parametrize("person", ["t1", "gone", "p9"])
def test_only_pupils_who_are_there_are_moved(person: str) -> None:
    here = Roster(3, (*HERE.people, Person("gone", "students", "赵一", left=True, left_at=1)))
    with pytest.raises(NotFound):
        transferred(here, THERE, [person], now=9)


def test_nobody_chosen_is_refused() -> None:
    with pytest.raises(Invalid):
        transferred(HERE, THERE, [], now=9)


names = st.lists(st.sampled_from("赵钱孙李周吴郑王冯陈"), min_size=1, max_size=8, unique=True)


@given(names, st.data())
def test_nobody_is_lost_or_doubled_however_pupils_go_to_and_fro(
    surnames: list[str], data: st.DataObject
) -> None:
    pupils = tuple(Person(f"p{n}", "students", f"{name}明") for n, name in enumerate(surnames))
    lists = [Roster(1, pupils), Roster(1)]
    for now in range(4):
        where = now % 2
        present = [person.id for person in lists[where].section("students")]
        if not present:
            continue
        some = data.draw(st.lists(st.sampled_from(present), min_size=1, unique=True))
        leaving, coming = transferred(lists[where], lists[1 - where], some, now)
        lists[where], lists[1 - where] = Roster(1, leaving.people), Roster(1, coming.people)
        there = [p.id for each in lists for p in each.section("students")]
        assert sorted(there) == sorted(p.id for p in pupils)
