"""What admins set up over HTTP: covenant, roles, tokens, bindings; and the feed of it all."""

from __future__ import annotations

import pytest

from onboarding.services import admins
from tests.api.calls import ARTICLES
from tests.api.conftest import MOTHER, Api
from tests.builders import PASSWORD


@pytest.fixture
def school(api: Api) -> Api:
    api.world.group(group_id="c302")
    return api


def _admin(api: Api, login: str = "zhou") -> str:
    new = admins.NewAdmin(login, "周老师", PASSWORD)
    return admins.create(api.world.door, api.world.operator, new).id


# -- the covenant


def test_a_major_version_asks_again_and_a_minor_one_does_not(school: Api) -> None:
    first = school.get("/groups/c302/covenant").json
    assert first["version"] == "1.0"
    minor = school.call("PUT", "/groups/c302/covenant", {"articles": ARTICLES, "major": False})
    assert (minor.json["version"], minor.json["changes"]) == (
        "1.1",
        [{"article": "X1", "what": "added"}],
    )
    major = school.call("PUT", "/groups/c302/covenant", {"articles": ARTICLES[:-1], "major": True})
    assert (major.json["version"], major.json["changes"][0]["what"]) == ("2.0", "removed")
    shown = school.get("/groups/c302/covenant").json
    assert [each["version"] for each in shown["versions"]] == ["1.0", "1.1", "2.0"]
    assert shown["digest"] == shown["versions"][2]["digest"] == first["digest"]
    assert shown["versions"][2]["published_at"].endswith("Z")


@pytest.mark.parametrize(
    ("articles", "field", "reason"),
    [
        ([], "articles", "count"),
        ([{"id": "X1"}], "articles.0.zh", "required"),
        ([{"id": "X1", "zh": "x", "de": "x"}], "articles.0.de", "unknown_field"),
        ([*ARTICLES, {"id": "Q1", "zh": "x"}], f"articles.{len(ARTICLES)}.id", "unknown_article"),
        (ARTICLES[-1:], "articles", "cited_article_missing"),
        (ARTICLES[:-1], "articles", "unchanged"),
    ],
)
def test_a_covenant_that_will_not_do_is_refused(
    school: Api, articles: list[object], field: str, reason: str
) -> None:
    body = {"articles": articles, "major": True}
    refused = school.call("PUT", "/groups/c302/covenant", body)
    [wrong] = refused.json["errors"]
    assert (refused.status_code, wrong["field"], wrong["reason"]) == (422, field, reason)
    assert school.get("/groups/c302/covenant").json["version"] == "1.0"


# -- admins


def test_a_role_is_given_shown_and_taken_away(school: Api) -> None:
    owner, other = _admin(school), _admin(school, "liu")
    given = school.call("PUT", f"/groups/c302/admins/{owner}", {"role": "owner"})
    assert given.json == {"id": owner, "name": "周老师", "role": "owner", "supervisor": False}
    school.call("PUT", f"/groups/c302/admins/{other}", {"role": "committee"})
    shown = school.get("/groups/c302/admins").json["items"]
    assert {(each["id"], each["role"]) for each in shown} == {
        (owner, "owner"),
        (other, "committee"),
    }
    assert school.call("DELETE", f"/groups/c302/admins/{other}").status_code == 204
    assert len(school.get("/groups/c302/admins").json["items"]) == 1
    last = school.call("DELETE", f"/groups/c302/admins/{owner}")
    assert (last.status_code, last.json["code"]) == (409, "last_owner")


def test_a_role_is_one_of_the_table_and_its_admin_one_of_the_school(school: Api) -> None:
    admin = _admin(school)
    for role in ("supervisor", "boss", ""):
        refused = school.call("PUT", f"/groups/c302/admins/{admin}", {"role": role})
        assert refused.status_code == 422
    missing = school.call("PUT", "/groups/c302/admins/nobody", {"role": "owner"})
    assert missing.status_code == 404


# -- tokens


def test_a_token_is_shown_once_works_and_ends_at_once(school: Api) -> None:
    body = {"scopes": ["groups:write", "roster:read"], "groups": ["c302"], "label": "班级机器人"}
    made = school.post("/tokens", body)
    text = made.json["token"]
    assert made.status_code == 201
    assert school.get("/groups/c302/roster", token=text).status_code == 200
    listed = school.get("/tokens")
    assert text not in listed.get_data(as_text=True)
    shown = next(each for each in listed.json["items"] if each["id"] == made.json["id"])
    assert (shown["scopes"], shown["groups"], shown["label"], shown["revoked"]) == (
        ["groups:write", "roster:read"],
        ["c302"],
        "班级机器人",
        False,
    )
    assert school.call("DELETE", made.headers["Location"]).status_code == 204
    assert school.get("/groups/c302/roster", token=text).status_code == 401


