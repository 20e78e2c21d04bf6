"""The page on which one guardian's place goes to another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from onboarding.rules.application import NamedStudent
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.standing import who_asks
from tests.builders import World, father, guardian, mother
from tests.web.visitor import Visitor, text_of

NOTE = "家里商量好了"


@pytest.fixture
def group(world: World, phone: Visitor) -> Group:
    group = world.group(group_id="c302")
    world.admin(c302="owner")
    phone.sign_in()
    return group


@pytest.fixture
def parents(world: World, group: Group) -> tuple[Request, Request]:
    return tuple(world.join(world.submit(group, each)) for each in (mother(), father()))  # type: ignore[return-value]


@pytest.fixture
def grandmother(world: World, group: Group, parents: tuple[Request, Request]) -> Request:
    made = world.submit(group, guardian(relation="奶奶", phone="13811110001", number="2026001"))
    assert made.state == "refused"
    return made


def page_of(made: Request) -> str:
    return f"/admin/groups/{made.group}/requests/{made.id}/replace"


def chosen(world: World, other: Request) -> str:
    return f"{other.id} {world.fresh(other).version}"


def states(world: World, *requests: Request) -> list[str]:
    return [world.fresh(each).state for each in requests]


def test_who_sits_there_is_shown_and_chosen_from(
    world: World, phone: Visitor, parents: tuple[Request, Request], grandmother: Request
) -> None:
    page = phone.page(page_of(grandmother))
    for parent in parents:
        assert f'value="{chosen(world, parent)}"' in page
        assert who_asks(parent) in page
    sent = phone.send(
        page_of(grandmother),
        other=chosen(world, parents[1]),
        reason="care_changed",
        note=NOTE,
    )
    assert sent.status_code == 303
    person = grandmother.asking or parents[1].people
    assert sent.headers["Location"].endswith(f"/seats/{person[0]}")
    assert states(world, *parents, grandmother) == ["joined", "left", "approved"]
    assert world.fresh(parents[1]).note == NOTE


def test_from_a_members_page_one_chooses_who_comes_instead(
    world: World, phone: Visitor, parents: tuple[Request, Request], grandmother: Request
) -> None:
    page = phone.page(page_of(parents[0]))
    assert f'value="{chosen(world, grandmother)}"' in page
    sent = phone.send(page_of(parents[0]), reason="family_asked")  # the only one is chosen
    assert sent.status_code == 303
    assert states(world, *parents, grandmother) == ["left", "joined", "approved"]


def test_the_page_says_which_other_places_go_too(
    world: World, phone: Visitor, group: Group
) -> None:
    named = (NamedStudent("李明", "妈妈"), NamedStudent("王芳", "妈妈", "2026002"))
    world.join(world.submit(group, replace(mother(), students=named)))
    world.join(world.submit(group, father()))
    made = world.submit(group, guardian(relation="奶奶", phone="13811110001", number="2026001"))
    assert "占着 李明、王芳 的名额" in text_of(phone.page(page_of(made)))


def test_the_pages_of_both_lead_there(
    phone: Visitor, parents: tuple[Request, Request], grandmother: Request
) -> None:
    for made in (grandmother, parents[0]):
        place = page_of(made)
        assert f'href="{place}"' in phone.page(place.removesuffix("/replace"))


def test_the_page_after_it_says_whom_to_take_out_of_the_chat_until_that_is_ticked(
    world: World,
    phone: Visitor,
    group: Group,
    parents: tuple[Request, Request],
    grandmother: Request,
) -> None:
    said = {"other": chosen(world, parents[1]), "reason": "care_changed"}
    after = phone.send(page_of(grandmother), **said).headers["Location"]
    told = f"请到群聊里找到“{parents[1].nickname}”"
    act = f"/admin/groups/c302/requests/{parents[1].id}/taken-out"
    assert told in text_of(phone.page(after))
    elsewhere = f"/admin/groups/c302/seats/{world.person(group, '王芳')}"
    assert told not in text_of(phone.page(elsewhere))
    assert parents[1].nickname in phone.page("/admin/groups/c302/seats").split("coverage")[0]
    assert phone.send(after, act).headers["Location"] == after
    page = phone.page(after)
    assert told not in text_of(page)
    assert 'aria-checked="true"' in page
    assert "还要请您移出群聊" not in phone.page("/admin/groups/c302/seats")
    assert phone.send(after, act).status_code == 303
    assert told in text_of(phone.page(after))


def test_the_history_of_who_got_the_place_tells_of_it_with_the_reason(
    phone: Visitor, parents: tuple[Request, Request], grandmother: Request
) -> None:
    phone.send(page_of(parents[0]), reason="care_changed")
    page = phone.page(page_of(grandmother).removesuffix("/replace"))
    history = text_of(page.split('<ol class="history">')[1])
    assert "接替另一位的名额：现在由另一位家长照看孩子" in history


@pytest.mark.parametrize("missing", ["other", "reason"])
def test_without_a_choice_nothing_happens(
    world: World,
    phone: Visitor,
    parents: tuple[Request, Request],
    grandmother: Request,
    missing: str,
) -> None:
    said = {"other": chosen(world, parents[0]), "reason": "other", missing: ""}
    sent = phone.send(page_of(grandmother), **said)
    assert sent.status_code == 422
    assert f'id="wrong-{missing}"' in sent.text
    assert states(world, *parents, grandmother) == ["joined", "joined", "refused"]


def test_what_was_typed_stays_and_an_older_version_changes_nothing(
    world: World, phone: Visitor, parents: tuple[Request, Request], grandmother: Request
) -> None:
    said = {"other": f"{parents[0].id} 1", "reason": "care_changed", "note": NOTE}
    sent = phone.send(page_of(grandmother), **said)
    assert sent.status_code == 412
    assert NOTE in sent.text
    assert 'value="care_changed" selected' in sent.text
    assert states(world, *parents, grandmother) == ["joined", "joined", "refused"]


def test_an_exception_asks_for_its_reason(
    world: World, phone: Visitor, group: Group, parents: tuple[Request, Request]
) -> None:
    asks: dict[str, Any] = {"relation": "奶奶", "phone": "13811110002", "number": "2026001"}
    made = world.submit(group, guardian(**asks, nickname="陈静老师"))
    said = {"other": chosen(world, parents[0]), "reason": "other"}
    assert phone.send(page_of(made), **said).status_code in (409, 422)
    said["overrides"] = "nickname_impersonates_staff"
    sent = phone.send(page_of(made), **said)
    assert (sent.status_code, 'id="wrong-override_reason"' in sent.text) == (422, True)
    assert phone.send(page_of(made), **said, override_reason="同名").status_code == 303
    assert states(world, made) == ["approved"]


def test_where_nobody_sits_there_is_nobody_to_choose(
    world: World, phone: Visitor, group: Group
) -> None:
    page = phone.page(page_of(world.submit(group)))
    assert "直接同意申请就行" in text_of(page)
    page = phone.page(page_of(world.join(world.submit(group, father()))))
    assert 'type="radio"' in page


def test_a_request_that_lacks_more_than_a_seat_has_no_such_page(
    world: World, phone: Visitor, group: Group
) -> None:
    stranger = world.submit(group, guardian("无此人"))
    assert phone.get(page_of(stranger)).status_code == 404


def test_the_page_is_for_those_who_decide_and_remove(
    world: World, phone: Visitor, grandmother: Request
) -> None:
    world.admin("head", supervisor=True)
    other = Visitor.of(phone.client.application)
    other.sign_in("head")
    assert other.get(page_of(grandmother)).status_code == 403
    assert other.post(page_of(grandmother), {}).status_code == 403
