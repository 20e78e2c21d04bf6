"""One request: beside the list, what was found, and the moves that an admin makes on it."""

from __future__ import annotations

import re

from flask import Flask

from onboarding.clock import DAY
from onboarding.rules.rosterrows import Row
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, guardian, mother
from tests.web.deciding import another, decide, request_url
from tests.web.visitor import MOTHER, Visitor, forms, text_of


def test_approving_admits(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group)
    assert decide(owner, group, request.id, "approve").status_code == 303
    assert world.fresh(request).state == "approved"


def test_an_open_identity_is_settled_by_choosing_the_person(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    unsettled = decide(owner, group, request.id, "approve")
    assert unsettled.status_code == 409
    assert "请选定是名单上的哪一位" in unsettled.text
    person = world.person(group, "欧阳娜娜")
    assert f'type="radio" name="people" value="{person}"' in unsettled.text
    assert decide(owner, group, request.id, "approve", people=person).status_code == 303
    assert world.fresh(request).people == (person,)


def test_an_exception_needs_its_tick_and_a_reason(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian("赵不在", phone="13800000009", invited_by="张三"))
    world_url = request_url(group, request.id)
    decide(owner, group, request.id, "reopen")
    page = owner.page(world_url)
    assert 'name="overrides" value="outside_invitee"' in page
    missing = decide(owner, group, request.id, "approve")
    assert missing.status_code == 409
    unreasoned = decide(owner, group, request.id, "approve", overrides="outside_invitee")
    assert unreasoned.status_code == 422
    said = {"overrides": "outside_invitee", "reason": "校医"}
    assert decide(owner, group, request.id, "approve", **said).status_code == 303
    assert world.fresh(request).overridden == {"outside_invitee"}


def test_declarations_are_checked_when_approving(world: World, app: Flask) -> None:
    firm = world.group("company", (Row("staff", "赵敏", phone="13700000001"),), "firm")
    visitor = another(app, world, "qian", firm="owner")
    from onboarding.rules.application import Application

    request = world.submit(
        firm,
        Application(
            role="staff", name="赵敏", phone="13700000001", consent=True,
            declarations=frozenset({"own_picture"}),
        ),
    )  # fmt: skip
    assert decide(visitor, firm, request.id, "approve").status_code == 422
    checked = decide(visitor, firm, request.id, "approve", declare_own_picture="yes")
    assert checked.status_code == 303


def test_declining_takes_a_coded_reason_and_a_note(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    odd = decide(owner, group, request.id, "decline", reason="because")
    assert odd.status_code == 422
    said = {"reason": "ask_school", "note": "请找教务处"}
    assert decide(owner, group, request.id, "decline", **said).status_code == 303
    fresh = world.fresh(request)
    assert (fresh.state, fresh.reason, fresh.note) == ("declined", "ask_school", "请找教务处")


def test_a_declined_request_can_be_opened_again(world: World, owner: Visitor, group: Group) -> None:
    request = world.submit(group)
    decide(owner, group, request.id, "decline", reason="other")
    assert decide(owner, group, request.id, "reopen").status_code == 303
    assert world.fresh(request).state == "pending"


def test_of_two_admins_the_slower_is_told_who_decided_what(
    app: Flask, world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    slower = another(app, world, "zhou", class3="committee")
    url = request_url(group, request.id)
    open_form = forms(slower.page(url))[f"{url}/decline"]
    decide(owner, group, request.id, "approve")
    late = slower.post(f"{url}/decline", {**open_form, "reason": "other"})
    assert late.status_code == 412
    assert "陈老师" in late.text
    assert "已同意" in text_of(late.text)
    assert world.fresh(request).state == "approved"


def test_a_second_tap_of_the_same_admin_is_no_quarrel(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    url = request_url(group, request.id)
    form = forms(owner.page(url))[f"{url}/approve"]
    taps = [owner.post(f"{url}/approve", form).status_code for _ in range(2)]
    assert taps == [303, 303]


def test_a_decision_without_a_version_is_refused(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    assert decide(owner, group, request.id, "approve", version="").status_code == 428
    assert world.fresh(request).state == "pending"


def test_a_member_is_removed_by_an_article_and_barred(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.join(world.submit(group))
    said = {"article": "M3", "reason": "attack", "ban": "yes", "ban_until": "2026-12-31"}
    assert decide(owner, group, request.id, "remove", **said).status_code == 303
    assert world.fresh(request).state == "removed"
    again = world.submit(group)
    assert "banned" in again.verdict.codes
    world.watch.now = 1_798_732_799_000  # the last second of that year in China
    assert "banned" in world.submit(group).verdict.codes
    world.watch.forward(1000)
    assert "banned" not in world.submit(group).verdict.codes


def test_the_committee_is_not_offered_a_ban(app: Flask, world: World, group: Group) -> None:
    request = world.join(world.submit(group))
    visitor = another(app, world, "zhou", class3="committee")
    assert 'name="ban"' not in visitor.page(request_url(group, request.id))
    said = {"article": "M3", "ban": "yes"}
    assert decide(visitor, group, request.id, "remove", **said).status_code == 403


def test_joining_is_recorded_once_the_rules_are_confirmed(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    world.approve(request)
    url = request_url(group, request.id)
    assert f"{url}/join" not in forms(owner.page(url))
    world.confirm(request)
    assert decide(owner, group, request.id, "join").status_code == 303
    assert decide(owner, group, request.id, "leave").status_code == 303
    assert world.fresh(request).state == "left"


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


def test_the_supervisor_may_look_but_not_decide(app: Flask, world: World, group: Group) -> None:
    request = world.submit(group)
    visitor = another(app, world, "school", supervisor="yes")
    page = visitor.page(request_url(group, request.id))
    assert "/approve" not in page
    token = forms(visitor.page("/admin/"))["/admin/sign-out"]["csrf_token"]
    posted = visitor.post(
        request_url(group, request.id) + "/approve", {"csrf_token": token, "version": "1"}
    )
    assert posted.status_code == 403


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


def test_an_exception_without_its_reason_keeps_what_was_ticked(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group, guardian("赵不在", phone="13800000009"))
    decide(owner, group, request.id, "reopen")
    url = request_url(group, request.id)
    said = {"overrides": "not_on_roster", "people": world.person(group, "李明")}
    refused = owner.send(url, f"{url}/approve", **said)
    assert refused.status_code == 422
    assert "请写明例外的理由" in refused.text
    kept = forms(refused.text)[f"{url}/approve"]
    assert kept["overrides"] == "not_on_roster"
    assert f'value="{said["people"]}" selected' in refused.text
    again = owner.post(f"{url}/approve", {**kept, **said, "reason": "转学生"})
    assert again.status_code == 303


def test_who_decided_is_told_in_words(world: World, owner: Visitor, group: Group) -> None:
    request = world.approve(world.submit(group))  # by the operator
    shown = text_of(owner.page(request_url(group, request.id)))
    assert "系统维护人员已同意" in shown
    assert "operator" not in shown
