from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.rules.identity import (
    Match,
    identify,
    in_roster_order,
    named_as,
    present,
    same_phone,
)
from onboarding.rules.roster import Guardian, Person
from tests.rules.builders import (
    CLASS,
    FATHER,
    GUARDIANS,
    MOTHER,
    STAFF,
    STUDENTS,
    a_guardian,
    a_pupil,
    a_roster,
    a_student,
    a_teacher,
    an_employee,
)


def found(application, kind=GUARDIANS, roster=None):
    return identify(application, kind, roster or a_roster())


def strength(application, kind=GUARDIANS, roster=None):
    (evidence,) = found(application, kind, roster).evidence
    return evidence.matched, evidence.strength


def test_the_phone_on_file_is_strong():
    assert strength(a_guardian(phone=MOTHER)) == (("name", "phone"), "strong")


@pytest.mark.parametrize(
    "typed",
    [
        "+86 138 0000 0001",
        "138-0000-0001",
        "008613800000001",
        "１３８００００００01",
        "86 13800000001",
    ],
)
def test_phones_are_compared_on_their_digits(typed):
    assert strength(a_guardian(phone=typed)) == (("name", "phone"), "strong")


@pytest.mark.parametrize("typed", ["13800000009", "", "+86", "0", "8613800000002x"])
def test_another_phone_or_none_is_not_the_one_on_file(typed):
    roster = a_roster(replace(CLASS[0], guardians=(Guardian(phone=MOTHER), Guardian())))
    assert strength(a_guardian(phone=typed), roster=roster) == (("name",), "weak")


@pytest.mark.parametrize(
    ("application", "matched"),
    [
        (a_guardian(a_student(number="2023001"), phone=""), ("name", "number")),
        (a_guardian(a_student(number="２０２３００１ "), phone=""), ("name", "number")),
        (a_guardian(a_student("张伟", national="blind-2"), phone=""), ("name", "national")),
        (a_guardian(phone="", other_guardian="李强"), ("name", "guardian")),
        (a_guardian(phone="", name="王芳"), ("name", "own_name")),
        (a_guardian(phone="", name="王　芳"), ("name", "own_name")),
    ],
)
def test_a_number_or_a_guardians_name_on_file_is_medium(application, matched):
    assert strength(application) == (matched, "medium")


def test_a_number_under_five_characters_is_weak():
    roster = a_roster(replace(CLASS[0], number="2023"), replace(CLASS[1], number="20230"))
    short = a_guardian(a_student(number="2023"), phone="")
    long = a_guardian(a_student("张伟", number="20230"), phone="")
    assert strength(short, roster=roster) == (("name", "number"), "weak")
    assert strength(long, roster=roster) == (("name", "number"), "medium")


def test_a_seat_number_is_weak_however_long():
    roster = a_roster(replace(CLASS[0], seat_number="100007"))
    application = a_guardian(a_student(number="100007"), phone="")
    assert strength(application, roster=roster) == (("name", "seat_number"), "weak")


@pytest.mark.parametrize(
    "application",
    [
        a_guardian(phone=""),
        a_guardian(a_student("张伟"), phone=""),
        a_guardian(a_student("阿依古丽·买买提")),
        a_guardian(a_student("阿依古丽·买买提", number="2099001", national="blind-9"), phone=""),
        a_guardian(a_student("阿依古丽·买买提"), phone="", name="钱多多", other_guardian="钱多"),
    ],
)
def test_nothing_given_and_nothing_on_file_are_weak_and_no_mismatch(application):
    assert strength(application) == (("name",), "weak")
    assert not found(application).mismatch


@pytest.mark.parametrize(
    "application",
    [
        a_guardian(phone="13700000000"),
        a_guardian(a_student(number="2099001"), phone=""),
        a_guardian(phone="", name="钱多多"),
        a_guardian(phone="", other_guardian="钱多多"),
        a_guardian(a_student("张伟", national="blind-9"), phone=""),
    ],
)
def test_facts_of_which_none_is_on_file_are_a_mismatch_of_somebody_found(application):
    match = found(application)
    assert match.people == match.mismatch == (match.evidence[0].person,)
    assert match.evidence[0].strength == "weak"


