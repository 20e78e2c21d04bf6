"""What an import makes of a roster: ids that stay, people never confused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.rules.errors import Invalid, NotFound
from onboarding.rules.names import DamagedName
from onboarding.rules.roster import Guardian, Person, Roster
from onboarding.rules.rosterchange import (
    Change,
    Unclear,
    add,
    change,
    edit,
    forget,
    mark_left,
)
from onboarding.rules.rosterrows import GUARDIANS_MOST, Row, facts, joined, national_shaped, place

FATHER = Guardian("李强", "爸爸", "13800000001")
MOTHER = Guardian("王芳", "妈妈", "13900000002")
NOW, GRACE = 1_000_000, 1_000


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def pupil(name: str, **fields: object) -> Row:
    return Row(section="students", name=name, **fields)  # type: ignore[arg-type]


def roster(*people: Person) -> Roster:
    return Roster(version=1, people=people)


def person(id_: str, name: str, **fields: object) -> Person:
    return Person(id=id_, section="students", name=name, **fields)  # type: ignore[arg-type]


def whole(current: Roster, *rows: Row) -> Change:
    return change(current, rows, "whole", ids(), now=NOW, grace=GRACE)


def merge(current: Roster, *rows: Row) -> Change:
    return change(current, rows, "merge", ids(), now=NOW, grace=GRACE)


def test_a_first_list_adds_everyone_in_its_order() -> None:
    made = whole(roster(), pupil("王芳", number="02"), pupil("李明", number="01", row=3))
    assert [(p.id, p.name, p.number) for p in made.people] == [
        ("new1", "王芳", "02"),
        ("new2", "李明", "01"),
    ]
    assert (made.added, made.changed, made.gone, made.same) == (("new1", "new2"), (), (), 0)


def test_the_same_name_keeps_its_id_when_the_number_is_new() -> None:
    made = whole(roster(person("a", "李明", number="01")), pupil("李 明", number="31"))
    assert made.changed == ("a",)
    assert made.people[0].number == "31"


def test_who_is_not_on_a_whole_list_has_left_and_stays_behind_it() -> None:
    made = whole(roster(person("a", "李明"), person("b", "王芳")), pupil("王芳"))
    assert (made.gone, made.same) == (("a",), 1)
    assert made.people == (person("b", "王芳"), person("a", "李明", left=True, left_at=NOW))


def test_who_left_stays_on_through_further_lists_with_the_time_of_leaving() -> None:
    gone = person("a", "李明", left=True, left_at=7)
    for made in (whole(roster(gone), pupil("王芳")), merge(roster(gone), pupil("王芳"))):
        assert gone in made.people
        assert (made.gone, made.same) == ((), 0)


def test_who_comes_back_by_the_name_within_the_grace_period_is_the_same_pupil() -> None:
    gone = person("a", "李明", number="07", left=True, left_at=NOW - GRACE)
    for made in (whole(roster(gone), pupil("李明")), merge(roster(gone), pupil("李明"))):
        assert (made.back, made.added, made.changed) == (("a",), (), ())
        assert (made.people[0].left, made.people[0].left_at) == (False, None)


@pytest.mark.parametrize(
    ("gone", "rows"),
    [
        ([{"left_at": NOW - GRACE - 1}], [{}]),  # too long ago
        ([{"left_at": NOW, "number": "07"}], [{"number": "08"}]),  # a fact contradicts
        ([{"left_at": NOW, "number": "07"}, {"left_at": NOW, "number": "08"}], [{}]),  # two left
        ([{"left_at": NOW}], [{"number": "01"}, {"number": "02"}]),  # two rows
    ],
)
def test_otherwise_the_name_alone_brings_nobody_back(
    gone: list[dict[str, object]], rows: list[dict[str, object]]
) -> None:
    left = [person(f"a{n}", "李明", left=True, **fields) for n, fields in enumerate(gone)]
    made = whole(roster(*left), *(pupil("李明", **fields) for fields in rows))
    assert (len(made.added), made.back) == (len(rows), ())


def test_a_fact_means_who_is_there_before_who_left() -> None:
    current = roster(
        person("a", "李明", guardians=(FATHER,), left=True, left_at=7),
        person("b", "李明", guardians=(FATHER,)),
        person("c", "李明", guardians=(MOTHER,)),
    )
    made = merge(current, pupil("李明", seat_number="3", guardians=(FATHER,)))
    assert (made.changed, made.back) == (("b",), ())


def test_who_comes_back_does_not_take_a_number_that_went_to_another() -> None:
    current = roster(
        person("a", "李明", number="07", guardians=(FATHER,), left=True, left_at=7),
        person("b", "王芳", number="07"),
    )
    made = merge(current, pupil("李明", guardians=(FATHER,)))
    assert made.back == ("a",)
    assert [p.number for p in made.people] == ["", "07"]


def test_who_is_to_be_forgotten_comes_off_the_list_unless_a_row_speaks_of_the_person() -> None:
    old = person("a", "李明", number="20230101", left=True, left_at=7)
    current = roster(old, person("b", "王芳"))
    for how in ("whole", "merge"):
        made = change(current, [pupil("王芳")], how, ids(), now=NOW, forget=("a", "b"))  # type: ignore[arg-type]
        assert (made.forgotten, [p.id for p in made.people]) == (("a",), ["b"])
    back = [pupil("王芳"), pupil("李明", number="20230101")]
    assert change(current, back, "whole", ids(), now=NOW, forget=("a",)).back == ("a",)
    assert forget(current, ("a", "b")).people == (person("b", "王芳"),)


def test_a_merge_keeps_who_is_not_mentioned_and_what_a_row_leaves_empty() -> None:
    current = roster(person("a", "李明", number="01", guardians=(FATHER,)), person("b", "王芳"))
    made = merge(current, pupil("李明", guardians=(MOTHER,)), pupil("赵云"))
    assert made.people[0] == person("a", "李明", number="01", guardians=(FATHER, MOTHER))
    assert [p.id for p in made.people] == ["a", "b", "new1"]
    assert (made.added, made.changed, made.gone, made.same) == (("new1",), ("a",), (), 1)


def test_a_whole_list_takes_back_what_it_no_longer_says_but_not_index_and_label() -> None:
    known = person("a", "李明", number="01", national="idx", label="大", guardians=(FATHER,))
    made = whole(roster(known), pupil("李明"))
    assert made.people == (person("a", "李明", national="idx", label="大"),)


def test_a_list_of_pupils_dismisses_no_teacher_unless_it_speaks_of_teachers() -> None:
    teacher = Person(id="t", section="teachers", name="王芳")
    current = roster(person("a", "李明"), teacher)
    assert whole(current, pupil("李明")).gone == ()
    spoken = change(
        current, [pupil("李明")], "whole", ids(), now=NOW, sections=("students", "teachers")
    )
    assert spoken.gone == ("t",)


def test_a_national_number_finds_a_renamed_and_renumbered_pupil() -> None:
    known = person("a", "李明", number="01", national="idx")
    made = merge(roster(known), pupil("赵云", number="44", national="idx"))
    assert made.people == (person("a", "赵云", number="44", national="idx"),)


def test_another_national_number_is_another_pupil_of_that_name() -> None:
    current = roster(person("a", "李明", national="one"))
    made = whole(current, pupil("李明", national="other"))
    assert (made.gone, made.added) == (("a",), ("new1",))


def test_a_lasting_number_under_another_name_is_a_renamed_pupil() -> None:
    made = whole(roster(person("a", "李明", number="20230101")), pupil("赵云", number="20230101"))
    assert (made.changed, made.people[0].name) == (("a",), "赵云")


def test_a_place_in_the_list_does_not_hand_a_pupil_to_somebody_else() -> None:
    made = whole(roster(person("a", "李明", number="07")), pupil("赵云", number="07"))
    assert (made.gone, made.added) == (("a",), ("new1",))


@pytest.mark.parametrize(
    "row",
    [
        pupil("李朋", number="07"),
        pupil("赵云", number="07", guardians=(Guardian(phone=FATHER.phone),)),
    ],
)
def test_a_short_number_with_a_near_name_or_the_same_phone_is_a_corrected_name(row: Row) -> None:
    current = roster(person("a", "李明", number="07", guardians=(FATHER,)))
    assert whole(current, row).changed == ("a",)


def test_numbers_that_two_pupils_swap_follow_the_names() -> None:
    current = roster(person("a", "李明", number="01"), person("b", "王芳", number="02"))
    made = whole(current, pupil("李明", number="02"), pupil("王芳", number="01"))
    assert {p.id: p.number for p in made.people} == {"a": "02", "b": "01"}


def test_a_row_whose_number_a_staying_pupil_holds_is_left_out_and_who_follows_too() -> None:
    current = roster(person("a", "李明", number="07"), person("b", "王芳", number="08"))
    rows = (pupil("赵云", number="08", row=3), pupil("王芳", number="07", row=2))
    made = merge(roster(*current.people), *rows)
    # 王芳 would take 李明's 07 and set 08 free; as she may not, 赵云 can't have 08 either.
    assert made.unclear == (Unclear((3,), "number_taken"), Unclear((2,), "number_taken"))
    assert made.people == current.people


def test_rows_of_one_name_and_number_are_one_pupil_with_both_guardians() -> None:
    rows = (
        pupil("李明", number="01", guardians=(FATHER,), row=2),
        pupil("李明", number="０１", guardians=(MOTHER,), row=3),
    )
    made = whole(roster(), *rows)
    assert [p.guardians for p in made.people] == [(FATHER, MOTHER)]


def test_a_row_given_twice_is_one_pupil() -> None:
    rows = (pupil("李明", guardians=(FATHER,), row=2), pupil("李明", guardians=(FATHER,), row=9))
    assert len(whole(roster(), *rows).people) == 1


def test_one_number_for_two_names_is_refused_with_its_line() -> None:
    with pytest.raises(Invalid) as refused:
        whole(roster(), pupil("李明", number="01", row=2), pupil("王芳", number="01", row=3))
    assert refused.value.facts == {"field": "number", "row": 3, "reason": "number_twice"}


def test_one_number_for_two_pupils_of_one_name_is_refused() -> None:
    with pytest.raises(Invalid):
        whole(
            roster(),
            pupil("李明", number="01", label="大"),
            pupil("李明", number="01", label="小"),
        )


def test_pupils_of_one_name_that_no_fact_tells_apart_are_left_out_alone() -> None:
    made = whole(roster(), pupil("李明", row=2), pupil("王芳", row=3), pupil("李明", row=4))
    assert [p.name for p in made.people] == ["王芳"]
    assert made.unclear == (Unclear((2,), "same_name"), Unclear((4,), "same_name"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"number": "01"}, {"number": "02"}),
        ({"national": "x"}, {"national": "y"}),
        ({"guardians": (Guardian(phone="1"),)}, {"guardians": (Guardian(phone="2"),)}),
        ({"guardians": (Guardian("李强"),)}, {"guardians": (Guardian("李刚"),)}),
        ({"label": "大"}, {"label": "小"}),
        ({"seat_number": "3"}, {"seat_number": "4"}),
        ({"number": "01"}, {"label": "小"}),
    ],
)
def test_any_one_fact_tells_pupils_of_one_name_apart(
    one: dict[str, object], other: dict[str, object]
) -> None:
    made = whole(roster(), pupil("李明", **one), pupil("李明", **other))
    assert (len(made.people), made.unclear) == (2, ())
    again = whole(roster(*made.people), pupil("李明", **other), pupil("李明", **one))
    assert (again.same, again.added, again.gone) == (2, (), ())


def test_of_two_one_name_the_bare_one_is_left_out() -> None:
    made = whole(roster(), pupil("李明", number="01", row=2), pupil("李明", row=3))
    assert [p.number for p in made.people] == ["01"]
    assert made.unclear == (Unclear((3,), "same_name"),)


def test_a_shared_phone_makes_two_rows_one_pupil_unless_the_numbers_differ() -> None:
    home = (Guardian(phone="13800000001"),)
    rows = (pupil("李明", guardians=home), pupil("李明", guardians=(*home, MOTHER)))
    assert len(whole(roster(), *rows).people) == 1
    apart = (pupil("李明", number="1", guardians=home), pupil("李明", number="2", guardians=home))
    assert len(whole(roster(), *apart).people) == 2


def test_a_bare_name_that_two_pupils_bear_changes_neither() -> None:
    current = roster(person("a", "李明", number="01"), person("b", "李明", number="02"))
    for made in (merge(current, pupil("李明", row=5)), whole(current, pupil("李明", row=5))):
        assert made.people == current.people
        assert made.unclear == (Unclear((5,), "several_fit"),)


def test_a_merge_with_another_number_adds_a_second_pupil_of_the_name() -> None:
    made = merge(roster(person("a", "李明", number="01")), pupil("李明", number="02"))
    assert [(p.id, p.number) for p in made.people] == [("a", "01"), ("new1", "02")]


def test_a_phone_finds_the_right_one_of_two_renumbered_pupils() -> None:
    current = roster(
        person("a", "李明", number="01", guardians=(FATHER,)),
        person("b", "李明", number="02", guardians=(MOTHER,)),
    )
    made = whole(
        current,
        pupil("李明", number="11", guardians=(MOTHER,)),
        pupil("李明", number="12", guardians=(FATHER,)),
    )
    assert {p.id: p.number for p in made.people} == {"a": "12", "b": "11"}


def test_who_has_left_comes_back_by_a_fact_and_not_by_the_name() -> None:
    gone = person("a", "李明", number="20230101", left=True)
    assert merge(roster(gone), pupil("李明", number="20230101")).people[0].left is False
    assert merge(roster(gone), pupil("李明")).added == ("new1",)


def test_a_name_finds_who_is_there_and_not_a_namesake_who_left() -> None:
    current = roster(person("a", "李明", left=True), person("b", "李明"))
    assert merge(current, pupil("李明", number="01")).changed == ("b",)


def test_a_label_goes_with_the_name_that_it_told_apart() -> None:
    known = person("a", "李明", national="idx", label="大")
    for made in (
        merge(roster(known), pupil("李朋", national="idx")),
        whole(roster(known), pupil("李朋", national="idx")),
    ):
        assert made.people == (person("a", "李朋", national="idx"),)


def test_a_teacher_listed_once_a_subject_is_one_teacher() -> None:
    rows = [
        Row("teachers", "王芳", subjects=("语文",)),
        Row("teachers", "王芳", subjects=("道法",), homeroom=True),
    ]
    (teacher,) = whole(roster(), *rows).people
    assert (teacher.subjects, teacher.homeroom) == (("语文", "道法"), True)


def test_a_department_tells_two_managers_of_one_name_apart() -> None:
    rows = [Row("staff", "张伟", department="财务"), Row("staff", "张伟", department="销售")]
    assert len(whole(roster(), *rows).people) == 2


def test_more_guardians_than_a_pupil_can_have_are_refused() -> None:
    rows = [
        pupil("李明", number="1", guardians=(Guardian(phone=str(n)),), row=n)
        for n in range(1, GUARDIANS_MOST + 2)
    ]
    with pytest.raises(Invalid) as refused:
        whole(roster(), *rows)
    assert refused.value.facts["row"] == GUARDIANS_MOST + 1


def test_guardians_fill_each_other_in_and_a_known_one_adds_nothing() -> None:
    known = (Guardian("李强", "爸爸"), Guardian(phone="1"))
    assert joined(known, [Guardian("", "爸爸", "2")]) == (
        Guardian("李强", "爸爸", "2"),
        Guardian(phone="1"),
    )
    assert joined((FATHER, MOTHER), [Guardian(phone=MOTHER.phone)]) == (FATHER, MOTHER)
    known = (Guardian("刘刚", "", "1"), Guardian("王芳", "妈妈", "1"))
    assert joined(known, [Guardian("", "妈妈", "1")]) == known
    assert joined((FATHER,), [Guardian("刘刚", "爸爸")]) == (FATHER, Guardian("刘刚", "爸爸"))


# --- one person at a time ---


def test_adding_a_second_pupil_of_a_name_needs_a_fact() -> None:
    current = roster(person("a", "李明"))
    assert add(current, pupil("李明"), ids(), NOW).unclear == (Unclear((0,), "several_fit"),)
    assert add(current, pupil("李明", label="小"), ids(), NOW).added == ("new1",)


def test_adding_somebody_who_is_listed_fills_in_what_is_new() -> None:
    current = roster(person("a", "李明", number="01"))
    made = add(current, pupil("李明", number="01", guardians=(FATHER,)), ids(), NOW)
    assert (made.changed, made.people[0].guardians) == (("a",), (FATHER,))


def test_adding_never_takes_somebody_elses_number() -> None:
    current = roster(person("a", "李明", number="20230101"))
    with pytest.raises(Invalid, match="number_twice"):
        add(current, pupil("王芳", number="20230101"), ids(), NOW)


def test_editing_changes_the_named_fields_alone() -> None:
    made = edit(roster(person("a", "李明", number="01")), "a", {"name": " 李朋 "}, NOW)
    assert made.people == (person("a", "李朋", number="01"),)
    assert made.changed == ("a",)


def test_editing_to_what_it_was_changes_nothing() -> None:
    made = edit(roster(person("a", "李明")), "a", {"name": "李明"}, NOW)
    assert (made.changed, made.same) == ((), 1)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "b"}, "unknown_field"),
        ({"section": "staff"}, "unknown_field"),
        ({"number": 7}, "wrong_type"),
        ({"number": "02"}, "number_twice"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(fields: dict[str, object], reason: str) -> None:
    current = roster(person("a", "李明", number="01"), person("b", "王芳", number="02"))
    with pytest.raises(Invalid, match=reason):
        edit(current, "a", fields, NOW)


def test_an_edit_to_a_damaged_name_is_refused() -> None:
    with pytest.raises(DamagedName):
        edit(roster(person("a", "李明")), "a", {"name": "李?"}, NOW)


def test_an_edit_that_would_confuse_two_pupils_is_unclear() -> None:
    current = roster(person("a", "李明", label="大"), person("b", "李明", label="小"))
    made = edit(current, "a", {"label": ""}, NOW)
    assert (made.people, made.unclear) == (current.people, (Unclear((0,), "same_name"),))


def test_who_left_stays_on_the_list_and_frees_the_number() -> None:
    made = mark_left(roster(person("a", "李明", number="20230101")), "a", NOW)
    assert made.people == (person("a", "李明", number="20230101", left=True, left_at=NOW),)
    assert (made.gone, mark_left(roster(*made.people), "a", NOW + 1).gone) == (("a",), ())
    back = edit(roster(*made.people), "a", {"left": False}, NOW)
    assert (back.back, back.people) == (("a",), (person("a", "李明", number="20230101"),))
    assert add(roster(*made.people), pupil("王芳", number="20230101"), ids(), NOW).added == (
        "new1",
    )


def test_nobody_can_be_edited_who_is_not_listed() -> None:
    with pytest.raises(NotFound):
        mark_left(roster(), "a", NOW)


def test_national_and_identity_numbers_are_known_by_their_shape() -> None:
    shaped = ("G440301202301011234", "g44030120230101123x", "11010119900307123X", "110101900307123")
    assert all(map(national_shaped, shaped))
    assert national_shaped("Ｇ４４０３０１２０２３０１０１１２３４")
    assert not any(map(national_shaped, ("20230101", "", "G4403", "13800000001")))


# --- properties ---

NAMES = ("李明", "李朋", "王芳", "Anna Smith")
GUARDIANS = st.builds(
    Guardian,
    name=st.sampled_from(("", "李强", "王芳")),
    relation=st.sampled_from(("", "爸爸", "妈妈")),
    phone=st.sampled_from(("", "13800000001", "13900000002")),
)
ROWS = st.lists(
    st.builds(
        Row,
        section=st.sampled_from(("students", "students", "teachers", "staff")),
        name=st.sampled_from(NAMES),
        number=st.sampled_from(("", "", "01", "02", "20230101")),
        national=st.sampled_from(("", "", "x", "y")),
        seat_number=st.sampled_from(("", "", "1", "2")),
        label=st.sampled_from(("", "", "大", "小")),
        guardians=st.lists(GUARDIANS, max_size=2).map(tuple),
        phone=st.sampled_from(("", "", "13700000001", "13700000002")),
        subjects=st.sampled_from(((), ("语文",))),
        department=st.sampled_from(("", "", "财务")),
        left=st.sampled_from((False, False, True)),
    ),
    max_size=7,
)
EXAMPLES = settings(derandomize=True, max_examples=300, deadline=None)


def _settled(
    first: list[Row], rows: list[Row], how: Literal["whole", "merge"]
) -> tuple[Roster, Change] | None:
    """A roster made of one list and the change that another makes, if neither is refused."""
    new_id = ids()
    try:
        current = Roster(1, change(Roster(0), first, "whole", new_id, now=NOW).people)
        return current, change(current, rows, how, new_id, now=NOW, grace=GRACE)
    except Invalid:
        return None


@EXAMPLES
@given(ROWS, ROWS, st.sampled_from(("whole", "merge")))
def test_the_same_list_again_adds_nobody_and_changes_nothing_that_was_clear(
    first: list[Row], rows: list[Row], how: Literal["whole", "merge"]
) -> None:
    settled = _settled(first, rows, how)
    if settled is not None:
        once = Roster(2, settled[1].people)
        again = change(once, rows, how, ids(), now=NOW, grace=GRACE)
        assert (again.added, again.gone) == ((), ())
        if not settled[1].unclear:
            assert (again.people, again.changed) == (once.people, ())
            assert again.same == sum(not p.left for p in once.people)


@EXAMPLES
@given(ROWS, ROWS, st.sampled_from(("whole", "merge")))
def test_the_counts_add_up_ids_are_unique_and_no_number_stands_twice(
    first: list[Row], rows: list[Row], how: Literal["whole", "merge"]
) -> None:
    settled = _settled(first, rows, how)
    if settled is not None:
        current, made = settled
        listed = {p.id: p for p in made.people}
        assert len(listed) == len(made.people)
        assert set(listed) == set(current.by_id) | set(made.added)
        for at, one in listed.items():
            old = current.by_id.get(at)
            assert (at in made.gone) == bool(old and one.left and not old.left)
            assert (at in made.back) == bool(old and old.left and not one.left)
            assert one.left == (one.left_at is not None)
        told = (*made.added, *made.changed, *made.gone, *made.back)
        assert len(set(told)) == len(told)
        present = {p.id for p in made.people if not p.left}
        assert made.same == len(present - set(told))
        numbers = [(p.section, p.number) for p in made.people if p.number and not p.left]
        assert len(numbers) == len(set(numbers))
        if how == "merge":
            said_gone = {place(row) for row in rows if row.left}
            assert all(place(current.by_id[at]) in said_gone for at in made.gone)


@EXAMPLES
@given(ROWS)
def test_nobody_new_is_without_a_fact_beside_a_namesake(rows: list[Row]) -> None:
    settled = _settled([], rows, "whole")
    if settled is not None:
        people = settled[1].people
        for one in people:
            alike = [p for p in people if place(p) == place(one) and not p.left]
            assert one.left or len(alike) == 1 or any(facts(one))


@EXAMPLES
@given(ROWS, ROWS, st.sampled_from(("whole", "merge")))
def test_the_order_of_lists_that_share_nobody_does_not_matter(
    pupils: list[Row], others: list[Row], how: Literal["whole", "merge"]
) -> None:
    """One list of pupils, one of staff: whichever comes first."""
    lists = [
        [replace(row, section="students") for row in pupils],
        [replace(row, section="staff", guardians=()) for row in others],
    ]
    ends = []
    for order in (lists, lists[::-1]):
        current, new_id = Roster(0), ids()
        try:
            for rows in order:
                made = change(current, rows, how, new_id, now=NOW)
                current = Roster(current.version + 1, made.people)
        except Invalid:
            return
        ends.append(sorted(repr(replace(p, id="")) for p in current.people))
    assert ends[0] == ends[1]


@EXAMPLES
@given(ROWS, st.sampled_from(("left", "phone", "added")))
def test_a_single_edit_keeps_every_id_and_touches_nobody_else(rows: list[Row], what: str) -> None:
    settled = _settled([], rows, "whole")
    if settled is None or not settled[1].people:
        return
    current = Roster(1, settled[1].people)
    one = current.people[0]
    if what == "added":
        made = add(current, pupil("赵云"), lambda: "fresh", NOW)
    elif what == "left":
        made = mark_left(current, one.id, NOW)
    else:
        made = edit(current, one.id, {"phone": "13700000009"}, NOW)
    after = {p.id: p for p in made.people}
    assert set(current.by_id) <= set(after)
    touched = set() if what == "added" else {one.id}
    assert all(after[p.id] == p for p in current.people if p.id not in touched)
