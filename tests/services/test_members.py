"""Places: who sits where, who is missing, who has to be reminded of what."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.rosterrows import Row
from onboarding.services import membership, rosters
from onboarding.services.members import SeatMap, seat, seats
from onboarding.storage.groups import Group
from tests.builders import STAFF, World, father, mother

TWINS = (Row("students", "李明", number="1"), Row("students", "李华", number="2"))


def seat_map(world: World, group: Group) -> SeatMap:
    return seats(world.door, world.operator, group.id)


def names(people: object) -> list[str]:
    return [person.name for person in people]  # type: ignore[attr-defined]


def test_a_place_tells_who_is_in_from_who_is_on_the_way(world: World) -> None:
    group = world.group()
    world.join(world.submit(group))
    world.approve(world.submit(group, father()))
    place = seat_map(world, group).places[0]
    assert (place.person.name, place.joined, place.coming, place.free) == ("李明", 1, 1, 0)


def test_missing_are_the_students_with_nobody_and_no_teachers(world: World) -> None:
    group = world.group()
    world.approve(world.submit(group))
    assert names(seat_map(world, group).missing) == ["王芳", "欧阳娜娜", "阿依古丽·买买提"]


def test_a_student_who_left_isnt_missing(world: World) -> None:
    group = world.group()
    rosters.mark_left(world.door, world.operator, group.id, world.person(group, "王芳"))
    assert "王芳" not in names(seat_map(world, group).missing)


def test_a_student_who_left_counts_no_more_while_somebody_still_sits_there(world: World) -> None:
    group = world.group()
    world.join(world.submit(group))
    rosters.mark_left(world.door, world.operator, group.id, world.person(group, "李明"))
    found = seat_map(world, group)
    assert "李明" in [place.person.name for place in found.places]
    assert "李明" not in [place.person.name for place in found.counted]


def test_where_nobody_sits_beside_anybody_everyone_counts(world: World) -> None:
    group = world.group("company", rows=STAFF)
    found = seat_map(world, group)
    assert names(found.missing) == names(found.absent) == ["赵敏", "钱进"]
    application = Application(
        role="staff",
        name="赵敏",
        number="A01",
        consent=True,
        declarations=frozenset(found.policy.declarations),
    )
    world.approve(world.submit(group, application))
    found = seat_map(world, group)
    assert names(found.missing) == ["钱进"]
    assert names(found.absent) == ["赵敏", "钱进"]


def test_who_hasnt_confirmed_is_reminded_of_that_first(world: World) -> None:
    group = world.group()
    request = world.approve(world.submit(group))
    found = seat_map(world, group)
    assert ([r.id for r in found.unconfirmed], found.to_enter) == ([request.id], ())
    world.confirm(request)
    found = seat_map(world, group)
    assert (found.unconfirmed, [r.id for r in found.to_enter]) == ((), [request.id])


def test_a_member_is_reminded_of_new_rules_only(world: World) -> None:
    group = world.group()
    request = world.join(world.submit(group))
    assert not seat_map(world, group).unconfirmed
    world.publish(group, major=True)
    found = seat_map(world, group)
    assert ([r.id for r in found.unconfirmed], found.to_enter) == ([request.id], ())


def test_a_guardian_of_twins_is_reminded_once(world: World) -> None:
    group = world.group(rows=TWINS)
    both = (NamedStudent("李明", "妈妈", "1"), NamedStudent("李华", "妈妈", "2"))
    asked = Application(role="guardian", students=both, name="王秀英", consent=True)
    world.approve(world.submit(group, asked))
    assert len(seat_map(world, group).unconfirmed) == 1


def test_a_place_by_itself_tells_who_sits_there_and_who_asks(world: World) -> None:
    group = world.group()
    sitting, asking = world.join(world.submit(group)), world.submit(group, father())
    found = seat(world.door, world.operator, group.id, world.person(group, "李明"))
    assert [(s.request.id, s.relation) for s in found.place.sitting] == [(sitting.id, "妈妈")]
    assert [each.id for each in found.asking] == [asking.id]
    assert found.place.free == 1


def test_a_place_by_itself_forgets_who_left_and_what_lapsed(world: World) -> None:
    group = world.group()
    gone, asking = world.join(world.submit(group)), world.submit(group, father())
    membership.leave(world.door, world.operator, group.id, gone.id)
    assert asking.expires_at is not None
    world.watch.now = asking.expires_at
    found = seat(world.door, world.operator, group.id, world.person(group, "李明"))
    assert (found.place.sitting, found.asking, found.place.free) == ((), (), 2)


def test_somebody_who_isnt_on_the_list_has_no_place(world: World) -> None:
    group = world.group()
    with pytest.raises(errors.NotFound):
        seat(world.door, world.operator, group.id, "abcdefghijkl")


def test_an_admin_of_another_group_sees_no_place(world: World) -> None:
    group = world.group(group_id="class3")
    world.submit(group, mother())
    world.group(group_id="class4")
    zhou = world.admin("zhou", class4="owner")
    with pytest.raises(errors.NotAllowed):
        seat(world.door, zhou, group.id, world.person(group, "李明"))
