"""A new list: what it would change and mean, and what it changed."""

from __future__ import annotations

from flask import Flask

from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, guardian
from tests.web.lists import CSV, REASON, URL, apply, form, listed, people, upload
from tests.web.visitor import Visitor, forms, text_of


def test_a_preview_tells_who_comes_and_goes_and_changes_nothing(
    world: World, owner: Visitor
) -> None:
    before = people(world)
    response = upload(owner, CSV.encode("gb18030"))
    assert response.status_code == 200
    page = text_of(response.text)
    assert "马䶮" in page
    assert "王芳" in page
    assert "GB18030" in page
    assert people(world) == before


def test_applying_makes_the_previewed_list_the_roster(world: World, owner: Visitor) -> None:
    same = people(world)["李明"].id
    applied = apply(owner, upload(owner, CSV.encode("gb18030")).text, reason=REASON)
    assert applied.status_code == 303
    # A list of pupils dismisses no teacher.
    assert listed(world) == {"李明", "马䶮", "陈静", "周伟"}
    assert people(world)["李明"].id == same


def test_a_list_that_only_adds_leaves_the_rest(world: World, owner: Visitor) -> None:
    preview = upload(owner, CSV.encode(), replace="merge").text
    owner.post(f"{URL}/apply", form(preview))
    assert {"王芳", "马䶮"} <= set(people(world))


def test_a_list_that_moved_on_since_the_preview_is_previewed_again(
    world: World, owner: Visitor
) -> None:
    preview = upload(owner, CSV.encode()).text
    owner.send(URL, f"{URL}/people", section="students", name="赵新")
    response = owner.post(f"{URL}/apply", form(preview))
    assert response.status_code == 409
    assert "名单刚刚有变动" in response.text
    assert "赵新" in text_of(response.text)
    assert "赵新" in people(world)
    assert "马䶮" not in people(world)


def test_lines_that_cannot_be_read_are_named(world: World, owner: Visitor) -> None:
    response = upload(owner, "姓名,学号\n李明,1\n王?,2\n".encode())
    assert response.status_code == 422
    assert "第 3 行" in response.text
    assert upload(owner, b"PK\x03\x04 nonsense", "x.xlsx").status_code == 422


def test_pasted_names_are_previewed_too(world: World, owner: Visitor) -> None:
    preview = owner.send(URL, f"{URL}/preview", names="1. 孙悟\n2. 沙净 2026020", replace="merge")
    assert "孙悟" in preview.text
    owner.post(f"{URL}/apply", form(preview.text))
    assert people(world)["沙净"].number == "2026020"


def test_pasted_names_are_said_to_be_no_file(world: World, owner: Visitor) -> None:
    pasted = owner.send(URL, f"{URL}/preview", names="赵新")
    assert "赵新" in pasted.text
    assert "读取格式" not in pasted.text
    assert "读取格式：CSV" in upload(owner, CSV.encode()).text


def test_after_a_list_moved_on_the_new_preview_can_be_applied(world: World, owner: Visitor) -> None:
    preview = upload(owner, CSV.encode(), replace="merge").text
    owner.send(URL, f"{URL}/people", section="students", name="赵新")
    again = apply(owner, preview, remember="yes").text
    assert form(again)["remember"] == "yes"
    assert apply(owner, again).status_code == 303
    assert {"赵新", "马䶮"} <= listed(world)


def test_a_list_that_shrinks_much_asks_why_beside_the_button(world: World, owner: Visitor) -> None:
    preview = upload(owner, CSV.encode()).text
    assert "学生将从 4 人减少到 2 人" in text_of(preview)
    refused = apply(owner, preview)
    assert refused.status_code == 409
    assert "wrong-reason" in refused.text
    assert "王芳" in listed(world)
    assert apply(owner, refused.text, reason="长" * 201).status_code == 422
    assert apply(owner, refused.text, reason=REASON).status_code == 303
    assert "王芳" not in listed(world)
    group = world.door.groups.get(SCHOOL, "class3")
    assert REASON in str(world.door.rosters.versions(SCHOOL, group.id))


def test_a_list_that_only_grows_asks_for_no_reason(owner: Visitor) -> None:
    assert 'name="reason"' not in upload(owner, CSV.encode(), replace="merge").text


