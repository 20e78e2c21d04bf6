from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.rules.kinds import Relation
from onboarding.rules.nickwords import staff_core
from onboarding.rules.readings import Reading, parse

RELATIONS = (
    Relation("爸爸", {"zh": "爸爸"}, ("爸", "父亲", "dad")),
    Relation("妈妈", {"zh": "妈妈"}, ("妈", "媽媽", "母亲", "mum")),
    Relation("监护人", {"zh": "其他"}, ("奶奶", "家长", "伯")),
)
PUPILS = ("李明", "李华", "欧阳明月", "买买提·艾力", "劉媽", "Anna Li", "张三", "张三")


def best(nickname: str, pupils: tuple[str, ...] = PUPILS) -> Reading:
    return parse(nickname, RELATIONS, pupils)[0]


@pytest.mark.parametrize(
    ("nickname", "relation"),
    [
        ("李明妈妈", "妈妈"),
        ("李明 妈妈", "妈妈"),
        ("李明-妈妈", "妈妈"),
        ("李明_妈妈", "妈妈"),
        ("李明（妈妈）", "妈妈"),
        ("【李明】妈妈", "妈妈"),
        ("李明媽媽", "妈妈"),
        ("李明妈", "妈妈"),
        ("李明的妈妈", "妈妈"),
        ("妈妈李明", "妈妈"),
        ("李明母亲", "妈妈"),
        ("李明mum", "妈妈"),
        ("李明家长", "监护人"),
        ("李明奶奶🌸", "监护人"),
        ("🌸李🌸明爸爸❤️", "爸爸"),
        ("李 明 爸爸", "爸爸"),
        ("三(2)班李明爸爸", "爸爸"),
        ("三（2）班-李明爸爸", "爸爸"),
        ("3年2班李明爸爸", "爸爸"),
        ("三年级二班李明爸爸", "爸爸"),
        ("3.2班李明爸爸", "爸爸"),
        ("302班李明爸爸", "爸爸"),
        ("三班李明爸爸", "爸爸"),
        ("（2）班李明爸爸", "爸爸"),
        ("2023级3班 李明爸爸", "爸爸"),
        ("高一（3）班李明爸爸", "爸爸"),
        ("初二3班李明爸爸", "爸爸"),
        ("小学三(2)李明爸爸", "爸爸"),
        ("李明爸爸 三(2)班", "爸爸"),
    ],
)
def test_what_stands_around_name_and_relation_is_recognised(nickname: str, relation: str) -> None:
    assert best(nickname) == Reading(("李明",), relation, exact=True)


@pytest.mark.parametrize(
    ("nickname", "number"),
    [
        ("李明", ""),
        ("李明🌸", ""),
        ("三(2)班李明", ""),
        ("李明05", "05"),
        ("05李明", "05"),
        ("李明-2023015", "2023015"),
        ("李明（05号）", "05"),
        ("李明A2023015", "a2023015"),
    ],
)
def test_a_bare_pupils_name_with_or_without_a_number_is_exact_and_has_no_relation(
    nickname: str, number: str
) -> None:
    assert best(nickname) == Reading(("李明",), "", number, exact=True)


@pytest.mark.parametrize("nickname", ["李明妈妈13800000000", "李明13800000000妈妈"])
def test_a_number_may_stand_beside_the_relation(nickname: str) -> None:
    assert best(nickname) == Reading(("李明",), "妈妈", "13800000000", exact=True)


@pytest.mark.parametrize(
    "nickname",
    [
        "李明李华妈妈",
        "李明、李华妈妈",
        "李明/李华 妈妈",
        "李明&李华妈妈",
        "李明和李华妈妈",
        "李明 李华妈",
    ],
)
def test_several_children_are_found_with_any_separator(nickname: str) -> None:
    assert best(nickname) == Reading(("李明", "李华"), "妈妈", exact=True)


def test_a_name_is_a_name_though_it_ends_like_a_relation() -> None:
    assert best("刘文伯", ("刘文伯",)) == Reading(("刘文伯",), exact=True)
    assert parse("刘文伯", RELATIONS, ("李明",)) == (Reading(("刘文伯",)),)


