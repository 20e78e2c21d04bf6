"""The join form: what it asks, what it tells at once, and what it never tells."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from flask import Flask

from onboarding.rules.rosterrows import Row
from onboarding.services import groups
from onboarding.storage.limits import REFUSALS_PER_ADDRESS
from tests.builders import SCHOOL, World, father, guardian, mother
from tests.web.visitor import MOTHER, STRANGER, Visitor, forms, text_of


def join_url(world: World, **group: object) -> str:
    world.group(**group)  # type: ignore[arg-type]
    return f"/j/{world.link}"


def as_guardian(url: str) -> str:
    return f"{url}?role=guardian"


def queue(world: World, group_id: str, state: str = "pending") -> list[str]:
    found, _ = world.door.requests.page(SCHOOL, group_id, state)
    return [request.id for request in found]


def test_a_group_with_two_roles_shows_the_usual_form_and_the_way_to_the_other(
    world: World, phone: Visitor
) -> None:
    url = join_url(world)
    page = phone.page(url)
    assert f'href="{url}?role=guardian" aria-current="page"' in page
    assert f'href="{url}?role=teacher">' in page
    assert 'name="pupil0"' in page


def test_group_school_and_kind_stand_at_the_top(world: World, phone: Visitor) -> None:
    page = phone.page(join_url(world, school_title="河畔实验学校"))
    assert re.search(r"河畔实验学校\s+三年二班\s+小学班级群\s+申请进群", text_of(page))


def test_a_role_that_the_kind_does_not_have_is_asked_for_again(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    response = phone.send(f"/j/{world.link}", **MOTHER, role="staff")
    assert response.status_code == 422
    assert 'id="wrong-role"' in response.text
    assert 'value="王秀英"' in response.text
    assert not queue(world, group.id)


def test_a_group_with_one_role_asks_nothing_first(world: World, phone: Visitor) -> None:
    url = join_url(world, kind="company", rows=(Row("staff", "赵敏"),))
    assert 'name="declare_own_picture"' in phone.page(url)


def test_the_form_asks_for_no_nickname_account_or_inviter(world: World, phone: Visitor) -> None:
    page = phone.page(as_guardian(join_url(world)))
    names = set(re.findall(r'name="(\w+)"', page)) - {"viewport", "robots"}
    assert names == {
        "csrf_token", "key", "role", "pupil0", "pupil1", "pupil2", "pupil3",
        "relation", "relation1", "relation2", "relation3",
        "name", "phone", "number0", "other_guardian", "inside", "nickname", "consent",
    }  # fmt: skip
    assert re.search(r'<input type="checkbox" name="nickname"', page)


def test_a_teachers_form_asks_for_no_student(world: World, phone: Visitor) -> None:
    page = phone.page(join_url(world) + "?role=teacher")
    assert "pupil0" not in page
    assert "relation" not in page


def test_a_mother_is_sent_to_her_status_page(world: World, phone: Visitor) -> None:
    group = world.group()
    response = phone.send(as_guardian(f"/j/{world.link}"), **MOTHER)
    assert response.status_code == 303
    page = phone.page(response.headers["Location"])
    assert "李明妈妈" in page
    assert "班主任" in text_of(page)
    assert len(queue(world, group.id)) == 1


def test_twins_are_named_in_one_form(world: World, phone: Visitor) -> None:
    group = world.group()
    phone.send(as_guardian(f"/j/{world.link}"), **MOTHER, pupil1="王芳")
    [request] = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    assert [student.name for student in request.application.students] == ["李明", "王芳"]
    assert {student.relation for student in request.application.students} == {"妈妈"}


def test_somebody_may_be_another_relation_to_the_next_child(world: World, phone: Visitor) -> None:
    group = world.group()
    sent = phone.send(as_guardian(f"/j/{world.link}"), **MOTHER, pupil1="王芳", relation1="监护人")
    [request] = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    assert [student.relation for student in request.application.students] == ["妈妈", "监护人"]
    status = sent.headers["Location"]
    assert "李明（妈妈）、王芳（监护人）" in phone.page(status)
    assert "李明王芳监护人" in phone.page(status)
    form = phone.page(f"{status}/amend")
    assert '<option value="监护人" selected>' in form


def live(visitor: Visitor, url: str, **typed: str) -> str:
    """The nickname that the form's script would show now."""
    found = forms(visitor.page(f"{url}?role=guardian"))[url]
    answer = visitor.post(f"{url}/nickname", {**found, **typed})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return answer.text


