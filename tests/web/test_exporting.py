"""Lists that an owner takes along from the console."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from onboarding.exporting import MEDIA_TYPES
from onboarding.rules.auditing import Listed
from onboarding.services import audits
from onboarding.storage.groups import Group
from tests.builders import World
from tests.web.visitor import Visitor, forms

GROUP = "/admin/groups/class3"
WHERE = {"roster": "roster", "members": "seats", "seats": "seats", "findings": "audit"}
EACH = pytest.mark.parametrize(("what", "page"), WHERE.items())


@pytest.fixture(autouse=True)
def _audited(world: World, group: Group) -> None:
    audits.run(world.door, world.operator, group.id, [Listed(1, "陌生人")])


def exported(world: World) -> list[str]:
    told = world.door.events.after("hill", "", 100)
    return [event.what for event in told if event.what.endswith(".exported")]


@EACH
@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_each_page_gives_its_list_as_a_file_which_is_noted(
    world: World, owner: Visitor, what: str, page: str, form: str
) -> None:
    page_url = f"{GROUP}/{page}"
    assert exported(world) == []
    fields = forms(owner.page(page_url))[f"{GROUP}/export/{what}"]
    assert exported(world) == []
    answer = owner.post(f"{GROUP}/export/{what}", {**fields, "form": form})
    assert answer.status_code == 200
    assert answer.mimetype == MEDIA_TYPES[form]
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename={what}-class3-2026-09-21.{form}"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert exported(world) == [f"{what}.exported"]


@EACH
def test_a_form_without_a_token_gives_nothing(
    world: World, owner: Visitor, what: str, page: str
) -> None:
    assert owner.post(f"{GROUP}/export/{what}", {"form": "csv"}).status_code == 403
    assert exported(world) == []


def test_a_format_that_is_none_is_refused(world: World, owner: Visitor) -> None:
    fields = forms(owner.page(f"{GROUP}/roster"))[f"{GROUP}/export/roster"]
    answer = owner.post(f"{GROUP}/export/roster", {**fields, "form": "pdf"})
    assert answer.status_code == 422
    assert exported(world) == []


@EACH
def test_the_committee_is_offered_no_list_and_gets_none(
    app: Flask, world: World, group: Group, what: str, page: str
) -> None:
    world.admin("zhou", **{group.id: "committee"})
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    shown = visitor.page(f"{GROUP}/{page}")
    assert "/export/" not in shown
    fields = forms(shown)["/admin/sign-out"]
    answer = visitor.post(f"{GROUP}/export/{what}", {**fields, "form": "csv"})
    assert answer.status_code == 403
    assert exported(world) == []


@EACH
def test_the_address_of_a_file_leads_to_the_page_where_one_asks_for_it(
    world: World, owner: Visitor, what: str, page: str
) -> None:
    answer = owner.get(f"{GROUP}/export/{what}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{GROUP}/{page}"
    assert exported(world) == []


def test_a_roster_taken_along_and_put_in_again_is_the_same(world: World, owner: Visitor) -> None:
    fields = forms(owner.page(f"{GROUP}/roster"))[f"{GROUP}/export/roster"]
    taken = owner.post(f"{GROUP}/export/roster", {**fields, "form": "xlsx"}).data
    form = next(
        action for action in forms(owner.page(f"{GROUP}/roster")) if action.endswith("/preview")
    )
    file = (io.BytesIO(taken), "list.xlsx")
    shown = owner.send(f"{GROUP}/roster", form, file=file, replace="whole").text
    assert "没有任何变化" in shown, shown[-3000:]