def test_the_relation_is_read_where_the_shorter_name_is_on_the_roster() -> None:
    assert best("刘文伯", ("刘文",)) == Reading(("刘文",), "监护人", exact=True)


def test_of_two_names_on_the_roster_the_longer_is_read_first() -> None:
    readings = parse("刘文伯", RELATIONS, ("刘文", "刘文伯"))
    assert readings == (
        Reading(("刘文伯",), exact=True),
        Reading(("刘文",), "监护人", exact=True),
    )


@pytest.mark.parametrize("nickname", ["李明亮妈妈", "张李明妈妈"])
def test_a_longer_name_is_not_read_as_the_pupil_within(nickname: str) -> None:
    reading = best(nickname)
    assert reading == Reading((nickname[:-2],), "妈妈")


def test_a_surname_that_looks_like_a_relation_is_no_relation() -> None:
    assert best("伯李明") == Reading(("伯李明",))


def test_of_two_numbers_one_is_left_over() -> None:
    assert not best("05李明06").exact


def test_a_person_whose_name_begins_like_a_pupils_is_no_pupil() -> None:
    assert best("李明亮") == Reading(("李明亮",))


@pytest.mark.parametrize(
    ("nickname", "student"),
    [("买买提艾力妈妈", "买买提·艾力"), ("刘妈妈妈", "劉媽"), ("歐陽明月媽媽", "欧阳明月")],
)
def test_a_lost_dot_or_another_script_finds_the_pupil_but_is_not_exact(
    nickname: str, student: str
) -> None:
    assert best(nickname) == Reading((student,), "妈妈")


def test_two_pupils_that_differ_in_script_alone_are_kept_apart() -> None:
    assert parse("薑明妈妈", RELATIONS, ("姜明", "薑明"))[0] == Reading(
        ("薑明",), "妈妈", exact=True
    )
    assert best("王五、薑明妈妈", ("姜明", "薑明")) == Reading(("王五", "薑明"), "妈妈")
    assert parse("姜明妈妈", RELATIONS, ("薑明", "姜明"))[0] == Reading(
        ("姜明",), "妈妈", exact=True
    )


def test_latin_names_are_found_in_any_case_and_not_within_a_word() -> None:
    assert best("anna li dad") == Reading(("Anna Li",), "爸爸", exact=True)
    assert best("Joanna Lister mum").students == ("joanna lister",)


def test_a_name_that_is_not_on_the_roster_is_read_by_its_relation() -> None:
    assert best("王五妈妈") == Reading(("王五",), "妈妈")
    assert best("三(2)班 王五-妈妈13800000000") == Reading(("王五",), "妈妈", "13800000000")
    assert best("王五、李明妈妈") == Reading(("王五", "李明"), "妈妈")
    assert best("妈妈-王五") == Reading(("王五",), "妈妈")
    assert best("妈妈") == Reading((), "妈妈")


def test_a_kinship_word_that_the_kind_does_not_admit_is_left_over() -> None:
    assert parse("李明妈妈", (), ("李明",))[0] == Reading(("李明",), rest="妈妈")
    assert parse("王五奶奶", (), ("李明",))[0] == Reading(("王五",), rest="奶奶")


@pytest.mark.parametrize(
    ("nickname", "relation", "rest"),
    [
        ("李明老师", "", "老师"),
        ("李明妈妈家委", "妈妈", "家委"),
        ("我是李明妈妈", "妈妈", "我是"),
        ("李明妈妈（王芳）", "妈妈", "王芳"),
        ("向日葵班李明妈妈", "妈妈", "向日葵班"),
    ],
)
def test_titles_and_all_else_are_left_over_and_not_exact(
    nickname: str, relation: str, rest: str
) -> None:
    assert best(nickname) == Reading(("李明",), relation, rest=rest)


def test_a_label_is_read_before_a_relation_or_behind_a_name_that_is_shared() -> None:
    assert best("李明大妈妈") == Reading(("李明",), "妈妈", exact=True, label="大")
    assert best("张三B") == Reading(("张三",), exact=True, label="b")
    assert best("李明大") == Reading(("李明大",))


@pytest.mark.parametrize("nickname", ["", " ", "🌸", "...", "李" * 101])
def test_nothing_is_read_out_of_nothing(nickname: str) -> None:
    assert parse(nickname, RELATIONS, PUPILS) == ()


