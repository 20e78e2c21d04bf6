"""The report on a group's audits: the trend as pictures, each sort of finding by itself."""

from __future__ import annotations

from onboarding.clock import MINUTE
from onboarding.rules.auditing import Listed
from onboarding.services import audits
from onboarding.storage.groups import Group
from tests.builders import World
from tests.web.visitor import Visitor

PAGE = "/admin/groups/class3/audit/report"


def audit(world: World, group: Group, *nicknames: str) -> None:
    listed = [Listed(at, each) for at, each in enumerate(nicknames, 1)]
    audits.run(world.door, world.operator, group.id, listed, head_count=9)
    world.watch.forward(MINUTE)


def test_the_trend_is_drawn_by_sort_from_the_second_audit_on(
    world: World, group: Group, owner: Visitor
) -> None:
    owner.headers["Accept-Language"] = "en"
    assert "No audit yet" in owner.page(PAGE)
    audit(world, group, "李明妈妈", "王芳爸爸")
    assert "<svg" not in owner.page(PAGE)
    audit(world, group, "李明妈妈", "王芳爸爸", "路人")
    page = owner.page(PAGE)
    for title in ("All that was found", "Can be taken in", "Can’t be placed"):
        assert f"<title>{title}</title>" in page
    assert "Have the wrong nickname" not in page
    assert "2 at first, 2 in the last audit" in page
    assert "0 at first, 1 in the last audit" in page
    assert page.count('<td class="number">7</td>') == 1
