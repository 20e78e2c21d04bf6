"""The poster of a join link: made in the answer to the link itself, which is kept nowhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.builders import World
from tests.web.visitor import Visitor, forms, text_of

URL = "/admin/groups/class3/settings"


def test_a_new_link_leads_to_its_poster(owner: Visitor) -> None:
    shown = owner.send(URL, f"{URL}/link").text
    poster = owner.post(f"{URL}/poster", forms(shown)[f"{URL}/poster"])
    assert poster.status_code == 200
    said = text_of(poster.text)
    for words in ("三年二班", "扫码申请入群", "用微信扫一扫", "班主任"):
        assert words in said
    assert "<svg" in poster.text
    assert "style=" not in poster.text


def test_a_pasted_link_makes_the_poster(world: World, owner: Visitor) -> None:
    url = world.door.link_url(world.link)
    assert owner.send(URL, f"{URL}/poster", link=f" {url} ").status_code == 200
    assert owner.send(URL, f"{URL}/poster", link=world.link).status_code == 200


@pytest.mark.parametrize("link", ["", "x", "http://127.0.0.1:8000/j/hill.AAAAAAAAAAAAAAAAAAAAAA"])
def test_a_link_that_does_not_open_the_group_makes_none(owner: Visitor, link: str) -> None:
    refused = owner.send(URL, f"{URL}/poster", link=link)
    assert refused.status_code == 422
    assert 'id="wrong-link"' in refused.text


def test_the_link_of_another_group_makes_none(world: World, owner: Visitor) -> None:
    world.group(group_id="class4")
    assert owner.send(URL, f"{URL}/poster", link=world.link).status_code == 422


def test_an_ended_link_makes_none(world: World, owner: Visitor) -> None:
    owner.send(URL, f"{URL}/link")
    assert owner.send(URL, f"{URL}/poster", link=world.link).status_code == 422


def test_a_poster_speaks_chinese_or_both_languages(world: World, owner: Visitor) -> None:
    plain = owner.send(URL, f"{URL}/poster", link=world.link).text
    assert "Scan the code" not in plain
    both = owner.send(URL, f"{URL}/poster", link=world.link, both="yes").text
    assert "Scan the code" in both
    assert "用微信扫一扫" in both


def test_the_link_stands_in_no_address(world: World, owner: Visitor) -> None:
    page = owner.send(URL, f"{URL}/poster", link=world.link).text
    addresses = re.findall(r'(?:href|action|src|hx-\w+)="([^"]*)"', page)
    assert addresses
    assert not any(world.link in each for each in addresses)


def test_posters_are_for_the_owner(world: World, app: Flask, owner: Visitor) -> None:
    world.admin("zhou", class3="committee")
    zhou = Visitor.of(app)
    zhou.sign_in("zhou")
    token = forms(zhou.page("/admin/"))["/admin/sign-out"]
    assert zhou.post(f"{URL}/poster", {**token, "link": world.link}).status_code == 403