def test_a_class_alone_is_not_taken_off() -> None:
    assert best("三班") == Reading(("三班",))


def test_pupils_whose_names_look_like_a_class_or_a_relation_are_found() -> None:
    assert best("三班超", ("三班超",)) == Reading(("三班超",), exact=True)
    assert best("李妈妈妈", ("李妈",)) == Reading(("李妈",), "妈妈", exact=True)


@pytest.mark.parametrize("nickname", ["李妈妈", "张王妈妈"])
def test_a_name_whose_end_belongs_to_a_longer_relation_is_not_exact(nickname: str) -> None:
    assert best(nickname, (nickname[:-1],)) == Reading((nickname[:-1],), "妈妈")
    readings = parse(nickname, RELATIONS, (nickname[:-1], nickname[:-2]))
    assert readings == (Reading((nickname[:-2],), "妈妈", exact=True),)
    assert best(f"{nickname[:-1]}-妈", (nickname[:-1],)).exact


def test_a_name_that_ends_with_a_sign_of_its_script_is_found() -> None:
    assert best("བཀྲ་ཤིས་妈妈", ("བཀྲ་ཤིས་",)) == Reading(("བཀྲ་ཤིས་",), "妈妈", exact=True)


@pytest.mark.parametrize("nickname", ["佑妈妈", "妈涵妈妈", "有妈妈妈", "妈妈妈", "李明妈妈"])
def test_a_pupil_called_like_a_relation_hides_nobody_elses_mother(nickname: str) -> None:
    pupils = ("佑", "妈", "妈涵", "有妈", "李明")
    readings = parse(nickname, RELATIONS, pupils)
    assert readings == (Reading((nickname[:-2],), "妈妈", exact=True),)


def test_where_two_readings_explain_all_of_a_nickname_both_stand() -> None:
    assert parse("佑妈", RELATIONS, ("佑", "妈")) == (
        Reading(("佑",), "妈妈", exact=True),
        Reading(("佑", "妈"), exact=True),
    )
    assert parse("冯伯的妈妈", RELATIONS, ("冯伯", "冯伯的")) == (
        Reading(("冯伯的",), "妈妈", exact=True),
        Reading(("冯伯",), "妈妈", exact=True),
    )
    assert parse("六班李明妈妈", RELATIONS, ("六班", "李明")) == (
        Reading(("六班", "李明"), "妈妈", exact=True),
        Reading(("李明",), "妈妈", exact=True),
    )


@pytest.mark.parametrize("name", ["六班", "九班", "一班女伟"])
def test_a_pupil_called_like_a_class_is_found_with_a_relation(name: str) -> None:
    assert parse(f"{name}妈妈", RELATIONS, (name, "李明")) == (
        Reading((name,), "妈妈", exact=True),
    )
    assert best(f"三(2)班{name}妈妈", (name,)) == Reading((name,), "妈妈", exact=True)
    assert best("六班李明妈妈", (name, "李明")).exact


def test_nobody_is_named_twice_unless_two_are_called_so() -> None:
    assert not best("李明李明妈妈").exact
    assert best("张三张三妈妈") == Reading(("张三", "张三"), "妈妈", exact=True)


def test_no_more_children_are_read_than_a_guardian_may_name() -> None:
    readings = parse("甲乙丙丁戊己", RELATIONS, tuple("甲乙丙丁戊己"))
    known = [reading for reading in readings if set(reading.students) <= set("甲乙丙丁戊己")]
    assert max(len(reading.students) for reading in known) == 4


@given(st.text(st.characters(), max_size=20))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_any_text_can_be_read_as_a_nickname(text: str) -> None:
    for reading in parse(f"李明{text}", RELATIONS, PUPILS):
        assert not reading.exact or not reading.rest
    assert staff_core(f"\ud800{text}老师", ["语文"]) == staff_core(f"\ud800{text}", ["语文"])


@pytest.mark.parametrize("filler", ["-", "1", "三", "a", "妈", "和", "(3"])
def test_hostile_nicknames_are_read_quickly(filler: str) -> None:
    readings = parse((filler * 100)[:99] + "x", RELATIONS, PUPILS)
    assert readings
    assert not any(reading.exact for reading in readings)
