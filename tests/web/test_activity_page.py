"""The event trail in words: who did what under which article, without anything personal."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.clock import DAY
from onboarding.services import activity, decisions, groups, intake, retention, tokens
from onboarding.services.callers import AdminCaller, TokenCaller
from onboarding.services.decisions import Removal
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, guardian, mother
from tests.web.visitor import Visitor, text_of

URL = "/admin/groups/class3/activity"


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    world.admin("chen", **{group.id: "owner"})
    visitor = Visitor.of(app)
    visitor.sign_in()
    return visitor


def lines(page: str) -> list[str]:
    """What each line of the trail says."""
    (trail,) = re.findall(r'<ol class="plain trail">(.*?)</ol>', page, re.DOTALL)
    return [
        " ".join(text_of(each).split()) for each in re.findall(r"<li>.*?</li>", trail, re.DOTALL)
    ]


@pytest.fixture
def removed(world: World, group: Group, owner: Visitor) -> str:
    """Somebody whom the owner let in and removed; the id of the request."""
    request = world.approve(world.submit(group, mother()))
    chen = world.door.admins.by_login("chen")
    removal = Removal(request.version, article="M3", reason="attack")
    decisions.remove(world.door, AdminCaller(chen), group.id, request.id, removal)
    return request.id


def test_a_line_says_who_did_what_under_which_article_and_leads_to_the_request(
    owner: Visitor, removed: str
) -> None:
    page = owner.page(URL)
    first = lines(page)[0]
    for words in ("陈老师", "移出", "依据 M3", "原因："):
        assert words in first
    assert f'href="/admin/groups/class3/requests/{removed}' in page


def test_a_request_is_called_by_its_record_and_marked_so_that_it_can_be_followed(
    world: World, owner: Visitor, group: Group
) -> None:
    mothers, fathers = world.submit(group, mother()), world.submit(group, father())
    world.approve(mothers)
    page = owner.page(URL)
    assert "李明 · 妈妈 #" + mothers.id[:4].upper() in lines(page)[0]
    assert "李明 · 爸爸 #" + fathers.id[:4].upper() in lines(page)[1]
    only = owner.page(f"{URL}?request={mothers.id}")
    assert len(lines(only)) == 2
    assert "李明 · 妈妈" in text_of(only)
    assert len(lines(owner.page(f"{URL}?request={mothers.id}&what=decisions"))) == 1
    assert f'name="request" value="{mothers.id}"' in only
    assert "没有这样的记录" in owner.page(f"{URL}?request=nobody")


def test_a_request_of_another_group_is_not_followed_from_here(world: World, owner: Visitor) -> None:
    elsewhere = world.submit(world.group(group_id="class4"), mother())
    page = owner.page(f"{URL}?request={elsewhere.id}")
    assert "没有这样的记录" in page
    assert "李明" not in page


def test_the_committee_sees_the_nickname_alone_once_it_is_decided(
    world: World, app: Flask, group: Group
) -> None:
    request = world.submit(group, mother())
    world.admin("zhou", class3="committee")
    zhou = Visitor.of(app)
    zhou.sign_in("zhou")
    assert "李明 · 妈妈" in zhou.page(URL)
    world.approve(request)
    page = zhou.page(URL)
    assert "李明 · 妈妈" not in page
    assert "李明妈妈 #" in lines(page)[0]


def test_events_hold_nothing_personal(world: World, owner: Visitor, removed: str) -> None:
    told = repr(world.door.events.after(SCHOOL, "", 100)) + repr(
        world.door.events.of_request(SCHOOL, removed, 100)
    )
    for personal in ("李明", "王秀英", "13800000002"):
        assert personal not in told


def test_what_was_forgotten_has_its_mark_alone(world: World, owner: Visitor, removed: str) -> None:
    world.watch.forward(60 * DAY)
    assert retention.forget(world.door, SCHOOL, removed)
    owner.sign_in()
    page = owner.page(URL)
    assert "李明" not in page
    assert f"#{removed[:4].upper()}" in page


def test_an_exception_names_the_article_that_it_was_made_against(
    world: World, owner: Visitor, group: Group
) -> None:
    stranger = world.submit(group, guardian("无此人"), shielded=True)
    world.approve(stranger, overrides=frozenset({"not_on_roster"}), reason="新转来")
    assert "依据 P10" in lines(owner.page(URL))[0]


def test_details_are_told_in_words(world: World, owner: Visitor, group: Group) -> None:
    groups.change(world.door, world.operator, group.id, title="四年二班", entry_mode="qr")
    world.publish(group, major=True)
    said = lines(owner.page(URL))
    assert "2.0 版" in said[0]
    assert "改了：群名、进群方式" in said[1]
    assert any("陈老师：" in each for each in said)
    assert any("新增 6 人" in each for each in said)


def test_the_trail_is_looked_through_by_area_actor_and_day(
    world: World, owner: Visitor, removed: str
) -> None:
    chen = world.door.admins.by_login("chen")
    assert len(lines(owner.page(f"{URL}?what=decisions"))) == 2
    assert len(lines(owner.page(f"{URL}?by=admin:{chen.id}"))) == 1
    assert "没有这样的记录" in owner.page(f"{URL}?since=2027-01-01")
    assert "没有这样的记录" in owner.page(f"{URL}?until=2026-09-20")
    day = lines(owner.page(f"{URL}?since=2026-09-21&until=2026-09-21"))
    assert day == lines(owner.page(URL))
    assert owner.get(f"{URL}?since=yesterday").status_code == 422
    assert owner.get(f"{URL}?before=x").status_code == 422


def test_an_earlier_page_keeps_what_was_asked(
    world: World, owner: Visitor, removed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "PAGE", 1)
    page = owner.page(f"{URL}?what=decisions")
    (earlier,) = re.findall(r'href="([^"]*before=[^"]*)"', page.replace("&amp;", "&"))[-1:]
    assert "what=decisions" in earlier
    assert lines(page) != lines(owner.page(earlier))
    assert len(lines(owner.page(earlier))) == 1


def test_a_program_is_named_by_its_label(world: World, owner: Visitor, group: Group) -> None:
    issued = tokens.issue(
        world.door, world.operator, scopes=["requests:write"], groups=(), label="班级小助手"
    )
    bot = TokenCaller(world.door.tokens.authenticate(issued.text))
    fresh = world.door.groups.get(SCHOOL, group.id)
    intake.submit(world.door, fresh, mother(), via=bot.ref)
    assert lines(owner.page(URL))[0].find("班级小助手") > 0


def test_the_committee_and_the_supervisor_read_along(
    world: World, app: Flask, group: Group
) -> None:
    world.admin("zhou", class3="committee")
    world.admin("head", supervisor=True)
    for login in ("zhou", "head"):
        visitor = Visitor.of(app)
        visitor.sign_in(login)
        assert lines(visitor.page(URL))
