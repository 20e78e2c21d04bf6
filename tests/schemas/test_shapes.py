"""What comes in becomes the plain data that everything else speaks of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length

import schemas
from onboarding.rules.application import Account, Application, NamedStudent
from onboarding.rules.rosterrows import GUARDIANS_MOST
from onboarding.services.eligibility import MOST
from onboarding.storage import groups
from schemas import application, eligibility, group, request, roster
from schemas.fields import Flag, Moment, QueryFlag, Strict, Whole


def test_an_application_comes_out_as_the_rules_know_it() -> None:
    loaded = application.ApplicationTable().load(
        {
            "role": "guardian",
            "students": [{"name": "李 明", "relation": "妈妈", "number": "2026001"}],
            "name": "王秀英",
            "phone": "138 0000 0002",
            "other_guardian": "李建国",
            "account": {"platform": "wechat", "id": "wx-1"},
            "declarations": ["own_picture"],
            "consent": True,
            "already_inside": True,
        }
    )
    assert loaded == Application(
        role="guardian",
        students=(NamedStudent("李明", "妈妈", "2026001"),),
        name="王秀英",
        phone="13800000002",
        other_guardian="李建国",
        account=Account("wechat", "wx-1"),
        declarations=frozenset({"own_picture"}),
        consent=True,
        already_inside=True,
    )


def test_what_is_left_out_is_empty() -> None:
    assert application.ApplicationTable().load({"role": "staff"}) == Application(role="staff")


def test_a_national_number_given_by_its_key_is_refused() -> None:
    for table in ({"national": "x"}, {"students": [{"name": "李明", "national": "x"}]}):
        with pytest.raises(ValidationError):
            application.ApplicationTable().load({"role": "guardian", **table})


def test_an_amendment_has_no_field_for_what_stays() -> None:
    taken = request.AmendTable().fields.keys()
    assert application.ApplicationTable().fields.keys() - taken == {"account", "invited_by"}


def test_limits_that_stand_in_two_places_are_the_same() -> None:
    assert eligibility.MOST_QUESTIONS == MOST
    assert roster.MOST_GUARDIANS == GUARDIANS_MOST
    assert group.ENTRY_MODES == groups.ENTRY_MODES


def _modules() -> Iterator[Path]:
    yield from Path(schemas.__path__[0]).glob("*.py")


def _strict() -> Iterator[type[Schema]]:
    waiting: list[type[Schema]] = [Strict]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("schemas."):
                yield kind


@pytest.mark.parametrize("kind", sorted(set(_strict()), key=lambda kind: kind.__name__))
def test_every_text_and_every_list_that_comes_in_has_an_end(kind: type[Schema]) -> None:
    for name, field in kind().fields.items():
        if isinstance(field, (Flag, QueryFlag, Whole, Moment, fields.Nested, fields.Dict)):
            continue
        ends = [each for each in field.validators if isinstance(each, Length) and each.max]
        words = [each for each in field.validators if hasattr(each, "choices")]
        assert ends or words, name


@pytest.mark.parametrize("module", sorted(_modules()), ids=lambda path: path.stem)
def test_schemas_know_nothing_but_the_rules(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onboarding"):
            assert (node.module or "").startswith("onboarding.rules"), node.module
