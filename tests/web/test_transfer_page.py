"""Pupils who change class, in the console."""

from __future__ import annotations

import pytest
from flask import Flask

from onboarding.rules.rosterrows import Row
from onboarding.services import rosters
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World
from tests.web.visitor import Visitor, forms, text_of

URL = "/admin/groups/class3/roster/transfer"


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    """The owner of two classes."""
    rows = [Row("students", "孙丽", number="2026009")]
    world.group(group_id="class4", title="三年四班", rows=rows)
    world.admin("chen", class3="owner", class4="owner")
    visitor = Visitor.of(app)
    assert visitor.sign_in().status_code == 303
    return visitor


def pupils(world: World, group: str) -> list[str]:
    version = world.door.groups.get(SCHOOL, group).roster
    found = world.door.rosters.read(SCHOOL, group, version).section("students")
    return [person.name for person in found]


def test_a_pupils_line_leads_there_with_the_pupil_chosen(
    world: World, owner: Visitor, group: Group
) -> None:
    pupil = world.person(group, "李明")
    line = owner.page(f"/admin/groups/class3/roster/people/{pupil}")
    there = f"{URL}?person={pupil}"
    assert f'href="{there}"' in line
    assert f'value="{pupil}" checked' in owner.page(there)
    teacher = world.person(group, "陈静")
    assert URL not in owner.page(f"/admin/groups/class3/roster/people/{teacher}")


def test_pupils_are_chosen_looked_at_and_moved(world: World, owner: Visitor, group: Group) -> None:
    world.join(world.submit(group))
    moving = [world.person(group, name) for name in ("李明", "王芳")]
    preview = owner.send(URL, target="class4", person=moving)
    assert preview.status_code == 200
    said = text_of(preview.text)
    assert "4 → 2" in said
    assert "1 → 3" in said
    assert "李明妈妈" in said
    assert len(pupils(world, "class3")) == 4
    form = forms(preview.text)[f"{URL}/apply"]
    done = owner.post(f"{URL}/apply", {**form, "person": moving})
    assert (done.status_code, done.headers["Location"]) == (303, f"{URL}/class4")
    assert pupils(world, "class3") == ["欧阳娜娜", "阿依古丽·买买提"]
    assert pupils(world, "class4") == ["孙丽", "李明", "王芳"]


def test_the_text_for_the_families_holds_no_link_and_no_name(
    world: World, owner: Visitor, group: Group
) -> None:
    del world, group
    page = owner.page(f"{URL}/class4")
    text = page.split('data-copy="')[1].split('"')[0]
    assert "三年四班" in text
    assert "/j/" not in page
    assert "14 天" in text


def test_a_list_that_was_changed_meanwhile_is_previewed_again(
    world: World, owner: Visitor, group: Group
) -> None:
    pupil = world.person(group, "李明")
    form = forms(owner.send(URL, target="class4", person=pupil).text)[f"{URL}/apply"]
    rosters.add(world.door, world.operator, "class4", Row("students", "何静"))
    again = owner.post(f"{URL}/apply", form)
    assert again.status_code == 409
    assert 'role="alert"' in again.text
    assert "李明" in pupils(world, "class3")
    fresh = forms(again.text)[f"{URL}/apply"]
    assert owner.post(f"{URL}/apply", fresh).status_code == 303
    assert "李明" in pupils(world, "class4")


def test_a_namesake_there_is_told_and_nobody_is_moved(
    world: World, owner: Visitor, group: Group
) -> None:
    rosters.add(world.door, world.operator, "class4", Row("students", "欧阳娜娜"))
    bare = world.person(group, "欧阳娜娜")
    rosters.edit(world.door, world.operator, "class3", bare, {"number": "7"})
    answer = owner.send(URL, target="class4", person=bare)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert len(pupils(world, "class4")) == 2


def test_nobody_and_nowhere_chosen_is_told(world: World, owner: Visitor, group: Group) -> None:
    assert owner.send(URL, target="class4").status_code == 422
    answer = owner.send(URL, person=world.person(group, "李明"))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_owner_of_one_class_only_is_told_who_may(
    world: World, app: Flask, owner: Visitor
) -> None:
    del owner
    world.admin("zhou", class3="owner")
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    assert "学校督导员可以" in text_of(visitor.page(URL))
    world.admin("help", class3="committee")
    helper = Visitor.of(app)
    helper.sign_in("help")
    assert helper.get(URL).status_code == 403