@pytest.mark.parametrize(
    ("typed", "nickname"),
    [
        ({}, ""),
        ({"pupil0": "李明"}, ""),
        ({"relation": "妈妈"}, ""),
        ({"pupil0": "李　明", "relation": "妈妈"}, "李明妈妈"),
        ({"pupil0": "李?", "relation": "妈妈"}, ""),
        ({"pupil0": "李明", "relation": "妈妈", "pupil1": "李?"}, ""),
        ({"pupil0": "李明", "relation": "邻居"}, ""),
        ({"pupil0": "李明", "relation": "妈妈", "pupil1": "王芳"}, "李明王芳妈妈"),
        (
            {"pupil0": "李明", "relation": "妈妈", "pupil1": "王芳", "relation1": "监护人"},
            "李明王芳监护人",
        ),
        ({"pupil0": "赵不在", "relation": "爸爸"}, "赵不在爸爸"),  # whom the list doesn't have
    ],
)
def test_the_nickname_is_told_while_one_types_out_of_what_is_typed(
    world: World, phone: Visitor, typed: dict[str, str], nickname: str
) -> None:
    group = world.group()
    assert live(phone, f"/j/{world.link}", **typed) == nickname
    assert not queue(world, group.id)


def test_the_nickname_while_one_types_is_the_one_on_the_status_page(
    world: World, phone: Visitor
) -> None:
    world.group()
    url = f"/j/{world.link}"
    said = live(phone, url, **MOTHER, pupil1="欧阳娜那")
    status = phone.send(as_guardian(url), **MOTHER, pupil1="欧阳娜那").headers["Location"]
    assert f'data-copy="{said}"' in phone.page(status)
    amending = forms(phone.page(f"{status}/amend"))[f"{status}/amend"]
    assert phone.post(f"{status}/nickname", amending).text == said


def test_a_teachers_nickname_is_told_after_the_pattern_of_the_kind(
    world: World, phone: Visitor
) -> None:
    [kind] = [k for k, each in world.door.kinds.items() if each.number_required]
    url = join_url(world, kind=kind)
    role = {"role": "teacher", "name": "陈静"}
    assert live(phone, url, **role) == ""
    assert live(phone, url, **role, subject="语文") == "语文陈静"


def test_without_a_script_the_nickname_is_told_when_the_form_comes_back(
    world: World, phone: Visitor
) -> None:
    world.group()
    url = f"/j/{world.link}"
    fresh = phone.page(as_guardian(url))
    assert re.search(r'<p class="live" hidden>', fresh)
    response = phone.send(as_guardian(url), **{**MOTHER, "consent": ""})
    assert re.search(r'<p class="live">\s+您的群昵称将是\s+<output[^>]*>李明妈妈<', response.text)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"pupil0": ""}, "pupil0", "请填写这一项"),
        ({"pupil0": "李?"}, "pupil0", "问号"),
        ({"relation": ""}, "relation", "请填写这一项"),
        ({"relation": "邻居"}, "relation", "请选择"),
        ({"phone": ""}, "phone", "不确定"),
        ({"phone": "no phone"}, "phone", "电话"),
        ({"number0": "G110101201501010012"}, "number0", "学籍号"),
        ({"pupil1": "李?"}, "pupil1", "问号"),
        ({"consent": ""}, "consent", "勾选"),
        ({"nickname": ""}, "nickname", "勾选"),
    ],
)
def test_what_is_wrong_with_the_form_stands_beside_the_field(
    world: World, phone: Visitor, changed: dict[str, str], field: str, words: str
) -> None:
    group = world.group()
    filled = {name: value for name, value in (MOTHER | changed).items() if value}
    response = phone.send(as_guardian(f"/j/{world.link}"), **filled)
    assert response.status_code == 422
    beside = re.search(rf'id="wrong-{field}">([^<]+)<', response.text)
    assert beside, response.text
    assert words in beside[1]
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"[^>]* autofocus', response.text)
    assert 'value="王秀英"' in response.text  # what was typed stays
    assert not queue(world, group.id)


