"""A small draw of the set that `make names` measures in full (docs/names.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.names.cases import Case, read
from benchmarks.names.generate import generate
from benchmarks.names.measure import Outcome, outcomes

SIZE = 2_000


@pytest.fixture(scope="module")
def measured() -> tuple[Outcome, ...]:
    return tuple(outcomes(generate(SIZE)))


def of(measured: tuple[Outcome, ...], kind: str) -> list[Outcome]:
    found = [outcome for outcome in measured if outcome.case.kind == kind]
    assert len(found) > 50
    return found


def test_no_name_that_people_bear_is_refused(measured: tuple[Outcome, ...]) -> None:
    assert [outcome for outcome in of(measured, "plain") if outcome.wrong] == []


def test_no_two_people_are_taken_for_one_another(measured: tuple[Outcome, ...]) -> None:
    assert [outcome for outcome in of(measured, "pair") if outcome.wrong] == []


def test_nobody_is_a_stranger_for_how_the_name_was_typed(measured: tuple[Outcome, ...]) -> None:
    outcomes = of(measured, "typed")
    known = [each for each in outcomes if each.word == "matched" or "suggested" in each.word]
    assert len(known) > 0.9 * len(outcomes)


def test_the_set_is_the_same_for_the_same_seed() -> None:
    assert generate(300) == generate(300)
    assert generate(300) != generate(300, seed=1)


@pytest.mark.parametrize(
    ("name", "other"), [("林璇艳的", "林璇艳"), ("冯伯的", "冯伯"), ("妈涵", "妈"), ("有妈", "妈")]
)
def test_a_name_that_ends_or_begins_like_what_stands_around_names_is_nobody_elses(
    name: str, other: str
) -> None:
    (outcome,) = outcomes([Case("pair", name, other)])
    assert not outcome.wrong
    assert (outcome.word == "nickname of two meanings: a person decides") is name.endswith("的")


def test_a_pupil_called_like_a_relation_or_a_class_stands_in_nobodys_way() -> None:
    listed = [Case("listed", name) for name in ("妈", "爸", "佑", "舅", "六班", "一班女伟")]
    assert [outcome for outcome in outcomes(listed) if outcome.wrong] == []


def test_a_wrong_is_seen_where_there_is_one() -> None:
    (refused,) = outcomes([Case("listed", "李?")])
    assert refused.wrong
    (told_apart,) = outcomes([Case("pair", "李土", "李士")])
    assert not told_apart.wrong


def test_a_file_of_cases_is_read(tmp_path: Path) -> None:
    file = tmp_path / "cases.txt"
    file.write_text("\ufeff李明\nrare\t王\\U00020bb7\r\n\npair: one\t李土\t李士\n")
    assert tuple(read(file)) == (
        Case("listed", "李明"),
        Case("rare", "王𠮷"),
        Case("pair: one", "李土", "李士"),
    )
