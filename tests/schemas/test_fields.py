"""Fields take what they say, and name what is wrong with anything else in a code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError
from marshmallow.fields import Field

from schemas.fields import (
    Choice,
    Flag,
    ListOf,
    Moment,
    Name,
    Part,
    Phone,
    Plain,
    QueryFlag,
    Slug,
    Strict,
    Text,
    Whole,
    flattened,
    rfc3339,
)


def _load(field: Field[Any], value: object) -> Any:
    return Strict.from_dict({"it": field})().load({"it": value})["it"]


def _reason(field: Field[Any], value: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as raised:
        _load(field, value)
    return flattened(raised.value.messages)


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [
        (Text(6), "  三年  ", "三年"),
        (Text(5), "", ""),
        (Text(9, breaks=True), "a\r\nb", "a\nb"),
        (Name(required=True), "李　明", "李明"),
        (Name(required=True), "李\ufe00明", "李明"),
        (Name(), "  ", ""),
        (Phone(), "+86 138-0000 0001", "+8613800000001"),
        (Phone(), "", ""),
        (Slug(), "c302-a", "c302-a"),
        (Choice("a", "b"), "b", "b"),
        (Flag(), True, True),
        (QueryFlag(), "true", True),
        (QueryFlag(), "false", False),
        (Whole(1, 200), 7, 7),
        (Whole(1, 200), "200", 200),
        (ListOf(Text(3), 2), ["a"], ["a"]),
        (Plain(), {"a": 1}, {"a": 1}),
        (Moment(), "2026-09-21T16:00:00+08:00", 1789977600000),
        (Moment(), "2026-09-21T08:00:00.123Z", 1789977600123),
        (Moment(allow_none=True), None, None),
    ],
    ids=repr,
)
def test_what_a_field_takes(field: Field[Any], value: object, taken: object) -> None:
    found = _load(field, value)
    assert (found, type(found)) == (taken, type(taken))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (Text(5), "123456", "too_long"),
        (Text(5, shortest=1), " ", "empty"),
        (Text(5, shortest=3), "ab", "length"),
        (Text(5), "a\nb", "control_character"),
        (Text(5), "a\x00", "control_character"),
        (Text(5), 5, "not_a_text"),
        (Text(5), None, "required"),
        (Text(5), ["a"], "not_a_text"),
        (Name(required=True), "", "empty"),
        (Name(required=True), "李?", "question_mark"),
        (Name(required=True), "\u202e李明", "bidi"),
        (Name(required=True), "\ue000", "private_use"),
        (Name(required=True), "李" * 51, "too_long"),
        (Name(required=True), " " * 10_000, "too_long"),
        (Name(), 1, "not_a_text"),
        (Phone(), "1234", "phone_wrong"),
        (Phone(), "1" * 16, "phone_wrong"),
        (Phone(), "12345a", "phone_wrong"),
        (Phone(), "１３８０００", "phone_wrong"),
        (Phone(), "1" * 41, "too_long"),
        (Slug(), "C302", "not_a_slug"),
        (Slug(), "-a", "not_a_slug"),
        (Slug(), "a:b", "not_a_slug"),
        (Slug(), "a" * 33, "too_long"),
        (Choice("a"), "b", "unknown"),
        (Choice("a"), 1, "not_a_text"),
        (Flag(), 1, "not_true_or_false"),
        (Flag(), "true", "not_true_or_false"),
        (QueryFlag(), "1", "not_true_or_false"),
        (QueryFlag(), True, "not_true_or_false"),
        (Whole(1, 200), 0, "not_within_1_200"),
        (Whole(1, 200), 201, "not_within_1_200"),
        (Whole(1, 200), True, "not_a_number"),
        (Whole(1, 200), 1.0, "not_a_number"),
        (Whole(1, 200), "1.0", "not_a_number"),
        (Whole(1, 200), "٣", "not_a_number"),
        (Whole(1, 200), "9" * 5_000, "not_a_number"),
        (Whole(1, 200), "", "not_a_number"),
        (ListOf(Text(3), 2), ["a"] * 3, "count"),
        (ListOf(Text(3), 2, fewest=1), [], "count"),
        (ListOf(Text(3), 2), "ab", "not_a_list"),
        (Part(Strict), [], "not_a_table"),
        (Plain(), [], "not_a_table"),
        (Moment(), "2026-09-21T08:00:00", "not_a_time"),
        (Moment(), "2026-09-21", "not_a_time"),
        (Moment(), "2026-13-45T99:00:00Z", "not_a_time"),
        (Moment(), "0001-01-01T00:00:00+23:59", "not_a_time"),
        (Moment(), "9999-12-31T23:59:59-12:00", "not_a_time"),
        (Moment(), "1970-12-31T23:59:59Z", "not_a_time"),
        (Moment(), 1789977600000, "not_a_time"),
        (Moment(), "x" * 30, "not_a_time"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_what_a_field_refuses(field: Field[Any], value: object, reason: str) -> None:
    assert _reason(field, value) == [("it", reason)]


def test_a_field_that_is_missing_or_too_many_is_named() -> None:
    schema = Strict.from_dict({"must": Text(5, required=True)})()
    with pytest.raises(ValidationError) as raised:
        schema.load({"other": 1})
    assert sorted(flattened(raised.value.messages)) == [
        ("must", "required"),
        ("other", "unknown_field"),
    ]


def test_a_wrong_value_deep_inside_is_found_by_its_path() -> None:
    class Inner(Strict):
        name = Name(required=True)

    schema: Schema = Strict.from_dict({"rows": ListOf(Part(Inner), 5)})()
    with pytest.raises(ValidationError) as raised:
        schema.load({"rows": [{"name": "李明"}, {"name": "?"}, 7]})
    assert flattened(raised.value.messages) == [
        ("rows.1.name", "question_mark"),
        ("rows.2", "not_a_table"),
    ]


@given(st.integers(31_536_000_000, 32_503_679_999_999))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_a_moment_written_is_read_as_the_same_one(ms: int) -> None:
    text = rfc3339(ms)
    assert text.endswith("Z")
    assert _load(Moment(), text) == ms


@given(st.text() | st.integers() | st.lists(st.text()) | st.none() | st.floats() | st.binary())
@settings(derandomize=True, max_examples=200, deadline=None)
def test_any_value_is_taken_or_refused_with_a_code(value: object) -> None:
    for field in (Text(9), Name(), Phone(), Slug(), Choice("a"), Flag(), Whole(1, 9), Moment()):
        try:
            _load(field, value)
        except ValidationError as error:
            [(path, reason)] = flattened(error.messages)
            assert (path, reason.replace("_", "").isalnum()) == ("it", True)
