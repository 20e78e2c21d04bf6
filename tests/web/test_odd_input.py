"""What no page of ours sends: each is answered as wrong, and none ends in a defect."""

from __future__ import annotations

import pytest

from onboarding.storage.groups import Group
from tests.builders import World
from tests.web.visitor import Visitor, forms

GROUP = "/admin/groups/class3"
LATE = "9999-12-31"
LONG = "9" * 5000


@pytest.mark.parametrize(
    "asked",
    ["before=0-0", "before=x", f"before={2**64 - 1}-{2**64 - 1}", f"since={LATE}", f"until={LATE}"],
)
def test_a_trail_that_cannot_be_asked_for(owner: Visitor, asked: str) -> None:
    assert owner.get(f"{GROUP}/activity?{asked}").status_code in (200, 422)


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("queue/preview", {"reason": "other"}),
        ("queue/preview", {"reason": "other", "shown": "no such thing"}),
        ("settings/entry", {"valid_until": LATE}),
        ("covenant/remind", {"seen": LONG}),
        ("settings/rules", {"seen": LONG, "title": "三年二班"}),
    ],
)
def test_a_form_that_nobody_was_shown(owner: Visitor, action: str, sent: dict[str, str]) -> None:
    token = forms(owner.page(f"{GROUP}/"))["/admin/sign-out"]
    assert owner.post(f"{GROUP}/{action}", token | sent).status_code < 500


def test_a_ban_until_the_end_of_time_is_told_as_no_day(
    world: World, owner: Visitor, group: Group
) -> None:
    member = world.join(world.submit(group))
    page = f"{GROUP}/requests/{member.id}"
    sent = {"article": "H3", "ban": "yes", "ban_until": LATE}
    assert owner.send(page, f"{page}/remove", **sent).status_code == 422
    assert world.fresh(member).state == "joined"
