"""A group's settings: the join link, shown once, and the way in."""

from __future__ import annotations

import io
import re

from flask import Flask

from onboarding.clock import DAY
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World
from tests.web.visitor import Visitor, forms, text_of

URL = "/admin/groups/class3/settings"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


def put_up(owner: Visitor, image: bytes, valid_until: str = "") -> int:
    values = forms(owner.page(URL))[f"{URL}/entry"]
    sent = {**values, "image": (io.BytesIO(image), "x.png"), "valid_until": valid_until}
    return owner.post(f"{URL}/entry", sent).status_code


def test_a_new_link_is_shown_once_with_its_code_and_ends_the_old(
    world: World, owner: Visitor, phone: Visitor
) -> None:
    old = f"/j/{world.link}"
    page = owner.send(URL, f"{URL}/link").text
    assert "<svg" in page
    new = re.search(r"http://127\.0\.0\.1:8000(/j/\S+)", text_of(page))
    assert new
    assert phone.get(new[1]).status_code == 200
    assert phone.get(old).status_code == 404
    assert new[1] not in owner.page(URL)


def test_the_way_in_is_chosen(world: World, owner: Visitor) -> None:
    assert owner.send(URL, f"{URL}/entry-mode", entry_mode="qr").status_code == 303
    assert world.door.groups.get(SCHOOL, "class3").entry_mode == "qr"
    assert owner.send(URL, f"{URL}/entry-mode", entry_mode="wall").status_code == 422


def test_a_card_is_put_up_and_shown(world: World, owner: Visitor) -> None:
    assert put_up(owner, PNG) == 303
    assert owner.get(f"{URL}/entry").data == PNG
    assert put_up(owner, b"<svg>") == 422
    assert put_up(owner, PNG, "tomorrow") == 422


def test_a_groups_code_is_valid_for_seven_days_at_most(world: World, owner: Visitor) -> None:
    owner.send(URL, f"{URL}/entry-mode", entry_mode="qr")
    assert put_up(owner, PNG) == 422
    assert put_up(owner, PNG, "2026-10-30") == 422
    assert put_up(owner, b"GIF89a", "2026-09-23") == 422
    assert put_up(owner, PNG, "2026-09-23") == 303


def test_a_lapsed_code_tells_how_many_wait(world: World, owner: Visitor, group: Group) -> None:
    owner.send(URL, f"{URL}/entry-mode", entry_mode="qr")
    put_up(owner, PNG, "2026-09-24")
    world.confirm(world.approve(world.submit(group)))
    assert "有 1 人在等着进群" in owner.page(URL)
    world.watch.forward(2 * DAY)
    owner.sign_in()
    assert "过了 2026年9月24日就失效。有 1 人" in text_of(owner.page(URL))
    world.watch.forward(2 * DAY)
    owner.sign_in()
    page = owner.page(URL)
    assert "有 1 人在等新的图片" in page
    assert f'src="{URL}/entry"' not in page


def test_settings_are_for_the_owner(app: Flask, world: World, group: Group) -> None:
    world.admin("zhou", **{group.id: "committee"})
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    assert visitor.get(URL).status_code == 403
    assert f'href="{URL}"' not in visitor.page("/admin/groups/class3/")


def test_a_groups_code_without_its_last_day_is_told_beside_the_field(
    world: World, owner: Visitor
) -> None:
    owner.send(URL, f"{URL}/entry-mode", entry_mode="qr")
    image = (io.BytesIO(PNG), "qr.png")
    page = owner.send(URL, f"{URL}/entry", image=image).text
    assert 'id="wrong-valid_until"' in page


def test_a_picture_shows_its_last_day_as_it_was_set(world: World, owner: Visitor) -> None:
    owner.send(URL, f"{URL}/entry-mode", entry_mode="qr")
    assert put_up(owner, PNG, "2026-09-23") == 303
    assert "有效期至 2026年9月23日" in text_of(owner.page(URL))


def test_what_was_saved_is_said(owner: Visitor) -> None:
    changed = owner.send(URL, f"{URL}/entry-mode", entry_mode="qr")
    assert "已保存" in owner.page(changed.location)
    assert "已保存" not in owner.page(URL)


def test_a_card_has_no_last_day_and_the_groups_code_has_one(owner: Visitor) -> None:
    assert 'name="valid_until"' not in owner.page(URL)
    assert "“我”" in owner.page(URL)
    owner.send(URL, f"{URL}/entry-mode", entry_mode="qr")
    assert 'name="valid_until"' in owner.page(URL)
    assert "群二维码" in owner.page(URL)
