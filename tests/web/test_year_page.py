"""The new school year in the console: suggested, looked at, applied."""

from __future__ import annotations

import pytest
from flask import Flask

from onboarding.services import groups, rollover
from tests.builders import SCHOOL, World
from tests.web.visitor import Visitor, text_of

URL = "/admin/school/year"


@pytest.fixture
def head(world: World, app: Flask) -> Visitor:
    """Who oversees a school of three classes."""
    for group, title in (("three", "三年二班"), ("six", "六年二班"), ("board", "家委会")):
        world.group(group_id=group, title=title)
        world.watch.forward(1)
    world.admin("head", supervisor=True)
    visitor = Visitor.of(app)
    assert visitor.sign_in("head").status_code == 303
    return visitor


def titles(world: World) -> list[str]:
    found = [world.door.groups.get(SCHOOL, each) for each in ("three", "six", "board")]
    return [f"{group.title} closed" if group.closed else group.title for group in found]


def test_the_schools_page_leads_there(head: Visitor) -> None:
    assert f'href="{URL}"' in head.page("/admin/school")


def test_a_year_is_suggested_looked_at_and_applied(world: World, head: Visitor) -> None:
    page = head.page(URL)
    assert 'value="四年二班"' in page
    assert "名称中看不出年级" in page
    assert head.send(URL).status_code == 303
    assert titles(world) == ["三年二班", "六年二班", "家委会"]
    plan = head.page(URL)
    assert "四年二班" in plan
    assert "家委会" not in text_of(plan)
    assert head.send(URL, f"{URL}/apply").status_code == 303
    assert titles(world) == ["四年二班", "六年二班 closed", "家委会"]
    assert "共处理 2 个班级" in text_of(head.page(URL))


def test_a_title_is_written_by_hand_and_a_class_left_as_it_is(world: World, head: Visitor) -> None:
    written = {"fate-three": "promote", "title-three": " 四（2）班 ", "fate-six": "keep"}
    head.send(URL, **written)
    head.send(URL, f"{URL}/apply")
    assert titles(world) == ["四（2）班", "六年二班", "家委会"]


def test_two_classes_of_one_title_are_told_beside_the_title(world: World, head: Visitor) -> None:
    answer = head.send(URL, **{"title-three": "家委会", "title-six": "家委会"})
    assert answer.status_code == 422
    assert 'id="wrong-title-three"' in answer.text
    assert rollover.plan(world.door, world.operator) is None


def test_nothing_chosen_is_told(head: Visitor) -> None:
    answer = head.send(URL, **{"fate-three": "keep", "fate-six": "keep"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_fate_that_nobody_knows_is_refused(head: Visitor) -> None:
    assert head.send(URL, **{"fate-three": "burn"}).status_code == 422


def test_a_class_that_was_changed_meanwhile_is_named_and_looked_at_again(
    world: World, head: Visitor
) -> None:
    head.send(URL)
    plan = rollover.plan(world.door, world.operator)
    assert plan is not None
    token = head.page(URL)
    groups.change(world.door, world.operator, "three", title="三年级二班")
    answer = head.send(URL, f"{URL}/again", version="9999")
    assert answer.status_code == 409
    page = head.page(URL)
    assert "又有变动" in text_of(page)
    assert f'action="{URL}/apply"' not in page
    assert f'action="{URL}/apply"' in token
    assert head.send(URL, f"{URL}/again").status_code == 303
    assert head.send(URL, f"{URL}/apply").status_code == 303
    assert titles(world)[0] == "四年二班"


def test_applied_from_a_page_of_before_it_says_what_was_changed(
    world: World, head: Visitor
) -> None:
    head.send(URL)
    plan = rollover.plan(world.door, world.operator)
    assert plan is not None
    shown = {"csrf_token": "", "plan": plan.id}
    groups.change(world.door, world.operator, "three", title="三年级二班")
    page = head.page(URL)
    shown["csrf_token"] = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = head.post(f"{URL}/apply", shown)
    assert answer.status_code == 409
    assert "请重新核对" in text_of(answer.text)
    assert titles(world) == ["三年级二班", "六年二班", "家委会"]


def test_halfway_the_page_says_how_far_and_goes_on(
    world: World, head: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollover.apply, "__defaults__", (1,))
    head.send(URL)
    head.send(URL, f"{URL}/apply")
    page = head.page(URL)
    assert '<progress max="2" value="1">' in page
    assert "继续执行" in text_of(page)
    head.send(URL, f"{URL}/apply")
    assert titles(world)[1] == "六年二班 closed"


def test_given_up_no_class_is_touched(world: World, head: Visitor) -> None:
    head.send(URL)
    assert head.send(URL, f"{URL}/give-up").status_code == 303
    assert titles(world) == ["三年二班", "六年二班", "家委会"]
    assert 'value="四年二班"' in head.page(URL)


def test_an_owner_of_a_class_plans_no_school(owner: Visitor) -> None:
    assert owner.get(URL).status_code == 403
