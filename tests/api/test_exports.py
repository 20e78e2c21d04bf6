"""Lists as files, by the API."""

from __future__ import annotations

import io

import pytest

from onboarding.export_tables import WHATS
from onboarding.exporting import FORMATS, MEDIA_TYPES
from schemas import exports
from tests.api.conftest import Api


@pytest.fixture(autouse=True)
def _group(api: Api) -> None:
    api.world.group(group_id="c302")


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_a_roster_taken_as_a_file_and_sent_back_changes_nothing(api: Api, form: str) -> None:
    answer = api.post("/groups/c302/exports", {"what": "roster", "format": form})
    assert answer.status_code == 200
    assert answer.mimetype == MEDIA_TYPES[form]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=roster-c302-2026-09-21.{form}"
    )
    back = {"file": (io.BytesIO(answer.data), f"list.{form}")}
    seen = api.post("/groups/c302/roster?dry_run=true", data=back).json
    assert [seen[each] for each in ("added", "changed", "gone", "back", "unclear")] == [[]] * 5
    assert seen["same"] == 6


@pytest.mark.parametrize("what", WHATS)
def test_every_list_comes_as_csv_where_no_format_is_said(api: Api, what: str) -> None:
    answer = api.post("/groups/c302/exports", {"what": what})
    assert answer.status_code == 200
    assert answer.data.decode("utf-8-sig").startswith("序号,")


def test_the_schema_knows_all_lists_and_formats() -> None:
    assert exports.WHATS == WHATS
    assert exports.FORMATS == FORMATS


def test_headers_are_in_the_callers_language(api: Api) -> None:
    asked = {"Accept-Language": "en"}
    answer = api.post("/groups/c302/exports", {"what": "members"}, headers=asked)
    assert answer.data.decode("utf-8-sig").startswith("Row,Nickname,")


@pytest.mark.parametrize("what", ["members", "seats", "findings"])
def test_who_may_read_the_roster_alone_gets_nothing_else(api: Api, what: str) -> None:
    token = api.world.token("roster:read")
    answer = api.post("/groups/c302/exports", {"what": what}, token=token)
    assert (answer.status_code, answer.json["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("body", [{}, {"what": "phones"}, {"what": "roster", "format": "pdf"}])
def test_what_is_no_list_or_no_format_is_refused(api: Api, body: dict[str, str]) -> None:
    assert api.post("/groups/c302/exports", body).status_code in (400, 422)


def test_the_description_says_that_a_file_is_answered(api: Api) -> None:
    spec = api.get("/openapi.json").json
    call = spec["paths"]["/api/v1/groups/{group}/exports"]["post"]
    assert set(call["responses"]["200"]["content"]) == set(MEDIA_TYPES.values())
    assert "Idempotency-Key" not in str(call.get("parameters"))
