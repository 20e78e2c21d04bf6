"""What is seen of a detail until somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from onboarding.web.console.masking import masked_name, masked_number, masked_phone
from tests.builders import World
from tests.web.visitor import Visitor


@pytest.mark.parametrize(
    ("mask", "text", "seen"),
    [
        (masked_phone, "13800000002", "138••••0002"),
        (masked_phone, "63001234", "••••••••"),
        (masked_phone, "", ""),
        (masked_number, "2026001", "•••••01"),
        (masked_number, "1", "•"),
        (masked_number, "12", "••"),
        (masked_name, "王秀英", "王••"),
        (masked_name, "王", "•"),
    ],
)
def test_the_ends_are_shown_and_a_short_text_not_at_all(
    mask: Callable[[str], str], text: str, seen: str
) -> None:
    assert mask(text) == seen


@pytest.mark.parametrize(("role", "seen"), [("owner", "2026001"), ("committee", "•••••01")])
def test_the_list_and_the_seat_show_a_number_to_whom_personal_details_are_open(
    world: World, app: Flask, role: str, seen: str
) -> None:
    group = world.group(group_id="class3")
    world.admin("chen", class3=role)
    visitor = Visitor.of(app)
    visitor.sign_in()
    person = world.person(group, "李明")
    for path in ("roster", f"roster/people/{person}", f"seats/{person}"):
        page = visitor.page(f"/admin/groups/class3/{path}")
        assert seen in page, path
        assert ("2026001" in page) == (role == "owner"), path


def test_who_supervises_sees_no_number_either(world: World, app: Flask) -> None:
    world.group(group_id="class3")
    world.admin("head", supervisor=True)
    visitor = Visitor.of(app)
    visitor.sign_in("head")
    assert "2026001" not in visitor.page("/admin/groups/class3/roster")
