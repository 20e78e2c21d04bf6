"""Lines of a list brought into rows, and everything that is wrong told at once."""

from __future__ import annotations

import pytest

from onboarding.importing import Problem, Reading, RosterFileRefused, read
from onboarding.importing.reading import PROBLEMS_MOST
from onboarding.rules.roster import Guardian
from tests.importing.files import csv, index

NATIONAL = "G440301202301011234"
IDENTITY = "11010119900307123X"


def reading(*lines: str) -> Reading:
    return read(csv(*lines), "a.csv", national_key=index)


def problems(*lines: str) -> list[tuple[int, str, str]]:
    with pytest.raises(RosterFileRefused) as refused:
        reading(*lines)
    assert str(refused.value.facts["problems"]) in str(refused.value)
    return [(p.row, p.column, p.reason) for p in refused.value.problems]


def guardians(*lines: str) -> list[tuple[Guardian, ...]]:
    return [row.guardians for row in reading(*lines).rows]


def test_how_the_columns_were_understood_is_told() -> None:
    told = reading("★姓名,学号,班级,身份证号", f"李明,007,2,{IDENTITY}")
    assert told.mapping == (("★姓名", "name"), ("学号", "number"), ("班级", "class_name"))
    assert told.ignored == ("身份证号",)
    assert told.classes == ("2",)


@pytest.mark.parametrize("column", ["学籍号", "学号"])
@pytest.mark.parametrize("number", [NATIONAL, NATIONAL.lower(), IDENTITY, "110101900307123"])
def test_a_national_number_leaves_as_an_index_whatever_column_it_is_in(
    column: str, number: str
) -> None:
    (row,) = reading(f"姓名,{column}", f"李明,{number}").rows
    assert (row.number, row.national) == ("", index(number.upper()))


def test_a_school_number_beside_a_national_one_stays_a_school_number() -> None:
    (row,) = reading("姓名,学籍号,学号,座号", f"李明,{NATIONAL},007,12").rows
    assert (row.number, row.national, row.seat_number) == ("007", index(NATIONAL), "12")


def test_no_row_holds_an_identity_card_or_a_national_number() -> None:
    told = reading("姓名,学号,身份证号码,家长身份证", f"李明,{NATIONAL},{IDENTITY},{IDENTITY}")
    assert NATIONAL not in repr(told)
    assert IDENTITY not in repr(told)


def test_phones_are_brought_into_one_form() -> None:
    written = ["138 0000 0001", "138-0000-0001", "+86 13800000001", "８６１３８０００００００１"]
    for phone in written:
        assert guardians("姓名,家长电话", f"李明,{phone}") == [(Guardian(phone="13800000001"),)]
    assert guardians("姓名,家长电话", "李明,+49 170 1234567")[0][0].phone == "+491701234567"


def test_two_phones_in_a_cell_are_both_on_file() -> None:
    assert guardians("姓名,家长姓名,电话", "李明,李强,13800000001/13900000002") == [
        (Guardian("李强", "", "13800000001"), Guardian("李强", "", "13900000002"))
    ]


def test_a_word_for_nothing_is_nothing() -> None:
    assert guardians("姓名,家长姓名,关系,电话", "李明,无,爸爸,/") == [()]


def test_a_lone_phone_in_a_pupils_line_is_a_guardians_and_elsewhere_the_persons_own() -> None:
    pupil, teacher = reading(
        "姓名,身份,任教学科,手机,班主任",
        "李明,学生,,13800000001,",
        "王芳,教师,语文、道法,13900000002,是",
    ).rows
    assert (pupil.guardians, pupil.phone) == ((Guardian(phone="13800000001"),), "")
    assert (teacher.section, teacher.phone, teacher.subjects, teacher.homeroom) == (
        "teachers",
        "13900000002",
        ("语文", "道法"),
        True,
    )


def test_a_pupils_own_phone_is_known_by_its_header() -> None:
    (row,) = reading("姓名,学生电话,家长电话", "李明,13700000003,13800000001").rows
    assert (row.phone, row.guardians) == ("13700000003", (Guardian(phone="13800000001"),))


def test_staff_have_a_department_and_a_number() -> None:
    (row,) = reading("姓名,工号,部门", "张伟,A-01,财务").rows
    assert (row.section, row.number, row.department) == ("staff", "A-01", "财务")


def test_a_homeroom_teacher_may_be_named_as_a_role() -> None:
    (row,) = reading("姓名,角色", "王芳,班主任").rows
    assert (row.section, row.homeroom) == ("teachers", True)


def test_father_and_mother_columns_give_the_relation_and_a_cell_may_overrule_it() -> None:
    assert guardians("姓名,父亲姓名,父亲关系,母亲姓名", "李明,李强,继父,王芳") == [
        (Guardian("李强", "继父"), Guardian("王芳", "妈妈"))
    ]


