"""The console: sign-in, the queue, decisions, and who may what."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from flask import Flask

from onboarding.clock import DAY
from onboarding.rules.rosterrows import Row
from onboarding.storage.groups import Group
from onboarding.web import steady
from tests.builders import SCHOOL, World, father, guardian, mother
from tests.web.visitor import MOTHER, Visitor, forms, text_of


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    world.admin("chen", **{group.id: "owner"})
    visitor = Visitor.of(app)
    assert visitor.sign_in().status_code == 303
    return visitor


def another(app: Flask, world: World, login: str, **roles: str) -> Visitor:
    supervisor = roles.pop("supervisor", "")
    world.admin(login, supervisor=bool(supervisor), **roles)
    visitor = Visitor.of(app)
    assert visitor.sign_in(login).status_code == 303
    return visitor


def request_url(group: Group, request_id: str) -> str:
    return f"/admin/groups/{group.id}/requests/{request_id}"


def decide(visitor: Visitor, group: Group, request_id: str, move: str, **said: object) -> object:
    url = request_url(group, request_id)
    return visitor.send(url, f"{url}/{move}", **said)


def test_a_stranger_is_sent_to_the_sign_in(world: World, phone: Visitor, group: Group) -> None:
    for path in ("/admin/", "/admin/groups/class3/", "/admin/groups/class3/roster"):
        response = phone.get(path)
        assert (response.status_code, response.headers["Location"]) == (303, "/admin/sign-in")


def test_a_wrong_password_and_an_unknown_name_read_the_same(world: World, phone: Visitor) -> None:
    world.admin("chen")
    wrong = phone.sign_in(password="not the password")
    unknown = phone.sign_in("nobody")
    assert wrong.status_code == unknown.status_code == 401
    token = re.compile(r'value="[^"]*"')
    assert token.sub("", wrong.text) == token.sub("", unknown.text)


@pytest.mark.parametrize("login", ["chen", "nobody"])
def test_the_time_of_a_sign_in_says_nothing_about_the_name(
    world: World, phone: Visitor, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    world.admin("chen")
    form = forms(phone.page("/admin/sign-in"))["/admin/sign-in"]
    monkeypatch.setattr(steady, "STEP_SECONDS", 0.3)
    start = time.monotonic()
    phone.post("/admin/sign-in", {**form, "login": login, "password": "not the password"})
    assert time.monotonic() - start >= 0.3


def test_the_session_cookie_is_secure_where_people_come_over_https(world: World) -> None:
    from onboarding.app import create_app
    from tests.builders import settings

    safe = create_app(settings(public_url="https://door.example"), world.door)
    world.admin("chen")
    visitor = Visitor.of(safe)
    page = visitor.get("/admin/sign-in", base_url="https://door.example")
    cookie = page.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "max-age" in page.headers["Strict-Transport-Security"]


def test_the_list_counts_what_waits(world: World, owner: Visitor, group: Group) -> None:
    world.submit(group)
    assert "1 份等待处理" in owner.page("/admin/")


def test_an_admin_of_another_class_gets_nowhere(app: Flask, world: World, group: Group) -> None:
    request = world.submit(group)
    world.group(group_id="class4")
    visitor = another(app, world, "zhou", class4="owner")
    assert "class3" not in visitor.page("/admin/")
    paths = ("", "roster", "settings", f"requests/{request.id}")
    assert {visitor.get(f"/admin/groups/class3/{p}").status_code for p in paths} == {403}
    crossed = visitor.get(f"/admin/groups/class4/requests/{request.id}")
    assert crossed.status_code == 404
    token = forms(visitor.page("/admin/"))["/admin/sign-out"]["csrf_token"]
    posted = visitor.post(
        request_url(group, request.id) + "/approve", {"csrf_token": token, "version": "1"}
    )
    assert posted.status_code == 403
    assert world.fresh(request).state == "pending"


def test_the_queue_shows_what_matched_and_the_articles(
    world: World, owner: Visitor, group: Group
) -> None:
    world.submit(group)
    world.submit(group, guardian("欧阳娜那", phone="13800000009"))
    page = text_of(owner.page("/admin/groups/class3/"))
    assert "登记的电话" in page
    assert "依据：充分" in page
    assert "读音相同" in page or "差一个字" in page
    assert "P10" in page


def test_competing_requests_stand_together(world: World, owner: Visitor, group: Group) -> None:
    world.submit(group)
    world.submit(group, guardian("王芳", "爸爸", phone="13800000003"))
    world.submit(group, father())
    page = owner.page("/admin/groups/class3/")
    together = page[page.index('class="together"') :]
    assert text_of(together).index("爸爸") < text_of(page).index("王芳")
    assert page.count('class="together"') == 1


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


def test_the_list_to_invite_has_the_code_and_a_tick(
    world: World, owner: Visitor, group: Group
) -> None:
    request = world.submit(group)
    approved = world.approve(request)
    tab = "/admin/groups/class3/?tab=approved"
    join = request_url(group, request.id) + "/join"
    assert approved.code in owner.page(tab)
    assert join not in forms(owner.page(tab))
    world.confirm(request)
    assert owner.send(tab, join).status_code == 303
    assert world.fresh(request).state == "joined"


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


def test_personal_details_of_members_are_for_the_owner(
    app: Flask, world: World, owner: Visitor, group: Group
) -> None:
    waiting, member = world.submit(group), world.join(world.submit(group, father()))
    committee = another(app, world, "zhou", class3="committee")
    supervisor = another(app, world, "school", supervisor="yes")
    for visitor, sees in (
        (owner, (True, True)),
        (committee, (True, False)),
        (supervisor, (False, False)),
    ):
        pages = [visitor.page(request_url(group, each.id)) for each in (waiting, member)]
        shown = ("13800000002" in pages[0], "13800000001" in pages[1])
        assert shown == sees


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


def test_members_and_ended_requests_have_their_tabs(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group))
    stranger = world.submit(group, guardian("赵不在", phone="13800000009"))
    pages = {
        tab: owner.page(f"/admin/groups/class3/?tab={tab}")
        for tab in ("members", "refused", "approved", "decided", "needs_rename")
    }
    assert "李明" in pages["members"]
    assert stranger.id in pages["refused"]
    assert owner.get("/admin/groups/class3/?tab=none").status_code == 404


def test_a_long_queue_has_pages(world: World, owner: Visitor, group: Group) -> None:
    for n in range(51):
        world.submit(group, guardian(phone=f"139{n:08}"), shielded=True)
    first = owner.page("/admin/groups/class3/")
    more = re.search(r'href="([^"]+after=[^"]+)">更多', first)
    assert more
    assert owner.page(unescape(more[1])).count("/requests/") == 1
    assert owner.get("/admin/groups/class3/?after=50").status_code == 422


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


def test_every_page_of_the_console_has_a_title_of_its_own(
    world: World, owner: Visitor, group: Group
) -> None:
    base = f"/admin/groups/{group.id}"
    paths = ("/admin/", f"{base}/", f"{base}/roster", f"{base}/settings", "/admin/groups/new")
    titles = {re.findall("<title>(.*)</title>", owner.page(path))[0] for path in paths}
    assert len(titles) == len(paths)
    assert all(title.endswith("管理台") for title in titles)


def test_who_decided_is_told_in_words(world: World, owner: Visitor, group: Group) -> None:
    request = world.approve(world.submit(group))  # by the operator
    shown = text_of(owner.page(request_url(group, request.id)))
    assert "系统维护人员已同意" in shown
    assert "operator" not in shown
