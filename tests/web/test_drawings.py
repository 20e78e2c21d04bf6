"""Pictures of numbers: what they say in words, and that they stay in their frame."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from onboarding.web.console.drawings import (
    WIDTH,
    Column,
    Piece,
    chairs,
    columns,
    pieces,
    share,
    swatch,
)

MANY = [Column(f"day {at}", at % 7, f"11月{at}日" if at % 6 == 0 else "") for at in range(30)]
DRAWN = {
    "chairs": chairs(1, 1, 1),
    "share": share(3, 4, title="3 of 4"),
    "empty share": share(0, 0, title="nobody"),
    "pieces": pieces([Piece(1, "none"), Piece(0, "some"), Piece(3, "full")], title="t", about="a"),
    "no pieces": pieces([], title="t", about="a"),
    "columns": columns(MANY, title="t", about="a", across="x", upward="y"),
    "no columns": columns([], title="t", about="a"),
    "columns of nothing": columns([Column("a", 0)], title="t", about="a"),
    "swatch": swatch("none"),
}


def parts(drawing: Markup, name: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(drawing).iter() if each.tag == name]


def numbers(drawing: Markup) -> list[str | None]:
    """What stands above the columns."""
    return [each.text for each in parts(drawing, "text") if not each.attrib["class"]]


@pytest.mark.parametrize("drawing", DRAWN.values(), ids=DRAWN)
def test_a_drawing_is_well_formed_and_has_no_style_of_its_own(drawing: Markup) -> None:
    for element in ElementTree.fromstring(drawing).iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]


def test_a_picture_says_what_it_shows() -> None:
    root = ElementTree.fromstring(pieces([Piece(2, "full")], title="Seats", about="two: 2"))
    assert root.attrib["role"] == "img"
    assert (root.findtext("title"), root.findtext("desc")) == ("Seats", "two: 2")


def test_chairs_leave_the_saying_to_the_words_beside_them() -> None:
    assert ElementTree.fromstring(chairs(1)).attrib["aria-hidden"] == "true"


def test_there_is_a_chair_for_each_seat_and_their_shapes_differ() -> None:
    drawn = parts(chairs(2, 1, 1), "g")
    assert [each.attrib["class"] for each in drawn] == ["in", "in", "coming", "free"]
    assert [len(each) for each in drawn] == [2, 2, 3, 2]


def test_pieces_fill_the_width_by_how_much_they_are() -> None:
    one, three = parts(pieces([Piece(1, "some"), Piece(3, "full")], title="", about=""), "rect")
    assert float(three.attrib["x"]) == pytest.approx(WIDTH / 4)
    assert float(one.attrib["width"]) == pytest.approx(WIDTH / 4 - 2)
    assert float(three.attrib["width"]) == pytest.approx(WIDTH * 3 / 4 - 2)


def test_a_piece_of_nothing_isnt_drawn() -> None:
    drawn = pieces([Piece(0, "none"), Piece(3, "full")], title="", about="")
    assert len(parts(drawn, "rect")) == len(parts(drawn, "text")) == 1


def test_a_column_is_as_high_as_its_value() -> None:
    drawn = parts(
        columns([Column("a", 10), Column("b", 5), Column("c", 0)], title="", about=""), "path"
    )
    bars = [each.attrib["d"] for each in drawn if "bar" in each.attrib["class"]]
    heights = [4 + float(re.search(r"v-([\d.]+)", bar)[1]) for bar in bars]  # type: ignore[index]
    assert heights == [104, 52]


def test_of_many_columns_the_highest_alone_has_its_number() -> None:
    assert numbers(columns(MANY, title="", about="")) == ["6"]


def test_few_columns_have_all_their_numbers() -> None:
    drawn = columns([Column("a", 3), Column("b", 0), Column("c", 3)], title="", about="")
    assert numbers(drawn) == ["3", "3"]


def test_the_axes_say_what_they_stand_for_and_the_scale_how_much() -> None:
    drawn = columns([Column("a", 4), Column("b", 1)], title="", about="", across="x", upward="y")
    soft = [each for each in parts(drawn, "text") if each.attrib["class"] == "soft"]
    assert [each.text for each in soft] == ["0", "2", "4", "y", "x"]
    heights = [float(each.attrib["y"]) for each in soft[:3]]
    assert heights[0] - heights[1] == heights[1] - heights[2] == 52


def test_a_scale_of_an_odd_number_has_no_half() -> None:
    drawn = columns([Column("a", 3)], title="", about="")
    soft = [each.text for each in parts(drawn, "text") if each.attrib["class"] == "soft"]
    assert soft == ["0", "3"]


def test_words_stay_inside_the_picture() -> None:
    drawn = parts(columns(MANY, title="", about=""), "text")
    for text in [each for each in drawn if each.attrib["text-anchor"] == "middle"]:
        half = sum(3.5 if letter.isascii() else 6 for letter in text.text or "")
        assert half <= float(text.attrib["x"]) <= WIDTH - half


def test_words_are_no_markup() -> None:
    drawn = columns([Column("<b>", 1, "<i>")], title="<script>", about="<p>")
    assert "<script>" not in drawn
    assert ElementTree.fromstring(drawn).findtext("title") == "<script>"
