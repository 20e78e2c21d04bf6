"""The moves that an admin makes on one request."""

from __future__ import annotations

from flask import Flask

from onboarding.rules.rosterrows import Row
from onboarding.storage.groups import Group
from tests.builders import World, father, guardian
from tests.web.deciding import another, decide, request_url
from tests.web.visitor import Visitor, forms, text_of


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
    said = {"article": "M3", "reason": "attack", "ban": "yes"}
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


def test_after_a_decision_the_page_says_what_the_person_reads_and_what_comes_next(
    world: World, owner: Visitor, group: Group
) -> None:
    made = []
    for phone in ("13800000003", "13900000001", "13900000002"):
        world.watch.forward(1000)
        made.append(world.submit(group, guardian("王芳", phone=phone), shielded=True))
    first, second, third = made
    done = decide(owner, group, second.id, "decline", reason="details_differ")
    page = owner.page(done.headers["Location"])
    notice = page[page.index('class="good"') : page.index('id="details"')]
    assert "未同意" in text_of(notice)
    assert "所填信息与学校名单不一致，请核对后重新提交申请。" in text_of(notice)
    assert f'href="{request_url(group, third.id)}"' in notice
    again = forms(notice)[f"{request_url(group, second.id)}/reopen"]
    assert owner.post(f"{request_url(group, second.id)}/reopen", again).status_code == 303
    assert world.fresh(second).state == "pending"
    assert 'class="good"' not in owner.page(request_url(group, first.id))


def test_from_the_last_one_on_the_next_is_the_first_and_from_the_only_one_the_queue(
    world: World, owner: Visitor, group: Group
) -> None:
    first, last = world.submit(group), world.submit(group, father())
    done = decide(owner, group, last.id, "approve")
    assert f'href="{request_url(group, first.id)}">下一份待处理' in owner.page(
        done.headers["Location"]
    )
    done = decide(owner, group, first.id, "approve")
    page = owner.page(done.headers["Location"])
    assert "下一份待处理" not in page
    assert f'href="/admin/groups/{group.id}/">没有待处理的了' in page


def test_no_page_says_done_of_what_was_not(world: World, owner: Visitor, group: Group) -> None:
    url = request_url(group, world.submit(group).id)
    for said in ("approve", "decline", "anything"):
        assert 'class="good"' not in owner.page(f"{url}?done={said}")


def test_a_decline_and_a_removal_take_a_choice_and_what_is_missing_is_said_beside_it(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    url = request_url(group, request.id)
    refused = owner.send(url, f"{url}/decline", note="请找教务处")
    assert refused.status_code == 422
    assert "请先选择原因" in text_of(refused.text)
    assert 'id="decline" open' in refused.text
    assert ">请找教务处</textarea>" in refused.text
    world.join(request)
    refused = owner.send(url, f"{url}/remove", note="x")
    assert refused.status_code == 422
    assert 'id="remove" open' in refused.text
    assert refused.text.count('id="wrong-remove-') == 2
    assert world.fresh(request).state == "joined"


def test_a_place_that_nobody_has_taken_up_is_taken_back_and_a_member_is_removed(
    world: World, owner: Visitor, group: Group
) -> None:
    held, joined = world.approve(world.submit(group)), world.join(world.submit(group, father()))
    for each, act, other in ((held, "收回席位", "移出本群"), (joined, "移出本群", "收回席位")):
        page = owner.page(request_url(group, each.id))
        assert f"<summary>{act}</summary>" in page
        assert f"<summary>{other}</summary>" not in page
    said = {"article": "P10", "reason": "not_in_class"}
    assert decide(owner, group, held.id, "remove", **said).status_code == 303
    assert world.fresh(held).state == "removed"
