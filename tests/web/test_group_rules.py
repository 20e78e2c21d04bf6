"""A group's name and its own rules, each with what its kind says and the article behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from onboarding.services import groups
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, mother
from tests.web.visitor import Visitor, forms, text_of

URL = "/admin/groups/class3/settings/rules"
DASHED = "students+relation/-/"
PLAIN = "students+relation//"


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    world.admin("chen", **{group.id: "owner"})
    visitor = Visitor.of(app)
    visitor.sign_in()
    return visitor


def sent(owner: Visitor, **changed: Any) -> Any:
    """The form as a browser sends it, with some fields filled in anew."""
    values: MultiDict[str, str] = MultiDict(forms(owner.page(URL))[URL])
    values.setlist("relations", changed.pop("relations", ["爸爸", "妈妈", "监护人"]))
    nicknames = {"nickname-guardian": PLAIN, "nickname-teacher": "name//"}
    for name, value in {**nicknames, **changed}.items():
        values[name] = value
    return owner.post(URL, values)  # type: ignore[arg-type]


def overrides(world: World) -> Any:
    return world.door.groups.get(SCHOOL, "class3").overrides


def test_each_setting_shows_the_kinds_value_and_the_article(owner: Visitor) -> None:
    page = text_of(owner.page(URL))
    assert "H1 每名学生由一到两位" in page
    assert "这类群的默认：2" in page
    assert "这类群的默认：爸爸、妈妈、监护人" in page
    assert "这类群的默认：李明妈妈" in page


def test_all_of_it_is_saved_in_one_change(world: World, owner: Visitor) -> None:
    answer = sent(
        owner, title="四年二班", guardians_maximum="1", pending="5", reminders="1",
        number_required="yes", own_relations="爷爷", **{"nickname-guardian": DASHED},
    )  # fmt: skip
    assert answer.status_code == 303, text_of(answer.text)
    saved = world.door.groups.get(SCHOOL, "class3")
    policy = world.door.policy(saved)
    assert saved.title == "四年二班"
    assert policy.seats
    assert (policy.seats.maximum, policy.days["pending"], policy.reminders) == (1, 5, 1)
    assert policy.roles["guardian"].nicknames[0].separator == "-"
    assert [each.word for each in policy.relations] == ["爸爸", "妈妈", "监护人", "爷爷"]
    told = [e for e in world.door.events.after(SCHOOL, "", 100) if e.what == "group.changed"]
    assert len(told) == 1
    assert "已保存" in owner.page(answer.location)


def test_what_is_as_the_kind_has_it_is_no_override(world: World, owner: Visitor) -> None:
    assert sent(owner, guardians_maximum="1").status_code == 303
    assert overrides(world) == {"guardians_maximum": 1}
    assert sent(owner, guardians_maximum="2").status_code == 303
    assert overrides(world) == {}


def test_back_to_the_default_fills_the_field_and_saves_nothing(
    world: World, owner: Visitor
) -> None:
    sent(owner, guardians_maximum="1")
    answer = sent(owner, pending="9", press="default:guardians_maximum")
    typed = forms(answer.text)[URL]
    assert (typed["guardians_maximum"], typed["pending"]) == ("2", "9")
    assert overrides(world) == {"guardians_maximum": 1}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"guardians_maximum": "9"}, "guardians_maximum"),
        ({"guardians_maximum": "3", "exceptions": "seats_full"}, "guardians_maximum"),
        ({"guardians_maximum": "two"}, "guardians_maximum"),
        ({"pending": "0"}, "pending"),
        ({"title": ""}, "title"),
        ({"relations": [], "own_relations": ""}, "relations"),
        ({"own_relations": "一" * 11}, "own_relations"),
        ({"nickname-guardian": "x"}, "nicknames-guardian"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    world: World, owner: Visitor, changed: dict[str, Any], field: str
) -> None:
    answer = sent(owner, reminders="7", **changed)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert forms(answer.text)[URL]["reminders"] == "7"
    assert overrides(world) == {}


def test_a_firm_limit_says_so_beside_its_article(owner: Visitor) -> None:
    page = owner.page(URL)
    assert "这一条是硬性规定" in page
    assert 'max="2"' in page


def test_more_than_a_soft_limit_is_saved_once_the_exception_is_ticked(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    primary = world.door.kinds["primary"]
    assert primary.seats
    soft = replace(primary, seats=replace(primary.seats, hard=False))
    kinds = {**world.door.kinds, "primary": soft}
    world = replace(world, door=replace(world.door, kinds=kinds))
    monkeypatch.setitem(app.extensions, "door", world.door)
    group = world.group(group_id="class3")
    world.admin("chen", **{group.id: "owner"})
    owner = Visitor.of(app)
    owner.sign_in()
    assert "确有需要可以例外放宽" in owner.page(URL)
    asked = sent(owner, guardians_maximum="3")
    assert asked.status_code == 422
    assert "条款规定最多 2 位" in text_of(asked.text)
    assert overrides(world) == {}
    assert sent(owner, guardians_maximum="3", exceptions="seats_full").status_code == 303
    assert overrides(world) == {"guardians_maximum": 3}
    assert "依据 H1" in text_of(owner.page("/admin/groups/class3/activity"))


def test_who_would_be_affected_is_told_before_it_is_saved(
    world: World, owner: Visitor, group: Group
) -> None:
    for made in (mother(), father()):
        world.join(world.submit(group, made))
    answer = sent(owner, guardians_maximum="1", relations=["妈妈"])
    said = text_of(answer.text)
    assert "有 1 个席位超出这个上限" in said
    assert "有 1 位成员的称呼将不再允许" in said
    assert overrides(world) == {}
    assert sent(owner, guardians_maximum="1", relations=["妈妈"], sure="yes").status_code == 303
    assert overrides(world) == {"guardians_maximum": 1, "relations": ["妈妈"]}


def test_htmx_is_told_the_effects_and_nothing_is_saved(
    world: World, owner: Visitor, group: Group
) -> None:
    for made in (mother(), father()):
        world.join(world.submit(group, made))
    owner.headers["HX-Request"] = "true"
    part = sent(owner, guardians_maximum="1", press="foresee").text
    assert "<html" not in part
    assert "席位超出这个上限" in part
    assert overrides(world) == {}


def test_another_admins_change_is_not_overwritten(world: World, owner: Visitor) -> None:
    values: MultiDict[str, str] = MultiDict(forms(owner.page(URL))[URL])
    values.setlist("relations", ["爸爸", "妈妈", "监护人"])
    values["nickname-guardian"], values["nickname-teacher"] = PLAIN, "name//"
    values["pending"] = "9"
    groups.change(world.door, world.operator, "class3", overrides={"reminders": 1})
    answer = owner.post(URL, values)  # type: ignore[arg-type]
    assert answer.status_code == 412
    assert "另一位管理员改了设置" in answer.text
    assert forms(answer.text)[URL]["pending"] == "9"
    assert overrides(world) == {"reminders": 1}


def test_words_that_came_by_another_door_stay_as_they_are(world: World, owner: Visitor) -> None:
    own = {"word": "阿婆", "button": {"zh": "阿婆", "en": "Granny"}, "synonyms": ["婆婆们"]}
    wanted = {"relations": ["爸爸", "妈妈", own]}
    groups.change(world.door, world.operator, "class3", overrides=wanted)
    answer = sent(owner, relations=["爸爸", "妈妈"], own_relations="阿婆", pending="9")
    assert answer.status_code == 303
    relation = world.door.policy(world.door.groups.get(SCHOOL, "class3")).relation("婆婆们")
    assert relation
    assert relation.button["en"] == "Granny"


def test_the_rules_are_for_the_owner(world: World, app: Flask, owner: Visitor) -> None:
    world.admin("zhou", class3="committee")
    zhou = Visitor.of(app)
    zhou.sign_in("zhou")
    assert zhou.get(URL).status_code == 403
    token = forms(zhou.page("/admin/"))["/admin/sign-out"]
    assert zhou.post(URL, token).status_code == 403
