"""One request: beside the list, its history, and details that are shown when asked for."""

from __future__ import annotations

import re

from flask import Flask

from onboarding.clock import DAY
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, guardian, mother
from tests.web.deciding import another, decide, request_url
from tests.web.visitor import MOTHER, Visitor, forms, text_of


def looks(world: World) -> list[tuple[str, str]]:
    told = world.door.events.after(SCHOOL, "", 1000)
    return [(each.who, each.record) for each in told if each.what == "request.revealed"]


def test_phones_and_numbers_are_masked_until_somebody_asks_which_is_noted(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian(phone="13800000002", number="2026001"))
    url = request_url(group, request.id)
    page = owner.page(url)
    for secret in ("13800000002", "2026001", "王秀英", "李建国", "13800000001"):
        assert secret not in page
    assert "138••••0002" in page
    assert "李明" in page
    assert looks(world) == []
    shown = owner.send(url, f"{url}/reveal").text
    for secret in ("13800000002", "2026001", "王秀英", "李建国", "13800000001"):
        assert secret in shown
    [(who, record)] = looks(world)
    assert (who.partition(":")[0], record) == ("admin", request.id)
    assert "13800000002" not in owner.page(url)


def test_a_script_gets_the_card_alone(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group)
    url = request_url(group, request.id)
    owner.headers["HX-Request"] = "true"
    card = owner.send(url, f"{url}/reveal").text
    assert "13800000002" in card
    assert "<html" not in card


def test_personal_details_of_members_are_for_the_owner(
    app: Flask, world: World, owner: Visitor, group: Group
) -> None:
    waiting, member = world.submit(group), world.join(world.submit(group, father()))
    committee = another(app, world, "zhou", class3="committee")
    supervisor = another(app, world, "school", supervisor="yes")
    for visitor, sees in (
        (owner, (200, 200)),
        (committee, (200, 403)),
        (supervisor, (403, 403)),
    ):
        token = forms(visitor.page("/admin/"))["/admin/sign-out"]["csrf_token"]
        answers = [
            visitor.post(f"{request_url(group, each.id)}/reveal", {"csrf_token": token})
            for each in (waiting, member)
        ]
        assert tuple(answer.status_code for answer in answers) == sees
        for each, answer in zip((waiting, member), answers, strict=True):
            offered = f"{request_url(group, each.id)}/reveal" in forms(
                visitor.page(request_url(group, each.id))
            )
            assert offered == (answer.status_code == 200)
    assert len(looks(world)) == 3


def test_what_was_asked_stands_beside_the_list_with_the_differences_marked(
    world: World, owner: Visitor, group: Group
) -> None:
    application = guardian("李明", "爷爷", phone="13800000002", number="2026009", name="李大山")
    request = world.submit(group, application)
    page = owner.page(request_url(group, request.id))
    marks = re.findall(r'<tr class="(\w+)"><th scope="row">([^<]+)</th>', page)
    assert {label: how for how, label in marks} == {
        "学生": "same",
        "学号/工号": "differs",
        "电话": "same",
        "关系": "differs",
        "本人姓名": "differs",
    }


def test_a_name_that_is_nearly_right_is_shown_with_the_one_on_the_list(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    page = owner.page(request_url(group, request.id))
    assert "填的是“欧阳娜那”，名单上是“欧阳娜娜”（读音相同）" in text_of(page)
    assert '<tr class="near">' in page


def test_who_is_nowhere_on_the_list_is_shown_as_such(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian("赵不在", phone="13800000009"))
    page = owner.page(request_url(group, request.id))
    assert "名单上没有符合的人" in text_of(page)
    assert page.count('<tr class="not_listed">') == 3


def test_the_history_says_who_did_what_and_why(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group)
    url = request_url(group, request.id)
    owner.send(url, f"{url}/reveal")
    decide(owner, group, request.id, "decline", reason="ask_school")
    decide(owner, group, request.id, "reopen")
    world.join(request)
    removal = {"article": "M3", "reason": "attack"}
    decide(owner, group, request.id, "remove", **removal)
    page = owner.page(url)
    history = text_of(page[page.index('class="history"') :])
    told = [
        "陈老师 已移出此人",
        "M3",
        "系统维护人员 登记为已进群",
        "系统维护人员 已同意",
        "陈老师 重新打开了申请",
        "陈老师 未同意 原因：请与学校联系。",
        "陈老师 查看了个人信息",
        "申请人 提交了申请",
    ]
    said = re.sub(r"\s+", " ", history)
    assert [said.index(each) for each in told] == sorted(said.index(each) for each in told)


def test_the_reason_of_an_exception_stays_with_the_request(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian("赵不在", phone="13800000009"))
    decide(owner, group, request.id, "reopen")
    said = {"overrides": "not_on_roster", "reason": "转学生"}
    decide(owner, group, request.id, "approve", people=world.person(group, "李明"), **said)
    assert "转学生" in owner.page(request_url(group, request.id))


def test_a_page_that_answered_a_form_leads_back_when_it_is_opened_again(
    world: World, owner: Visitor, group: Group
) -> None:
    url = request_url(group, world.submit(group).id)
    back = owner.get(f"{url}/approve?lang=en")
    assert (back.status_code, back.headers["Location"]) == (303, url)


def test_a_ready_text_has_a_new_address_and_the_old_one_ends(
    app: Flask, world: World, owner: Visitor, group: Group, phone: Visitor
) -> None:
    sent = phone.send(f"/j/{world.link}?role=guardian", **MOTHER)
    old = sent.headers["Location"]
    [request] = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    url = request_url(group, request.id)
    page = owner.send(url, f"{url}/reference").text
    found = re.search(r"http://127\.0\.0\.1:8000(/r/\S+)", text_of(page))
    assert found
    assert phone.page(found[1])
    assert phone.get(old).status_code == 404


def test_what_families_typed_is_shown_as_text(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group, mother(name="<b>王</b>", phone="13800000009"))
    for path in ("/admin/groups/class3/", request_url(group, request.id)):
        assert "<b>王" not in owner.page(path)
    assert "&lt;b&gt;王" in owner.page(request_url(group, request.id))


def test_a_lapsed_request_is_shown_as_such(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group)
    world.watch.forward(20 * DAY)
    owner.sign_in()
    assert "已过期" in owner.page(request_url(group, request.id))


def test_who_decided_is_told_in_words(world: World, owner: Visitor, group: Group) -> None:
    request = world.approve(world.submit(group))  # by the operator
    shown = text_of(owner.page(request_url(group, request.id)))
    assert "系统维护人员已同意" in shown
    assert "operator" not in shown


def test_that_somebody_looked_stands_in_the_history_at_once(
    world: World, owner: Visitor, group: Group
) -> None:
    url = request_url(group, world.submit(group).id)
    owner.headers["HX-Request"] = "true"
    answer = owner.send(url, f"{url}/reveal").text
    told = answer[answer.index('id="history" hx-swap-oob="true"') :]
    assert re.search(r"陈老师\s+查看了个人信息", text_of(told))


def test_the_ways_to_tell_the_person_are_folded_until_something_was_decided(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    assert '<details class="fold" id="tell">' in owner.page(request_url(group, request.id))
    decided = decide(owner, group, request.id, "approve")
    assert '<details class="fold" id="tell" open>' in owner.page(decided.headers["Location"])


def test_a_fact_is_told_once(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    page = text_of(owner.page(request_url(group, request.id)))
    assert page.count("读音相同") == 1
    assert page.count("一律实名") == 1  # the article that two findings cite
    assert page.count("相近，请核对") == 1
