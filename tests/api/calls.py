"""One acceptable call of every route: what tests of all routes start from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onboarding.rules.kindfiles import load_all
from tests.api.conftest import MOTHER

GROUP = "/groups/<slug:group>"
ONE = f"{GROUP}/join-requests/<slug:request_id>"
AUDIT_ITEM = f"{GROUP}/audits/items/<slug:item>/actions"
ARTICLES = [
    *({"id": each.id, **each.text} for each in load_all()["primary"].covenant),
    {"id": "X1", "zh": "请勿发广告。", "en": "No advertising."},
]
READERS = {"groups:write", "roster:read", "requests:write", "requests:decide", "members:read"}


@dataclass(frozen=True)
class Call:
    """A route, an acceptable body, the scopes of which any one is enough, and those that it
    takes besides."""

    method: str
    rule: str
    scopes: frozenset[str]
    body: Any = None
    besides: frozenset[str] = frozenset()

    def path(self, **parts: str) -> str:
        path = self.rule
        for name, value in parts.items():
            path = path.replace(f"<slug:{name}>", value)
        return f"/api/v1{path}"


def _call(method: str, rule: str, scopes: str | set[str], body: Any = None, *besides: str) -> Call:
    enough = frozenset([scopes] if isinstance(scopes, str) else scopes)
    return Call(method, rule, enough, body, frozenset(besides))


QUESTION = {"account": {"platform": "wechat", "id": "wx-1"}}

CALLS = (
    _call("POST", "/groups", "groups:write", {"kind": "primary", "title": "三年三班"}),
    _call("GET", "/groups", READERS),
    _call("GET", GROUP, READERS),
    _call(
        "PATCH", GROUP, "groups:write", {"title": "三年二班家长群", "overrides": {"reminders": 2}}
    ),
    _call("POST", f"{GROUP}/link", "groups:write", {}),
    _call("PUT", f"{GROUP}/entry", "groups:write"),
    _call(
        "POST",
        f"{GROUP}/roster",
        "roster:write",
        {
            "reason": "新学期",
            "students": [
                {
                    "name": "赵晨",
                    "number": "2026009",
                    "seat_number": "9",
                    "label": "大",
                    "guardians": [{"name": "赵强", "relation": "爸爸", "phone": "13800000009"}],
                }
            ],
            "teachers": [{"name": "陈静", "subjects": ["语文"], "homeroom": True}],
            "staff": [{"name": "钱进", "department": "财务部", "phone": "13700000002"}],
        },
    ),
    _call("GET", f"{GROUP}/roster", "roster:read"),
    _call(
        "POST",
        f"{GROUP}/roster/people",
        "roster:write",
        {"students": {"name": "孙悦", "number": "77"}},
    ),
    _call(
        "PATCH",
        f"{GROUP}/roster/people/<slug:person>",
        "roster:write",
        {"number": "2026011", "guardians": [{"phone": "13800000008"}]},
    ),
    _call("DELETE", f"{GROUP}/roster/people/<slug:person>", "roster:write"),
    _call("POST", f"{GROUP}/join-requests", "requests:write", MOTHER),
    _call("GET", f"{GROUP}/join-requests", "requests:decide"),
    _call("GET", ONE, {"requests:decide", "requests:write"}),
    _call("POST", f"{ONE}/receipt", "requests:write", {"version": "1.0"}),
    _call("POST", f"{ONE}/actions/rename", "requests:write", {"nickname": "李明妈妈"}),
    _call(
        "POST",
        f"{ONE}/actions/amend",
        "requests:write",
        {"students": [{"name": "李明", "relation": "妈妈", "number": "2026001"}], "consent": True},
    ),
    _call("POST", f"{ONE}/actions/withdraw", "requests:write", {}),
    _call(
        "POST",
        f"{ONE}/actions/approve",
        "requests:decide",
        {"people": [], "overrides": ["not_on_roster"], "reason": "已核实"},
    ),
    _call(
        "POST",
        f"{ONE}/actions/decline",
        "requests:decide",
        {"reason": "not_in_class", "note": "请联系班主任"},
    ),
    _call("POST", f"{ONE}/actions/reopen", "requests:decide", {}),
    _call(
        "POST",
        f"{ONE}/actions/replace",
        "members:write",
        {"other": "b" * 16, "other_etag": '"1"', "reason": "family_asked"},
        "requests:decide",
    ),
    _call("POST", f"{ONE}/actions/join", "members:write", {}),
    _call("POST", f"{ONE}/actions/leave", "members:write", {}),
    _call(
        "POST",
        f"{ONE}/actions/remove",
        "members:write",
        {"article": "P1", "reason": "attack", "ban": {"until": "2027-01-01T00:00:00Z"}},
    ),
    _call(
        "POST",
        f"{GROUP}/join-requests/actions",
        "requests:decide",
        {
            "move": "decline",
            "items": [{"id": "a" * 16, "etag": '"1"'}],
            "reason": "not_in_class",
            "note": "请联系班主任",
        },
    ),
    _call("GET", f"{GROUP}/members", "members:read"),
    _call("GET", f"{GROUP}/seats", "members:read"),
    _call(
        "POST",
        f"{GROUP}/escalations",
        "members:write",
        {"cause": "harmful", "note": "有人在群里发借贷链接"},
    ),
    _call("GET", f"{GROUP}/escalations", "members:write"),
    _call(
        "POST",
        f"{GROUP}/audits",
        "audits:write",
        {"members": [{"nickname": "李明妈妈"}, {"nickname": "王芳", "inviter": "李明妈妈"}]},
    ),
    _call("GET", f"{GROUP}/audits", "audits:write"),
    _call("GET", f"{GROUP}/audits/runs", "audits:write"),
    _call("POST", f"{AUDIT_ITEM}/handled", "audits:write", {}),
    _call("POST", f"{AUDIT_ITEM}/ignored", "audits:write", {"reason": "班主任的小号"}),
    _call("POST", f"{AUDIT_ITEM}/reopen", "audits:write", {}),
    _call("POST", f"{AUDIT_ITEM}/remind", "audits:write", {}),
    _call("POST", f"{GROUP}/audits/adopt", "audits:write", {"items": ["a" * 16]}),
    _call("POST", f"{GROUP}/exports", "roster:read", {"what": "roster", "format": "xlsx"}),
    _call("GET", f"{GROUP}/others", "members:read"),
    _call(
        "POST",
        f"{GROUP}/others",
        "members:write",
        {"nickname": "校车通知", "reason": "校车公司", "consented_by": "陈老师"},
    ),
    _call("DELETE", f"{GROUP}/others/<slug:other>", "members:write"),
    _call("GET", f"{GROUP}/covenant", READERS),
    _call("PUT", f"{GROUP}/covenant", "groups:write", {"articles": ARTICLES, "major": True}),
    _call("GET", f"{GROUP}/admins", "groups:write"),
    _call("PUT", f"{GROUP}/admins/<slug:admin>", "groups:write", {"role": "committee"}),
    _call("DELETE", f"{GROUP}/admins/<slug:admin>", "groups:write"),
    _call("POST", "/tokens", "groups:write", {"scopes": ["groups:write"], "label": "bot"}),
    _call("GET", "/tokens", "groups:write"),
    _call("DELETE", "/tokens/<slug:token>", "groups:write"),
    _call(
        "POST",
        "/bindings",
        {"requests:write", "members:write"},
        {"account": {"platform": "wechat", "id": "wx-9"}, "text": "你好 K7M2PQ3", "group": "c302"},
    ),
    _call("GET", f"{GROUP}/events", "events:read"),
    _call("POST", f"{GROUP}/eligibility", "eligibility:read", QUESTION),
    _call("POST", f"{GROUP}/eligibility/batch", "eligibility:read", {"questions": [QUESTION]}),
)
