"""The work list of an audit as its page lays it out."""

from __future__ import annotations

import pytest

from onboarding.rules.auditing import Listed
from onboarding.services import audits, auditwork
from onboarding.storage.groups import Group
from tests.builders import World
from tests.web.visitor import Visitor, text_of

PAGE = "/admin/groups/class3/audit"


def looked_at(world: World, *nicknames: str) -> None:
    world.watch.forward(1)
    listed = [Listed(at, who) for at, who in enumerate(nicknames, 1)]
    audits.run(world.door, world.operator, "class3", listed, head_count=20)


def test_what_the_last_list_did_not_show_says_so_and_stands_behind(
    world: World, owner: Visitor, group: Group
) -> None:
    looked_at(world, "路人甲", "路人乙")
    assert "这次没有看到" not in text_of(owner.page(PAGE))
    looked_at(world, "李明妈妈", "路人乙")
    page = text_of(owner.page(PAGE))
    assert page.count("这次没有看到") == 1
    assert page.index("路人乙") < page.index("路人甲") < page.index("这次没有看到")


def test_what_was_dealt_with_is_not_looked_for(world: World, owner: Visitor, group: Group) -> None:
    looked_at(world, "路人甲")
    for item in audits.worklist(world.door, world.operator, "class3").open:
        auditwork.settle(world.door, world.operator, "class3", item.id, "handled")
    looked_at(world, "路人乙")
    assert "路人甲" in text_of(owner.page(PAGE))
    assert "这次没有看到" not in text_of(owner.page(PAGE))


@pytest.mark.parametrize(("many", "folds"), [(8, False), (9, True)])
def test_a_long_section_is_folded_and_open_where_something_in_it_is_to_be_mended(
    world: World, owner: Visitor, group: Group, many: int, folds: bool
) -> None:
    looked_at(world, *(f"路人{at}" for at in "甲乙丙丁戊己庚辛壬"[:many]))
    fold = '<details class="fold inner"><summary>逐个处理'
    page = owner.page(PAGE)
    unknown = page[page.index('aria-labelledby="unknown"') :]
    assert (fold in unknown[: unknown.index("</section>")]) is folds
    works = audits.worklist(world.door, world.operator, "class3").open
    item = next(each for each in works if each.item.what == "unknown")
    wrong = owner.send(PAGE, f"{PAGE}/items/{item.id}/ignored", reason="").text
    assert (fold.replace('inner"', 'inner" open') in wrong) is folds