def test_one_fact_that_agrees_outweighs_those_that_do_not():
    match = found(a_guardian(a_student(number="2099001"), name="钱多多", phone=FATHER))
    assert match.people == ("s1",)
    assert not match.mismatch


def test_children_are_settled_in_roster_order_and_proven_in_the_order_of_naming():
    match = found(a_guardian(a_student("李华"), a_student("李明")))
    assert match.people == ("s1", "s3")
    assert [each.person for each in match.evidence] == ["s3", "s1"]


def test_one_child_missing_leaves_identity_open_and_says_which():
    match = found(a_guardian(a_student("欧阳青云"), a_student("李明")))
    assert match.people == ()
    assert match.missing == (0,)
    assert [each.person for each in match.evidence] == ["s1"]
    assert not match.names_nobody


def test_who_names_nobody_on_the_roster_is_nobody():
    assert found(a_guardian(a_student("欧阳青云"))).names_nobody
    assert found(a_pupil("欧阳青云"), STUDENTS) == Match(missing=(0,))


def test_somebody_who_has_left_is_nobody():
    assert found(a_guardian(a_student("周杰", number="2023007"))).missing == (0,)


def test_a_role_that_the_kind_does_not_have_finds_nobody():
    assert found(a_pupil(), GUARDIANS) == Match()


@pytest.mark.parametrize(
    ("application", "person"),
    [
        (a_guardian(a_student("陈晨", number="2023005"), phone=""), "s5"),
        (a_guardian(a_student("陈晨"), phone="13800000004"), "s4"),
        (a_guardian(a_student("陈晨"), phone="", other_guardian="陈勇"), "s5"),
        (a_guardian(a_student("陈晨"), phone="", name="陈刚"), "s4"),
        (a_guardian(a_student("陈晨大"), phone=""), "s4"),
        (a_guardian(a_student("陈晨（小）"), phone=""), "s5"),
    ],
)
def test_pupils_of_one_name_are_told_apart_by_any_one_fact_or_the_label(application, person):
    match = found(application)
    assert match.people == (person,)
    assert not match.ambiguous


@pytest.mark.parametrize(
    "application",
    [
        a_guardian(a_student("陈晨"), phone=""),
        a_guardian(a_student("陈晨"), phone="13700000000"),
        a_guardian(a_student("陈晨", number="2023004"), phone="13800000005"),
    ],
)
def test_where_two_fit_nobody_is_guessed(application):
    match = found(application)
    assert match.ambiguous == ("s4", "s5")
    assert match.people == ()
    assert match.evidence == ()


@pytest.mark.parametrize(
    ("typed", "person", "nearness"),
    [
        ("阿依古丽买买提", "s6", "lost_dot"),
        ("張偉", "s2", "traditional"),
        ("阿依古丽·买买", "s6", "edit"),
    ],
)
def test_a_near_name_is_evidence_and_never_a_match(typed, person, nearness):
    match = found(a_guardian(a_student(typed)))
    assert match.people == ()
    assert match.near == (person,)
    assert match.missing == ()
    (evidence,) = match.evidence
    assert (evidence.person, evidence.nearness) == (person, nearness)
    assert evidence.matched[0] == "near_name"


def test_a_near_name_backed_by_a_fact_stays_open_but_names_one_person():
    match = found(a_guardian(a_student("李朋"), phone=FATHER))
    assert (match.people, match.near, match.ambiguous) == ((), ("s1",), ())
    assert match.evidence[0].strength == "strong"


def test_of_near_names_the_closest_kind_counts_and_two_of_it_are_ambiguous():
    one, other = (Person(each, "students", name) for each, name in (("a", "王朋"), ("b", "王月")))
    simplified = Person("c", "students", "张卫")
    assert found(a_guardian(a_student("王明")), roster=a_roster(one, other)).ambiguous == ("a", "b")
    match = found(
        a_guardian(a_student("張衛")), roster=a_roster(simplified, replace(one, name="張飛"))
    )
    assert match.near == ("c",)


