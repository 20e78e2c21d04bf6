"""Pupils of one name are told apart where an admin says who is meant."""

from __future__ import annotations

from flask import Flask

from onboarding.rules.auditing import Listed
from onboarding.rules.rosterrows import Row
from onboarding.services import audits, rosters
from onboarding.storage.groups import Group
from tests.builders import World, guardian
from tests.web.visitor import Visitor, text_of

PAGE = "/admin/groups/class3/audit"


def buttons(world: World, visitor: Visitor, *rows: Row) -> list[str]:
    rosters.import_rows(world.door, world.operator, "class3", rows, replace="merge")
    audits.run(world.door, world.operator, "class3", [Listed(1, "王一诺妈妈")])
    parts = text_of(visitor.page(PAGE)).split("就是这位：")[1:]
    return [" ".join(part.split("\n")[0].split()) for part in parts]


def test_by_the_number_and_by_who_is_there_already(
    world: World, owner: Visitor, group: Group
) -> None:
    rows = [Row("students", "王一诺", number=number) for number in ("20260017", "20260042")]
    before = buttons(world, owner, *rows)
    assert sorted(before) == [
        "王一诺妈妈 (20260017 · 还没有人)",
        "王一诺妈妈 (20260042 · 还没有人)",
    ]
    world.join(world.submit(group, guardian("王一诺", "爸爸", number="20260017")))
    assert sorted(buttons(world, owner, *rows))[0] == "王一诺妈妈 (20260017 · 已有王一诺爸爸)"


def test_who_may_not_see_numbers_sees_their_ends(world: World, app: Flask, group: Group) -> None:
    world.admin("lin", class3="committee")
    visitor = Visitor.of(app)
    visitor.sign_in("lin")
    rows = [Row("students", "王一诺", number=number) for number in ("20260017", "20260042")]
    assert sorted(buttons(world, visitor, *rows)) == [
        "王一诺妈妈 (••••••17 · 还没有人)",
        "王一诺妈妈 (••••••42 · 还没有人)",
    ]


def test_who_bears_a_name_alone_is_called_by_it_alone(
    world: World, owner: Visitor, group: Group
) -> None:
    audits.run(world.door, world.operator, "class3", [Listed(1, "欧阳娜那妈妈")])
    assert "就是这位：欧阳娜娜妈妈</button>" in owner.page(PAGE)
