"""Who takes which list along, that it is on record, and that a roster read back is the same."""

from __future__ import annotations

import pytest

from onboarding import export_tables
from onboarding.exporting import FORMATS, Format
from onboarding.importing import memberlist
from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.services import audits, impact, rosters
from onboarding.storage.groups import Group
from tests.builders import PUPILS, SCHOOL, World, father, mother

FORM = pytest.mark.parametrize("form", FORMATS)
EACH = pytest.mark.parametrize("what", export_tables.WHATS)


def taken(world: World, what: export_tables.What, form: Format = "csv") -> bytes:
    _, made = export_tables.file_of(world.door, world.operator, "c302", what, form, "zh")
    return made


def lines(world: World, what: export_tables.What) -> list[list[str]]:
    return [line.split(",") for line in taken(world, what).decode("utf-8-sig").splitlines()]


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="c302")


@FORM
def test_a_roster_read_back_changes_nothing(world: World, group: Group, form: Format) -> None:
    rosters.mark_left(world.door, world.operator, "c302", world.person(group, "王芳"))
    live = world.door.groups.get(SCHOOL, "c302").roster
    data = taken(world, "roster", form)
    reading = rosters.read_file(world.door, world.operator, data, f"list.{form}")
    seen = rosters.import_rows(world.door, world.operator, "c302", reading.rows, dry_run=True)
    change = seen.change
    assert (change.added, change.changed, change.gone, change.back, change.unclear) == ((),) * 5
    assert change.same == len(PUPILS) - 1
    meant = impact.impact(world.door, group, change)
    assert (meant.losing, meant.passing, meant.renamed) == ((), (), ())
    done = rosters.import_rows(world.door, world.operator, "c302", reading.rows)
    assert done.version == live == world.door.groups.get(SCHOOL, "c302").roster


def test_national_numbers_are_not_exported_and_stay_through_a_return(
    world: World, group: Group
) -> None:
    national = world.door.blinds.national(SCHOOL, "G110101201501011234")
    person = world.person(group, "李明")
    rosters.edit(world.door, world.operator, "c302", person, {"national": national})
    data = taken(world, "roster")
    assert national.encode() not in data
    rows = rosters.read_file(world.door, world.operator, data, "list.csv").rows
    rosters.import_rows(world.door, world.operator, "c302", rows)
    _, roster = rosters.read(world.door, world.operator, "c302")
    assert roster.by_id[person].national == national


def test_members_are_who_is_in_or_on_the_way_with_what_they_are_called(
    world: World, group: Group
) -> None:
    world.join(world.submit(group, mother()))
    world.approve(world.submit(group, father()))
    header, *rows = lines(world, "members")
    assert header[:4] == ["序号", "群昵称", "角色", "名单上"]
    assert [(row[1], row[3], row[4]) for row in rows] == [
        ("李明妈妈", "李明", "妈妈"),
        ("李明爸爸", "李明", "爸爸"),
    ]
    assert [row[7] for row in rows] == ["已确认", ""]


def test_an_audit_of_the_members_that_were_exported_finds_nobody_inside(
    world: World, group: Group
) -> None:
    world.join(world.submit(group, mother()))
    listed = memberlist.read_members(taken(world, "members"))
    assert [each.nickname for each in listed] == ["李明妈妈"]
    work = audits.run(world.door, world.operator, "c302", listed).worklist
    assert [each for each in work.open if each.item.line] == []


def test_seats_say_who_sits_where_and_how_many_may_come(world: World, group: Group) -> None:
    world.join(world.submit(group, mother()))
    world.approve(world.submit(group, father()))
    _, *rows = lines(world, "seats")
    assert rows[0][1:] == ["学生", "李明", "李明妈妈、李明爸爸", "1", "1", "0"]
    assert rows[1][1:] == ["学生", "王芳", "", "0", "0", "2"]


def test_findings_say_what_an_audit_found_and_what_to_tell_the_group(
    world: World, group: Group
) -> None:
    world.join(world.submit(group, mother()))
    audits.run(world.door, world.operator, "c302", [Listed(1, "=陌生人")])
    _, *rows = lines(world, "findings")
    (stranger,) = [row for row in rows if "陌生人" in row[2]]
    assert stranger[2] == "'=陌生人"
    assert stranger[7] == "待处理"
    assert "陌生人" in stranger[11]


@EACH
def test_who_took_which_list_is_on_record_without_anything_personal(
    world: World, group: Group, what: export_tables.What
) -> None:
    taken(world, what)
    event = world.door.events.after(SCHOOL, "", 1000)[-1]
    assert (event.what, event.who, event.group, event.facts) == (
        f"{what}.exported", "operator", group.id, {},
    )  # fmt: skip


@EACH
@pytest.mark.parametrize("role", ["committee", "supervisor"])
def test_only_an_owner_takes_a_list_along(
    world: World, group: Group, what: export_tables.What, role: str
) -> None:
    roles = {} if role == "supervisor" else {"c302": role}
    caller = world.admin(supervisor=role == "supervisor", **roles)
    before = world.door.events.after(SCHOOL, "", 1000)
    with pytest.raises(errors.NotAllowed):
        export_tables.file_of(world.door, caller, "c302", what, "csv", "zh")
    assert world.door.events.after(SCHOOL, "", 1000) == before


@EACH
def test_an_owner_takes_every_list_along(
    world: World, group: Group, what: export_tables.What
) -> None:
    caller = world.admin(c302="owner")
    name, made = export_tables.file_of(world.door, caller, "c302", what, "csv", "zh")
    assert name == f"{what}-c302-2026-09-21.csv"
    assert made.startswith("﻿".encode())


@pytest.mark.parametrize(
    ("what", "scope"),
    [("members", "members:read"), ("seats", "members:read"), ("findings", "audits:write")],
)
def test_a_program_that_may_export_the_list_may_not_thereby_see_the_rest(
    world: World, group: Group, what: export_tables.What, scope: str
) -> None:
    bot = world.bot("roster:read")
    with pytest.raises(errors.NotAllowed):
        export_tables.file_of(world.door, bot, "c302", what, "csv", "zh")
    bot = world.bot("roster:read", scope)
    assert export_tables.file_of(world.door, bot, "c302", what, "csv", "zh")[1]
