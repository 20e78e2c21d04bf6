from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.rules import names
from onboarding.rules.kinds import Pattern, Relation
from onboarding.rules.nicknames import Parts, accepted, matches, parse, right

GUARDIAN = (Pattern(("students", "relation")),)
TEACHER = (Pattern(("subject", "name")),)
STUDENT = (Pattern(("name", "number")),)
NAME = (Pattern(("name",)),)
LIMIT = 16

LI_MING = Parts(students=("李明",), relation="妈妈")
TWINS = Parts(students=("李明", "李华"), relation="妈妈")

RELATIONS = (
    Relation("爸爸", {"zh": "爸爸"}, ("爸", "父亲", "dad")),
    Relation("妈妈", {"zh": "妈妈"}, ("妈", "媽媽", "母亲", "mum")),
    Relation("监护人", {"zh": "其他"}, ("奶奶", "家长", "伯")),
)


@pytest.mark.parametrize(
    ("patterns", "parts", "nickname"),
    [
        (GUARDIAN, LI_MING, "李明妈妈"),
        (TEACHER, Parts(name="王芳", subject="语文"), "语文王芳"),
        (STUDENT, Parts(name="李明", number="2023015"), "李明2023015"),
        (NAME, Parts(name="赵建国", department="财务部"), "赵建国"),
        (
            (Pattern(("department", "name"), separator="-"),),
            Parts(name="赵建国", department="财务部"),
            "财务部-赵建国",
        ),
    ],
)
def test_the_right_nickname_is_the_parts_of_the_pattern_in_order(
    patterns: tuple[Pattern, ...], parts: Parts, nickname: str
) -> None:
    assert right(patterns, parts, LIMIT) == nickname
    assert matches(nickname, patterns, parts, LIMIT)


@pytest.mark.parametrize(
    "nickname",
    [
        "李明 妈妈",
        "李明-妈妈",
        "李明媽媽",
        "李明妈",
        "李明家长",
        "李明奶奶",
        "李明妈妈🌸",
        "三(2)班李明妈妈",
        "李明的妈妈",
        "妈妈李明",
        "李明爸爸",
        "李明",
        "妈妈",
        "李明妈妈.",
        "",
    ],
)
def test_what_is_only_nearly_right_is_wrong(nickname: str) -> None:
    assert not matches(nickname, GUARDIAN, LI_MING, LIMIT)


@pytest.mark.parametrize("nickname", ["李明妈妈", " 李明妈妈\u200b", "李\ufe00明妈妈"])
def test_what_looks_the_same_is_right(nickname: str) -> None:
    assert matches(nickname, GUARDIAN, LI_MING, LIMIT)


@pytest.mark.parametrize(
    "nickname",
    [
        "李明李华妈妈",
        "李明、李华妈妈",
        "李明/李华妈妈",
        "李明&李华妈妈",
        "李明＆李华妈妈",
        "李明和李华妈妈",
        "李明 李华妈妈",
        "李明 & 李华妈妈",
        "李明 和 李华妈妈",
    ],
)
def test_several_children_may_be_separated(nickname: str) -> None:
    assert matches(nickname, GUARDIAN, TWINS, LIMIT)


@pytest.mark.parametrize(
    "nickname",
    [
        "李华李明妈妈",
        "李明-李华妈妈",
        "李明妈妈",
        "李华妈妈",
        "李明李华 妈妈",
        "李明妈妈李华妈妈",
        "李明李华、妈妈",
    ],
)
def test_several_children_stand_in_roster_order_before_one_relation(nickname: str) -> None:
    assert not matches(nickname, GUARDIAN, TWINS, LIMIT)


def test_separators_between_three_children_may_be_mixed() -> None:
    three = Parts(students=("李明", "李华", "李强"), relation="爸爸")
    assert right(GUARDIAN, three, LIMIT) == "李明李华李强爸爸"
    assert matches("李明、李华和李强爸爸", GUARDIAN, three, LIMIT)


def test_children_whose_relations_differ_share_the_fallback_word() -> None:
    mixed = Parts(students=("李明", "李华"))
    assert right(GUARDIAN, mixed, LIMIT, "监护人") == "李明李华监护人"
    assert matches("李明、李华监护人", GUARDIAN, mixed, LIMIT, "监护人")
    assert right(GUARDIAN, LI_MING, LIMIT, "监护人") == "李明妈妈"


def test_any_one_childs_form_is_right_where_the_joined_one_is_too_long() -> None:
    assert right(GUARDIAN, TWINS, 6) == "李明李华妈妈"
    assert accepted(GUARDIAN, TWINS, 5) == ("李明妈妈", "李华妈妈")
    assert matches("李华妈妈", GUARDIAN, TWINS, 5)
    assert not matches("李华爸爸", GUARDIAN, TWINS, 5)


def test_a_single_childs_form_is_right_however_long() -> None:
    long = Parts(students=("阿依古丽·吐尔逊江·买买提明",), relation="监护人")
    assert matches("阿依古丽•吐尔逊江•买买提明监护人", GUARDIAN, long, 10)


def test_names_with_dots_or_spaces_are_suggested_with_a_separator_between() -> None:
    parts = Parts(students=("艾力·买买提", "古丽·买买提"), relation="爸爸")
    assert right(GUARDIAN, parts, LIMIT) == "艾力·买买提、古丽·买买提爸爸"
    assert matches("艾力·买买提古丽·买买提爸爸", GUARDIAN, parts, LIMIT)