def test_a_token_cannot_make_one_that_covers_more_than_itself(school: Api) -> None:
    school.world.group(group_id="c303")
    small = school.world.token("groups:write", groups=["c302"])
    for body in (
        {"scopes": ["members:read"], "groups": ["c302"]},
        {"scopes": ["groups:write"], "groups": ["c303"]},
        {"scopes": ["groups:write"]},
    ):
        assert school.post("/tokens", body, token=small).status_code == 403
    allowed = {"scopes": ["groups:write"], "groups": ["c302"]}
    assert school.post("/tokens", allowed, token=small).status_code == 201


@pytest.mark.parametrize(
    "body",
    [{}, {"scopes": []}, {"scopes": ["all"]}, {"scopes": "groups:write"},
     {"scopes": ["groups:write"], "groups": ["C 302"]}],
)  # fmt: skip
def test_a_token_of_wrong_values_is_not_made(school: Api, body: dict[str, object]) -> None:
    assert school.post("/tokens", body).status_code == 422


def test_a_token_for_a_group_that_is_not_there_is_not_made(school: Api) -> None:
    body = {"scopes": ["groups:write"], "groups": ["nowhere"]}
    assert school.post("/tokens", body).status_code == 404


# -- bindings


def _approved(api: Api) -> dict[str, object]:
    without = {k: v for k, v in MOTHER.items() if k != "account"}
    path = api.post("/groups/c302/join-requests", without).headers["Location"]
    return dict(api.act(path, "approve").json)


@pytest.mark.parametrize("group", ["c302", None])
def test_the_code_in_a_text_ties_the_account_once(school: Api, group: str | None) -> None:
    code = str(_approved(school)["code"])
    body = {
        "account": {"platform": "wechat", "id": "wx-5"},
        "text": f"我是李明妈妈 {code.lower()}！",
    }
    where = {"group": group} if group else {}
    bound = school.post("/bindings", body | where)
    assert (bound.status_code, bound.json["account_bound"]) == (200, True)
    assert bound.headers["ETag"] == bound.json["etag"]
    again = school.post("/bindings", body | where)
    assert (again.status_code, again.json["what"]) == (404, "code")


def test_a_token_of_one_group_binds_without_naming_it(school: Api) -> None:
    code = _approved(school)["code"]
    token = school.world.token("members:write", groups=["c302"])
    body = {"account": {"platform": "wechat", "id": "wx-5"}, "text": str(code)}
    assert school.post("/bindings", body, token=token).json["account_bound"] is True


# -- the feed


def test_the_feed_tells_everything_in_order_and_goes_on_from_where_one_was(school: Api) -> None:
    path = school.post("/groups/c302/join-requests", MOTHER).headers["Location"]
    first = school.get("/groups/c302/events").json
    assert [each["what"] for each in first["items"]] == [
        "group.created",
        "roster.imported",
        "request.submitted",
    ]
    school.act(path, "decline", {"reason": "other"})
    [event] = school.get(f"/groups/c302/events?after={first['next']}").json["items"]
    assert (event["what"], event["version"], event["facts"]["reason"]) == (
        "request.declined",
        2,
        "other",
    )
    assert event["record"] == path.rpartition("/")[2]
    assert event["who"].startswith("token:")
    assert event["at"].endswith("Z")
    whole = school.get("/groups/c302/events").get_data(as_text=True)
    for secret in ("李明", "王秀英", "13800000002", "wx-1"):
        assert secret not in whole


def test_the_feed_of_a_group_tells_nothing_of_others(school: Api) -> None:
    school.world.group(group_id="c303")
    events = school.get("/groups/c303/events").json["items"]
    assert {each["group"] for each in events} == {"c303"}


def test_the_feed_comes_in_pages(school: Api) -> None:
    first = school.get("/groups/c302/events?limit=1").json
    second = school.get(f"/groups/c302/events?limit=1&after={first['next']}").json
    assert [p["items"][0]["what"] for p in (first, second)] == ["group.created", "roster.imported"]
    end = school.get(f"/groups/c302/events?after={second['next']}").json
    assert (end["items"], end["next"]) == ([], second["next"])


@pytest.mark.parametrize("after", ["x", "1-2-3", "(1-1", "9" * 40])
def test_a_point_that_is_none_in_the_feed_is_refused(school: Api, after: str) -> None:
    refused = school.get(f"/groups/c302/events?after={after}").json
    assert (refused["status"], refused["errors"][0]["field"]) == (422, "after")