def test_what_a_list_means_for_people_is_told_before(world: World, owner: Visitor) -> None:
    group = world.door.groups.get(SCHOOL, "class3")
    world.approve(world.submit(group))
    refused = world.submit(group, guardian("马䶮", number="2026009", phone="13800000007"))
    assert world.fresh(refused).state == "refused"
    without_li = CSV.replace("李明,2026001,李建国,13800000001\n", "王芳,2026002,,\n")
    page = text_of(upload(owner, without_li.encode()).text)
    assert "对应的人将不在名单上的成员 1" in " ".join(page.split())
    assert world.fresh(refused).nickname in page
    assert "李明妈妈" in page


def test_what_changes_in_a_line_is_marked_and_phones_stay_masked(owner: Visitor) -> None:
    new = "姓名,学号,家长姓名,家长电话\n李明,2026077,李建国,13900000009\n"
    page = upload(owner, new.encode()).text
    assert "<ins>2026077</ins>" in page
    assert "<del>2026001</del>" in page
    assert "139••••0009" in page
    assert "13900000009" not in page


def test_lines_in_doubt_are_named_with_what_to_do(owner: Visitor) -> None:
    page = text_of(owner.send(URL, f"{URL}/preview", names="孙悟\n孙悟", replace="merge").text)
    assert "未采用的行" in page
    assert "孙悟" in page
    assert "区分标记" in page


def test_pasted_names_that_cannot_be_read_are_still_there(owner: Visitor) -> None:
    page = owner.send(URL, f"{URL}/preview", names="孙悟\n王?").text
    assert "第 2 行" in page
    assert forms(page)[f"{URL}/preview"]["names"] == "孙悟\n王?"


def test_who_comes_back_is_told_as_back(world: World, owner: Visitor) -> None:
    apply(owner, upload(owner, CSV.encode()).text, reason=REASON)
    before = people(world)["王芳"].id
    page = upload(owner, "姓名,学号\n王芳,2026002\n".encode(), replace="merge").text
    assert "重新回到名单" in page
    apply(owner, page)
    assert people(world)["王芳"].id == before
    assert "王芳" in listed(world)


def test_after_a_list_its_page_says_what_is_to_be_done(world: World, owner: Visitor) -> None:
    group = world.door.groups.get(SCHOOL, "class3")
    wang = world.submit(group, guardian("王芳", "爸爸", phone="13800000003"))
    world.approve(wang)
    world.submit(group, guardian("马䶮", number="2026009", phone="13800000007"))
    applied = apply(owner, upload(owner, CSV.encode()).text, reason=REASON)
    page = " ".join(text_of(owner.page(applied.headers["Location"])).split())
    assert "新增 1" in page
    assert "不再在名单上 3" in page
    assert "现在能通过的申请：1 份" in page
    assert "已不在名单：1 人；仍在群里的相关成员：1 位" in page


def test_only_who_may_change_the_list_sees_the_wizard(
    app: Flask, world: World, group: Group
) -> None:
    world.admin("zhou", **{group.id: "committee"})
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    token = forms(visitor.page(URL))["/admin/sign-out"]
    assert visitor.get(f"{URL}/imported").status_code == 403
    for step in ("preview", "apply"):
        assert visitor.post(f"{URL}/{step}", token).status_code == 403, step


def test_ones_own_phone_stays_masked_too(owner: Visitor) -> None:
    page = upload(owner, "姓名,学生电话\n李明,13900000009\n".encode(), replace="merge").text
    assert "139••••0009" in page
    assert "13900000009" not in page


def test_names_alone_as_the_whole_list_say_that_phones_would_be_lost(
    world: World, owner: Visitor
) -> None:
    before = people(world)["李明"]
    preview = owner.send(URL, f"{URL}/preview", names="李明 2026001\n王芳 2026002\n马䶮").text
    assert "有 2 人的电话或监护人" in preview
    kept = owner.post(f"{URL}/preview", form(preview) | {"instead": "merge"}).text
    assert "有 2 人的电话或监护人" not in kept
    assert apply(owner, kept).status_code == 303
    assert people(world)["李明"] == before
    assert "马䶮" in listed(world)