def test_a_lost_dot_is_wrong_and_another_spelling_of_the_dot_is_right() -> None:
    parts = Parts(students=("买买提·艾力",), relation="妈妈")
    assert matches("买买提•艾力妈妈", GUARDIAN, parts, LIMIT)
    assert not matches("买买提艾力妈妈", GUARDIAN, parts, LIMIT)


def test_a_label_follows_the_name_that_pupils_share() -> None:
    labelled = Parts(students=("李明",), relation="妈妈", label="大")
    assert accepted(GUARDIAN, labelled, LIMIT) == ("李明大妈妈",)
    assert not matches("李明妈妈", GUARDIAN, labelled, LIMIT)
    assert right(STUDENT, Parts(name="李明", number="05", label="A"), LIMIT) == "李明A05"


def test_a_label_stands_where_the_pattern_puts_it_and_is_never_left_out() -> None:
    pattern = (Pattern(("students", "relation", "label"), "-", frozenset({"label"})),)
    labelled = Parts(students=("李明",), relation="妈妈", label="B")
    assert accepted(pattern, labelled, LIMIT) == ("李明-妈妈-B",)
    assert accepted(pattern, LI_MING, LIMIT) == ("李明-妈妈",)


def test_a_place_for_a_label_stays_empty_where_no_name_is_shared() -> None:
    pattern = (Pattern(("students", "label", "relation")),)
    assert accepted(pattern, LI_MING, LIMIT) == ("李明妈妈",)


def test_optional_parts_may_be_missing_and_are_suggested() -> None:
    pattern = (Pattern(("subject", "name", "number"), optional=frozenset({"subject", "number"})),)
    full = Parts(name="王芳", subject="语文", number="7")
    assert accepted(pattern, full, LIMIT) == ("语文王芳7", "语文王芳", "王芳7", "王芳")
    assert accepted(pattern, Parts(name="王芳"), LIMIT) == ("王芳",)


def test_every_pattern_passes_and_the_first_is_suggested() -> None:
    both = (*TEACHER, *NAME)
    teacher = Parts(name="王芳", subject="语文")
    assert accepted(both, teacher, LIMIT) == ("语文王芳", "王芳")


def test_a_number_or_subject_that_is_not_on_file_is_not_asked_for() -> None:
    assert accepted(STUDENT, Parts(name="李明"), LIMIT) == ("李明",)
    assert accepted(TEACHER, Parts(name="王芳"), LIMIT) == ("王芳",)
    assert accepted((*TEACHER, *NAME), Parts(name="王芳"), LIMIT) == ("王芳",)


@pytest.mark.parametrize(
    "parts", [Parts(), Parts(students=("李明",)), Parts(relation="妈妈"), Parts(name="李明")]
)
def test_without_student_or_relation_there_is_no_right_nickname(parts: Parts) -> None:
    assert accepted(GUARDIAN, parts, LIMIT) == ()
    assert right(GUARDIAN, parts, LIMIT) == ""
    assert not matches("", GUARDIAN, parts, LIMIT)


@pytest.mark.parametrize(
    "name",
    [
        "李",
        "欧阳若兮",
        "尉迟恭敬德",
        "王䶮",
        "王\U00033479",
        "劉媽",
        "佐々木さくら",
        "김민준",
        "Анна Петрова",
        "Anna Li",
        "李妈",
        "刘文伯",
    ],
)
def test_any_name_makes_a_right_nickname_that_reads_back(name: str) -> None:
    parts = Parts(students=(name,), relation="妈妈")
    nickname = right(GUARDIAN, parts, LIMIT)
    assert nickname == f"{name}妈妈"
    reading = parse(nickname, RELATIONS, [name, "刘文", "李明"])[0]
    assert (reading.students, reading.relation, reading.exact) == ((name,), "妈妈", True)


def test_a_private_use_character_of_gbk_in_a_nickname_is_right() -> None:
    parts = Parts(students=("王䶮",), relation="妈妈")
    assert matches("王\ue863妈妈", GUARDIAN, parts, LIMIT)


FAMILY = "赵钱孙李周吴郑王冯陈"
GIVEN = "清晨远航语桐梓涵宇轩思源可欣\U00033479䶮"
PUPIL = st.one_of(
    st.builds("".join, st.tuples(st.sampled_from(FAMILY), st.text(GIVEN, min_size=1, max_size=3))),
    st.builds("·".join, st.lists(st.text(GIVEN, min_size=2, max_size=4), min_size=2, max_size=3)),
    st.sampled_from(("Anna Li", "Анна", "김민준", "さくら")),
)
FAMILIES = st.lists(PUPIL, min_size=1, max_size=4, unique_by=names.key)


@given(FAMILIES, st.sampled_from(("爸爸", "妈妈", "监护人")), st.integers(4, 30))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_the_right_nickname_always_matches_and_so_does_all_that_is_accepted(
    students: list[str], relation: str, limit: int
) -> None:
    parts = Parts(students=tuple(students), relation=relation)
    assert matches(right(GUARDIAN, parts, limit), GUARDIAN, parts, limit)
    assert all(matches(each, GUARDIAN, parts, limit) for each in accepted(GUARDIAN, parts, limit))


@given(FAMILIES.map(lambda them: them[:3]), FAMILIES, st.sampled_from(("爸爸", "妈妈", "监护人")))
@settings(derandomize=True, max_examples=50, deadline=None)
def test_what_is_accepted_reads_back_into_its_parts(
    students: list[str], others: list[str], relation: str
) -> None:
    parts = Parts(students=tuple(students), relation=relation)
    for nickname in accepted(GUARDIAN, parts, 99):
        readings = parse(nickname, RELATIONS, [*others, *students])
        found = {(reading.students, reading.relation, reading.exact) for reading in readings}
        assert (parts.students, relation, True) in found
