"""From a new group to a member, over HTTP alone."""

from __future__ import annotations

from tests.api.conftest import MOTHER, Api

PUPILS = {
    "students": [
        {
            "name": "李明",
            "number": "2026001",
            "guardians": [{"name": "王秀英", "relation": "妈妈", "phone": "138 0000 0002"}],
        },
        {"name": "王芳", "number": "2026002"},
    ],
    "teachers": [{"name": "陈静", "subjects": ["语文"], "homeroom": True}],
}


def test_a_group_is_made_and_a_mother_asks_is_approved_confirms_joins_and_is_eligible(
    api: Api,
) -> None:
    made = api.post("/groups", {"id": "c302", "kind": "primary", "title": "三年二班"})
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/groups/c302")
    assert made.json["link"].startswith("http://127.0.0.1:8000/j/hill.")
    imported = api.post("/groups/c302/roster", PUPILS)
    assert imported.status_code == 200
    assert (imported.json["version"], imported.json["counts"]["students"]) == (1, 2)

    asked = api.post("/groups/c302/join-requests", MOTHER)

    assert asked.status_code == 201
    assert (asked.json["state"], asked.json["nickname"]) == ("pending", "李明妈妈")
    assert asked.json["covenant"]["version"] == "1.0"
    assert asked.json["reference_url"].startswith("http://127.0.0.1:8000/r/hill.")
    path = asked.headers["Location"]
    approved = api.act(path, "approve")
    assert (approved.status_code, approved.json["state"]) == (200, "approved")
    question = {"account": MOTHER["account"]}
    before = api.post("/groups/c302/eligibility", question)
    assert (before.json["answer"], before.json["advice"]) == ("no", "remind")
    receipt = api.post(f"{path}/receipt", {"version": "1.0"})
    assert receipt.json["receipt"] == "1.0"
    joined = api.post(f"{path}/actions/join", {})
    assert joined.json["state"] == "joined"
    after = api.post("/groups/c302/eligibility", question)
    assert after.json == {
        "answer": "yes",
        "eligible": True,
        "advice": "admit",
        "state": "joined",
        "role": "guardian",
        "nickname": "李明妈妈",
        "findings": [],
        "covenant_confirmed": True,
        "fits_a_place": False,
        "ambiguous": False,
    }
