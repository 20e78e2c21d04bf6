"""Who runs a group and who signs in for the school: roles, links, handing over, closing."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.services.callers import AdminCaller
from tests.builders import SCHOOL, World, mother
from tests.web.visitor import Visitor, forms, text_of

ADMINS = "/admin/groups/class3/admins"
CLOSING = "/admin/groups/class3/closing"
PEOPLE = "/admin/people"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/admin/invite/[\w.-]+)")


@pytest.fixture
def chen(world: World) -> AdminCaller:
    world.group(group_id="class3")
    return world.admin("chen", class3="owner")


@pytest.fixture
def owner(app: Flask, chen: AdminCaller) -> Visitor:
    visitor = Visitor.of(app)
    visitor.sign_in()
    return visitor


def signed_in(app: Flask, world: World, login: str, **more: object) -> Visitor:
    world.admin(login, **more)  # type: ignore[arg-type]
    visitor = Visitor.of(app)
    visitor.sign_in(login)
    return visitor


@pytest.fixture
def lead(app: Flask, world: World, chen: AdminCaller) -> Visitor:
    return signed_in(app, world, "lead", supervisor=True)


def roles(world: World) -> dict[str, str]:
    names = {a: world.door.admins.get(SCHOOL, a).login for a in world.door.admins.ids(SCHOOL)}
    found = world.door.admins.of_group(SCHOOL, "class3")
    return {names[admin]: role for admin, role in found.items()}


def token(visitor: Visitor, page: str) -> dict[str, str]:
    found = forms(visitor.page(page))["/admin/sign-out"]
    return {"csrf_token": found["csrf_token"]}


def test_an_owner_invites_and_the_link_is_shown_once(
    app: Flask, world: World, owner: Visitor
) -> None:
    sent = owner.send(ADMINS, f"{ADMINS}/invite", name="周伟", role="committee")
    link = LINK.search(sent.text)
    assert link
    page = owner.page(ADMINS)
    assert "周伟" in page
    assert link[1] not in page
    filled = {"login": "zhou", "password": "a long password", "again": "a long password"}
    assert Visitor.of(app).send(link[1], **filled).status_code == 303
    assert roles(world) == {"chen": "owner", "zhou": "committee"}


@pytest.mark.parametrize(
    ("name", "role"), [("", "owner"), ("周\u202e伟", "owner"), ("周伟", "supervisor"), ("周伟", "")]
)
def test_an_invitation_that_will_not_do_makes_no_link(owner: Visitor, name: str, role: str) -> None:
    sent = owner.send(ADMINS, f"{ADMINS}/invite", name=name, role=role)
    assert sent.status_code == 422
    assert not LINK.search(sent.text)


def test_an_invitation_is_taken_back(app: Flask, owner: Visitor) -> None:
    sent = owner.send(ADMINS, f"{ADMINS}/invite", name="周伟", role="committee")
    link = LINK.search(sent.text)
    assert link
    assert owner.send(ADMINS, f"{ADMINS}/revoke").status_code == 303
    assert "周伟" not in owner.page(ADMINS)
    assert Visitor.of(app).get(link[1]).status_code == 404
    again = owner.post(f"{ADMINS}/revoke", {**token(owner, ADMINS), "invitation": "gone"})
    assert again.status_code == 303


def test_a_role_is_changed_and_taken_away(world: World, owner: Visitor) -> None:
    zhou = world.admin("zhou", class3="committee").admin
    for role, left in (("owner", "owner"), ("committee", "committee"), ("", None)):
        sent = owner.post(
            f"{ADMINS}/role", {**token(owner, ADMINS), "admin": zhou.id, "role": role}
        )
        assert (sent.status_code, roles(world).get("zhou")) == (303, left)


def test_the_last_owner_stays_and_the_page_says_so(
    world: World, chen: AdminCaller, owner: Visitor
) -> None:
    filled = {**token(owner, ADMINS), "admin": chen.admin.id, "role": ""}
    sent = owner.post(f"{ADMINS}/role", filled)
    assert sent.status_code == 409
    assert roles(world) == {"chen": "owner"}


def test_a_class_is_handed_over_on_one_page(world: World, owner: Visitor) -> None:
    zhou = world.admin("zhou", class3="committee").admin
    sent = owner.send(ADMINS, f"{ADMINS}/hand-over", taker=zhou.id, stays="yes")
    assert sent.headers["Location"] == ADMINS
    assert roles(world) == {"chen": "committee", "zhou": "owner"}


def test_who_hands_over_and_goes_is_led_to_the_other_groups(world: World, owner: Visitor) -> None:
    zhou = world.admin("zhou", class3="committee").admin
    sent = owner.send(ADMINS, f"{ADMINS}/hand-over", taker=zhou.id)
    assert sent.headers["Location"] == "/admin/"
    assert roles(world) == {"zhou": "owner"}
    assert owner.get(ADMINS).status_code == 403


def test_a_reset_link_is_made_for_a_colleague(app: Flask, world: World, owner: Visitor) -> None:
    world.admin("zhou", class3="committee")
    link = LINK.search(owner.send(ADMINS, f"{ADMINS}/reset").text)
    assert link
    filled = {"password": "another long one", "again": "another long one"}
    assert Visitor.of(app).send(link[1], **filled).status_code == 303


def test_the_committee_sees_who_runs_the_group_and_changes_nothing(
    app: Flask, world: World, chen: AdminCaller
) -> None:
    li = signed_in(app, world, "li", class3="committee")
    found = forms(li.page(ADMINS))
    assert set(found) == {"/admin/sign-out", f"{ADMINS}/role"}
    assert found[f"{ADMINS}/role"]["role"] == ""
    for action, filled in (
        ("invite", {"name": "周伟", "role": "committee"}),
        ("role", {"admin": chen.admin.id, "role": ""}),
        ("hand-over", {"giver": chen.admin.id, "taker": chen.admin.id}),
        ("reset", {"admin": chen.admin.id}),
    ):
        sent = li.post(f"{ADMINS}/{action}", {**token(li, ADMINS), **filled})
        assert sent.status_code in (403, 422), action
        assert not LINK.search(sent.text)
    assert roles(world) == {"chen": "owner", "li": "committee"}
    assert li.get(CLOSING).status_code == 403


# -- the school


def test_a_supervisor_sees_everybody_and_invites_owners_and_supervisors(
    app: Flask, world: World, lead: Visitor
) -> None:
    assert "三年二班" in text_of(lead.page(PEOPLE))
    for place, login in (("class3", "zhou"), ("supervisor", "zheng")):
        link = LINK.search(lead.send(PEOPLE, f"{PEOPLE}/invite", name="某人", place=place).text)
        assert link
        filled = {"login": login, "password": "a long password", "again": "a long password"}
        assert Visitor.of(app).send(link[1], **filled).status_code == 303
    assert roles(world) == {"chen": "owner", "zhou": "owner"}
    assert world.door.admins.by_login("zheng").supervisor


def test_a_place_that_is_none_is_refused(lead: Visitor) -> None:
    sent = lead.send(PEOPLE, f"{PEOPLE}/invite", name="某人", place="nowhere")
    assert sent.status_code == 422


def test_a_supervisor_resets_and_takes_links_back(app: Flask, lead: Visitor) -> None:
    link = LINK.search(lead.send(PEOPLE, f"{PEOPLE}/reset").text)
    assert link
    assert "重设密码" in lead.page(PEOPLE)
    assert lead.send(PEOPLE, f"{PEOPLE}/revoke").status_code == 303
    assert Visitor.of(app).get(link[1]).status_code == 404


def test_a_supervisor_hands_a_class_over_to_anybody_of_the_school(
    world: World, lead: Visitor
) -> None:
    wu = world.admin("wu").admin
    assert lead.send(ADMINS, f"{ADMINS}/hand-over", taker=wu.id).status_code == 303
    assert roles(world) == {"wu": "owner"}


def test_a_supervisor_ends_anothers_office(world: World, lead: Visitor) -> None:
    end = f"{PEOPLE}/supervision"
    assert end not in lead.page(PEOPLE)  # not the own
    world.admin("zheng", supervisor=True)
    assert lead.send(PEOPLE, end).status_code == 303
    assert not world.door.admins.by_login("zheng").supervisor
    again = lead.post(end, {**token(lead, PEOPLE), "admin": world.door.admins.by_login("lead").id})
    assert again.status_code == 422


def test_the_people_of_the_school_are_for_supervisors_alone(owner: Visitor) -> None:
    assert owner.get(PEOPLE).status_code == 403
    assert PEOPLE not in owner.page("/admin/")
    sent = owner.post(f"{PEOPLE}/invite", {**token(owner, ADMINS), "name": "x", "place": "class3"})
    assert sent.status_code == 403


# -- closing


@pytest.mark.parametrize("who", ["owner", "lead"])
def test_a_group_is_closed_once_it_is_confirmed_and_opens_again(
    request: pytest.FixtureRequest, world: World, phone: Visitor, who: str
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    world.submit(world.door.groups.get(SCHOOL, "class3"))
    assert "1 份申请等待处理" in text_of(visitor.page(CLOSING))
    assert visitor.send(CLOSING).status_code == 422
    assert not world.door.groups.get(SCHOOL, "class3").closed
    assert visitor.send(CLOSING, sure="yes").status_code == 303
    assert phone.get(f"/j/{world.link}").status_code == 410
    assert visitor.send(CLOSING, f"{CLOSING}/open").status_code == 303
    assert phone.get(f"/j/{world.link}").status_code == 200


def test_who_has_to_correct_a_nickname_does_not_wait_for_a_decision(
    world: World, owner: Visitor
) -> None:
    group = world.door.groups.get(SCHOOL, "class3")
    assert world.submit(group, mother(nickname="阳光总在风雨后")).state == "needs_rename"
    said = text_of(owner.page(CLOSING))
    assert "没有等待处理的申请" in said
    assert "另有 1 位还没有改好群昵称" in said


def test_what_was_asked_before_the_closing_can_still_be_decided(
    world: World, owner: Visitor
) -> None:
    request = world.submit(world.door.groups.get(SCHOOL, "class3"))
    owner.send(CLOSING, sure="yes")
    assert world.join(request).state == "joined"


def test_a_committee_member_gives_up_the_own_role_and_is_out_of_the_group(
    app: Flask, world: World, chen: AdminCaller
) -> None:
    li = signed_in(app, world, "li", class3="committee")
    page = text_of(li.page(ADMINS))
    assert page.count("退出管理") == 1
    sent = li.send(ADMINS, f"{ADMINS}/role")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/admin/")
    assert roles(world) == {"chen": "owner"}
    assert li.get(ADMINS).status_code == 403


def test_the_only_owner_does_not_give_the_role_up(world: World, owner: Visitor) -> None:
    sent = owner.send(ADMINS, f"{ADMINS}/role", role="")
    assert (sent.status_code, "群里始终要有一位群主" in text_of(sent.text)) == (409, True)
    assert roles(world) == {"chen": "owner"}


# -- deleting


def test_a_supervisor_deletes_an_account_which_is_signed_out_at_once(
    app: Flask, world: World, chen: AdminCaller
) -> None:
    del chen
    li = signed_in(app, world, "li", class3="committee")
    gone = world.door.admins.by_login("li")
    with Visitor.of(app) as lead:
        world.admin("lead", supervisor=True)
        lead.sign_in("lead")
        sent = lead.post("/admin/people/delete", {**token(lead, "/admin/people"), "admin": gone.id})
        assert (sent.status_code, sent.headers["Location"]) == (303, "/admin/people")
        assert gone.id not in lead.page("/admin/people")
    assert li.get("/admin/").headers["Location"] == "/admin/sign-in"
    assert roles(world) == {"chen": "owner"}


def test_who_alone_owns_a_group_is_not_deleted_and_nobody_deletes_themselves(
    app: Flask, world: World, chen: AdminCaller
) -> None:
    me = world.admin("lead", supervisor=True).admin
    with Visitor.of(app) as lead:
        lead.sign_in("lead")
        for admin, status in ((chen.admin.id, 409), (me.id, 422), ("nobody", 404)):
            typed = {**token(lead, "/admin/people"), "admin": admin}
            assert lead.post("/admin/people/delete", typed).status_code == status
        assert f'value="{me.id}"' not in lead.page("/admin/people")
    assert len(world.door.admins.ids(SCHOOL)) == 2


def test_a_supervisor_reads_what_was_done_with_accounts(
    app: Flask, world: World, chen: AdminCaller, owner: Visitor
) -> None:
    world.admin("lead", name="郑安然", supervisor=True)
    with Visitor.of(app) as lead:
        lead.sign_in("lead")
        lead.post("/admin/people/reset", {**token(lead, "/admin/people"), "admin": chen.admin.id})
        page = " ".join(text_of(lead.page("/admin/people/activity")).split())
        assert f"郑安然 生成了重设密码的链接 {chen.admin.name}" in page
        assert lead.get("/admin/people/activity?before=x").status_code == 422
    assert owner.get("/admin/people/activity").status_code == 403
