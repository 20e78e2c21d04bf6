"""One person of the list: added, changed, marked as left and as back."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.builders import World
from tests.web.lists import URL, people
from tests.web.visitor import Visitor, forms


def change(world: World, owner: Visitor, who: str, **said: str) -> TestResponse:
    """Open somebody's line, and send it back with what is said instead."""
    url = f"{URL}/people/{people(world)[who].id}"
    line = owner.send(URL, f"{url}/details").text
    return owner.post(url, forms(line)[url] | said)


def test_one_person_is_added_changed_and_marked_as_left(world: World, owner: Visitor) -> None:
    assert owner.send(URL, f"{URL}/people", section="students", name="赵新").status_code == 303
    said = {"number": "2026011", "guardian0": "赵父", "relation0": "爸爸", "phone0": "13800000066"}
    assert change(world, owner, "赵新", **said).status_code == 303
    changed = people(world)["赵新"]
    assert (changed.number, changed.guardians[0].phone) == ("2026011", "13800000066")
    line = f"{URL}/people/{changed.id}"
    assert owner.send(line, f"{line}/left").status_code == 303
    assert people(world)["赵新"].left
    assert people(world)["赵新"].guardians == changed.guardians


def test_a_wrong_line_is_told_beside_the_field(world: World, owner: Visitor) -> None:
    assert "wrong-name" in change(world, owner, "李明", name="").text
    assert "wrong-phone0" in change(world, owner, "李明", phone0="x").text
    taken = change(world, owner, "李明", number="2026002")
    assert taken.status_code == 422
    assert "wrong-number" in taken.text
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


def test_that_somebody_left_is_taken_back(world: World, owner: Visitor) -> None:
    before = people(world)["李明"]
    line = f"{URL}/people/{before.id}"
    owner.send(line, f"{line}/left")
    assert people(world)["李明"].left_at == world.watch.now
    assert owner.send(line, f"{line}/back").status_code == 303
    assert people(world)["李明"] == before


def test_a_change_of_somebody_who_left_leaves_it_so(world: World, owner: Visitor) -> None:
    line = f"{URL}/people/{people(world)['李明'].id}"
    owner.send(line, f"{line}/left")
    change(world, owner, "李明", number="2026055")
    assert people(world)["李明"].left
    assert people(world)["李明"].number == "2026055"


def test_who_cannot_come_back_for_a_namesake_is_told_why(world: World, owner: Visitor) -> None:
    first = people(world)["欧阳娜娜"].id
    line = f"{URL}/people/{first}"
    change(world, owner, "欧阳娜娜", number="")
    owner.send(line, f"{line}/left")
    owner.send(URL, f"{URL}/people", section="students", name="欧阳娜娜")
    refused = owner.send(line, f"{line}/back")
    assert refused.status_code == 422
    assert "区分标记" in refused.text


def test_who_cannot_come_back_for_a_number_is_told_why(world: World, owner: Visitor) -> None:
    line = f"{URL}/people/{people(world)['李明'].id}"
    owner.send(line, f"{line}/left")
    owner.send(URL, f"{URL}/people", section="students", name="赵新", number="2026001")
    refused = owner.send(line, f"{line}/back")
    assert refused.status_code == 422
    assert people(world)["李明"].left


def test_the_way_from_a_seat_leads_to_the_line(world: World, owner: Visitor) -> None:
    person = people(world)["李明"].id
    assert f'href="{URL}/people/{person}"' in owner.page(f"/admin/groups/class3/seats/{person}")
    assert owner.get(f"{URL}/people/{person}").status_code == 200
    assert owner.get(f"{URL}/people/nobody").status_code == 404
