"""Reminders: each message is short, and nobody is left out."""

from __future__ import annotations

import pytest
from flask import Flask

from onboarding.rules.rosterrows import Row
from onboarding.services.members import seats
from onboarding.web.console.reminding import LONGEST, Reminder, messages, reminders
from tests.builders import STAFF, World

ENGLISH = {"Accept-Language": "en"}


def of(app: Flask, world: World, group_id: str, url: str = "") -> dict[str, Reminder]:
    with app.test_request_context(headers=ENGLISH):
        found = reminders(seats(world.door, world.operator, group_id), url)
    return {each.topic: each for each in found}


def test_a_long_list_comes_in_messages_of_five_hundred_characters(app: Flask) -> None:
    names = [f"阿依古丽·买买提{at}" for at in range(300)]
    with app.test_request_context(headers=ENGLISH):
        told = messages("Please come: %(names)s. Thank you!", names)
    assert max(map(len, told)) <= LONGEST
    said = [
        n for text in told for n in text[len("Please come: ") : -len(". Thank you!")].split(", ")
    ]
    assert said == names


def test_a_short_list_is_one_message(app: Flask) -> None:
    with app.test_request_context(headers=ENGLISH):
        assert messages("%(names)s!", ["a", "b"]) == ["a, b!"]


def test_a_message_is_as_long_as_it_may_be(app: Flask) -> None:
    with app.test_request_context(headers=ENGLISH):
        assert messages("%(names)s!", ["aa", "bb", "cc"], longest=7) == ["aa, bb!", "cc!"]
        assert messages("%(names)s!", ["aa", "bb", "cc"], longest=6) == ["aa!", "bb!", "cc!"]


@pytest.mark.parametrize(("kind", "words"), [("primary", "Dear parents"), ("company", "Everybody")])
def test_the_words_follow_the_kind(app: Flask, world: World, kind: str, words: str) -> None:
    group = world.group(kind, **({"rows": STAFF} if kind == "company" else {}))
    missing = of(app, world, group.id)["missing"]
    assert missing.messages[0].startswith(words)


def test_pupils_of_one_name_are_told_apart(app: Flask, world: World) -> None:
    rows = (Row("students", "李明", label="大"), Row("students", "李明", label="小"))
    group = world.group(rows=rows)
    assert "李明(大), 李明(小)" in of(app, world, group.id)["missing"].messages[0]


def test_who_is_approved_is_reminded_under_the_nickname(app: Flask, world: World) -> None:
    group = world.group()
    request = world.approve(world.submit(group))
    found = of(app, world, group.id)
    assert set(found) == {"missing", "unconfirmed"}
    assert "李明妈妈" in found["unconfirmed"].messages[0]
    world.confirm(request)
    found = of(app, world, group.id)
    assert set(found) == {"missing", "to_enter"}
    assert found["to_enter"].count == 1


def test_a_text_says_how_one_comes_in_and_those_who_have_a_page_are_sent_there(
    app: Flask, world: World
) -> None:
    group = world.group()
    world.approve(world.submit(group))
    found = of(app, world, group.id)
    assert found["missing"].messages[0].endswith("Whoever needs the join link gets it from me.")
    found = of(app, world, group.id, "https://door.example/j/s.x")
    assert found["missing"].messages[0].endswith("The join link: https://door.example/j/s.x")
    assert "/j/" not in " ".join(found["unconfirmed"].messages)


def test_a_long_list_has_the_link_in_every_message(app: Flask, world: World) -> None:
    rows = tuple(Row("students", f"阿依古丽·买买提{at}") for at in range(100))
    group = world.group(rows=rows)
    url = "https://door.example/j/" + "x" * 40
    told = of(app, world, group.id, url)["missing"].messages
    assert len(told) > 1
    assert all(each.endswith(url) and len(each) <= LONGEST for each in told)
