"""Whom a group knows without a place: listed, added, dropped, marked when the time is over."""

from __future__ import annotations

from onboarding.clock import DAY
from onboarding.services import knownothers
from onboarding.services.knownothers import NewOther
from onboarding.storage.groups import Group
from tests.builders import World
from tests.web.visitor import Visitor, text_of

PAGE = "/admin/groups/class3/others"


def test_the_known_others_are_listed_added_and_dropped(
    world: World, group: Group, owner: Visitor
) -> None:
    owner.headers["Accept-Language"] = "en"
    filled = {"nickname": "生活老师刘姐", "reason": "住校生的生活老师", "consented_by": "陈静"}
    assert owner.send(PAGE, **{**filled, "reason": " "}).status_code == 422
    past = owner.send(PAGE, **filled, until="2020-01-01")
    assert past.status_code == 422
    assert "the past" in text_of(past.text)
    assert owner.send(PAGE, **filled).status_code == 303
    [kept] = knownothers.of_group(world.door, world.operator, group.id)
    assert (kept.nickname, kept.until) == ("生活老师刘姐", None)
    assert owner.send(PAGE, f"{PAGE}/{kept.id}/drop").status_code == 303
    assert knownothers.of_group(world.door, world.operator, group.id) == []


def test_whose_time_is_over_is_marked(world: World, group: Group, owner: Visitor) -> None:
    new = NewOther("机器人", "陈静", "小助手", until=world.watch.now + DAY)
    knownothers.keep(world.door, world.operator, group.id, new)
    owner.headers["Accept-Language"] = "en"
    assert "over since" not in owner.page(PAGE)
    world.watch.forward(2 * DAY)
    owner.sign_in()
    assert "over since" in owner.page(PAGE)
