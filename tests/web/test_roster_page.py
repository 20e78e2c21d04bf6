"""The roster's pages: the list, a new one with its preview, one person."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from onboarding.rules.roster import Person
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World
from tests.web.visitor import Visitor, forms, text_of

URL = "/admin/groups/class3/roster"
CSV = (
    "姓名,学号,家长姓名,家长电话\n李明,2026001,李建国,13800000001\n马䶮,2026009,马立,13800000007\n"
)


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    world.admin("chen", **{group.id: "owner"})
    visitor = Visitor.of(app)
    visitor.sign_in()
    return visitor


def people(world: World) -> dict[str, Person]:
    group = world.door.groups.get(SCHOOL, "class3")
    found = world.door.rosters.read(SCHOOL, "class3", group.roster).people
    return {person.name: person for person in found}


def upload(owner: Visitor, data: bytes, name: str = "名单.csv", **said: str) -> TestResponse:
    values = forms(owner.page(URL))[f"{URL}/preview"] | said
    return owner.post(f"{URL}/preview", {**values, "file": (io.BytesIO(data), name)})


def change(world: World, owner: Visitor, who: str, **said: str) -> TestResponse:
    """Open somebody's line, and send it back with what is said instead."""
    url = f"{URL}/people/{people(world)[who].id}"
    line = owner.send(URL, f"{url}/details").text
    return owner.post(url, forms(line)[url] | said)


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


def test_a_preview_tells_who_comes_and_goes_and_changes_nothing(
    world: World, owner: Visitor
) -> None:
    before = people(world)
    response = upload(owner, CSV.encode("gb18030"))
    assert response.status_code == 200
    page = text_of(response.text)
    assert "马䶮" in page
    assert "王芳" in page
    assert "GB18030" in page
    assert people(world) == before


def test_applying_makes_the_previewed_list_the_roster(world: World, owner: Visitor) -> None:
    same = people(world)["李明"].id
    preview = upload(owner, CSV.encode("gb18030")).text
    applied = owner.post(f"{URL}/apply", forms(preview)[f"{URL}/apply"])
    assert applied.status_code == 303
    after = people(world)
    assert {"李明", "马䶮", "陈静", "周伟"} == set(after)  # a list of pupils dismisses no teacher
    assert after["李明"].id == same


def test_a_list_that_only_adds_leaves_the_rest(world: World, owner: Visitor) -> None:
    preview = upload(owner, CSV.encode(), replace="merge").text
    owner.post(f"{URL}/apply", forms(preview)[f"{URL}/apply"])
    assert {"王芳", "马䶮"} <= set(people(world))


def test_a_list_that_moved_on_since_the_preview_is_previewed_again(
    world: World, owner: Visitor
) -> None:
    preview = upload(owner, CSV.encode()).text
    owner.send(URL, f"{URL}/people", section="students", name="赵新")
    response = owner.post(f"{URL}/apply", forms(preview)[f"{URL}/apply"])
    assert response.status_code == 200
    assert "赵新" in text_of(response.text)
    assert "赵新" in people(world)
    assert "马䶮" not in people(world)


def test_lines_that_cannot_be_read_are_named(world: World, owner: Visitor) -> None:
    response = upload(owner, "姓名,学号\n李明,1\n王?,2\n".encode())
    assert response.status_code == 422
    assert "第 3 行" in response.text
    assert upload(owner, b"PK\x03\x04 nonsense", "x.xlsx").status_code == 422


def test_pasted_names_are_previewed_too(world: World, owner: Visitor) -> None:
    preview = owner.send(URL, f"{URL}/preview", names="1. 孙悟\n2. 沙净 2026020", replace="merge")
    assert "孙悟" in preview.text
    owner.post(f"{URL}/apply", forms(preview.text)[f"{URL}/apply"])
    assert people(world)["沙净"].number == "2026020"


def test_a_file_sent_back_damaged_is_refused(world: World, owner: Visitor) -> None:
    form = forms(upload(owner, CSV.encode()).text)[f"{URL}/apply"]
    assert owner.post(f"{URL}/apply", {**form, "packed": "???"}).status_code == 422
    assert owner.post(f"{URL}/apply", {**form, "packed": "AAAA"}).status_code == 422


def test_one_person_is_added_changed_and_marked_as_left(world: World, owner: Visitor) -> None:
    assert owner.send(URL, f"{URL}/people", section="students", name="赵新").status_code == 303
    said = {"number": "2026011", "guardian0": "赵父", "relation0": "爸爸", "phone0": "13800000066"}
    assert change(world, owner, "赵新", **said).status_code == 303
    changed = people(world)["赵新"]
    assert (changed.number, changed.guardians[0].phone) == ("2026011", "13800000066")
    assert change(world, owner, "赵新", left="yes").status_code == 303
    assert people(world)["赵新"].left
    assert people(world)["赵新"].guardians == changed.guardians


def test_a_wrong_line_is_told_beside_the_field(world: World, owner: Visitor) -> None:
    assert "wrong-name" in change(world, owner, "李明", name="").text
    assert "wrong-phone0" in change(world, owner, "李明", phone0="x").text
    assert change(world, owner, "李明", number="2026002").status_code == 422
    assert owner.send(URL, f"{URL}/people", name="").status_code == 422


def test_a_namesake_needs_a_mark(world: World, owner: Visitor) -> None:
    again = owner.send(URL, f"{URL}/people", section="students", name="李明")
    assert again.status_code == 422
    assert "wrong-label" in again.text


def test_an_edit_keeps_everything_that_the_form_shows(world: World, owner: Visitor) -> None:
    for name in ("李明", "陈静"):
        before = people(world)[name]
        assert change(world, owner, name).status_code == 303
        assert people(world)[name] == before


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


def test_who_has_left_is_marked_in_words(world: World, owner: Visitor) -> None:
    change(world, owner, "李明", left="yes")
    assert re.search(r"李明\s+已离开", text_of(owner.page(URL)))


def test_pasted_names_are_said_to_be_no_file(world: World, owner: Visitor) -> None:
    pasted = owner.send(URL, f"{URL}/preview", names="赵新")
    assert "赵新" in pasted.text
    assert "读取格式" not in pasted.text
    assert "读取格式：CSV" in upload(owner, CSV.encode()).text
