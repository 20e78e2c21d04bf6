"""How a list was understood, put right before anything changes: columns, sheet, class."""

from __future__ import annotations

import re

import openpyxl

from onboarding.services import mappings
from tests.builders import World
from tests.importing.files import saved
from tests.importing.makers import a_sheet_a_class
from tests.web.lists import CSV, URL, apply, form, listed, people, upload
from tests.web.visitor import Visitor, text_of


def test_a_column_that_was_not_understood_is_put_right_and_remembered(
    world: World, owner: Visitor
) -> None:
    strange = "姓名,学号,紧急拨打\n李明,2026001,13800000005\n".encode()
    first = upload(owner, strange, replace="merge").text
    assert "未识别" in first
    assert form(first)["column2"] == ""
    said = {"column2": "guardian_phone", "remember": "yes"}
    second = owner.post(f"{URL}/preview", form(first) | said).text
    assert form(second)["column2"] == "guardian_phone"
    assert "138••••0005" in second
    assert apply(owner, second).status_code == 303
    phones = {each.phone for each in people(world)["李明"].guardians}
    assert "13800000005" in phones
    assert len(mappings.recall(world.door, world.operator)) == 1
    again = upload(owner, strange).text
    assert form(again)["column2"] == "guardian_phone"
    assert "紧急拨打 按本校记住的读取" in " ".join(text_of(again).split())


def test_columns_that_were_changed_after_the_preview_are_looked_at_first(
    world: World, owner: Visitor
) -> None:
    strange = "姓名,学号,紧急拨打\n李明,2026001,13800000005\n".encode()
    preview = upload(owner, strange, replace="merge").text
    before = people(world)
    again = apply(owner, preview, column2="guardian_phone")
    assert again.status_code == 200
    assert people(world) == before
    assert apply(owner, again.text).status_code == 303
    assert people(world) != before


def test_a_file_without_a_known_name_column_is_put_right_too(world: World, owner: Visitor) -> None:
    unread = upload(owner, "孩子叫什么,学号\n马䶮,2026009\n".encode(), replace="merge")
    assert unread.status_code == 422
    assert "哪一列" in text_of(unread.text)
    preview = owner.post(f"{URL}/preview", form(unread.text) | {"column0": "name"}).text
    assert apply(owner, preview).status_code == 303
    assert "马䶮" in listed(world)


def test_id_cards_can_be_chosen_as_nothing(owner: Visitor) -> None:
    page = upload(owner, "姓名,身份证号\n李明,110101201601011234\n".encode()).text
    assert "column1" not in form(page)
    assert "身份证号一律不读取" in page
    assert "110101201601011234" not in page
    forced = owner.post(f"{URL}/preview", form(page) | {"column1": "number"})
    assert forced.status_code == 422


def test_a_file_of_several_classes_asks_which_one_is_meant(world: World, owner: Visitor) -> None:
    several = "姓名,学号,班级\n马䶮,2026009,一班\n孙悟,2026010,二班甲\n".encode()
    page = upload(owner, several, replace="merge").text
    assert "请选择本群的班级" in page
    assert "version" not in form(page)
    preview = owner.post(f"{URL}/preview", form(page) | {"class_name": "一班"}).text
    assert apply(owner, preview).status_code == 303
    assert "马䶮" in listed(world)
    assert "孙悟" not in listed(world)


def test_the_class_that_the_group_is_called_after_is_taken(owner: Visitor) -> None:
    several = "姓名,学号,班级\n马䶮,2026009,三年二班\n孙悟,2026010,三年三班\n".encode()
    page = upload(owner, several).text
    assert form(page)["class_name"] == "三年二班"
    assert "孙悟" not in page


def test_another_sheet_of_a_workbook_is_chosen(owner: Visitor) -> None:
    page = upload(owner, a_sheet_a_class(), "名单.xlsx", replace="merge").text
    read = form(page)
    sheets = re.findall(r'<option value="([^"]+班)"', page)
    other = next(name for name in sheets if name != read["sheet"])
    again = form(owner.post(f"{URL}/preview", read | {"sheet": other}).text)
    assert again["sheet_read"] == other
    assert again["seen"] != read["seen"]


def test_what_was_said_of_one_sheets_columns_says_nothing_of_another(owner: Visitor) -> None:
    book = openpyxl.Workbook()
    first, second = book.create_sheet("一班"), book.create_sheet("二班")
    first.append(["姓名", "备注"])
    first.append(["马䶮", "x"])
    second.append(["姓名", "学号"])
    second.append(["孙悟", "2026010"])
    page = upload(owner, saved(book), "名单.xlsx", replace="merge").text
    other = form(page) | {"column1": "", "sheet": "二班"}
    again = owner.post(f"{URL}/preview", other).text
    assert form(again)["column1"] == "number"


def test_a_file_sent_back_damaged_is_refused(world: World, owner: Visitor) -> None:
    preview = upload(owner, CSV.encode()).text
    assert apply(owner, preview, packed="???").status_code == 422
    assert apply(owner, preview, packed="AAAA").status_code == 422