@pytest.mark.parametrize("wrong", [{"pupil1": "李?"}, {"relation2": "邻居"}])
def test_what_is_wrong_is_never_folded_away(
    world: World, phone: Visitor, wrong: dict[str, str]
) -> None:
    world.group()
    url = as_guardian(f"/j/{world.link}")
    response = phone.send(url, **MOTHER, **wrong)
    assert response.status_code == 422
    assert re.search(r'<details class="more" open>\s+<summary>还有孩子', response.text)
    assert '<details class="more" open>' not in phone.page(url)


def test_a_number_or_the_other_guardian_stands_in_for_the_phone(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    url = as_guardian(f"/j/{world.link}")
    for proof in ({"number0": "2026001"}, {"other_guardian": "李建国"}):
        assert phone.send(url, **{**MOTHER, "phone": "", **proof}).status_code == 303
    assert len(queue(world, group.id)) == 2


def test_declarations_of_the_kind_have_to_be_made(world: World, phone: Visitor) -> None:
    group = world.group(kind="company", rows=(Row("staff", "赵敏", phone="13700000001"),))
    form = {"name": "赵敏", "phone": "13700000001", "nickname": "yes", "consent": "yes"}
    response = phone.send(f"/j/{world.link}", **form)
    assert (response.status_code, "wrong-declare_own_picture" in response.text) == (422, True)
    phone.send(f"/j/{world.link}", **form, declare_own_picture="yes")
    [request] = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    assert request.application.declarations == {"own_picture"}


def test_a_double_tap_and_a_reload_make_one_request(world: World, phone: Visitor) -> None:
    group = world.group()
    url = f"/j/{world.link}"
    filled = forms(phone.page(as_guardian(url)))[url] | MOTHER
    answers = [phone.post(url, filled) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {answers[0].headers["Location"]}
    assert phone.page(answers[0].headers["Location"])
    assert len(queue(world, group.id)) == 1


def test_a_replay_on_a_phone_that_lost_its_cookie_still_finds_its_page(
    app: Flask, world: World, phone: Visitor
) -> None:
    world.group()
    url = f"/j/{world.link}"
    filled = forms(phone.page(as_guardian(url)))[url] | MOTHER
    phone.post(url, filled)
    other = Visitor.of(app)
    token = forms(other.page(as_guardian(url)))[url]["csrf_token"]
    again = other.post(url, {**filled, "csrf_token": token})
    assert other.page(again.headers["Location"])


def test_the_same_form_with_something_else_in_it_is_shown_the_way_to_correct_it(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    url = f"/j/{world.link}"
    filled = forms(phone.page(as_guardian(url)))[url] | MOTHER
    first = phone.post(url, filled)
    again = phone.post(url, {**filled, "pupil0": "王芳"})
    assert again.status_code == 409
    assert first.headers["Location"] in again.text
    assert len(queue(world, group.id)) == 1


def test_a_key_that_we_did_not_make_is_replaced(world: World, phone: Visitor) -> None:
    group = world.group()
    url = f"/j/{world.link}"
    filled = forms(phone.page(as_guardian(url)))[url] | MOTHER
    response = phone.post(url, {**filled, "key": "1"})
    assert response.status_code == 422
    fresh = forms(response.text)[url]["key"]
    assert phone.post(url, {**filled, "key": fresh}).status_code == 303
    assert len(queue(world, group.id)) == 1


FORMS = {
    "pending": MOTHER,
    "not_on_roster": STRANGER,
    "seats_full": {**MOTHER, "pupil0": "王芳", "name": "王小", "phone": "13800000008"},
    "near": {**MOTHER, "pupil0": "欧阳娜那"},
    "member": {**MOTHER, "pupil0": "李明", "relation": "爸爸", "phone": "13800000001"},
    "weak": {**MOTHER, "pupil0": "欧阳娜娜"},
}


def test_every_outcome_looks_the_same_from_outside(app: Flask, world: World) -> None:
    group = world.group()
    for n, relation in enumerate(("爸爸", "妈妈")):
        seat = guardian("王芳", relation, phone=f"1380000001{n}", name="王强")
        world.approve(world.submit(group, seat))
    world.join(world.submit(group, father()))
    url = as_guardian(f"/j/{world.link}")
    answers = {name: Visitor.of(app).send(url, **form) for name, form in FORMS.items()}
    states = {
        request.state
        for state in ("pending", "refused")
        for request in world.door.requests.page(SCHOOL, group.id, state)[0]
    }
    assert states == {"pending", "refused"}
    for one, other in combinations(answers.values(), 2):
        assert one.status_code == other.status_code == 303
        assert list(one.headers.keys()) == list(other.headers.keys())
        assert len(one.data) == len(other.data)
        assert [len(v) for v in one.headers.values()] == [len(v) for v in other.headers.values()]


def test_after_three_refusals_everything_is_under_review(app: Flask, world: World) -> None:
    group = world.group()
    url = as_guardian(f"/j/{world.link}")
    pages = []
    for n in range(REFUSALS_PER_ADDRESS + 1):
        visitor = Visitor.of(app)
        sent = visitor.send(url, **{**STRANGER, "phone": f"1390000000{n}"})
        pages.append(text_of(visitor.page(sent.headers["Location"])))
    assert all("暂时没有找到您在群里的名额" in page for page in pages[:-1])
    assert "正在核对" in pages[-1]
    assert len(queue(world, group.id, "refused")) == REFUSALS_PER_ADDRESS
    [shielded] = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    assert (shielded.shielded, "not_on_roster" in shielded.verdict.codes) == (True, True)


def test_correcting_a_refused_form_again_and_again_is_shielded_too(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    status = phone.send(as_guardian(f"/j/{world.link}"), **STRANGER).headers["Location"]
    for n in range(REFUSALS_PER_ADDRESS):
        assert "暂时没有找到" in phone.page(status)
        phone.send(f"{status}/amend", **{**STRANGER, "pupil0": f"赵不在{'甲乙丙'[n]}"})
    assert "正在核对" in phone.page(status)
    assert queue(world, group.id, "refused") == []


def test_the_phone_shows_the_requests_made_there_and_one_more(world: World, phone: Visitor) -> None:
    world.group()
    url = f"/j/{world.link}"
    first = phone.send(as_guardian(url), **MOTHER).headers["Location"]
    second = phone.send(as_guardian(url), **{**MOTHER, "pupil0": "王芳"}).headers["Location"]
    page = phone.page(url)
    assert first in page
    assert second in page
    assert f"{url}?more=1" in page
    assert "role=teacher" in phone.page(f"{url}?more=1")
    assert url in phone.page(first)  # the way to one more stands on the status page too


def test_the_other_parent_finds_the_child_filled_in_on_the_same_phone_alone(
    app: Flask, world: World, phone: Visitor
) -> None:
    world.group()
    url = f"/j/{world.link}"
    phone.send(as_guardian(url), **MOTHER, pupil1="王芳")
    [beside] = re.findall(rf'href="({url}\?beside=\w+)"', phone.page(url))
    form = phone.page(beside)
    values = forms(form)[url]
    assert (values["pupil0"], values["pupil1"]) == ("李明", "王芳")
    assert "relation" not in values
    assert (values["name"], values["phone"]) == ("", "")
    stranger = Visitor.of(app)
    assert "李明" not in stranger.page(beside)


def test_a_link_that_was_made_anew_is_no_longer_offered_on_the_status_page(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    url = f"/j/{world.link}"
    status = phone.send(as_guardian(url), **MOTHER).headers["Location"]
    assert f'href="{url}"' in phone.page(status)
    groups.rotate_link(world.door, world.operator, group.id)
    assert f'href="{url}"' not in phone.page(status)


def test_the_phones_cookie_is_signed_and_out_of_reach_of_scripts(
    world: World, phone: Visitor
) -> None:
    world.group()
    url = f"/j/{world.link}"
    sent = phone.send(as_guardian(url), **MOTHER)
    cookie = next(c for c in sent.headers.getlist("Set-Cookie") if c.startswith("requests="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    phone.client.set_cookie("requests", "forged")
    assert "role=guardian" in phone.page(url)


def test_another_groups_requests_are_not_shown(world: World, phone: Visitor) -> None:
    world.group()
    phone.send(as_guardian(f"/j/{world.link}"), **MOTHER)
    assert "role=guardian" in phone.page(join_url(world))


def test_a_link_that_is_none_is_not_found(world: World, phone: Visitor) -> None:
    world.group()
    assert phone.get("/j/hill.nothing").status_code == 404
    assert phone.get("/j/nothing").status_code == 404


def test_when_the_queue_is_full_the_public_form_stops_and_says_so(
    world: World, phone: Visitor
) -> None:
    group = world.group(rows=())
    for n in range(100):
        world.submit(group, mother(phone=f"138{n:08}", invited_by="x"), shielded=True)
    response = phone.send(as_guardian(f"/j/{world.link}"), **MOTHER)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "请过一会儿再试" in response.text


def test_the_rules_can_be_read_in_full_before_one_asks(world: World, phone: Visitor) -> None:
    url = join_url(world)
    assert f"{url}/rules" in phone.page(as_guardian(url))
    for article in world.door.kinds["primary"].covenant:
        assert article.words("zh") in phone.page(f"{url}/rules")


def test_what_is_typed_is_shown_as_text(world: World, phone: Visitor) -> None:
    world.group()
    evil = "<script>alert(1)</script>"
    response = phone.send(
        as_guardian(f"/j/{world.link}"), **{**MOTHER, "pupil0": evil, "consent": ""}
    )
    assert evil not in response.text
    assert "&lt;script&gt;" in response.text


def test_what_may_be_left_out_says_so(world: World, phone: Visitor) -> None:
    world.group()
    shown = text_of(phone.page(as_guardian(f"/j/{world.link}")))
    assert re.search(r"我已经在群里。\s+选填", shown)
    assert re.search(r"在学校登记的电话\s+还有|在学校登记的电话\s+不确定", shown)


def test_a_number_that_is_asked_for_anyway_makes_the_phone_optional(
    world: World, phone: Visitor
) -> None:
    [kind] = [k for k, each in world.door.kinds.items() if each.number_required]
    world.group(kind=kind)
    shown = text_of(phone.page(f"/j/{world.link}?role=student"))
    assert re.search(r"在学校登记的电话\s+选填", shown)


def test_who_reads_the_details_is_told_as_it_is(world: World, phone: Visitor) -> None:
    world.group()
    shown = text_of(phone.page(as_guardian(f"/j/{world.link}")))
    assert "管理本群的人（班主任、家委会成员）能看到" in shown
    assert "负责监督各群的人" in shown


def test_the_nickname_that_one_agrees_to_is_shown_there_or_said_to_come(
    world: World, phone: Visitor
) -> None:
    page = phone.page(as_guardian(join_url(world)))
    agreed = page[page.index("进群后，我会把群昵称改成") :]
    assert "下一页" not in agreed[: agreed.index("<noscript>")]
    assert "下一页会显示" in agreed[: agreed.index("</noscript>")]
