"""The list to invite, on which an admin ticks whom they have let in."""

from __future__ import annotations

import re
from typing import Any

import pytest

from onboarding.services import groups
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import World, father, guardian, mother
from tests.web.visitor import Visitor, forms, text_of

PLACE = "/admin/groups/c302/invites"


@pytest.fixture
def group(world: World, phone: Visitor) -> Group:
    group = world.group(group_id="c302")
    world.admin(c302="owner")
    phone.sign_in()
    return group


@pytest.fixture
def waiting(world: World, group: Group) -> list[Request]:
    """Three who are approved and have confirmed."""
    asked = (mother(), father(), guardian("王芳", number="2026002"))
    return [world.confirm(world.approve(world.submit(group, each))) for each in asked]


def tick(phone: Visitor, **button: str) -> int:
    """Press a button of the list: a row's own, or the one for all."""
    page = phone.page(PLACE)
    assert not button or any(f'name="{n}" value="{v}"' in page for n, v in button.items())
    return phone.post(PLACE, {**fields(page), **button}).status_code


def fields(page: str) -> dict[str, Any]:
    """What the list's form sends, whichever button is pressed."""
    return {
        "csrf_token": forms(page)[PLACE]["csrf_token"],
        "shown": re.findall(r'name="shown" value="(\w+)"', page),
    }


def invited(world: World, requests: list[Request]) -> list[bool]:
    return [world.fresh(each).invited_at is not None for each in requests]


def test_each_is_listed_with_what_they_send(
    world: World, phone: Visitor, group: Group, waiting: list[Request]
) -> None:
    unconfirmed = world.approve(world.submit(group, guardian("欧阳娜娜")))
    page = " ".join(text_of(phone.page(PLACE)).split())
    for each in waiting:
        assert f"{each.nickname} {each.code}" in page
    assert unconfirmed.code not in page


def test_one_is_ticked_and_moves_to_those_invited(
    world: World, phone: Visitor, waiting: list[Request]
) -> None:
    assert tick(phone, one=f"invited {waiting[1].id}") == 303
    assert invited(world, waiting) == [False, True, False]
    to_invite, been = phone.page(PLACE).split("已邀请，还没进群")
    assert waiting[0].code in to_invite
    assert waiting[1].code in been
    assert tick(phone, one=f"not_invited {waiting[1].id}") == 303
    assert invited(world, waiting) == [False, False, False]


def test_the_tick_says_whether_it_is_set_and_the_end_is_another_button(
    phone: Visitor, waiting: list[Request]
) -> None:
    def row(request: Request) -> str:
        return next(each for each in phone.page(PLACE).split("<li>") if request.code in each)

    assert 'role="checkbox" aria-checked="false"' in row(waiting[0])
    assert tick(phone, one=f"invited {waiting[0].id}") == 303
    ticked = row(waiting[0])
    assert 'role="checkbox" aria-checked="true"' in ticked
    assert ticked.count("已发邀请</button>") == 1
    assert ticked.count("已进群，完成</button>") == 1
    assert tick(phone, one=f"not_invited {waiting[0].id}") == 303
    assert 'aria-checked="false"' in row(waiting[0])


def test_who_came_in_without_a_tick_is_noted_too(
    world: World, phone: Visitor, waiting: list[Request]
) -> None:
    assert tick(phone, one=f"inside {waiting[0].id}") == 303
    assert world.fresh(waiting[0]).state == "joined"


def test_all_that_are_shown_are_ticked_at_once(
    world: World, phone: Visitor, waiting: list[Request]
) -> None:
    assert tick(phone, all="invited") == 303
    assert invited(world, waiting) == [True, True, True]
    assert tick(phone, all="inside") == 303
    assert {world.fresh(each).state for each in waiting} == {"joined"}
    assert "没有待邀请的人" in phone.page(PLACE)


def test_who_has_gone_on_meanwhile_is_told_of(
    world: World, phone: Visitor, group: Group, waiting: list[Request]
) -> None:
    shown = fields(phone.page(PLACE))
    world.join(waiting[0])
    answer = phone.post(PLACE, {**shown, "all": "inside"})
    assert (answer.status_code, "有 1 位没能记下" in answer.text) == (409, True)
    assert {world.fresh(each).state for each in waiting} == {"joined"}


@pytest.mark.parametrize("said", [{}, {"all": "everything"}, {"one": "invited ../x"}, {"one": ""}])
def test_what_makes_no_sense_changes_nothing(
    world: World, phone: Visitor, waiting: list[Request], said: dict[str, str]
) -> None:
    shown = fields(phone.page(PLACE))
    assert phone.post(PLACE, {**shown, **said}).status_code == 422
    assert invited(world, waiting) == [False, False, False]


def test_the_queue_leads_there(phone: Visitor, waiting: list[Request]) -> None:
    assert f'href="{PLACE}"' in phone.page("/admin/groups/c302/?tab=approved")


def test_groups_that_people_enter_otherwise_have_no_such_list(
    world: World, phone: Visitor, group: Group
) -> None:
    groups.change(world.door, world.operator, group.id, entry_mode="qr")
    assert phone.get(PLACE).headers["Location"].endswith("?tab=approved")


def test_the_list_is_for_those_who_keep_members(
    world: World, phone: Visitor, waiting: list[Request]
) -> None:
    world.admin("head", supervisor=True)
    other = Visitor.of(phone.client.application)
    other.sign_in("head")
    assert other.get(PLACE).status_code == 403