def test_a_label_behind_the_name_is_the_teachers_word() -> None:
    one, other = reading("姓名,区分", "李明（大）,", "李明,小").rows
    assert [(row.name, row.label) for row in (one, other)] == [("李明", "大"), ("李明", "小")]


def test_a_header_repeated_on_the_next_page_is_no_pupil() -> None:
    assert [r.name for r in reading("姓名,学号", "李明,1", "姓名,学号", "王芳,2").rows] == [
        "李明",
        "王芳",
    ]


def test_where_the_list_gives_each_guardian_a_row_one_pupils_rows_are_one() -> None:
    lines = (
        "李明,李强,爸爸",
        "李明,王芳,妈妈",
        "赵云,赵一,爸爸",
        "赵云,钱二,妈妈",
        "孙三,孙四,爸爸",
    )
    told = reading("姓名,家长姓名,关系", *lines)
    assert [(r.name, len(r.guardians), r.row) for r in told.rows] == [
        ("李明", 2, 2),
        ("赵云", 2, 4),
        ("孙三", 1, 6),
    ]


def test_a_single_pair_of_rows_may_be_two_pupils_and_stays_two() -> None:
    lines = ("李明,李强,爸爸", "李明,王芳,妈妈", "赵云,赵一,爸爸", "孙三,孙四,爸爸")
    assert len(reading("姓名,家长姓名,关系", *lines).rows) == 4


def test_rows_that_differ_in_more_than_the_guardian_stay_two() -> None:
    lines = ("李明,李强,爸爸,1", "李明,王芳,妈妈,2")
    assert len(reading("姓名,家长姓名,关系,座号", *lines).rows) == 2


def test_everything_wrong_is_told_at_once_with_line_and_header_and_no_content() -> None:
    assert problems(
        "姓名,学号,家长电话,角色",
        "李?,1,,",
        "王芳,4.40301E+17,,",
        ",3,,",
        "赵云,4,12,",
        "钱二,5,,校长夫人",
        "孙三,6,,",
        "周五,6,,",
        "郑七,7,1.38E+10,",
        "李\u202e明,8,,",
        f"吴六,{'9' * 51},,",
    ) == [
        (2, "姓名", "question_mark"),
        (3, "学号", "digits_lost"),
        (4, "姓名", "name_missing"),
        (5, "家长电话", "phone_wrong"),
        (6, "角色", "section_unknown"),
        (8, "学号", "number_twice"),
        (9, "家长电话", "digits_lost"),
        (10, "姓名", "bidi"),
        (11, "学号", "too_long"),
    ]


def test_an_identity_number_in_a_phone_column_is_refused_and_not_kept() -> None:
    assert problems("姓名,家长电话", f"李明,{IDENTITY}") == [(2, "家长电话", "phone_wrong")]


def test_more_than_fifty_problems_are_not_told() -> None:
    assert len(problems("姓名", *["李?"] * 80)) == PROBLEMS_MOST


def test_more_guardians_than_a_pupil_can_have_are_a_problem() -> None:
    lines = [f",1380000{n:04}" for n in range(30)]
    found = problems("姓名,家长电话", "李明,13900000002", *lines)
    assert {reason for _, _, reason in found} == {"too_many_guardians"}


def test_a_line_of_nothing_that_is_read_is_passed_over() -> None:
    assert [r.name for r in reading("姓名,备注", "李明,", ",合计一人").rows] == ["李明"]


def test_a_refusal_carries_its_code_and_problems() -> None:
    refusal = RosterFileRefused([Problem(2, "姓名", "empty")])
    assert refusal.code == "roster_file_refused"
    assert refusal.problems == (Problem(2, "姓名", "empty"),)


@pytest.mark.parametrize(
    "footer",
    [
        "合计,40人,",
        "总计：,４０ 名,",
        "全班小计,四十,",
        "共,40,人",
        ",40人,",
        "41,共40人,",
        "Total,40,",
    ],
)
def test_a_sum_in_cells_of_its_own_is_no_pupil_and_is_told(footer: str) -> None:
    told = reading("学号,姓名,备注", "1,李明,", footer)
    assert [row.name for row in told.rows] == ["李明"]
    assert [(line.row, line.why) for line in told.left_out] == [(3, "footer")]


@pytest.mark.parametrize("name", ["共青", "合宜", "人杰", "万人"])
def test_who_is_only_called_a_little_like_a_sum_is_on_the_list(name: str) -> None:
    told = reading("班级,学号,姓名,备注", f"共和班,1,{name},小计")
    assert [row.name for row in told.rows] == [name]
    assert told.left_out == ()