def test_an_exact_name_is_never_held_against_near_ones():
    match = found(a_guardian(a_student("李华")))
    assert (match.people, match.near) == (("s3",), ())


def test_a_teacher_is_found_by_the_own_name_and_phone():
    assert found(a_teacher()).people == ("t1",)
    assert strength(a_teacher()) == (("name", "phone"), "strong")
    assert strength(a_teacher("何平", phone="")) == (("name",), "weak")


def test_a_student_is_found_by_name_and_number_and_staff_likewise():
    assert strength(a_pupil(), STUDENTS) == (("name", "number"), "medium")
    assert strength(a_pupil(number="", phone=MOTHER), STUDENTS) == (("name", "phone"), "strong")
    assert strength(an_employee(), STAFF) == (("name", "number"), "medium")


def test_a_pupils_own_phone_proves_nothing_about_a_guardian():
    roster = a_roster(replace(CLASS[0], phone="13700000000"))
    assert strength(a_guardian(phone="13700000000"), roster=roster)[1] == "weak"
    assert strength(a_pupil(number="", phone="13700000000"), STUDENTS, roster)[1] == "strong"


def test_a_guardian_is_not_sought_among_the_teachers():
    assert found(a_guardian(a_student("孙丽"))).people == ()


def test_people_who_left_are_not_present_and_unknown_ids_come_last():
    assert present(("s7", "s3", "gone", "s1"), a_roster()) == ("s1", "s3")
    assert in_roster_order(("gone", "s3", "s1", "s3"), a_roster()) == ("s1", "s3", "gone")


def test_a_label_names_only_its_bearer():
    assert named_as(CLASS[3], "陈晨大") == "label"
    assert named_as(CLASS[3], "陈晨小") == ""
    assert named_as(CLASS[3], "陈 晨") == "name"
    assert named_as(CLASS[0], "李明") == "name"
    assert named_as(CLASS[0], "李明()") == ""


def test_a_label_typed_with_the_name_is_weak_evidence_by_itself():
    assert strength(a_guardian(a_student("陈晨大"), phone="")) == (("name", "label"), "weak")


def test_a_phone_without_digits_equals_none():
    assert same_phone("+86 13800000001", MOTHER)
    assert not same_phone("", "-")


@pytest.mark.parametrize("typed", ["86112345678", "1234567890123"])
def test_digits_that_only_look_like_a_country_code_are_kept(typed):
    assert not same_phone(typed, typed[2:])


typed_names = st.sampled_from([p.name for p in CLASS] + ["陈晨大", "張偉", "李朋", "欧阳青云", ""])
typed_phones = st.sampled_from(["", MOTHER, FATHER, "13800000005", "13700000000"])
typed_numbers = st.sampled_from(["", "2023001", "2023004", "7", "2099001"])
guardians = st.builds(
    lambda students, phone, name: a_guardian(*students, phone=phone, name=name),
    st.lists(
        st.builds(lambda n, c: a_student(n, number=c), typed_names, typed_numbers), max_size=4
    ),
    typed_phones,
    st.sampled_from(["", "王芳", "钱多多"]),
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(guardians)
def test_settled_people_are_always_found_exactly_and_never_with_anything_open(application):
    match = found(application)
    if match.people:
        assert (*match.ambiguous, *match.near, *match.missing) == ()
        assert set(match.people) == {each.person for each in match.evidence}
        assert not any(each.nearness for each in match.evidence)
        assert not any(a_roster().by_id[each].left for each in match.people)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(guardians, st.permutations(CLASS))
def test_who_is_found_does_not_hang_on_the_order_of_the_roster(application, people):
    one, other = found(application), found(application, roster=a_roster(*people))
    assert set(one.people) == set(other.people)
    assert set(one.ambiguous) == set(other.ambiguous)
    assert one.evidence == other.evidence
    assert one.missing == other.missing


def test_a_guardian_whose_name_is_nothing_visible_agrees_with_nobody():
    pupil = Person("s1", "students", "李明", guardians=(Guardian("\u200b"),))
    assert strength(a_guardian(phone=""), roster=a_roster(pupil)) == (("name",), "weak")
