"""The page of the list, and who left it while somebody still sits at the place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from onboarding.clock import DAY
from onboarding.rules.roster import Person
from onboarding.services import rosters
from onboarding.services.departures import Departure
from onboarding.storage.groups import Group
from onboarding.web.console.reminding import farewells
from tests.builders import SCHOOL, World, father, guardian, mother
from tests.web.lists import URL, people
from tests.web.visitor import Visitor, forms, text_of


def test_phones_and_guardians_are_masked_until_somebody_looks_which_is_noted(
    world: World, owner: Visitor
) -> None:
    def looked() -> list[str]:
        told = world.door.events.after(SCHOOL, "", 100)
        return [event.record for event in told if event.what == "roster.revealed"]

    li = people(world)["李明"]
    masked = owner.page(URL) + owner.page(f"{URL}/people/{li.id}")
    assert "13800000001" not in masked
    assert "138••••0001" in masked
    assert looked() == []
    assert "13800000001" in owner.send(URL, f"{URL}/details").text
    assert "13800000001" in owner.send(URL, f"{URL}/people/{li.id}/details").text
    assert looked() == ["class3", li.id]


def test_the_committee_reads_names_and_changes_nothing(
    app: Flask, world: World, group: Group
) -> None:
    world.admin("zhou", **{group.id: "committee"})
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    page = visitor.page(URL)
    assert "李明" in page
    assert "13800000001" not in page
    assert "/preview" not in page
    one = f"{URL}/people/{people(world)['李明'].id}"
    assert "138" not in visitor.page(one)
    for place in (f"{URL}/details", f"{one}/details", one):
        assert visitor.post(place, forms(page)["/admin/sign-out"]).status_code == 403, place


def leaves(world: World, who: str) -> None:
    rosters.mark_left(world.door, world.operator, "class3", people(world)[who].id)


def plain(page: str) -> str:
    return " ".join(text_of(page).split())


def test_who_has_left_is_marked_in_words(world: World, owner: Visitor) -> None:
    leaves(world, "李明")
    assert re.search(r"李明\s+已离开", text_of(owner.page(URL)))


def test_who_left_and_still_holds_a_place_is_listed_until_the_days_are_over(
    world: World, owner: Visitor, group: Group
) -> None:
    made = world.submit(group, guardian("李明", phone="13800000002"))
    world.join(made)
    assert 'id="departures"' not in owner.page(URL)
    leaves(world, "李明")
    leaves(world, "王芳")  # beside whom nobody sits
    page = owner.page(URL)
    card = page[page.index('id="departures"') : page.index("</section>", page.index('id="dep'))]
    assert "李明" in card
    assert "王芳" not in card
    assert world.fresh(made).nickname in card
    assert "还有14天" in plain(card)
    world.watch.forward(13 * DAY)
    owner.sign_in()
    assert "还有1天" in plain(owner.page(URL))


def test_that_the_group_was_told_is_noted_and_then_removal_is_open(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group))
    leaves(world, "李明")
    world.watch.forward(14 * DAY)
    owner.sign_in()
    before = plain(owner.page(URL))
    assert "已期满" in before
    assert "可以移出" not in before.replace("期满后您可以移出", "")
    told = owner.send(URL, f"{URL}/reminded", person=people(world)["李明"].id)
    assert told.status_code == 303
    assert "可以移出" in plain(owner.page(URL)).replace("期满后您可以移出", "")


def test_the_supervisor_sees_departures_and_notes_nothing(
    app: Flask, world: World, group: Group
) -> None:
    world.join(world.submit(group))
    leaves(world, "李明")
    world.admin("zhou", supervisor=True)
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    page = visitor.page(URL)
    assert 'id="departures"' in page
    assert 'type="checkbox"' not in page
    token = forms(page)["/admin/sign-out"]
    assert visitor.post(f"{URL}/reminded", token).status_code == 403


def test_there_is_a_text_for_the_group_with_the_nicknames_it_knows(
    world: World, owner: Visitor, group: Group
) -> None:
    made = world.join(world.submit(group))
    leaves(world, "李明")
    page = owner.page(URL)
    texts = re.findall(r'data-copy="([^"]+)"', page)
    assert [made.nickname in each for each in texts] == [True]
    assert texts[0].startswith(f"各位家长好，以下家长的孩子已转出本班：{made.nickname}。")
    assert "王秀英" not in texts[0]


def test_one_pupil_who_left_and_both_parents_are_counted_as_such(
    world: World, owner: Visitor, group: Group
) -> None:
    for application in (mother(), father()):
        world.join(world.submit(group, application))
    leaves(world, "李明")
    told = "已不在名单：1 人；仍在群里的相关成员：2 位"
    assert told in plain(owner.page(URL))
    assert told in plain(owner.page(f"{URL}/imported"))


@pytest.mark.parametrize(
    ("kind", "role", "words"),
    [
        ("primary", "guardian", "以下家长的孩子已转出本班：甲。"),
        ("primary", "teacher", "以下同事已离开：甲。"),
        ("student", "student", "以下同学已转出本班：甲。"),
        ("company", "staff", "以下同事已离开：甲。"),
    ],
)
def test_who_goes_is_told_in_words_that_fit(
    app: Flask, world: World, group: Group, kind: str, role: str, words: str
) -> None:
    made = replace(world.submit(group), role=role, nickname="甲")
    gone = Departure(Person("p1", "students", "李明"), (made,), 0, 0, "listed")
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        [text] = farewells(world.door.kinds[kind], [gone, gone])
    assert words in text
